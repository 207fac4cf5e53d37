"""Giving a table another name: DuckDB renames no table that has indexes, so they are dropped and made again.

DuckDB (1.5.5) makes no unique index under a name that was dropped in the same transaction. Such an index gets a name of
its own first, and its old one from `settle` afterwards; unique is what it is at every moment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import TableName, literal, quote
from reedbed.store.schema import read_definition

if TYPE_CHECKING:
    from reedbed.engine import Database, Transaction

_MOVED: Final = ":moved"
_NAME: Final = r'(?:"(?:[^"]|"")*"|\w+)'
_INDEX: Final = re.compile(rf"CREATE (UNIQUE )?INDEX ({_NAME}) ON (?:{_NAME}\.){{0,2}}{_NAME}\s*(.*)", re.DOTALL)


def rename(database: Database, transaction: Transaction, old: TableName, new: TableName) -> None:
    """Give a table another name in its schema, with its indexes; `settle` is to follow the commit."""
    made: list[str] = []
    for sql in read_definition(database, old).index_sql:
        unique, name, what = _parts(sql)
        transaction.execute(f"DROP INDEX {_in_schema(database, old, name)}")
        made.append(_create(database, new, _other(name) if unique else name, what, unique=unique))
    transaction.execute(f"ALTER TABLE {database.qualified(old.schema, old.name)} RENAME TO {quote(new.name)}")
    for sql in made:
        # As it is: to everybody else the new name may still be that of a view, whose indexes are the live table's.
        transaction.cursor.plain_rows(sql)


def settle(database: Database, table: TableName) -> None:
    """Give the unique indexes of a renamed table their names back."""
    moved = database.rows(
        f"SELECT sql FROM duckdb_indexes() WHERE database_name = {literal(database.catalog)} "
        f"AND schema_name = {literal(table.schema)} AND table_name = {literal(table.name)} "
        f"AND ends_with(index_name, {literal(_MOVED)})"
    )
    for (sql,) in moved:
        _, name, what = _parts(sql)
        with database.transaction() as transaction:
            transaction.execute(_create(database, table, name.removesuffix(_MOVED), what, unique=True))
            transaction.execute(f"DROP INDEX {_in_schema(database, table, name)}")


def _other(name: str) -> str:
    return name.removesuffix(_MOVED) if name.endswith(_MOVED) else name + _MOVED


def _parts(sql: str) -> tuple[bool, str, str]:
    """Whether an index is unique, its name, and the text behind its table, as DuckDB writes them."""
    match = _INDEX.match(sql)
    assert match is not None, sql  # noqa: S101 - DuckDB writes these texts itself
    name = match[2]
    return bool(match[1]), name[1:-1].replace('""', '"') if name.startswith('"') else name, match[3]


def _create(database: Database, table: TableName, name: str, what: str, *, unique: bool) -> str:
    kind = "UNIQUE INDEX" if unique else "INDEX"
    return f"CREATE {kind} {quote(name)} ON {database.qualified(table.schema, table.name)} {what}"


def _in_schema(database: Database, table: TableName, name: str) -> str:
    return database.qualified(table.schema, name)
