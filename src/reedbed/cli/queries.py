"""`reedbed queries` and `reedbed cancel`: what the clients of a workspace's door are doing, and ending it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.durations import short_duration
from reedbed.cli.pages import Commands, Grid, empty, line
from reedbed.cli.quantities import moment
from reedbed.cli.session import Session

if TYPE_CHECKING:
    from reedbed.store.served.conversation import Conversation

Bound = Annotated[Session, Parameter(parse=False)]
_SHOWN_CHARACTERS = 100


def queries(*, session: Bound) -> Answer:
    """List the clients of the workspace's door: who they are, and what runs for them."""
    owner = _owner(session)
    if owner is None:
        page = empty("Nobody serves the workspace.", ("reedbed serve", "open its door"))
        return Answer(page=page, document={"sessions": [], "counters": {}})
    found = owner.call("activity")
    owner.close()
    sessions = [_session(each) for each in found["sessions"] if each["pid"] != found["own_pid"]]
    document = {"sessions": sessions, "counters": found["counters"]}
    if not sessions:
        return Answer(page=[line("The door is open, and nobody is inside.")], document=document)
    cells = [
        (
            str(each["id"]),
            each["user"],
            each["application"],
            each["state"],
            short_duration(each["seconds"]) if each["state"] == "active" else "",
            " ".join(each["statement"].split())[:_SHOWN_CHARACTERS],
        )
        for each in sessions
    ]
    grid = Grid(headers=("id", "user", "program", "state", "for", "statement"), cells=cells, right=frozenset({"id"}))
    running = [each["id"] for each in sessions if each["state"] == "active"]
    tried = [Commands(title="Try", commands=[(f"reedbed cancel {running[0]}", "end its statement")])] if running else []
    return Answer(page=[grid, *tried], document=document)


def cancel(
    number: Annotated[int, Parameter(name="ID", help="As `reedbed queries` lists it.")],
    /,
    *,
    session: Bound,
) -> Answer:
    """Cancel the statement that runs for a client; its session stays open. Exit code 1 when there is no such client."""
    owner = _owner(session)
    cancelled = False
    if owner is not None:
        cancelled = bool(owner.call("cancel", number=number))
        owner.close()
    text = f"Cancelled what runs for client {number}." if cancelled else f"No client {number} is inside."
    return Answer(
        page=[line(text, "good" if cancelled else "")],
        document={"id": number, "cancelled": cancelled},
        exit_code=ExitCode.DONE if cancelled else ExitCode.FOUND,
    )


def _owner(session: Session) -> Conversation | None:
    """A conversation with the owner of the workspace; None without an owner that has a door."""
    from reedbed.wiring.joining import owner_of  # noqa: PLC0415 - DuckDB is loaded when needed

    return owner_of(session.workspace().database_path)


def _session(record: dict[str, Any]) -> dict[str, Any]:
    began = dt.datetime.fromtimestamp(record["statement_at"], dt.UTC) if record["statement_at"] else None
    return {
        "id": record["pid"],
        "user": record["user"],
        "application": record["application"],
        "client_address": record["client_address"] or None,
        "state": record["state"],
        "statement": record["statement"],
        "statement_at": began and moment(began),
        "seconds": round(record["seconds"], 3),
        "statements": record["statements"],
        "errors": record["errors"],
        "rows_sent": record["rows_sent"],
    }
