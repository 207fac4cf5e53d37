"""The FROM clause of pages: their records in order, as text, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.ingest.decoding.paths import step_into, tree, type_text
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page

OBJECT_BYTES: Final = 4_000_000
"""What DuckDB sets aside for one JSON value at least; it has to hold a whole page that is one value."""
_PLACE: Final = "row_number() OVER (PARTITION BY filename ORDER BY number) - 1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """SQL over some pages.

    `rows` yields `filename`, `place` (a record's number in its page, from 0) and `record`; `values` has the SQL of each
    column's text in a record. `raw` yields `filename`, `place` and `raw`, each record whole, as JSON.
    """

    rows: str
    raw: str
    values: Mapping[str, str]


def reading(source: Source, pages: Sequence[Page]) -> Reading:
    """How the records of pages are read."""
    if source.format == "csv":
        return _csv(source, pages)
    values = {name: step_into("record", column.path) for name, column in source.columns.items()}
    fields = tree(column.path for column in source.columns.values())
    if not source.records:
        packed = ", ".join(f"{quote(name)} := {quote(name)}" for name in fields)
        read = _read_json(source, pages, {name: type_text(below) for name, below in fields.items()})
        whole = f"read_json_objects({_files(pages)}, filename = true, {_shape(source, pages)})"
        return Reading(
            rows=_placed(f"struct_pack({packed}) AS record", read), raw=_placed("json AS raw", whole), values=values
        )
    first, _, rest = source.records.partition(".")
    records = step_into(quote(first), rest)
    read = _read_json(source, pages, {first: _nested(rest, f"{type_text(fields)}[]")})
    whole = _read_json(source, pages, {first: _nested(rest, "JSON[]")})
    places = f"unnest(range(len({records}))) AS place"
    return Reading(
        rows=f"SELECT filename, {places}, unnest({records}) AS record FROM {read}",
        raw=f"SELECT filename, {places}, unnest({records}) AS raw FROM {whole}",
        values=values,
    )


def facts_sql(source: Source, page: Page, paths: Sequence[str]) -> str:
    """A SELECT of the number of records in a page, NULL when it has no list of them, and the values at `paths`."""
    if source.format == "csv" or not source.records:
        return f"SELECT count(*) FROM ({reading(source, [page]).rows}) AS r"
    beside = tree([*paths, source.records])
    first, _, rest = source.records.partition(".")
    types = {name: type_text(below) for name, below in beside.items()}
    types[first] = _nested(rest, "JSON[]", beside[first])
    values = "".join(f", {step_into(quote(path.partition('.')[0]), path.partition('.')[2])}" for path in paths)
    return f"SELECT len({step_into(quote(first), rest)}){values} FROM {_read_json(source, [page], types)}"


def _nested(path: str, leaf: str, beside: Mapping[str, object] | None = None) -> str:
    """The type of a document in which `path` leads to a value of type `leaf`, with other text values beside it."""
    if not path:
        return leaf
    step, _, rest = path.partition(".")
    others = {name: below for name, below in (beside or {}).items() if name != step}
    inner = (beside or {}).get(step)
    fields = [f"{quote(step)} {_nested(rest, leaf, inner if isinstance(inner, dict) else None)}"]
    fields += [
        f"{quote(name)} {type_text(below) if isinstance(below, dict) else 'VARCHAR'}" for name, below in others.items()
    ]
    return f"STRUCT({', '.join(fields)})"


def _placed(what: str, read: str) -> str:
    numbered = f"SELECT filename, {what}, row_number() OVER () AS number FROM {read}"
    return f"SELECT * EXCLUDE (number), {_PLACE} AS place FROM ({numbered}) AS r"


def _read_json(source: Source, pages: Sequence[Page], types: Mapping[str, str]) -> str:
    columns = ", ".join(f"{literal(name)}: {literal(type_name)}" for name, type_name in types.items())
    return f"read_json({_files(pages)}, filename = true, columns = {{{columns}}}, {_shape(source, pages)})"


def _shape(source: Source, pages: Sequence[Page]) -> str:
    shape = "newline_delimited" if source.format == "ndjson" else "auto"
    most = max(OBJECT_BYTES, *(2 * page.size_bytes for page in pages))
    return f"format = '{shape}', maximum_object_size = {most}, compression = 'zstd'"


def _files(pages: Sequence[Page]) -> str:
    return f"[{', '.join(literal(str(page.file)) for page in pages)}]"


def _csv(source: Source, pages: Sequence[Page]) -> Reading:
    read = (
        f"read_csv({_files(pages)}, filename = true, header = true, all_varchar = true, compression = 'zstd',"
        " union_by_name = true)"
    )
    packed = ", ".join(f"{quote(column.path)} := {quote(column.path)}" for column in source.columns.values())
    return Reading(
        rows=_placed(f"struct_pack({packed}) AS record", read),
        raw=_placed("to_json(line) AS raw", f"{read} AS line"),
        values={name: f"record.{quote(column.path)}" for name, column in source.columns.items()},
    )
