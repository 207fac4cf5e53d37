"""Requests of other Reedbed processes, which come as simple queries and do whole operations of the store."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from reedbed.pgserver.answers.replies import FixedRows, Reply
from reedbed.pgserver.cancellation import ThreadWork
from reedbed.pgserver.copying import streams
from reedbed.pgwire import messages as m
from reedbed.store.served.requests import is_request, parse_request

if TYPE_CHECKING:
    from reedbed.pgserver.session import Session

__all__ = ["is_request", "serve"]


def serve(session: Session, sql: str) -> Reply:
    """Do what a request asks. Raises `AccessDenied` for one that the client's role or grants do not cover."""
    request = parse_request(sql)
    remote = session.remote()
    remote.admit(request, session.subject)
    session.cancellation.uses(ThreadWork(session.hall.database, threading.get_ident()))
    if request.kind == "call":
        return Reply(words="CALL", rows=FixedRows(["call"], [(remote.call(request),)]))
    if request.kind == "read":
        chunks = remote.read(request)
        session.say(m.CopyOutResponse(format=1))
        for chunk in chunks:
            streams.send(session, memoryview(chunk))
        session.say(m.CopyDone())
        return Reply(words="COPY")
    session.say(m.CopyInResponse(format=1))
    remote.write(request, streams.incoming(session))
    return Reply(words="COPY")
