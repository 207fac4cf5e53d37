"""Ownership: which process may write a database file, and who reads it.

A `flock` on `<database>.lock` is ownership. `<database>.owner.json` and `<database>.readers/` only inform about
who holds it. The lock file stays when nobody owns the database, and nothing here opens the database file.
"""

from reedbed.engine.ownership.holders import Holder
from reedbed.engine.ownership.owner import Ownership
from reedbed.engine.ownership.processes import REEDBED_ROLES, ProcessIdentity
from reedbed.engine.ownership.records import OwnerRecord, ReaderRecord
from reedbed.engine.ownership.shares import ReadShare
from reedbed.engine.ownership.status import (
    OwnershipState,
    OwnershipStatus,
    door_of,
    ownership_status,
    read_owner,
)
from reedbed.engine.ownership.stopping import StopResult, stop_owner

__all__ = [
    "REEDBED_ROLES",
    "Holder",
    "OwnerRecord",
    "Ownership",
    "OwnershipState",
    "OwnershipStatus",
    "ProcessIdentity",
    "ReadShare",
    "ReaderRecord",
    "StopResult",
    "door_of",
    "ownership_status",
    "read_owner",
    "stop_owner",
]
