"""Giving a table another name: DuckDB renames no table that has indexes, so they are dropped and made again.

A unique one gets its old name from `settle` afterwards (see `engine.indexes`); unique is what it is at every moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine.indexes import MOVED, index_of
from reedbed.sql import TableName, literal, quote
from reedbed.store.schema import read_definition

if TYPE_CHECKING:
    from reedbed.engine import Database, Transaction


def rename(database: Database, transaction: Transaction, old: TableName, new: TableName) -> None:
    """Give a table another name in its schema, with its indexes; `settle` is to follow the commit."""
    made: list[str] = []
    for sql in read_definition(database, old).index_sql:
        index = index_of(sql)
        transaction.execute(f"DROP INDEX {_in_schema(database, old, index.name)}")
        name = index.other_name if index.is_unique else index.name
        made.append(index.creation(name, database.qualified(new.schema, new.name)))
    transaction.execute(f"ALTER TABLE {database.qualified(old.schema, old.name)} RENAME TO {quote(new.name)}")
    for sql in made:
        # As it is: to everybody else the new name may still be that of a view, whose indexes are the live table's.
        transaction.cursor.plain_rows(sql)


def settle(database: Database, table: TableName) -> None:
    """Give the unique indexes of a renamed table their names back."""
    moved = database.rows(
        f"SELECT sql FROM duckdb_indexes() WHERE database_name = {literal(database.catalog)} "
        f"AND schema_name = {literal(table.schema)} AND table_name = {literal(table.name)} "
        f"AND ends_with(index_name, {literal(MOVED)})"
    )
    for (sql,) in moved:
        index = index_of(sql)
        with database.transaction() as transaction:
            transaction.execute(index.creation(index.other_name, database.qualified(table.schema, table.name)))
            transaction.execute(f"DROP INDEX {_in_schema(database, table, index.name)}")


def _in_schema(database: Database, table: TableName, name: str) -> str:
    return database.qualified(table.schema, name)
