"""Pages that are tables already: CSV, whose values are text, and Parquet, whose values have types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.ingest.decoding.fitting import Value, is_nested, normal_type
from reedbed.ingest.decoding.paths import step_into, steps
from reedbed.ingest.decoding.reading import FILE, NAMED, Reading, files, placed
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnTypes:
    """The types of the columns that pages have, and of what lies below one at a declared path, by that path."""

    columns: Mapping[str, str]
    below: Mapping[str, str]


LINE_BYTES: Final = 2_000_000
"""The longest line that DuckDB reads unless it is told to expect longer ones."""
_LARGE_LINE_BYTES: Final = 32_000_000
PLACE: Final = "file_row_number"
_OURS: Final = literal(f'{{"{FILE}": null, "{PLACE}": null}}')


def csv_reading(source: Source, pages: Sequence[Page], level: int = 0) -> Reading:
    """Lines of CSV, as text."""
    read = csv_relation(pages, level)
    names = {name: _csv_name(column.path) for name, column in source.columns.items()}
    packed = ", ".join(f"{quote(name)} := {quote(name)}" for name in dict.fromkeys(names.values()))
    return Reading(
        rows=placed(f"struct_pack({packed}) AS record", read),
        raw=placed(f"json_merge_patch(to_json(line), {_OURS}) AS raw", f"{read} AS line"),
        values={name: Value(text=f"record.{quote(path)}") for name, path in names.items()},
    )


def _csv_name(path: str) -> str:
    """The column of a path: nothing lies below one, so that a dot needs no quotes."""
    names = steps(path)
    return names[0] if len(names) == 1 else path


def csv_relation(pages: Sequence[Page], level: int = 0) -> str:
    """All columns of pages of CSV, as text; above level 0 with room for long lines."""
    room = f", max_line_size = {_LARGE_LINE_BYTES}, buffer_size = {2 * _LARGE_LINE_BYTES}" if level else ""
    return (
        f"read_csv({files(pages)}, {NAMED}, header = true, all_varchar = true, compression = 'zstd',"
        f" union_by_name = true{room})"
    )


def undivided(columns: Iterable[str]) -> str:
    """What is wrong with a page whose header was read as one field; empty for any other.

    No way to divide its lines gives each the same number of fields then.
    """
    names = [name for name in columns if name != FILE]
    if len(names) == 1 and any(divider in names[0] for divider in ",;\t|"):
        return "is not csv: its lines have different numbers of fields, so that its header was read as one"
    return ""


def parquet_relation(pages: Sequence[Page]) -> str:
    """All columns of pages of Parquet, with the file and the number of each row in it."""
    return f"read_parquet({files(pages)}, {NAMED}, {PLACE} = true, union_by_name = true)"


def parquet_reading(source: Source, pages: Sequence[Page], types: ColumnTypes) -> Reading:
    """Rows of Parquet. A column that no page has is NULL, like a field that no record of JSON has."""
    read = parquet_relation(pages)
    values = {name: _value(column.path, types) for name, column in source.columns.items()}
    packed = ", ".join(f"{quote(name)} := {value.native}" for name, value in values.items())
    line = f"(SELECT * FROM {read}) AS line"
    return Reading(
        rows=f"SELECT {FILE} AS filename, {PLACE} AS place, struct_pack({packed}) AS record FROM {read}",
        raw=f"SELECT {FILE} AS filename, {PLACE} AS place, json_merge_patch(to_json(line), {_OURS}) AS raw FROM {line}",
        values={name: _read(f"record.{quote(name)}", value.type) for name, value in values.items()},
    )


def _value(path: str, types: ColumnTypes) -> Value:
    """The value at a path: a column of that name, or what lies below one."""
    first, *rest = steps(path)
    if path in types.columns:
        return _read(quote(path), types.columns[path])
    if first not in types.columns:
        return Value(text="NULL", native="CAST(NULL AS VARCHAR)")
    return _read(step_into(path), types.below[path] if rest else types.columns[first])


def _read(native: str, type_text: str) -> Value:
    name = normal_type(type_text)
    text = f"CAST(to_json({native}) AS VARCHAR)" if is_nested(name) else f"CAST({native} AS VARCHAR)"
    return Value(text=text, native=native, type=name)
