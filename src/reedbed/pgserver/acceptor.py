"""Lets clients in: one thread for each listening socket, and one for each client."""

from __future__ import annotations

import logging
import secrets
import threading
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.pgserver.activity.records import SessionRecord
from reedbed.pgserver.cancellation import Cancellation
from reedbed.pgserver.conversation import converse, farewell
from reedbed.pgserver.guests import Guest
from reedbed.pgserver.handshake import Arrival, Handshake
from reedbed.pgserver.network.transport import ClientGone, Transport
from reedbed.pgserver.refusals.responses import error_response
from reedbed.pgserver.session import Session
from reedbed.pgserver.settings import SessionSettings
from reedbed.pgwire import messages as m
from reedbed.pgwire import secret_key_bytes
from reedbed.pgwire.server import ServerConnection

if TYPE_CHECKING:
    import socket

    from reedbed.pgserver.hall import Hall
    from reedbed.pgserver.network.listening import Listener

_log = logging.getLogger("reedbed.door")

UNKNOWN_CLIENTS = 100
"""Connections beyond the limit of sessions that may be logging in; more are hung up on at once."""


class Acceptor:
    """Accepts on one listener until it is closed."""

    def __init__(self, hall: Hall, listener: Listener) -> None:
        self._hall = hall
        self.listener = listener
        self._thread = threading.Thread(target=self._run, name="reedbed-door-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """Accept nobody any more."""
        self.listener.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                connection, peer = self.listener.socket.accept()
            except OSError:
                if self._hall.stopping.is_set():
                    return
                # Out of descriptors, or a client that left before it was accepted.
                if self._hall.stopping.wait(0.05):
                    return
                continue
            self._admit(connection, peer)

    def _admit(self, connection: socket.socket, peer: object) -> None:
        hall = self._hall
        most = hall.config.limits.connections
        if most and hall.threads.count >= most + UNKNOWN_CLIENTS:
            hall.activity.refused += 1
            connection.close()
            return
        host, port = (str(peer[0]), int(peer[1])) if isinstance(peer, tuple) else ("", -1)
        try:
            transport = Transport(connection, is_unix=self.listener.is_unix, peer=host)
        except OSError:
            connection.close()
            return
        hall.greet(transport)
        hall.threads.start(lambda: _serve(hall, transport, port))


def _serve(hall: Hall, transport: Transport, port: int) -> None:
    """One client from its first byte to its last."""
    wire = ServerConnection(largest_bytes=hall.config.limits.message_bytes)
    try:
        arrival = Handshake(hall, transport, wire).run()
        if arrival is not None:
            _host(hall, transport, wire, arrival, port)
    except ClientGone as gone:
        _log.debug("a client has gone: %s", gone)
    except errors.ReedbedError as error:
        hall.activity.refused += 1
        _turn_away(transport, wire, error)
    except Exception:  # noqa: BLE001 - a thread has nobody above it who would hear of it
        _log.exception("a session ended by a fault of ours")
        _turn_away(transport, wire, errors.InternalError("The session ended by a fault of the server."))
    finally:
        hall.forget(transport)
        transport.close()


def _turn_away(transport: Transport, wire: ServerConnection, error: errors.ReedbedError) -> None:
    try:
        transport.send([wire.send(error_response(error, severity="FATAL"))])
    except (ClientGone, errors.InternalError) as failure:
        _log.debug("a client could not be told why it was turned away: %s", failure)


def _host(hall: Hall, transport: Transport, wire: ServerConnection, arrival: Arrival, port: int) -> None:
    """The session of a client that has come in."""
    process_id = hall.next_process_id()
    settings = SessionSettings(hall.setting_defaults(arrival.user, arrival.subject.role))
    settings.start(arrival.settings)
    secret_key = secrets.token_bytes(secret_key_bytes(arrival.protocol))
    cancellation = Cancellation(hall.database)
    guest = Guest(transport, cancellation, secret_key, subject=arrival.subject, settings=settings)
    record = SessionRecord(
        process_id=process_id,
        user=arrival.user,
        database=arrival.database,
        application=settings.show("application_name"),
        client_address=transport.peer,
        client_port=port,
        client_kind=settings.show("reedbed.client"),
        encrypted=transport.is_encrypted,
    )
    if not hall.enter(process_id, guest):
        if hall.stopping.is_set():
            raise errors.DoorClosing("the database system is shutting down", hint="connect again in a moment")
        raise errors.TooManyConnections("sorry, too many clients already", limit=hall.config.limits.connections)
    hall.forget(transport)
    hall.activity.enter(record)
    session = Session(hall, guest, wire, arrival, record=record, settings=settings)
    try:
        session.say(m.AuthenticationOk())
        session.tell_settings()
        session.say(m.BackendKeyData(process_id=process_id, secret_key=secret_key))
        converse(session)
    except errors.ReedbedError as error:
        farewell(session, error)
    finally:
        hall.leave(process_id)
        hall.activity.leave(record)
        session.close()
