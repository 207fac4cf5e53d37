"""The relations behind an archived table's name: the live table, the view that everybody reads, and what marks a
generation.

All of it happens inside of the transaction that changes the files, so that each snapshot of the database has a view
that fits its files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.engine import decoded
from reedbed.errors import NotArchivable
from reedbed.lake.names import deleted_table, generation_view
from reedbed.sql import TableName, literal, quote
from reedbed.store.schema import read_definition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.lake.records import LakeColumn, LakeFile, LakeTable

_NAME: Final = r'(?:"(?:[^"]|"")*"|\w+)'
_INDEX: Final = re.compile(rf"CREATE (UNIQUE )?INDEX ({_NAME}) ON (?:{_NAME}\.){{0,2}}{_NAME}\s*(.*)", re.DOTALL)


def federate(database: Database, transaction: Transaction, table: LakeTable) -> None:
    """Make the table of this name the table of live rows, and a table for deleted keys; the view comes after.

    Raises `NotArchivable` for a table that foreign keys point to.
    """
    refuse_references(database, table.name)
    rename(database, transaction, table.name, table.live)
    if table.key:
        keys = ", ".join(f"{quote(name)} {table.column(name).type} NOT NULL" for name in table.key)
        names = ", ".join(map(quote, table.key))
        deleted = _qualified(database, deleted_table(table.id))
        transaction.execute(f"CREATE TABLE {deleted} ({keys}, PRIMARY KEY ({names}))")


def rename(database: Database, transaction: Transaction, old: TableName, new: TableName) -> None:
    """Give a table another name in its schema; its indexes, which DuckDB does not rename along, are made again."""
    indexes = read_definition(database, old).index_sql
    schema = f"{quote(database.catalog)}.{quote(old.schema)}"
    moved: list[str] = []
    for sql in indexes:
        match = _INDEX.match(sql)
        assert match is not None, sql  # noqa: S101 - DuckDB writes these texts itself
        transaction.execute(f"DROP INDEX {schema}.{match[2]}")
        moved.append(f"CREATE {match[1] or ''}INDEX {match[2]} ON {_qualified(database, new)} {match[3]}")
    transaction.execute(f"ALTER TABLE {_qualified(database, old)} RENAME TO {quote(new.name)}")
    for sql in moved:
        transaction.execute(sql)


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
    live = _qualified(database, table.live)
    select = federated_select(database, table, files, address=address, newest=newest)
    name = _qualified(database, table.name)
    transaction.execute(f"CREATE OR REPLACE VIEW {name} AS {select}")
    before = _qualified(database, generation_view(table.id, table.generation))
    transaction.execute(f"DROP VIEW IF EXISTS {before}")
    after = _qualified(database, generation_view(table.id, generation))
    transaction.execute(f"CREATE OR REPLACE VIEW {after} AS SELECT * FROM {live}")


def dissolve(database: Database, transaction: Transaction, table: LakeTable) -> None:
    """Give the table its name back, when nothing of it is archived any more."""
    transaction.execute(f"DROP VIEW IF EXISTS {_qualified(database, table.name)}")
    transaction.execute(f"DROP VIEW IF EXISTS {_qualified(database, generation_view(table.id, table.generation))}")
    transaction.execute(f"DROP TABLE IF EXISTS {_qualified(database, deleted_table(table.id))}")
    rename(database, transaction, table.live, table.name)


def federated_select(
    database: Database,
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    address: Callable[[str], str],
    newest: str | None,
    live: str | None = None,
) -> str:
    """Every row of the table once: live rows, and archived rows whose key is neither live nor deleted."""
    live = live or _qualified(database, table.live)
    columns = ", ".join(quote(column.name) for column in table.columns)
    select = f"SELECT {columns} FROM {live}"
    if not files:
        return select
    return f"{select} UNION ALL {archived_select(database, table, files, address=address, newest=newest, live=live)}"


def archived_select(
    database: Database,
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    address: Callable[[str], str],
    newest: str | None,
    live: str | None = None,
) -> str:
    """The rows of files that count: those whose key is neither live nor deleted.

    Where the time is part of the key, no live row that is newer than all of the files can have a key of theirs.
    """
    rows = files_select(table, files, address=address)
    if not table.key:
        return rows
    live = live or _qualified(database, table.live)
    deleted = _qualified(database, deleted_table(table.id))
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


def files_select(table: LakeTable, files: Sequence[LakeFile], *, address: Callable[[str], str]) -> str:
    """All rows of files, in the columns that the table has now; files of one shape are read together."""
    shapes: dict[tuple[LakeColumn, ...], list[LakeFile]] = {}
    for file in files:
        shapes.setdefault(file.columns, []).append(file)
    return " UNION ALL ".join(
        shape_select(table.columns, shape, [address(file.path) for file in group]) for shape, group in shapes.items()
    )


def shape_select(
    wanted: Iterable[LakeColumn], shape: Iterable[LakeColumn], addresses: Iterable[str], *, more: str = ""
) -> str:
    """The rows of files of one shape, in the names and types of `wanted`; `more` is SQL of further columns."""
    known = {column.id: column for column in shape}
    columns = ", ".join(f"{_value(column, known.get(column.id))} AS {quote(column.name)}" for column in wanted)
    listed = ", ".join(literal(each) for each in addresses)
    # The folders are named as Hive names them, and their names are not columns.
    options = "hive_partitioning = false, filename = 'reedbed_file'" if more else "hive_partitioning = false"
    return f"SELECT {columns}{more} FROM read_parquet([{listed}], {options})"


def _value(wanted: LakeColumn, stored: LakeColumn | None) -> str:
    if stored is None:
        return f"CAST({wanted.initial or 'NULL'} AS {wanted.type})"
    value = decoded(quote(stored.name), stored.type)
    return value if stored.type == wanted.type else f"CAST({value} AS {wanted.type})"


def _qualified(database: Database, name: TableName) -> str:
    return database.qualified(name.schema, name.name)
