"""Jobs: what is being written to a target, so that whatever a crash leaves of it is removed at the next start.

One process owns a database, so a job of the ledger that this process does not know is a dead one's. A job ends in the
transaction that names its files, or the last of them: what is named by then counts, and is not removed with the others.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import ReedbedError
from reedbed.sql import LEDGER_SCHEMA, TableName, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.engine import Database, Transaction
    from reedbed.lake.targets import Target

_log = logging.getLogger("reedbed.lake")
_running: set[str] = set()
_locks: dict[tuple[object, str, str], threading.RLock] = {}
_locks_guard = threading.Lock()

_COLUMNS: Final = "token, kind, schema_name, table_name, target, folder"


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """Files that are being written: each has `token` in its name, below `folder` of `target`."""

    token: str
    kind: str
    table: TableName
    target: str
    folder: str

    def file_name(self, number: int) -> str:
        """The name of a file of this job's; no other file ever has it."""
        return f"{self.token}-{number:05d}.parquet"


@contextmanager
def exclusively(database: Database, name: TableName) -> Iterator[None]:
    """Keep other work on the files of this table waiting until the block ends.

    The owner of a database is one process, and all work on files is done there.
    """
    key = (database.path or id(database), name.schema.casefold(), name.name.casefold())
    with _locks_guard:
        lock = _locks.setdefault(key, threading.RLock())
    with lock:
        yield


def new_job(kind: str, table: TableName, *, target: str, folder: str) -> Job:
    """A job with a token of its own, of which nobody knows yet."""
    token = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:12]}"
    return Job(token=token, kind=kind, table=table, target=target, folder=folder)


def begin_job(database: Database, kind: str, table: TableName, *, target: str, folder: str) -> Job:
    """Let the ledger know of files before there are any."""
    job = new_job(kind, table, target=target, folder=folder)
    _running.add(job.token)
    try:
        with database.transaction() as transaction:
            transaction.execute(
                f"INSERT INTO {_jobs(database)} ({_COLUMNS}, started_at, pid) VALUES (?, ?, ?, ?, ?, ?, now(), ?)",
                [job.token, kind, table.schema, table.name, target, folder, os.getpid()],
            )
    except BaseException:
        _running.discard(job.token)
        raise
    return job


def end_job(database: Database, transaction: Transaction, job: Job) -> None:
    """Let a job's files count, or be gone, with this transaction."""
    transaction.execute(f"DELETE FROM {_jobs(database)} WHERE token = {literal(job.token)}")
    transaction.on_commit(lambda: _running.discard(job.token))


def undo_job(database: Database, job: Job, target: Target) -> None:
    """Remove what there is of a job's files, and forget it. What cannot be removed now, the next start removes.

    A job that the ledger does not know has ended, and its files count: whatever was raised, it was behind the commit.
    """
    try:
        if job.token not in running_tokens(database):
            return
        _remove_files(database, job, target)
        with database.transaction() as transaction:
            end_job(database, transaction, job)
    except (ReedbedError, OSError) as error:
        _log.warning("files of %s on %s stay until the next start: %s", job.kind, job.table, error)
    finally:
        _running.discard(job.token)


def _remove_files(database: Database, job: Job, target: Target) -> None:
    """Remove the files that bear a job's token and that no snapshot names, wherever it had got to."""
    for path in target.staging().glob(f"{job.token}-*"):
        path.unlink(missing_ok=True)
    there = [file.path for file in target.files(job.folder) if job.token in file.path]
    files = database.qualified(LEDGER_SCHEMA, "lake_files")
    named = {row[0] for row in database.rows(f"SELECT path FROM {files} WHERE contains(path, {literal(job.token)})")}
    target.delete([path for path in there if path not in named])


def running_tokens(database: Database) -> tuple[str, ...]:
    """What the files of every job begin with that is not done or undone."""
    return tuple(row[0] for row in database.rows(f"SELECT token FROM {_jobs(database)}"))


def dead_jobs(database: Database) -> list[Job]:
    """The jobs of processes that are gone."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM {_jobs(database)} ORDER BY started_at")
    return [
        Job(token=row[0], kind=row[1], table=TableName(schema=row[2], name=row[3]), target=row[4], folder=row[5])
        for row in rows
        if row[0] not in _running
    ]


def recover(database: Database, open_target: Callable[[str], Target]) -> list[Job]:
    """Undo the jobs of processes that are gone; returns them. A target that does not answer is left for later."""
    undone: list[Job] = []
    for job in dead_jobs(database):
        try:
            target = open_target(job.target)
        except (ReedbedError, OSError) as error:
            _log.warning("files of a broken %s on %s stay for now: %s", job.kind, job.table, error)
            continue
        undo_job(database, job, target)
        undone.append(job)
    return undone


def _jobs(database: Database) -> str:
    return database.qualified(LEDGER_SCHEMA, "lake_jobs")
