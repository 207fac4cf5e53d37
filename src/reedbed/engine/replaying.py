"""Logs of databases that ended without being closed, which DuckDB 1.5.5 cannot always replay while it opens the file.

An `ALTER TABLE` that sets a default which calls a function (`DEFAULT now()`, `nextval('s')`, `1 + 1`) is replayed by
binding that call, and the database that is being opened is the one that names are looked up in: it is not there yet,
and opening fails with an internal error, every time. Attached to another database, the same log is replayed.

What a log does to a table with a secondary index is kept beside the index until a write needs it. A checkpoint before
that, of an owner who only reads and closes, loses it: later a DELETE of such a row ends in a fatal error. Where the log
makes the index as well, behind the renaming of its table, what it deletes stays in the index: a write refuses rows that
are not there, or brings the process down.

Also without a log, an index waits in the file until a write needs it. A transaction before that which drops it and
makes another one of its name brings the process down at its commit.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import duckdb

from reedbed.engine.indexes import make_anew
from reedbed.errors import LogNotReplayed
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Config = Mapping[str, str | bool | int | float | list[str]]

_REPLAYING = "Failure while replaying WAL file"


def is_unreplayed(error: duckdb.Error) -> bool:
    """Whether opening ended in the replay of the log."""
    return isinstance(error, duckdb.InternalException) and _REPLAYING in str(error)


def needs_owner(error: duckdb.Error) -> bool:
    """Whether a reader's opening ended in the replay of the log, which an owner's would not.

    A log that holds more than a group of rows is replayed into the file itself.
    """
    return is_unreplayed(error) or (_REPLAYING in str(error) and "Could not write file" in str(error))


def not_replayed(path: Path) -> LogNotReplayed:
    """What a reader is told whose opening `needs_owner`."""
    command = f"import reedbed; reedbed.DuckDBStorageManager({str(path)!r}).close()"
    return LogNotReplayed(
        f"{path} was left by a killed owner with a log that only an owner can bring into the file.",
        hint=f'python -c "{command}"',
        path=str(path),
    )


def replay(path: Path, config: Config, *, spoiled: bool) -> None:
    """Bring what the log holds into the file, which this process owns. Raises `duckdb.Error` when that fails too.

    `spoiled` is as in `mend_indexes`.
    """
    with duckdb.connect(":memory:", config=dict(config)) as beside:
        beside.execute(f"ATTACH {literal(str(path))} AS unreplayed")
        mend_indexes(beside, spoiled=spoiled)
        beside.execute("CHECKPOINT unreplayed")
        beside.execute("DETACH unreplayed")


def log_of(path: Path) -> Path:
    """DuckDB's log beside a database file; there is one after an end without a checkpoint."""
    return path.with_name(f"{path.name}.wal")


def mend_indexes(root: duckdb.DuckDBPyConnection, *, spoiled: bool) -> None:
    """Let secondary indexes be what their tables are, before anything is written or checkpointed.

    `spoiled` says that the log that was replayed may have made an index: all are made anew then.
    """
    if spoiled:
        make_anew(root)
        for (database,) in root.execute("SELECT DISTINCT database_name FROM duckdb_indexes()").fetchall():
            root.execute(f"CHECKPOINT {quote(database)}")
        return
    tables = root.execute("SELECT DISTINCT database_name, schema_name, table_name FROM duckdb_indexes()").fetchall()
    for names in tables:
        # An index of an extension that is not loaded cannot be brought up; whoever writes to its table is told so.
        with suppress(duckdb.Error):
            # No row goes; to prepare it is what brings the table's indexes up.
            root.execute(f"DELETE FROM {'.'.join(map(quote, names))} WHERE false")
