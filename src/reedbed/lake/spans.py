"""Where in time the files of a table lie, by what the ledger says of its time column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql import LEDGER_SCHEMA, literal, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor, Database
    from reedbed.lake.records import LakeFile, LakeTable


def newest_time(database: Database, table: LakeTable) -> str | None:
    """The greatest time in the files that are named, as text of its type; None without files."""
    row = database.row(f"SELECT CAST(max({_moment(table, 'maximum')}) AS VARCHAR) FROM {_times(database, table)}")
    return row[0] if row else None


def files_since(database: Database, table: LakeTable, files: Sequence[LakeFile], earliest: str) -> list[LakeFile]:
    """Those of the files that hold a row of that time or a later one."""
    since = f"{_moment(table, 'maximum')} >= CAST({literal(earliest)} AS {_time_type(table)})"
    wanted = {row[0] for row in database.rows(f"SELECT c.file_id FROM {_times(database, table)} AND {since}")}
    return [file for file in files if file.id in wanted]


def files_between(
    database: Database, table: LakeTable, files: Sequence[LakeFile], *, since: str | None, until: str | None
) -> list[LakeFile]:
    """Those of the files that hold a row of `since` or later and one before `until`."""
    if since is None and until is None:
        return list(files)
    chosen = list(files) if since is None else files_since(database, table, files, since)
    if until is None:
        return chosen
    before = f"{_moment(table, 'minimum')} < CAST({literal(until)} AS {_time_type(table)})"
    wanted = {row[0] for row in database.rows(f"SELECT c.file_id FROM {_times(database, table)} AND {before}")}
    return [file for file in chosen if file.id in wanted]


def earliest_live(cursor: Cursor, table: LakeTable, source: str) -> str | None:
    """The least time in the live rows, as text of its type; None without rows."""
    found: str | None = cursor.rows(f"SELECT CAST(min({quote(table.time_column)}) AS VARCHAR) FROM {source}")[0][0]
    return found


def _moment(table: LakeTable, bound: str) -> str:
    # A text of another column may be converted before its row is left out: the engine orders conditions as it likes.
    return f"TRY_CAST(c.{bound} AS {_time_type(table)})"


def _time_type(table: LakeTable) -> str:
    return table.column(table.time_column).type


def _times(database: Database, table: LakeTable) -> str:
    columns = database.qualified(LEDGER_SCHEMA, "lake_file_columns")
    files = database.qualified(LEDGER_SCHEMA, "lake_files")
    return (
        f"{columns} AS c JOIN {files} AS f ON f.id = c.file_id WHERE f.table_id = {table.id:d} "
        f"AND f.removed_by IS NULL AND c.column_id = {table.column(table.time_column).id:d}"
    )
