"""A conversation with an owner over a socket: the peer of a served store, in the PostgreSQL protocol.

All requests are simple queries, so each ends with ReadyForQuery whatever happens in it. What is under way when the
conversation is left in any other way (Ctrl-C, a dropped stream) is cancelled, and the conversation is over: a new one
costs two milliseconds, reading what is still to come may cost minutes.
"""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reedbed.engine.ownership.inheritance import kept_from_children
from reedbed.errors import ProtocolViolation
from reedbed.pgwire.events import NEED_DATA, ConnectionClosed
from reedbed.pgwire.layout import HEADER
from reedbed.pgwire.messages import (
    CopyData,
    CopyDone,
    CopyFail,
    CopyInResponse,
    CopyOutResponse,
    DataRow,
    ErrorResponse,
    Query,
    ReadyForQuery,
    Terminate,
)
from reedbed.pgwire.tables import State
from reedbed.store.served.arrow_chunks import chunks_of, reader_of
from reedbed.store.served.failures import failure_of, owner_left
from reedbed.store.served.frames import arrow_reader
from reedbed.store.served.login import cancel, log_in
from reedbed.store.served.requests import Kind, Request
from reedbed.store.served.values import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reedbed.errors import ReedbedError
    from reedbed.pgwire.messages import BackendMessage
    from reedbed.store.served.addresses import DoorAddress

RECEIVE_BYTES = 1 << 18
"""More than a Unix socket holds by default; longer receives only make longer buffers."""

JOINED_BYTES = 1 << 16
"""Up to here a header and its data are sent in one call, at the cost of a copy."""


class Conversation:
    """One session at an owner's door, from login to farewell; the `Peer` of a served store."""

    def __init__(self, address: DoorAddress) -> None:
        self._closed = True
        self._pid = os.getpid()
        login = log_in(address)
        self._address = address
        self._socket, self._wire, self._key = kept_from_children(login.socket), login.wire, login.key
        self.parameters = login.parameters
        self.busy = self._closed = False

    @property
    def usable(self) -> bool:
        """Whether the next request has a chance: nothing is under way, and the owner has not hung up."""
        if self._closed or self.busy:
            return False
        try:
            # An owner that goes says so before it hangs up; nothing else comes between two requests of one client.
            self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def call(self, name: str, /, **arguments: object) -> Any:
        """Ask for one value."""
        with self._occupied():
            return self._called(name, arguments)

    def read(self, name: str, /, **arguments: object) -> pa.RecordBatchReader:
        """Ask for a stream; the conversation is free again when it has ended."""
        with ExitStack() as opened:
            opened.enter_context(self._occupied())
            answers = self._asked("read", name, arguments)
            self._await(CopyOutResponse, answers)
            chunks = (message.data for message in answers if isinstance(message, CopyData))
            reader = opened.enter_context(reader_of(chunks))
            occupied = opened.pop_all()

        def batches() -> Iterator[pa.RecordBatch]:
            with occupied:
                yield from reader
                for _ in chunks:
                    pass

        return pa.RecordBatchReader.from_batches(reader.schema, batches())

    def write(self, name: str, rows: object, /, **arguments: object) -> Any:
        """Send Arrow data; the value that the owner answers with."""
        with self._occupied():
            answers = self._asked("write", name, arguments)
            self._await(CopyInResponse, answers)
            try:
                for chunk in chunks_of(arrow_reader(rows)):
                    if self._has_answer():
                        break
                    self._send_data(memoryview(chunk))
                else:
                    self._send(self._wire.send(CopyDone()))
            except BaseException as error:
                if self._wire.state is State.QUERY_COPY_IN:
                    self._give_up(answers, error)
                raise
            for _ in answers:
                pass
            return self._called("written", {})

    def cancel(self) -> None:
        """Cancel what the owner does for this conversation; from any thread."""
        if self.busy and not self._closed and self._key is not None:
            cancel(self._address, self._key)

    def close(self) -> None:
        """End the conversation. Again is harmless."""
        if not self._closed:
            self._closed = True
            with suppress(OSError):
                # A forked child has the same connection: what it would say, the owner would take for the parent's.
                if self._wire.state is State.IDLE and os.getpid() == self._pid:
                    self._socket.sendall(self._wire.send(Terminate()))
            self._socket.close()

    def __del__(self) -> None:
        self.close()

    @contextmanager
    def _occupied(self) -> Iterator[None]:
        self.busy = True
        try:
            yield
        finally:
            if self._wire.state is not State.IDLE:
                self.cancel()
                self.close()
            self.busy = False

    def _called(self, name: str, arguments: Mapping[str, object]) -> Any:
        answer: bytes | None = None
        for message in self._asked("call", name, arguments):
            if isinstance(message, DataRow):
                answer = message.values[0]
        if answer is None:
            raise ProtocolViolation(f"The owner answered the request {name!r} without a value.", request=name)
        return decode(answer)

    def _asked(self, kind: Kind, name: str, arguments: Mapping[str, object]) -> Iterator[BackendMessage]:
        request = Request(kind=kind, name=name, arguments=arguments)
        self._send(self._wire.send(Query(sql=request.to_sql())))
        return self._answers()

    def _answers(self) -> Iterator[BackendMessage]:
        """What comes up to ReadyForQuery; raises the owner's error when the conversation can go on."""
        failure: ReedbedError | None = None
        while True:
            message = self._next()
            if isinstance(message, ReadyForQuery):
                if failure is not None:
                    raise failure
                return
            if isinstance(message, ErrorResponse):
                failure = failure_of(message)
                if message.is_fatal:
                    raise failure
            else:
                yield message

    def _await(self, kind: type[BackendMessage], answers: Iterator[BackendMessage]) -> None:
        for message in answers:
            if isinstance(message, kind):
                return
        raise ProtocolViolation(f"The owner answered without a {kind.__name__}.")

    def _next(self) -> BackendMessage:
        while True:
            event = self._wire.next_event()
            if event is NEED_DATA:
                try:
                    self._wire.receive_data(self._socket.recv(RECEIVE_BYTES))
                except OSError as error:
                    raise owner_left(self._address.place) from error
            elif isinstance(event, ConnectionClosed):
                raise owner_left(self._address.place)
            else:
                return event

    def _has_answer(self) -> bool:
        """Whether the owner speaks while rows are sent, which it does when it will not take them."""
        try:
            return bool(self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)) or True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _send_data(self, chunk: memoryview) -> None:
        self._wire.copy_data_sent()
        header = HEADER.pack(CopyData.code, len(chunk) + 4)
        if len(chunk) <= JOINED_BYTES:
            self._send(b"".join((header, chunk)))
        else:
            self._send(header)
            self._send(chunk)

    def _send(self, data: bytes | memoryview) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise self._farewell() from error

    def _farewell(self) -> ReedbedError:
        """Why the owner takes nothing any more: what it said before it hung up, where that can still be read."""
        try:
            while True:
                message = self._next()
                if isinstance(message, ErrorResponse):
                    return failure_of(message)
        except (OSError, ProtocolViolation):
            pass
        return owner_left(self._address.place)

    def _give_up(self, answers: Iterator[BackendMessage], error: BaseException) -> None:
        """Tell the owner that no more rows come, and take its answer, which is that it undid what it had."""
        self._send(self._wire.send(CopyFail(reason=f"{type(error).__name__}: {error}".replace("\0", ""))))
        with suppress(Exception):
            for _ in answers:
                pass
