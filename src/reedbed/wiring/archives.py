"""Whether a store that was just opened has archives, whose affairs come before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import SqlNameError
from reedbed.sql import LEDGER_SCHEMA

if TYPE_CHECKING:
    from reedbed.store import StorageManager


def start_lake(store: StorageManager) -> None:
    """Put the archives of a database that this process has opened in order; one query where there are none."""
    database = store.database
    if database.remote:
        return
    jobs, tables = (database.qualified(LEDGER_SCHEMA, name) for name in ("lake_jobs", "lake_tables"))
    try:
        found = database.row(f"SELECT EXISTS (SELECT 1 FROM {jobs}) OR EXISTS (SELECT 1 FROM {tables})")
    except SqlNameError:
        # A database of an earlier Reedbed that was opened to be read.
        return
    if found and found[0]:
        from reedbed.lake.starting import start  # noqa: PLC0415 - most stores have no archives

        start(store)


def archive_places(store: StorageManager) -> set[str]:
    """The folders and URLs outside of the store's own folder in which its archives lie."""
    tables = store.database.qualified(LEDGER_SCHEMA, "lake_tables")
    files = store.database.qualified(LEDGER_SCHEMA, "lake_files")
    rows = store.database.rows(f"SELECT target FROM {tables} UNION SELECT target FROM {files}")
    return {row[0] for row in rows if row[0]}
