"""The FROM clause of a page: its records in order, as text, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.ingest.decoding.paths import step_into, tree, type_text
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reedbed.ingest.declaration import Source

OBJECT_BYTES: Final = 64_000_000
"""What DuckDB reserves for one JSON value at least; it grows to the size of a page that is one value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """SQL over one page.

    `rows` yields `record` and `place`, its number in the page from 0; `values` has the SQL of each column's text in it;
    `raw` yields `place` and `raw`, each record whole, as JSON. `stated` is a SELECT of the values at the source's
    paging paths and `total`, empty when there are none. `missing` is a SELECT of whether the page lacks its records.
    """

    rows: str
    raw: str
    values: Mapping[str, str]
    stated: str
    missing: str


def reading(source: Source, file: Path, size_bytes: int, stated_paths: tuple[str, ...]) -> Reading:
    """How the records of a page are read. `stated_paths` are of values beside the records."""
    if source.format == "csv":
        return _csv(source, file)
    return _json(source, file, size_bytes, stated_paths)


def _json(source: Source, file: Path, size_bytes: int, stated_paths: tuple[str, ...]) -> Reading:
    fields = tree(column.path for column in source.columns.values())
    shape = "newline_delimited" if source.format == "ndjson" else "auto"
    most = max(OBJECT_BYTES, 2 * size_bytes)
    values = {name: step_into("record", column.path) for name, column in source.columns.items()}
    if not source.records:
        columns = ", ".join(f"{literal(name)}: {literal(type_text(below))}" for name, below in fields.items())
        read = _read_json(file, columns, shape, most)
        packed = ", ".join(f"{quote(name)} := {quote(name)}" for name in fields)
        rows = f"SELECT struct_pack({packed}) AS record, row_number() OVER () - 1 AS place FROM {read}"
        raw = (
            f"SELECT json AS raw, row_number() OVER () - 1 AS place FROM read_json_objects({literal(str(file))}, "
            f"format = '{shape}', maximum_object_size = {most}, compression = 'zstd')"
        )
        return Reading(rows=rows, raw=raw, values=values, stated="", missing="")
    first, _, rest = source.records.partition(".")
    holder = _nested(rest, f"{type_text(fields)}[]")
    read = _read_json(file, f"{literal(first)}: {literal(holder)}", shape, most)
    records = step_into(quote(first), rest)
    whole = _read_json(file, f"{literal(first)}: {literal(_nested(rest, 'JSON[]'))}", shape, most)
    return Reading(
        rows=f"SELECT unnest({records}) AS record, unnest(range(len({records}))) AS place FROM {read}",
        raw=f"SELECT unnest({records}) AS raw, unnest(range(len({records}))) AS place FROM {whole}",
        values=values,
        stated=_stated(file, shape, most, stated_paths),
        missing=f"SELECT count(*) = 0 OR bool_or({records} IS NULL) FROM {read}",
    )


def _stated(file: Path, shape: str, most: int, paths: tuple[str, ...]) -> str:
    if not paths:
        return ""
    beside = tree(paths)
    columns = ", ".join(f"{literal(name)}: {literal(type_text(below))}" for name, below in beside.items())
    values = ", ".join(step_into(quote(path.partition(".")[0]), path.partition(".")[2]) for path in paths)
    return f"SELECT {values} FROM {_read_json(file, columns, shape, most)} LIMIT 1"


def _nested(path: str, leaf: str) -> str:
    """The type of a document in which `path` leads to a value of type `leaf`."""
    for step in reversed(path.split(".") if path else []):
        leaf = f"STRUCT({quote(step)} {leaf})"
    return leaf


def _read_json(file: Path, columns: str, shape: str, most: int) -> str:
    return (
        f"read_json({literal(str(file))}, format = '{shape}', columns = {{{columns}}}, maximum_object_size = {most}, "
        f"compression = 'zstd')"
    )


def _csv(source: Source, file: Path) -> Reading:
    read = f"read_csv({literal(str(file))}, header = true, all_varchar = true, compression = 'zstd')"
    packed = ", ".join(f"{quote(column.path)} := {quote(column.path)}" for column in source.columns.values())
    return Reading(
        rows=f"SELECT struct_pack({packed}) AS record, row_number() OVER () - 1 AS place FROM {read}",
        raw=f"SELECT to_json(whole) AS raw, row_number() OVER () - 1 AS place FROM {read} AS whole",
        values={name: f"record.{quote(column.path)}" for name, column in source.columns.items()},
        stated="",
        missing="",
    )
