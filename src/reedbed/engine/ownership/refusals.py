"""Refusals: a status as the error for whoever cannot become owner or reader, with a command that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine.ownership.processes import REEDBED_ROLES, Standing, standing, this_process
from reedbed.engine.ownership.status import OwnershipState
from reedbed.errors import ReedbedError, StoreBeingRead, StoreLocked

if TYPE_CHECKING:
    from reedbed.engine.ownership.status import OwnershipStatus


def refusal(status: OwnershipStatus, *, waited_seconds: float) -> ReedbedError:
    """`StoreBeingRead` when readers are in the way, `StoreLocked` otherwise; the message says who and since when."""
    waited = f" Waited {waited_seconds:g} s." if waited_seconds else ""
    details = {**status.to_dict(), "waited_seconds": waited_seconds}
    if status.state is OwnershipState.READ:
        return StoreBeingRead(
            f"{status.sentence}{waited} Nobody can own it meanwhile.", hint="reedbed status", **details
        )
    if status.state is OwnershipState.UNOWNED:
        message = f"{status.database} was being taken by others in every attempt.{waited}"
        return StoreLocked(message, hint="reedbed status", **details)
    return StoreLocked(f"{status.sentence}{waited}{_advice(status)}", hint=_hint(status), **details)


def _advice(status: OwnershipStatus) -> str:
    record = status.record
    if record is not None and record.host != this_process().host:
        return " It has to be ended there."
    if status.owned_here:
        return " Close that store first, or go on with it."
    return ""


def _hint(status: OwnershipStatus) -> str:
    record = status.record
    if status.state is OwnershipState.ORPHANED and status.holders:
        return "ps -fp " + ",".join(str(holder.pid) for holder in status.holders)
    stoppable = record is not None and record.role in REEDBED_ROLES and not status.owned_here
    if record is not None and stoppable and standing(record.process) is Standing.RUNNING:
        return "reedbed stop"
    return "reedbed status"
