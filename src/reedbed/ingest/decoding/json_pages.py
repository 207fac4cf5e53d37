"""Pages of JSON and of lines of JSON: the records in order, everything in them as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.ingest.decoding.fitting import Value
from reedbed.ingest.decoding.paths import step_into, steps, tree, type_text
from reedbed.ingest.decoding.reading import FILE, NAMED, Reading, files, placed
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding.paths import Tree
    from reedbed.ingest.pages import Page

OBJECT_BYTES: Final = 4_000_000
"""What DuckDB sets aside for one JSON value at least; it has to hold a whole page that is one value."""
MOST_OBJECT_BYTES: Final = 8_000_000
"""The largest record that is expected in a page that is read by records; each thread sets twice as much aside."""
LARGE: Final = 1
"""The level of a page with larger records than that."""
WHOLE: Final = 2
"""The level of a page that is read as one value, in which a list is not cut out."""
_LARGE_OBJECT_BYTES: Final = 32_000_000
MOST_WHOLE_BYTES: Final = 80_000_000
"""The largest page that is read as one value: twice as much has to fit into a stage's memory."""


def json_reading(source: Source, pages: Sequence[Page], level: int = 0) -> Reading:
    """How the records of pages are read."""
    values = {name: Value(text=step_into(column.path, "record")) for name, column in source.columns.items()}
    fields = tree(column.path for column in source.columns.values())
    if not source.records:
        packed = ", ".join(f"{quote(name)} := {quote(name)}" for name in fields)
        read = _read_json(source, pages, {name: type_text(below) for name, below in fields.items()}, level)
        return Reading(
            rows=placed(f"struct_pack({packed}) AS record", read), raw=json_raw(source, pages, level), values=values
        )
    first, *rest = steps(source.records)
    records = step_into(source.records)
    read = _read_json(source, pages, {first: _nested(rest, f"{type_text(fields)}[]")}, level)
    places = f"unnest(range(len({records}))) AS place"
    return Reading(
        rows=f"SELECT {FILE} AS filename, {places}, unnest({records}) AS record FROM {read}",
        raw=json_raw(source, pages, level),
        values=values,
    )


def list_reading(source: Source, pages: Sequence[Page], level: int = 0) -> Reading:
    """How the records of pages are read that are nothing but the list of them."""
    values = {name: Value(text=step_into(column.path, "record")) for name, column in source.columns.items()}
    fields = tree(column.path for column in source.columns.values())
    packed = ", ".join(f"{quote(name)} := {quote(name)}" for name in fields)
    columns = ", ".join(f"{literal(name)}: {literal(type_text(below))}" for name, below in fields.items())
    most = _record_bytes(pages, level)
    shape = f"{NAMED}, format = 'array', maximum_object_size = {most}"
    return Reading(
        rows=placed(f"struct_pack({packed}) AS record", f"read_json({files(pages)}, columns = {{{columns}}}, {shape})"),
        raw=placed("json AS raw", f"read_json_objects({files(pages)}, {shape})"),
        values=values,
    )


def list_count_sql(page: Page, level: int = 0) -> str:
    """A SELECT of the number of records in a page that is nothing but their list."""
    shape = f"format = 'array', maximum_object_size = {_record_bytes([page], level)}"
    return f"SELECT count(*) FROM read_json_objects({files([page])}, {shape})"


def is_null_sql(source: Source, page: Page) -> str:
    """A SELECT of whether the list of records is null in a page, and not absent."""
    path = "".join(f'."{step}"' for step in steps(source.records))
    read = f"read_json_objects({files([page])}, {_shape(source, [page], 0)})"
    return f"SELECT json_type(json, {literal(f'${path}')}) = 'NULL' FROM {read}"


def json_raw(source: Source, pages: Sequence[Page], level: int = 0) -> str:
    """A SELECT of `filename`, `place` and `raw` of each record, as JSON."""
    if not source.records:
        return placed("json AS raw", f"read_json_objects({files(pages)}, {NAMED}, {_shape(source, pages, level)})")
    first, *rest = steps(source.records)
    records = step_into(source.records)
    whole = _read_json(source, pages, {first: _nested(rest, "JSON[]")}, level)
    places = f"unnest(range(len({records}))) AS place"
    return f"SELECT {FILE} AS filename, {places}, unnest({records}) AS raw FROM {whole}"


def json_facts_sql(source: Source, page: Page, paths: Sequence[str], level: int = 0) -> str:
    """A SELECT of the number of records in a page, NULL when it has no list of them, and the values at `paths`."""
    if not source.records:
        rows = json_reading(source, [page], level).rows if source.columns else json_raw(source, [page], level)
        return f"SELECT count(*) FROM ({rows}) AS r"
    beside = tree([*paths, source.records])
    first, *rest = steps(source.records)
    types = {name: type_text(below) for name, below in beside.items()}
    types[first] = _nested(rest, "JSON[]", beside[first])
    values = "".join(f", {step_into(path)}" for path in paths)
    return f"SELECT len({step_into(source.records)}){values} FROM {_read_json(source, [page], types, level)}"


def _nested(path: Sequence[str], leaf: str, beside: Tree | None = None) -> str:
    """The type of a document in which `path` leads to a value of type `leaf`, with other text values beside it."""
    if not path:
        return leaf
    step, *rest = path
    beside = beside or {}
    fields = [f"{quote(step)} {_nested(rest, leaf, beside.get(step))}"]
    fields += [f"{quote(name)} {type_text(below)}" for name, below in beside.items() if name != step]
    return f"STRUCT({', '.join(fields)})"


def _read_json(source: Source, pages: Sequence[Page], types: Mapping[str, str], level: int) -> str:
    columns = ", ".join(f"{literal(name)}: {literal(type_name)}" for name, type_name in types.items())
    return f"read_json({files(pages)}, {NAMED}, columns = {{{columns}}}, {_shape(source, pages, level)})"


def _shape(source: Source, pages: Sequence[Page], level: int) -> str:
    lines = source.format == "ndjson"
    shape = "newline_delimited" if lines else "auto"
    most = _record_bytes(pages, level) if lines else max(OBJECT_BYTES, *(page.size_bytes + 1_000 for page in pages))
    return f"format = '{shape}', maximum_object_size = {most}, compression = 'zstd'"


def _record_bytes(pages: Sequence[Page], level: int) -> int:
    """The largest record that pages may have which are read by records."""
    most = _LARGE_OBJECT_BYTES if level else MOST_OBJECT_BYTES
    return max(OBJECT_BYTES, min(most, max(page.size_bytes for page in pages) + 1_000))
