"""Tables as they were: the archive of a snapshot, by its number or a moment, and checkpoints that are kept."""

from __future__ import annotations

import datetime as dt
from operator import index
from typing import TYPE_CHECKING, SupportsIndex, TypeAlias

from reedbed.errors import NaiveTime, SnapshotNotFound, UsageError
from reedbed.lake.shapes import files_select
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.lake.records import LakeRecords, LakeTable, Snapshot
    from reedbed.store.ledger.kept import KeptCheckpoint

AsOf: TypeAlias = int | dt.datetime | dt.date | str
"""A snapshot's number, a moment as a value or text, or a kept checkpoint's name; a date is its first moment in UTC."""


def kept_as(kept: Sequence[KeptCheckpoint], as_of: AsOf) -> KeptCheckpoint | None:
    """The checkpoint that is kept under a name; None where there is none of it."""
    return next((each for each in kept if each.name == as_of), None)


def kept_at(kept: Sequence[KeptCheckpoint], as_of: AsOf) -> KeptCheckpoint | None:
    """The checkpoint of a table's version, or the newest one that was kept by a moment; `kept` are oldest first.

    Raises `NaiveTime`, `UsageError` for what is no moment.
    """
    wanted = _number_or_moment(as_of)
    if isinstance(wanted, int):
        found = [each for each in kept if each.version == wanted]
    else:
        found = [each for each in kept if each.kept_at <= wanted]
    return found[-1] if found else None


def snapshot_at(table: LakeTable, snapshots: Sequence[Snapshot], as_of: AsOf) -> Snapshot:
    """The snapshot of this number, or the newest one that was there at that moment.

    Raises `SnapshotNotFound`; `NaiveTime` for a moment without a time zone, `UsageError` for what is no moment.
    """
    wanted = _number_or_moment(as_of)
    if isinstance(wanted, int):
        found = [each for each in snapshots if each.number == wanted]
    else:
        found = [each for each in snapshots if each.made_at <= wanted]
    if found:
        return found[-1]
    match [each.number for each in snapshots]:
        case []:
            there = "there are none"
        case [only]:
            there = f"there is {only}"
        case [first, *_, last]:
            there = f"there are {first} to {last}"
    raise SnapshotNotFound(
        f"The archive of {str(table.name)!r} has no snapshot as of {as_of}; {there}.",
        hint=f"reedbed lake snapshots {table.name.argument}",
        table=str(table.name),
        as_of=str(as_of),
    )


def snapshot_select(
    records: LakeRecords, table: LakeTable, snapshot: Snapshot, *, address: Callable[[str], str]
) -> str:
    """SQL of the rows that the files of a snapshot hold, in the columns that the table has now."""
    files = records.files(table.id, at=snapshot.number)
    if files:
        return files_select(table, files, address=address)
    columns = ", ".join(f"CAST(NULL AS {column.type}) AS {quote(column.name)}" for column in table.columns)
    return f"SELECT {columns} WHERE false"


def _number_or_moment(as_of: object) -> int | dt.datetime:
    if isinstance(as_of, str):
        if as_of.strip().isdecimal():
            return int(as_of)
        try:
            moment: dt.date = dt.datetime.fromisoformat(as_of)
        except ValueError as error:
            raise _neither(as_of) from error
        if len(as_of.strip()) == len("2024-06-01"):
            return dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)
        as_of = moment
    if isinstance(as_of, dt.datetime):
        return _instant(as_of)
    if isinstance(as_of, dt.date):
        return dt.datetime(as_of.year, as_of.month, as_of.day, tzinfo=dt.UTC)
    if isinstance(as_of, SupportsIndex) and not isinstance(as_of, bool):
        return index(as_of)
    raise _neither(as_of)


def _instant(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise NaiveTime(
            f"Snapshots are made at instants, and {moment.isoformat()} has no time zone.",
            hint=f"as_of={(moment.isoformat() + '+00:00')!r}",
            moment=moment.isoformat(),
        )
    return moment


def _neither(as_of: object) -> UsageError:
    return UsageError(
        f"{as_of!r} is neither a number, nor a moment, nor the name of a checkpoint that is kept.",
        hint="2024-06-01T12:00:00Z",
        found=str(as_of),
    )
