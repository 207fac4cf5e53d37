"""Giving a table another name: DuckDB renames no table that has indexes, so they are dropped and made again.

A unique one gets its old name from `settle` afterwards (see `engine.indexes`); unique is what it is at every moment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.engine.indexes import MOVED, index_of
from reedbed.engine.resolver.mentions import word_at
from reedbed.engine.resolver.tokens import Kind, tokens_of
from reedbed.sql import TableName, literal, quote
from reedbed.store.schema import is_table, read_definition

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from reedbed.engine import Database, Transaction
    from reedbed.engine.indexes import Index


_IDENTIFIER: Final = re.compile(rb'"(?:[^"]|"")*"|[\w$\x80-\xff]+')


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


def following(index: Index, *, renamed: Mapping[str, str], dropped: Collection[str]) -> Index | None:
    """An index of a table whose columns have other names by now; None for one of a column that is gone."""
    source, pieces, at = index.what.encode(), [], 0
    tokens = tokens_of(index.what)
    for place, token in enumerate(tokens):
        name = token.text
        if name is None or token.kind not in (Kind.NAME, Kind.KEYWORD) or word_at(tokens, place + 1) == "(":
            continue
        if name in dropped:
            return None
        if name in renamed:
            pieces += [source[at : token.start], quote(renamed[name]).encode()]
            found = _IDENTIFIER.match(source, token.start)
            at = found.end() if found else token.start
    return index._replace(what=b"".join([*pieces, source[at:]]).decode())


def make(transaction: Transaction, index: Index, table: str) -> None:
    """Make an index of a table, quoted already, that was made anew without it in this transaction."""
    # As it is: to everybody else the table's name may be that of a view, whose indexes are the live table's.
    transaction.cursor.plain_rows(index.creation(index.settled_name, table))


def settle(database: Database, table: TableName) -> None:
    """Give the unique indexes of a renamed table their names back."""
    moved = database.rows(
        f"SELECT sql FROM duckdb_indexes() WHERE {is_table(database, table)} "
        f"AND ends_with(index_name, {literal(MOVED)})"
    )
    for (sql,) in moved:
        index = index_of(sql)
        with database.transaction() as transaction:
            transaction.execute(index.creation(index.other_name, database.qualified(table.schema, table.name)))
            transaction.execute(f"DROP INDEX {_in_schema(database, table, index.name)}")


def _in_schema(database: Database, table: TableName, name: str) -> str:
    return database.qualified(table.schema, name)
