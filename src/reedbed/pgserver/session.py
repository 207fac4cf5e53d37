"""A client's session: what lasts from one request to the next, and the two ends that it connects."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.engine.resolver import Role
from reedbed.pgserver.cancellation import CLIENT_GONE
from reedbed.pgserver.declarations import Declarations
from reedbed.pgserver.descriptions import Descriptions
from reedbed.pgserver.engine_cursor import SessionCursor, session_facts
from reedbed.pgserver.network.transport import ClientGone
from reedbed.pgserver.origins import Origins
from reedbed.pgserver.planning import Planner
from reedbed.pgserver.refusals.responses import error_response
from reedbed.pgserver.transactions import SessionTransaction
from reedbed.pgwire import messages as m
from reedbed.sql.masking import masked

if TYPE_CHECKING:
    from collections.abc import Hashable

    from reedbed.engine import Cursor
    from reedbed.pgserver.activity.records import SessionRecord
    from reedbed.pgserver.answers.replies import Rows
    from reedbed.pgserver.guests import Guest
    from reedbed.pgserver.hall import Hall
    from reedbed.pgserver.handshake import Arrival
    from reedbed.pgserver.portals import Gathering, Portal
    from reedbed.pgserver.prepared import Prepared
    from reedbed.pgserver.remote.sessions import RemoteSession
    from reedbed.pgserver.settings import SessionSettings
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.pgwire.server import ServerConnection

_log = logging.getLogger("reedbed.door")

FLUSH_BYTES = 1 << 18
"""Answers are gathered up to this size before they are sent; a slow reader makes the session wait there."""


class Session:
    """Belongs to one thread. Others reach its `cancellation` and its `transport` only."""

    def __init__(
        self,
        hall: Hall,
        guest: Guest,
        wire: ServerConnection,
        arrival: Arrival,
        *,
        record: SessionRecord,
        settings: SessionSettings,
    ) -> None:
        self.hall = hall
        self.wire = wire
        self.subject = arrival.subject
        self.record = record
        self.settings = settings
        self.cancellation = guest.cancellation
        self.as_json = bool(settings.show("reedbed.client"))
        self.prepared: dict[str, Prepared] = {}
        self.portals: dict[str, Portal] = {}
        self.streaming: Rows | None = None
        self.gathering: Gathering | None = None
        self.transaction = SessionTransaction(
            hall.database, settings, before_end=self._before_end, on_end=self._after_end, lay_aside=self._lay_aside
        )
        self.declarations = Declarations(
            hall.database, self.transaction, self.cursor, hall.resolver, lambda: self._engine.search_path
        )
        self._engine = SessionCursor(hall, settings, session_facts(hall, arrival, record))
        self.planner = Planner(
            cache=hall.statements,
            subject=lambda: self.subject,
            settings=settings,
            cursor=self.cursor,
            search_path=lambda: self._engine.search_path,
            functions=hall.functions,
            need_catalog=self._engine.need_catalog,
            declarations=self.declarations,
        )
        self.descriptions = Descriptions(self._catalog_state)
        self.origins = Origins(hall, settings, lambda: self._engine.search_path)
        self.engine_settings = 0
        """Counts statements that may have changed what DuckDB keeps for this session: its variables and settings."""
        self._guest = guest
        self._transport = guest.transport
        self._completion: m.CommandComplete | None = None
        self._told = -1
        self._remote: RemoteSession | None = None
        if not self.as_json:
            hall.functions.define()
        self._out: list[bytes | memoryview] = []
        self._out_bytes = 0

    @property
    def dismissed(self) -> bool:
        """Whether the session is to end, because of somebody else."""
        return self._guest.dismissed or self.hall.stopping.is_set()

    def say(self, *said: m.BackendMessage) -> None:
        """Answer; what is said leaves with the next `flush`, or when enough has been gathered."""
        send = self.wire.send
        for message in said:
            data = send(message)
            self._out.append(data)
            self._out_bytes += len(data)
        if self._out_bytes >= FLUSH_BYTES:
            self.flush()

    def say_encoded(self, kind: type[m.BackendMessage], data: bytes) -> None:
        """Answer with a message that was encoded before."""
        self.wire.encoded_sent(kind)
        self._out.append(data)
        self._out_bytes += len(data)

    def send_rows(self, count: int, data: bytes | memoryview) -> None:
        """Answer with rows that are messages already."""
        self.wire.rows_sent()
        self.record.rows_sent += count
        self._send(data)

    def send_copy_data(self, data: bytes | memoryview) -> None:
        """Answer with CopyData messages that are framed already."""
        self.wire.copy_data_sent()
        self._send(data)

    def _send(self, data: bytes | memoryview) -> None:
        self._out.append(data)
        self._out_bytes += len(data)
        if self._out_bytes >= FLUSH_BYTES:
            self.flush()
            self.cancellation.check()

    def flush(self) -> None:
        """Send what was said. Raises `ClientGone`."""
        if self._out:
            out, self._out = self._out, []
            self.record.bytes_sent += self._out_bytes
            self._out_bytes = 0
            self._transport.send(out)

    def receive(self, timeout_seconds: float | None) -> None:
        """Wait for what the client sends, after it has been sent everything."""
        self.flush()
        data = self._transport.receive(timeout_seconds)
        self.record.bytes_received += len(data)
        self.wire.receive_data(data)

    def complete(self, message: m.CommandComplete) -> None:
        """Say that a statement of a pipeline is done, once the next request shows that its commit has not failed."""
        self._completion = message

    def settle(self) -> None:
        """Say what `complete` kept."""
        if self._completion is not None:
            message, self._completion = self._completion, None
            self.say(message)

    def withdraw_completion(self) -> None:
        """Say it no more: the commit has failed."""
        self._completion = None

    def tell_settings(self) -> None:
        """Tell the client which of the settings that it follows have changed."""
        if self._told == self.settings.generation:
            return
        self._told = self.settings.generation
        for name, value in self.settings.news():
            self.say(m.ParameterStatus(name=name, value=value))
        self.record.application = self.settings.show("application_name")

    def refuse(self, error: BaseException, statement: PlannedStatement | None = None, *, sql: str = "") -> None:
        """Tell the client of an error; the transaction fails with it."""
        error = self.cancellation.explained(error)
        self.record.errors += 1
        if isinstance(error, errors.QueryCancelled) and str(error) == CLIENT_GONE:
            raise ClientGone(CLIENT_GONE)
        self.settle()
        self.drop_stream()
        text, offset = (statement.text, statement.offset) if statement is not None else (sql, 0)
        violable = self.declarations.violable(text) if isinstance(error, errors.ConstraintViolated) else None
        self.transaction.fail(error)
        self.say(error_response(error, text, as_json=self.as_json, offset=offset, violable=violable))
        if isinstance(error, errors.DoorClosing):
            raise error

    def report(self, error: Exception, statement: PlannedStatement | None = None, *, sql: str = "") -> None:
        """Tell the client, and the log, of a fault of ours."""
        # Not as `exc_info`: what DuckDB quotes of a statement may hold a secret.
        _log.error("a statement met a fault of ours\n%s", masked("".join(traceback.format_exception(error))))
        self.refuse(errors.InternalError(f"{type(error).__name__}: {error}", hint="reedbed doctor"), statement, sql=sql)

    def visible_sessions(self) -> list[SessionRecord]:
        """What this session's user may see of all sessions."""
        return self.hall.activity.seen_by(self.subject.user, everything=self.subject.role is Role.OWNER)

    def begin_statement(self, text: str) -> None:
        """A statement starts; from here on it can be cancelled, and its time runs."""
        self.subject = self.hall.config.authenticator.admitted(self.subject)
        self.record.begin(text)
        serial = self.cancellation.begin()
        limit, most = self.settings.statement_seconds, self.hall.config.limits.statement_seconds
        seconds = min(limit, most) if limit and most else limit or most
        if seconds:
            self.hall.watch.limit(self.cancellation, serial, seconds)

    def end_statement(self) -> None:
        """The statement has ended."""
        self.cancellation.end()

    # The engine

    def cursor(self) -> Cursor:
        """The engine's cursor for a statement, with this session's settings and nothing pending on it."""
        self._lay_aside()
        self.transaction.look_anew()
        cursor = self._engine.ready()
        self.cancellation.uses(cursor)
        return cursor

    def _lay_aside(self) -> None:
        if self.streaming is not None:
            streaming, self.streaming = self.streaming, None
            streaming.detach()

    def _catalog_state(self) -> Hashable:
        """What differs once a description may."""
        return (self.transaction.moment, self.hall.resolver.generation, self.settings.generation, self.engine_settings)

    def drop_stream(self) -> None:
        """Give up the rows that the engine was about to give."""
        if self.streaming is not None:
            streaming, self.streaming = self.streaming, None
            streaming.close()

    def drop_unnamed(self) -> None:
        """A simple query ends the unnamed statement and the unnamed portal."""
        self.prepared.pop("", None)
        if "" in self.portals:
            self.close_portal("")

    def remote(self) -> RemoteSession:
        """What another Reedbed process does through this session."""
        if self._remote is None:
            from reedbed.pgserver.remote.sessions import RemoteSession  # noqa: PLC0415 - most sessions are no other Reedbed's

            self._remote = RemoteSession(self.hall.store, self.hall, self.hall.resolver, self.record.process_id)
        return self._remote

    def check_settings(self) -> None:
        """Let the engine refuse a setting at once, and not at the next statement."""
        if self._engine.is_made:
            self.cursor()

    def close_portal(self, name: str) -> None:
        """Give up a portal; naming none that exists is no error."""
        portal = self.portals.pop(name, None)
        if portal is not None and portal.rows is not None:
            if portal.rows is self.streaming:
                self.streaming = None
            portal.rows.close()

    def end_portals(self) -> None:
        """Outside of a block a portal lives as long as its pipeline, even when the pipeline opened no transaction."""
        if self.portals and not self.transaction.in_block:
            for portal in [each for each in self.portals.values() if not each.hold]:
                self.close_portal(portal.name)

    def _before_end(self, committed: bool) -> None:  # noqa: FBT001 - what the transaction says
        """Cursors WITH HOLD keep their rows beyond a commit; all others end with the transaction."""
        for portal in list(self.portals.values()):
            if committed and portal.hold and portal.rows is not None:
                portal.rows.detach()
            elif not (portal.hold and portal.outlives):
                self.close_portal(portal.name)
        for portal in self.portals.values():
            portal.outlives = True
        self.streaming = None

    def _after_end(self, committed: bool) -> None:  # noqa: FBT001 - what the transaction says
        self.record.transaction_at, self.record.writes = 0.0, False
        self.hall.advisory.end_transaction(self.record.process_id)
        self.hall.transaction_ended(committed=committed)
        self.declarations.transaction_ended(committed=committed)

    def close(self) -> None:
        """Undo what is open. The client need not be there any more."""
        try:
            self.drop_stream()
            self.transaction.abandon()
            if self._remote is not None:
                self._remote.close()
        finally:
            self.hall.advisory.release_all(self.record.process_id)
            self.hall.database.leave()
