"""Rows of files as the table has them now: files of one shape are read together, each column by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine import decoded
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reedbed.lake.records import LakeColumn, LakeFile, LakeTable


def files_select(table: LakeTable, files: Sequence[LakeFile], *, address: Callable[[str], str]) -> str:
    """All rows of files, in the columns that the table has now; files of one shape are read together."""
    return " UNION ALL ".join(
        shape_select(table.columns, shape, addresses) for shape, addresses in by_shape(files, address)
    )


def by_shape(
    files: Iterable[LakeFile], address: Callable[[str], str]
) -> Iterable[tuple[tuple[LakeColumn, ...], list[str]]]:
    """The addresses of files that have the same columns, together."""
    found: dict[tuple[LakeColumn, ...], list[str]] = {}
    for file in files:
        found.setdefault(file.columns, []).append(address(file.path))
    return found.items()


def shape_select(
    wanted: Iterable[LakeColumn], shape: Sequence[LakeColumn], addresses: Iterable[str], *, file_as: str = ""
) -> str:
    """The rows of files of one shape, in the names and types of `wanted`; their file's name is in `file_as` too."""
    known = {column.id: column for column in shape}
    columns = ", ".join(f"{_value(column, known.get(column.id))} AS {quote(column.name)}" for column in wanted)
    listed = ", ".join(literal(each) for each in addresses)
    # The folders are named as Hive names them, and their names are not columns.
    options = "hive_partitioning = false"
    if file_as:
        unused = "file_" + "_" * max(len(column.name) for column in shape)
        columns += f", {quote(unused)} AS {quote(file_as)}"
        options += f", filename = {literal(unused)}"
    return f"SELECT {columns} FROM read_parquet([{listed}], {options})"


def _value(wanted: LakeColumn, stored: LakeColumn | None) -> str:
    if stored is None:
        return f"CAST({wanted.initial or 'NULL'} AS {wanted.type})"
    value = decoded(quote(stored.name), stored.type)
    return value if stored.type == wanted.type else f"CAST({value} AS {wanted.type})"
