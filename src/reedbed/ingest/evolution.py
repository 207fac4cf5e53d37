"""How the columns of a source follow its answers: found where none are declared, added and widened in mode evolve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reedbed.ingest.declaration import Column
from reedbed.ingest.decoding.fitting import type_name
from reedbed.ingest.decoding.inference import column_name
from reedbed.ingest.decoding.kinds import ANYTHING, wider
from reedbed.ingest.decoding.paths import steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding.inference import Field, Fields


@dataclass(frozen=True, kw_only=True, slots=True)
class Evolved:
    """Columns after some answers, and the paths that none of them holds."""

    columns: Mapping[str, Column]
    strange: tuple[str, ...] = ()


def evolved(source: Source, fields: Fields, *, is_closed: bool) -> Evolved:
    """The columns of a source in the light of the fields of its records.

    Where no columns are known, each field becomes one. `is_closed` says that they were found in that way before: then a
    field that is none of them is strange, unless the source evolves.
    """
    adds = not source.columns or source.drift == "evolve"
    unknown = [path for path in fields.paths() if not _is_held(path, source.columns)] if adds or is_closed else []
    columns = {**source.columns, **_widened(source, fields)}
    found = fields.types(unknown)
    if not adds:
        return Evolved(columns=columns, strange=tuple(each.path for each in found if each.met))
    for field in found:
        columns[column_name(field.path, columns)] = Column(path=field.path, type=field.type)
    return Evolved(columns=columns)


def may_change(source: Source, *, is_closed: bool) -> bool:
    """Whether the records have to be looked at before it is known which columns there are."""
    modes = {source.drift, *(source.mode_of(name) for name in source.columns)}
    return is_closed or not source.columns or "evolve" in modes


def _widened(source: Source, fields: Fields) -> dict[str, Column]:
    """The columns that may become wider and have to; those of a key stay what they are."""
    evolving = [name for name in source.columns if source.mode_of(name) == "evolve" and name not in source.key]
    misfits = fields.misfits() if evolving else set()
    names = [name for name in evolving if name in misfits]
    found = {field.path: field for field in fields.types([source.columns[name].path for name in names])}
    return {name: _wide(source.columns[name], found.get(source.columns[name].path)) for name in names}


def _wide(column: Column, field: Field | None) -> Column:
    known = type_name(column)
    wide = wider([known, field.type]) if field is not None else ANYTHING
    return replace(column, type=ANYTHING if wide == known else wide)


def _is_held(path: str, columns: Mapping[str, Column]) -> bool:
    """Whether a column has what lies at a path, or above or below it."""
    names = steps(path)
    known = [steps(column.path) for column in columns.values()]
    return any(names[: len(each)] == each or each[: len(names)] == names for each in known)
