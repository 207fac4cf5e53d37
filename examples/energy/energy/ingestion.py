"""Ingest: all sources read beside each other, within the rate of their APIs, and what they brought made into tables.

A source that fails is named with its reason; what the others brought stays, and is published.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from energy.errors import RequestInvalid, SourcesFailed
from energy.publishing import Published, publish_consumption, publish_weather
from energy.requests import example
from energy.sources import DATASETS, fingrid, fmi
from energy.tables import CONSUMPTION, WEATHER, ensure_table
from energy.workspaces import folder_of, prepared_workspace
from reedbed import Pace, ReedbedError, Span, open_store, run_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from energy.requests import IngestRequest
    from energy.sources import Member
    from reedbed import RunResult, StorageManager

SECOND: Final = dt.timedelta(seconds=1)

log = logging.getLogger(__name__)


@dataclass(kw_only=True, slots=True)
class Fed:
    """What the sources of one table did, and what became of its rows."""

    read: int = 0
    rejected: int = 0
    pages: int = 0
    published: Published = field(default_factory=lambda: Published(new=0, changed=0, same=0))
    failures: dict[str, ReedbedError] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """As JSON values; `failed` is there when a source failed."""
        failed = {part: error.to_dict() for part, error in self.failures.items()}
        return {
            "read": self.read,
            "new": self.published.new,
            "changed": self.published.changed,
            "same": self.published.same,
            "rejected": self.rejected + self.published.rejected,
            "pages": self.pages,
            **({"failed": failed} if failed else {}),
        }


def run_ingest(request: IngestRequest) -> dict[str, dict[str, dict[str, object]]]:
    """Read all sources over the request's span and publish what came; the result as JSON values.

    Raises `SourcesFailed`, which has the same result, when a source was not read to its end.
    """
    workspace = prepared_workspace(request.workspace_path)
    with open_store(workspace) as store:
        fed = ingest(store, workspace.pages_path, request)
    sources = {table: each.to_dict() for table, each in fed.items()}
    failures = [f"{table} ({part})" for table, each in fed.items() for part in each.failures]
    if failures:
        reasons = [error.message for each in fed.values() for error in each.failures.values()]
        told = " ".join(f"{name}: {reason}" for name, reason in zip(failures, reasons, strict=True))
        raise SourcesFailed(
            f"{len(failures)} of the sources failed; the others' rows are stored. {told}",
            hint="run the same command again: what is there already changes nothing",
            sources=sources,
            failed=failures,
        )
    return {"sources": sources}


def ingest(store: StorageManager, pages: Path, request: IngestRequest) -> dict[str, Fed]:
    """What the sources of each table did, failures included. Both tables are there afterwards, whatever failed."""
    for table in (CONSUMPTION, WEATHER):
        ensure_table(store, table)
    members = [*fingrid(request.fingrid_url, request.secret), fmi(request.fmi_url, request.fmisid)]
    spans = _spans(store, members, request.span)
    fed = _read_all(store, pages, members, request)
    _publish(fed[CONSUMPTION], len(DATASETS), lambda: publish_consumption(store, spans[CONSUMPTION]))
    _publish(fed[WEATHER], 1, lambda: publish_weather(store, spans[WEATHER], request.fmisid))
    return fed


def _spans(store: StorageManager, members: list[Member], span: Span | None) -> dict[str, Span]:
    """What is published of each table: the span, or from where the first of its sources will begin to this moment.

    Raises `RequestInvalid` when there is no span and a source was never read.
    """
    if span is not None:
        return {member.feeds: span for member in members}
    rows = store.query("SELECT source, newest FROM reedbed.ingest_cursors").to_pylist()
    newest = {row["source"]: row["newest"] for row in rows}
    end = dt.datetime.now(dt.UTC) + SECOND
    found: dict[str, Span] = {}
    for member in members:
        source = member.source
        if source.name not in newest or source.cursor is None:
            raise RequestInvalid(
                f"The source {source.name!r} was never read: the first time, 'start' and 'end' say what to read.",
                hint=example("ingest", folder_of(store)),
                key="start",
            )
        begin = newest[source.name] - source.cursor.lag
        known = found.get(member.feeds)
        found[member.feeds] = Span(start=min(begin, known.start) if known else begin, end=end)
    return found


def _publish(fed: Fed, sources: int, publish: Callable[[], Published]) -> None:
    """Make a table of what came for it; one that cannot be written keeps nobody from the others."""
    if len(fed.failures) == sources:
        return
    try:
        fed.published = publish()
    except ReedbedError as error:
        fed.failures["table"] = error


def _read_all(store: StorageManager, pages: Path, members: list[Member], request: IngestRequest) -> dict[str, Fed]:
    # Fingrid counts the requests of a key, so its datasets share one rate; FMI counts for itself.
    paces = {table: Pace(request.requests_per_minute) for table in (CONSUMPTION, WEATHER)}
    fed = {table: Fed() for table in paces}
    span = _whole_seconds(request.span) if request.span else None
    stop = threading.Event()

    def read(member: Member) -> RunResult | ReedbedError:
        try:
            return run_source(
                store, member.source, pages, span=span, pace=paces[member.feeds], fresh=span is not None, stop=stop
            )
        except ReedbedError as error:
            return error

    with ThreadPoolExecutor(len(members), thread_name_prefix="source") as pool:
        try:
            for member, outcome in zip(members, pool.map(read, members), strict=True):
                _note(fed[member.feeds], member, outcome)
        except BaseException:
            stop.set()
            raise
    return fed


def _note(fed: Fed, member: Member, outcome: RunResult | ReedbedError) -> None:
    if isinstance(outcome, ReedbedError):
        log.warning("%s (%s) failed: %s", member.feeds, member.part, outcome.message)
        fed.failures[member.part] = outcome
        return
    figures = outcome.figures
    pages = "1 page" if figures.pages == 1 else f"{figures.pages:,} pages"
    log.info("%s (%s): %s records on %s", member.feeds, member.part, f"{figures.read:,}", pages)
    fed.read += figures.read
    fed.rejected += figures.rejected
    fed.pages += figures.pages


def _whole_seconds(span: Span) -> Span:
    """The span as the APIs can be asked for it: they know no parts of a second."""
    end = span.end.replace(microsecond=0)
    return Span(start=span.start.replace(microsecond=0), end=end if end == span.end else end + SECOND)
