"""The relations behind an archived table's name: its live rows, the view of all rows, the mark of a generation.

All of it happens inside of the transaction that changes the files, so that each snapshot of the database has a view
that fits its files.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from reedbed.engine.resolver.mentions import word_at
from reedbed.engine.resolver.tokens import folded, tokens_of
from reedbed.errors import NotArchivable
from reedbed.lake.indexes import has_index, rename
from reedbed.lake.names import deleted_table, generation_view
from reedbed.lake.ranges import drop_ranges, publish_ranges
from reedbed.lake.shapes import files_select
from reedbed.sql import TableName, literal, quote
from reedbed.store.schema import read_definition, read_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.lake.records import LakeFile, LakeTable


def federate(database: Database, transaction: Transaction, table: LakeTable) -> None:
    """Make the table of this name the table of live rows, and a table for deleted keys; the view comes after.

    Raises `NotArchivable` for a table that foreign keys point to, or whose columns have collations.
    """
    refuse_references(database, table.name)
    refuse_collations(database, table.name)
    rename(database, transaction, table.name, table.live)
    if table.key:
        keys = ", ".join(f"{quote(name)} {table.column(name).type} NOT NULL" for name in table.key)
        names = ", ".join(map(quote, table.key))
        deleted = _qualified(database, deleted_table(table.id))
        transaction.execute(f"CREATE TABLE {deleted} ({keys}, PRIMARY KEY ({names}))")


def refuse_references(database: Database, name: TableName) -> None:
    """Raise `NotArchivable` when foreign keys point to a table, or from it: DuckDB renames neither."""
    rows = database.rows(
        "SELECT schema_name, table_name FROM duckdb_constraints() "
        f"WHERE database_name = {literal(database.catalog)} AND constraint_type = 'FOREIGN KEY' "
        f"AND ((referenced_table = {literal(name.name)} AND schema_name = {literal(name.schema)}) "
        f"OR (table_name = {literal(name.name)} AND schema_name = {literal(name.schema)}))"
    )
    if not rows:
        return
    other = TableName(schema=rows[0][0], name=rows[0][1])
    where = "has a foreign key itself" if other == name else f"is what a foreign key of {str(other)!r} points to"
    raise NotArchivable(
        f"{str(name)!r} {where}: rows in files are out of a foreign key's sight.",
        hint=f"make {other} anew without the foreign key, then archive again",
        table=str(name),
        referencing=str(other),
    )


def refuse_collations(database: Database, name: TableName) -> None:
    """Raise `NotArchivable` when a column has a collation: ranges of files are in the order of bytes."""
    found = _collated(read_definition(database, name).create_sql)
    if found is None:
        return
    schema = read_schema(database, name)
    column = next((each for each in schema.columns if folded(each.name) == found), None)
    shown = quote(column.name if column else found)
    change = f"ALTER TABLE {name.quoted} ALTER COLUMN {shown} TYPE VARCHAR"
    if column is not None and column.generated:
        change = f"ALTER TABLE {name.quoted} DROP COLUMN {shown}"
    elif has_index(database, name):
        # DuckDB does it to no table with a key or an index; the door makes such a table anew.
        change = shlex.join(["reedbed", "psql", "--", "-c", change])
    raise NotArchivable(
        f"Column {shown} of {str(name)!r} has a collation, by which files cannot be chosen.",
        hint=change,
        table=str(name),
    )


def _collated(create_sql: str) -> str | None:
    """The first column with a collation, folded; expressions in parentheses may have one that is nobody else's.

    DuckDB writes a column as its name, VARCHAR, COLLATE and the collation.
    """
    tokens, depth = tokens_of(create_sql), 0
    for place in range(len(tokens)):
        word = word_at(tokens, place)
        depth += (word == "(") - (word == ")")
        if depth == 1 and word == "collate" and word_at(tokens, place - 1) == "varchar":
            return tokens[place - 2].text or ""
    return None


def publish_views(
    database: Database,
    transaction: Transaction,
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    generation: int,
    address: Callable[[str], str],
    newest: str | None,
) -> None:
    """Make the view of the table's name anew for `files`, and the view that marks the generation.

    `newest` is the greatest value of the time column among them, as text of its type.
    """
    select = federated_select(table, files, address=address, newest=newest)
    name = _qualified(database, table.name)
    transaction.execute(f"CREATE OR REPLACE VIEW {name} AS {select}")
    before = _qualified(database, generation_view(table.id, table.generation))
    transaction.execute(f"DROP VIEW IF EXISTS {before}")
    publish_ranges(database, transaction, table, files, generation=generation, address=address)
    after = _qualified(database, generation_view(table.id, generation))
    transaction.execute(f"CREATE OR REPLACE VIEW {after} AS SELECT * FROM {table.live.quoted}")


def is_published_at(database: Database, table: LakeTable, address: str) -> bool:
    """Whether the view of an archived table reads the file of this address."""
    row = database.row(
        f"SELECT contains(sql, {literal(literal(address))}) FROM duckdb_views() "
        f"WHERE database_name = {literal(database.catalog)} AND schema_name = {literal(table.name.schema)} "
        f"AND view_name = {literal(table.name.name)}"
    )
    return bool(row and row[0])


def dissolve(database: Database, transaction: Transaction, table: LakeTable) -> None:
    """Give the table its name back, when nothing of it is archived any more."""
    transaction.execute(f"DROP VIEW IF EXISTS {_qualified(database, table.name)}")
    transaction.execute(f"DROP VIEW IF EXISTS {_qualified(database, generation_view(table.id, table.generation))}")
    transaction.execute(f"DROP TABLE IF EXISTS {_qualified(database, deleted_table(table.id))}")
    drop_ranges(database, transaction, table)
    rename(database, transaction, table.live, table.name)


def federated_select(
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    address: Callable[[str], str],
    newest: str | None,
) -> str:
    """Every row of the table once: live rows, and archived rows whose key is neither live nor deleted.

    Names have no catalog: a view finds them in the database that it lies in, whatever its file is called.
    """
    live = table.live.quoted
    columns = ", ".join(quote(column.name) for column in table.columns)
    select = f"SELECT {columns} FROM {live}"
    if not files:
        return select
    return f"{select} UNION ALL {archived_select(table, files, address=address, newest=newest)}"


def archived_select(
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    address: Callable[[str], str],
    newest: str | None,
) -> str:
    """The rows of files that count: those whose key is neither live nor deleted.

    Where the time is part of the key, no live row that is newer than all of the files can have a key of theirs.
    """
    rows = files_select(table, files, address=address)
    if not table.key:
        return rows
    live, deleted = table.live.quoted, deleted_table(table.id).quoted
    same = " AND ".join(f"other.{quote(name)} = archived.{quote(name)}" for name in table.key)
    bound = ""
    if newest is not None and table.time_column in table.key:
        type_name = table.column(table.time_column).type
        bound = f" AND other.{quote(table.time_column)} <= CAST({literal(newest)} AS {type_name})"
    columns = ", ".join(quote(column.name) for column in table.columns)
    return (
        f"SELECT {columns} FROM ({rows}) AS archived "
        f"WHERE NOT EXISTS (SELECT 1 FROM {live} AS other WHERE {same}{bound}) "
        f"AND NOT EXISTS (SELECT 1 FROM {deleted} AS other WHERE {same})"
    )


def _qualified(database: Database, name: TableName) -> str:
    return database.qualified(name.schema, name.name)
