"""What each file of a generation holds at least and at most, in the columns' own types: the table files are chosen by.

The table lies in the ledger's schema and is made in the transaction that makes the generation, so that every snapshot
of the database has the ranges of its own files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.sql import LEDGER_SCHEMA, TableName, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.lake.records import LakeColumn, LakeFile, LakeTable


_INTEGERS: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
NUMBERS: Final = frozenset({*_INTEGERS, *(f"U{name}" for name in _INTEGERS), "FLOAT", "DOUBLE", "DECIMAL"})
LOCAL_TIMES: Final = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})
INSTANTS: Final = frozenset({"TIMESTAMP WITH TIME ZONE"})
TEXTS: Final = frozenset({"VARCHAR"})
"""Types of columns by which files are chosen."""


def base_type(type_text: str) -> str:
    """A type without its parameters: DECIMAL of DECIMAL(10,2)."""
    return type_text.partition("(")[0].strip().upper()


def is_ordered(type_text: str) -> bool:
    """Whether files can be chosen by columns of this type."""
    return base_type(type_text) in NUMBERS | LOCAL_TIMES | INSTANTS | TEXTS


def lowest(column: str) -> str:
    """The column of the ranges that holds the least value of a column."""
    return quote(f"least {column}")


def greatest(column: str) -> str:
    """The column of the ranges that holds the greatest value of a column."""
    return quote(f"greatest {column}")


def ranges_table(table_id: int, generation: int) -> TableName:
    """The table of ranges of one generation."""
    return TableName(schema=LEDGER_SCHEMA, name=f"lake_{table_id}_ranges_g{generation}")


def publish_ranges(
    database: Database,
    transaction: Transaction,
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    generation: int,
    address: Callable[[str], str],
) -> None:
    """Make the table for the files of a new generation, in place of the one before.

    `table` has the columns that it has from this generation on; the ledger knows the files' columns.
    """
    drop_ranges(database, transaction, table)
    shapes: dict[tuple[LakeColumn, ...], int] = {}
    rows = {
        "file_id": pa.array([file.id for file in files], pa.int64()),
        "shape": pa.array([shapes.setdefault(file.columns, file.id) for file in files], pa.int64()),
        "address": pa.array([address(file.path) for file in files], pa.string()),
    }
    known = [column for column in table.columns if is_ordered(column.type)]
    ends = "".join(
        f", CAST(max(c.{end}) FILTER (c.column_id = {column.id:d}) AS {column.type}) AS {name(column.name)}"
        for column in known
        for end, name in (("minimum", lowest), ("maximum", greatest))
    )
    ledger = database.qualified(LEDGER_SCHEMA, "lake_file_columns")
    made = ranges_table(table.id, generation)
    with transaction.relation(pa.table(rows)) as given:
        transaction.execute(
            f"CREATE TABLE {database.qualified(made.schema, made.name)} AS "
            f"SELECT f.file_id, f.shape, f.address{ends} FROM {given} AS f "
            f"LEFT JOIN {ledger} AS c ON c.file_id = f.file_id AND c.table_id = {table.id:d} "
            "GROUP BY f.file_id, f.shape, f.address ORDER BY f.file_id"
        )


def drop_ranges(database: Database, transaction: Transaction, table: LakeTable) -> None:
    """Drop the table of ranges of a table's present generation."""
    name = ranges_table(table.id, table.generation)
    transaction.execute(f"DROP TABLE IF EXISTS {database.qualified(name.schema, name.name)}")
