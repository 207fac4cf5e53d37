"""What an owner's door answers with an error: the error that was raised there, or what its SQLSTATE says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.pgwire.messages import ErrorResponse

BY_SQLSTATE: Final[Mapping[str, type[errors.ReedbedError]]] = {
    "57P01": errors.OwnerLeft,  # admin_shutdown
    "57P02": errors.OwnerLeft,  # crash_shutdown
    "57P03": errors.OwnerLeft,  # cannot_connect_now
    "57014": errors.QueryCancelled,
    "42501": errors.AccessDenied,
    "28P01": errors.LoginFailed,
    "28000": errors.LoginFailed,
    "25P02": errors.TransactionFailed,
    "40001": errors.TransactionConflict,
    "42601": errors.SqlSyntaxError,
}
LEAVING: Final = frozenset({"57P01", "57P02", "57P03"})


def failure_of(answer: ErrorResponse) -> errors.ReedbedError:
    """The error that an answer stands for.

    A farewell is `OwnerLeft`, whatever was raised there: what is true here is that the owner went away.
    """
    fields = answer.fields
    state, message = fields.get("C", ""), fields.get("M", "")
    if state not in LEAVING and "J" in fields:
        return errors.from_dict(json.loads(fields["J"]))
    kind = BY_SQLSTATE.get(state, errors.EngineError)
    return kind(f"The owner of the store answers: {message}", hint=fields.get("H", ""), sqlstate=state)


def owner_left(place: str) -> errors.OwnerLeft:
    """The error for a conversation that broke."""
    return errors.OwnerLeft(
        f"The process that owns the store ended while it worked on this call ({place}); a write of this call may have "
        "been committed or not.",
        hint="run the call again; it finds the next owner, or becomes it",
        place=place,
    )
