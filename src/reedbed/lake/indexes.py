"""Giving a table another name: DuckDB renames no table that has indexes, so they are dropped and made again.

A unique one gets its old name from `settle` afterwards (see `engine.indexes`); unique is what it is at every moment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.engine.indexes import MOVED, index_of
from reedbed.engine.resolver.mentions import word_at
from reedbed.engine.resolver.tokens import Kind, tokens_of
from reedbed.sql import quote
from reedbed.store.schema import is_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from reedbed.engine import Database, Transaction
    from reedbed.engine.indexes import Index
    from reedbed.sql import TableName


_IDENTIFIER: Final = re.compile(rb'"(?:[^"]|"")*"|[\w$\x80-\xff]+')


def has_index(database: Database, name: TableName) -> bool:
    """Whether a table has a key or an index, which is gone through for each row that is deleted."""
    where = is_table(database, name)
    found = database.rows(
        f"SELECT 1 FROM duckdb_constraints() WHERE {where} AND constraint_type IN ('PRIMARY KEY', 'UNIQUE') "
        f"UNION ALL SELECT 1 FROM duckdb_indexes() WHERE {where} LIMIT 1"
    )
    return bool(found)


def indexes_of(database: Database, table: TableName) -> tuple[Index, ...]:
    """The secondary indexes of a table, with what is said of them."""
    rows = database.rows(
        f"SELECT sql, comment FROM duckdb_indexes() WHERE {is_table(database, table)} AND sql IS NOT NULL "
        "ORDER BY index_name"
    )
    return tuple(index_of(sql, comment) for sql, comment in rows)


def rename(database: Database, transaction: Transaction, old: TableName, new: TableName) -> None:
    """Give a table another name in its schema, with its indexes; `settle` is to follow the commit."""
    made: list[str] = []
    for index in indexes_of(database, old):
        transaction.execute(f"DROP INDEX {_in_schema(database, old, index.name)}")
        name = index.other_name if index.is_unique else index.name
        made += creations(database, index, name, new)
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


def creations(database: Database, index: Index, name: str, table: TableName) -> list[str]:
    """SQL that makes an index of a table under a name, with what is said of it."""
    return index.statements(name, f"{quote(database.catalog)}.{quote(table.schema)}", quote(table.name))


def make(database: Database, transaction: Transaction, index: Index, table: TableName) -> None:
    """Make an index of a table that was made anew without it in this transaction."""
    for sql in creations(database, index, index.settled_name, table):
        # As it is: to everybody else the table's name may be that of a view, whose indexes are the live table's.
        transaction.cursor.plain_rows(sql)


def settle(database: Database, table: TableName) -> None:
    """Give the unique indexes of a renamed table their names back."""
    for index in indexes_of(database, table):
        if index.name.endswith(MOVED):
            with database.transaction() as transaction:
                for sql in creations(database, index, index.other_name, table):
                    transaction.execute(sql)
                transaction.execute(f"DROP INDEX {_in_schema(database, table, index.name)}")


def _in_schema(database: Database, table: TableName, name: str) -> str:
    return database.qualified(table.schema, name)
