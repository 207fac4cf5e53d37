"""A PostgreSQL database as one end of a copy."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reedbed import errors
from reedbed.store.postgres.copies.records import add_copy, find_copy, prepare_records
from reedbed.store.postgres.copies.sending import sending_table
from reedbed.store.postgres.copies.session import CopySession
from reedbed.store.postgres.copies.staging import stage
from reedbed.store.postgres.copies.swapping import settle
from reedbed.store.postgres.names import fitting
from reedbed.store.postgres.transactions import QUEUE, WRITER_TIMEOUT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.sql import TableName
    from reedbed.store.copying import Sending
    from reedbed.store.ledger.copies import CopyRecord
    from reedbed.store.postgres.connections import Connections
    from reedbed.store.postgres.names import Names
    from reedbed.store.postgres.transactions import Transactions

ATTEMPTS = 3
"""How often the server is asked for the outcome when the connection broke at the commit."""


class PostgresCopies:
    """Sends tables of one database and receives them."""

    def __init__(self, url: str, connections: Connections, names: Names, transactions: Transactions) -> None:
        self._url = url
        self._connections = connections
        self._names = names
        self._transactions = transactions

    @property
    def place(self) -> str:
        """The URL without user and password."""
        parts = urlsplit(self._url)
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"

    def found(self, copy_id: str) -> CopyRecord | None:
        """The copy of this id that the server has."""
        with self._session() as session:
            return find_copy(session, self._names, copy_id)

    @contextmanager
    def sending(self, name: TableName) -> Iterator[Sending]:
        """The rows of a table or view, of one moment."""
        self._refuse_inside()
        with (
            self._connections.borrowed() as connection,
            sending_table(connection, self._names, name, origin=self.place) as sending,
        ):
            yield sending

    def receive(self, sending: Sending, name: TableName, copy_id: str, *, checkpoint: bool | None) -> CopyRecord:
        """Stage the rows, count them, let them take the table's place and record the copy: one transaction.

        Other writers wait for the last step alone. A connection that breaks at the commit is opened again, to ask
        whether the copy counts. Raises `CopyOutcomeUnknown` when nobody answers.
        """
        del checkpoint
        self._refuse_inside()
        fitting(name.name)
        with self._session() as session:
            session.execute("BEGIN")
            stage_name = stage(session, self._names, name, sending)
            session.execute(f"SET LOCAL lock_timeout = {int(WRITER_TIMEOUT_SECONDS * 1000)}")
            self._queue(session)
            known = find_copy(session, self._names, copy_id)
            if known is not None:
                return known
            settle(session, self._names, name, stage_name, sending)
            prepare_records(session, self._names)
            record = add_copy(session, self._names, copy_id, name, rows=sending.count, origin=sending.origin)
            try:
                session.execute("COMMIT")
            except errors.NetworkFailed as error:
                return self._after_break(copy_id, error)
            return record

    def _after_break(self, copy_id: str, broken: errors.NetworkFailed) -> CopyRecord:
        """The copy, when its commit took place although nobody was told."""
        for _ in range(ATTEMPTS):
            try:
                with self._session() as session:
                    session.execute("BEGIN")
                    # Whoever was committing has ended when the lock is free.
                    self._queue(session)
                    known = find_copy(session, self._names, copy_id)
            except (errors.NetworkFailed, errors.WriterBusy):
                continue
            if known is None:
                raise broken
            return replace(known, known=False)
        raise errors.CopyOutcomeUnknown(
            f"The connection to {self.place} broke at the commit, and the server cannot be asked what became of it.",
            hint=f"copy again with copy_id={copy_id!r}",
            copy_id=copy_id,
            target=self.place,
        ) from broken

    def _queue(self, session: CopySession) -> None:
        try:
            session.execute(f"SELECT pg_advisory_xact_lock({QUEUE})")
        except errors.EngineError as error:
            if error.details.get("sqlstate") == "55P03":
                raise errors.WriterBusy("Another process is writing to this store.", hint="try again") from error
            raise

    @contextmanager
    def _session(self) -> Iterator[CopySession]:
        session = CopySession(self._url)
        try:
            yield session
        finally:
            session.close()

    def _refuse_inside(self) -> None:
        if self._transactions.in_block:
            raise errors.UsageError("A copy is a transaction of its own.", hint="copy outside of store.transaction()")
