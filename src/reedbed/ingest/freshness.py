"""How fresh tables are: the newest time that was read into each, and when; and how fresh the views made from them.

A view is as fresh as the stalest of its inputs was when it was built: a table that was read again since does not make
it fresher. What no source fills has no freshness, and takes none away.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclass fields are read at run time by documentation tools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import LEDGER_SCHEMA, TableName, table_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reedbed.engine import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Freshness:
    """Up to when a table's rows reach, None when its source has no cursor, and when that was last asked for."""

    newest: dt.datetime | None
    read_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    version: int | None
    state: Freshness


@dataclass(frozen=True, kw_only=True, slots=True)
class _Build:
    version: int
    inputs: tuple[tuple[TableName, int | None], ...]


def freshness(database: Database) -> dict[TableName, Freshness]:
    """All tables and views that are known to be fresh, by their names in lower case."""
    reads, builds = _reads(database), _builds(database)

    known: dict[tuple[TableName, int | None], Freshness | None] = {}

    def of(name: TableName, version: int | None) -> Freshness | None:
        if (name, version) not in known:
            # Views that read each other are refused when they are built; the ledger may still know such builds.
            known[name, version] = None
            if name in builds:
                build = _newest(builds[name], version)
                known[name, version] = _stalest(of(each, at) for each, at in build.inputs) if build else None
            else:
                known[name, version] = _up_to(reads.get(name, []), version)
        return known[name, version]

    found = {name: of(name, None) for name in [*reads, *builds]}
    return {name: state for name, state in found.items() if state is not None}


def folded(name: TableName) -> TableName:
    """A name as `freshness` has it."""
    return TableName(schema=name.schema.casefold(), name=name.name.casefold())


def _up_to(reads: list[_Read], version: int | None) -> Freshness | None:
    """What the reads say together up to the last one that made this version of the table, or found nothing new."""
    newest: dt.datetime | None = None
    state: Freshness | None = None
    for read in reads:
        if version is not None and read.version is not None and read.version > version:
            break
        if read.state.newest is not None:
            newest = read.state.newest if newest is None else max(newest, read.state.newest)
        state = Freshness(newest=newest, read_at=read.state.read_at)
    return state


def _newest(builds: list[_Build], version: int | None) -> _Build | None:
    return next((build for build in reversed(builds) if version is None or build.version <= version), None)


def _stalest(states: Iterable[Freshness | None]) -> Freshness | None:
    known = [state for state in states if state is not None]
    times = [state.newest for state in known if state.newest is not None]
    if not known:
        return None
    return Freshness(newest=min(times, default=None), read_at=min(state.read_at for state in known))


def _reads(database: Database) -> dict[TableName, list[_Read]]:
    rows = database.rows(
        "SELECT table_name, table_version, newest, finished_at"
        f" FROM {database.qualified(LEDGER_SCHEMA, 'ingest_runs')}"
        " WHERE status = 'done' AND replay_of IS NULL ORDER BY finished_at, run"
    )
    found: dict[TableName, list[_Read]] = {}
    for name, version, newest, read_at in rows:
        read = _Read(version=version, state=Freshness(newest=newest, read_at=read_at))
        found.setdefault(folded(table_name(name)), []).append(read)
    return found


def _builds(database: Database) -> dict[TableName, list[_Build]]:
    rows = database.rows(
        "SELECT view_name, output_version, inputs"
        f" FROM {database.qualified(LEDGER_SCHEMA, 'view_builds')}"
        " WHERE outcome <> 'failed' AND output_version IS NOT NULL ORDER BY build"
    )
    found: dict[TableName, list[_Build]] = {}
    for name, version, inputs in rows:
        read = tuple(
            (folded(TableName(schema=each["schema_name"], name=each["table_name"])), each["version"]) for each in inputs
        )
        found.setdefault(folded(table_name(name)), []).append(_Build(version=version, inputs=read))
    return found
