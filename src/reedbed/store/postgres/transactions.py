"""Transactions of a thread, and the one queue of everybody who writes.

Writers of one store, in this process and in others, wait for each other before their transaction begins, so that
each sees what the one before it wrote. Readers wait for nobody.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from reedbed.store.postgres.connections import Connection, Connections

QUEUE = 7_521_963_108_145
"""The advisory lock that writers of a database queue for, across processes."""
WRITER_TIMEOUT_SECONDS = 60.0


@dataclass
class Block:
    """A `transaction()` block: it begins on the server with its first statement."""

    borrowed: AbstractContextManager[Connection] | None = None
    connection: Connection | None = None
    begun: bool = False
    writes: bool = False
    failure: BaseException | None = field(default=None)


class _Present(threading.local):
    block: Block | None = None


class Transactions:
    """Hands each call the connection that it has to run on. Safe to share between threads."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._present = _Present()
        self._writer = threading.Lock()

    @contextmanager
    def block(self) -> Iterator[None]:
        """A block whose writes count together; a block inside it joins it.

        Raises `TransactionFailed` at its end when something in it failed and was caught.
        """
        outer = self._present.block
        if outer is not None:
            with self._dooming(outer):
                yield
            return
        block = self._present.block = Block()
        try:
            with self._dooming(block):
                yield
            if block.failure is not None:
                raise errors.TransactionFailed(
                    "Something in this transaction failed, so nothing of it counts.",
                    hint="let the error leave the block, or repeat the block",
                ) from block.failure
            if block.begun and block.connection is not None:
                with self._dooming(block):
                    block.connection.execute("COMMIT")
        finally:
            self._present.block = None
            self._end(block)

    @property
    def in_block(self) -> bool:
        """Whether the calling thread is inside of a block."""
        return self._present.block is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection to read on: the block's, or one for this call."""
        block = self._present.block
        if block is None:
            with self._connections.borrowed() as connection:
                yield connection
            return
        with self._on_server(block):
            yield self._begun(block)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The connection to write on, in the block or in a transaction for this call.

        Raises `WriterBusy` after a bounded wait for another writer.
        """
        with self.block():
            block = self._present.block
            if block is None:  # pragma: no cover - `block()` has just made one
                raise AssertionError
            with self._on_server(block):
                if not block.writes:
                    self._queue(block)
                yield self._begun(block)

    @contextmanager
    def _on_server(self, block: Block) -> Iterator[None]:
        if block.failure is not None:
            raise errors.TransactionFailed(
                "Something in this transaction failed before; nothing of it will count.", hint="repeat the block"
            )
        try:
            yield
        except errors.EngineError as error:
            block.failure = error
            raise

    @contextmanager
    def _dooming(self, block: Block) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            # A refusal before anything ran leaves nothing that could be half of something.
            if block.begun:
                block.failure = error
            raise

    def _connection(self, block: Block) -> Connection:
        if block.connection is None:
            block.borrowed = self._connections.borrowed()
            block.connection = block.borrowed.__enter__()
        return block.connection

    def _begun(self, block: Block) -> Connection:
        connection = self._connection(block)
        if not block.begun:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            block.begun = True
        return connection

    def _queue(self, block: Block) -> None:
        if not self._writer.acquire(timeout=WRITER_TIMEOUT_SECONDS):
            raise errors.WriterBusy("Another thread is writing to this store.", hint="try again")
        block.writes = True
        connection = self._connection(block)
        connection.execute(f"SET lock_timeout = {int(WRITER_TIMEOUT_SECONDS * 1000)}")
        try:
            connection.execute(f"SELECT pg_advisory_lock({QUEUE})")
        except errors.EngineError as error:
            if error.details.get("sqlstate") == "55P03":
                raise errors.WriterBusy("Another process is writing to this store.", hint="try again") from error
            raise

    def _end(self, block: Block) -> None:
        try:
            if block.connection is not None and block.borrowed is not None:
                # A session that something failed in is ended: the server undoes the rest and frees the locks.
                if block.failure is None and block.writes:
                    block.connection.execute(f"SELECT pg_advisory_unlock({QUEUE})")
                failure = block.failure
                if failure is not None:
                    block.connection.close()
                else:
                    block.borrowed.__exit__(None, None, None)
        finally:
            if block.writes:
                self._writer.release()
