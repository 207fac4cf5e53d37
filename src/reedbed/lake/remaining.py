"""The rows that stay when most of a table goes: it is made anew with them.

The index of a key would have to give up the others one by one. Deleting from a table with a primary key takes 1.2 µs of
a processor a row, and inserting into one 0.9 (DuckDB 1.5.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.failures import aborts_transaction
from reedbed.errors import EngineError
from reedbed.lake.indexes import creations, has_index, indexes_of
from reedbed.sql import TableName, literal, quote
from reedbed.store.schema import is_table, read_definition, read_schema

if TYPE_CHECKING:
    from reedbed.engine import Database, Transaction
    from reedbed.lake.records import LakeTable

LEAST_ROWS: Final = 50_000
"""Rows below which deleting them takes no time that anybody notices."""

_STAGE: Final = 'temp."reedbed_staying"'


def is_quicker(database: Database, name: TableName, leaving: int) -> bool:
    """Whether keeping the rows that stay takes less than deleting those that leave."""
    if leaving < LEAST_ROWS:
        return False
    row = database.row(f"SELECT count(*) FROM {database.qualified(name.schema, name.name)}")
    return row is not None and row[0] - leaving <= leaving and has_index(database, name)


def keep_others(
    transaction: Transaction, database: Database, table: LakeTable, condition: str, *, indexed: bool = True
) -> bool:
    """Take the rows out of the live table for which `condition` holds, by making it anew with all others.

    Whoever writes to the table in a transaction that is older cannot commit: DuckDB finds that it is another one.

    Returns False, with nothing done, for a table that cannot be made from DuckDB's own SQL of it: where a default names
    something that another search path finds. Without `indexed`, its secondary indexes are gone.
    """
    live = database.qualified(table.live.schema, table.live.name)
    definition = read_definition(database, table.live)
    if not _can_be_made(transaction, database, table.live, definition.create_sql):
        return False
    comments, indexes = _comments(database, table.live), indexes_of(database, table.live)
    columns = ", ".join(map(quote, read_schema(database, table.live).stored))
    staying = f"SELECT {columns} FROM {live} AS live WHERE ({condition}) IS NOT TRUE"
    statements = [
        f"CREATE OR REPLACE TEMP TABLE {_STAGE} AS {staying}",
        f"DROP TABLE {live}",
        _creation(definition.create_sql, live),
    ]
    for index in indexes if indexed else ():
        # Of a new table, a unique index may have a name that was dropped in this transaction.
        statements += creations(database, index, index.settled_name, table.live)
    statements += [f"INSERT INTO {live} ({columns}) SELECT {columns} FROM {_STAGE}", f"DROP TABLE {_STAGE}"]
    for sql in [*statements, *comments]:
        # As it is: to the cursor the table's name may still be that of a view, whose indexes are the live table's.
        transaction.cursor.plain_rows(sql)
    return True


def _can_be_made(transaction: Transaction, database: Database, name: TableName, sql: str) -> bool:
    """Whether SQL of a table makes one of the same shape."""
    trial = TableName(schema=name.schema, name=f"{name.name}:trial")
    try:
        transaction.cursor.plain_rows(_creation(sql, database.qualified(trial.schema, trial.name)))
    except EngineError as error:
        if aborts_transaction(error):
            raise
        return False
    alike = read_schema(database, trial) == read_schema(database, name)
    transaction.cursor.plain_rows(f"DROP TABLE {database.qualified(trial.schema, trial.name)}")
    return alike


def _creation(sql: str, table: str) -> str:
    """SQL that DuckDB wrote, for a table of another name: what follows the name begins with a parenthesis."""
    at, quoted = len("CREATE TABLE "), False
    while sql[at] != "(" or quoted:
        quoted ^= sql[at] == '"'
        at += 1
    return f"CREATE TABLE {table} {sql[at:]}"


def _comments(database: Database, name: TableName) -> list[str]:
    """SQL of what is said of a table and its columns."""
    where = f"{is_table(database, name)} AND comment IS NOT NULL"
    table = database.qualified(name.schema, name.name)
    whole = database.rows(f"SELECT comment FROM duckdb_tables() WHERE {where}")
    columns = database.rows(f"SELECT column_name, comment FROM duckdb_columns() WHERE {where}")
    return [f"COMMENT ON TABLE {table} IS {literal(row[0])}" for row in whole] + [
        f"COMMENT ON COLUMN {table}.{quote(row[0])} IS {literal(row[1])}" for row in columns
    ]
