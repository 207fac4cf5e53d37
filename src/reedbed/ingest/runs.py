"""A run: pages fetched in parallel and kept, decoded as they come, and loaded in one transaction at the end.

A run that was killed or failed leaves its pages, named by the ledger; the next run of the same declaration takes over
those that it would ask for as well, as long as they are young.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reedbed.errors import AnswerIncomplete, PageInvalid, PagingEndless, RecordsChanged, ReedbedError, RunNotFound
from reedbed.errors.counts import count_of
from reedbed.ingest.collecting import Collected, Collector, groups
from reedbed.ingest.column_records import ColumnRecords
from reedbed.ingest.forming import filled_stage
from reedbed.ingest.loading import load
from reedbed.ingest.page_sources import bucket_secrets
from reedbed.ingest.records import Figures, IngestRecords
from reedbed.ingest.retention import STAGE
from reedbed.ingest.windows import Span

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from reedbed.ingest.collecting import Listener, PageTaker
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pace import Pace
    from reedbed.ingest.pages import Page
    from reedbed.ingest.staging import Stage
    from reedbed.store import StorageManager

TAKEN_OVER: Final = dt.timedelta(hours=1)
"""How old a page of an unfinished run may be: a mixture of old and new pages is no answer that the API ever gave."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunResult:
    """What a run did. `newest` is how far the source was read, when it has a cursor."""

    run: int
    source: str
    table: str
    figures: Figures
    seconds: float
    newest: dt.datetime | None


def run_source(
    store: StorageManager,
    source: Source,
    folder: Path,
    *,
    span: Span | None = None,
    listener: Listener | None = None,
    pace: Pace | None = None,
    fresh: bool = False,
    stop: threading.Event | None = None,
) -> RunResult:
    """Read a source and bring its rows into its table.

    Args:
        store: Where the table and the ledger are.
        source: What is read.
        folder: Where pages are kept, for all sources of the store.
        span: What to read, whatever the cursor says; from the cursor up to this moment when left out.
        listener: Is told of each page.
        pace: The rate that several sources share, such as those of one key; the source's own when left out.
        fresh: Ask for everything anew: neither pages that an unfinished run left are taken over, nor those that have
            not changed since the last one.
        stop: Ends the run, its waiting too, when another thread sets it.

    Raises:
        SourceRefused, SourceUnreachable, PageInvalid, AnswerIncomplete: Nothing was stored but the pages.
    """
    records = IngestRecords(store.database)
    span = span or _due(source, records)
    kept = {} if fresh else _left_over(source, records, folder)
    known = {} if fresh or not source.conditional else _last_pages(source, records, folder)
    if not source.is_remote:
        # Of a file it can be told whether it has changed since.
        known, kept = ({**known, **kept} if source.conditional else {}), {}

    def collect(run: int, stage: PageTaker) -> Collected:
        def name(pages: Sequence[tuple[Page, str]]) -> None:
            with store.database.transaction() as transaction:
                records.keep(transaction, run, pages, folder)

        pages = folder / source.name / str(run)
        secrets = bucket_secrets(store)
        with Collector(
            source, stage, pages, kept=kept, known=known, secrets=secrets, name=name, pace=pace, stop=stop
        ) as collector:
            return collector.collect(span, listener)

    return _Run(store, source, folder, records).result(collect, span=span)


def replay_run(store: StorageManager, source: Source, folder: Path, run: int) -> RunResult:
    """Bring the kept pages of a run into the table again, as the source is declared today; nobody is asked.

    Raises `RunNotFound` when the run is not one of this source's, or its pages are gone.
    """
    records = IngestRecords(store.database)
    record = records.run(run)
    pages = list(records.pages(run, folder).values())
    if record.source != source.name or not pages:
        what = f"is one of {record.source!r}" if record.source != source.name else "has no kept pages"
        raise RunNotFound(f"Ingest run {run} {what}.", hint=f"reedbed ingest status {source.name}", run=run)

    def collect(_: int, stage: PageTaker) -> Collected:
        found = Collected()
        for group in groups(pages):
            for page in group:
                found.count(page, stage.told(page).stated, "")
            stage.add(group)
        return found

    return _Run(store, source, folder, records).result(collect, replay_of=run)


def _due(source: Source, records: IngestRecords) -> Span | None:
    """From where the source was read to this moment."""
    if source.cursor is None:
        return None
    known = records.cursor(source.name)
    start = known.newest - source.cursor.lag if known else source.cursor.start
    return Span(start=start, end=dt.datetime.now(dt.UTC))


def _left_over(source: Source, records: IngestRecords, folder: Path) -> dict[str, Page]:
    """Young pages of runs that did not end well, by what was asked for."""
    youngest = dt.datetime.now(dt.UTC) - TAKEN_OVER
    found: dict[str, Page] = {}
    for record in reversed(records.runs(source.name, most=20)):
        if record.status == "done":
            found.clear()
        elif record.declaration == source.fingerprint:
            pages = records.pages(record.run, folder)
            found.update({what: page for what, page in pages.items() if page.fetched_at >= youngest})
    return found


def _last_pages(source: Source, records: IngestRecords, folder: Path) -> dict[str, Page]:
    """The pages of the last run that ended well, by what was asked for."""
    for record in records.runs(source.name, most=20):
        if record.status == "done" and record.replay_of is None:
            return records.pages(record.run, folder)
    return {}


class _Run:
    def __init__(self, store: StorageManager, source: Source, folder: Path, records: IngestRecords) -> None:
        self._store = store
        self._source = source
        self._folder = folder
        self._records = records
        self._columns = ColumnRecords(store.database)
        self._started = time.perf_counter()

    def result(
        self, collect: Callable[[int, PageTaker], Collected], *, span: Span | None = None, replay_of: int | None = None
    ) -> RunResult:
        """Let `collect` fill the stage of a new run, and load it."""
        source = self._source
        with self._store.database.transaction() as transaction:
            run = self._records.begin(transaction, source, span, replay_of=replay_of)
        stated = tuple(dict.fromkeys([*source.paging.paths, *([source.total] if source.total else [])]))
        scratch = self._folder / source.name / str(run) / STAGE
        try:
            with filled_stage(
                source, self._columns.found(source.name), lambda stage: collect(run, stage), scratch, stated
            ) as (found, stage):
                rejected = self._checked(stage, found)
                return self._load(run, stage, found, rejected)
        except BaseException as error:
            self._failed(run, error)
            raise
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _checked(self, stage: Stage, found: Collected) -> int:
        """The number of records that do not fit, when as many came as the API says there are.

        Raises `AnswerIncomplete`, `RecordsChanged`.
        """
        source = self._source
        if found.lacks_total and stage.read_count():
            raise PageInvalid(
                f"No page of source {source.name!r} states the number of records at {source.total!r}",
                hint="correct the source's total, or leave it out",
                source=source.name,
            )
        brought = stage.distinct_by_window() if found.totals else {}
        if any(brought.get(window, 0) < total for window, total in found.totals.items()):
            brought = stage.listed_by_window()
        for window, total in found.totals.items():
            if brought.get(window, 0) < total:
                raise AnswerIncomplete(
                    f"Source {source.name!r} states {count_of(total, 'record')} "
                    f"and brought {brought.get(window, 0):,}.",
                    hint=source.again,
                    source=source.name,
                    stated=total,
                    found=brought.get(window, 0),
                )
        rejected = stage.rejected_count()
        # A table that is made anew would be emptied.
        is_all = bool(rejected) and not source.key and rejected == stage.read_count()
        if is_all or stage.frozen_count() or (rejected and source.drift == "freeze"):
            raise RecordsChanged(
                f"The columns of source {source.name!r} do not fit {count_of(rejected, 'record')}: "
                f"{stage.first_reason()}.",
                hint="drift: quarantine",
                source=source.name,
                rejected=rejected,
            )
        return rejected

    def _load(self, run: int, stage: Stage, found: Collected, rejected: int) -> RunResult:
        source = self._source
        newest = stage.newest(source.cursor.column) if source.cursor else None
        with self._store.database.transaction() as transaction:
            loaded = load(self._store, transaction, stage, replaces=not source.key)
            if dict(stage.source.columns) != dict(source.columns):
                self._columns.keep(transaction, source.name, stage.source.columns, run)
            if rejected:
                with transaction.relation(stage.rejected()) as rows:
                    self._records.quarantine(transaction, run, source.name, source.table, rows)
            figures = Figures(
                read=stage.read_count(),
                new=loaded.new,
                changed=loaded.changed,
                same=loaded.same,
                rejected=rejected,
                pages=found.pages,
                size_bytes=found.size_bytes,
            )
            if source.cursor is not None and newest is not None:
                self._records.advance(transaction, source.name, source.cursor.column, newest, run)
            seconds = time.perf_counter() - self._started
            self._records.finish(transaction, run, figures, seconds=seconds, version=loaded.version, newest=newest)
        return RunResult(
            run=run, source=source.name, table=source.table, figures=figures, seconds=seconds, newest=newest
        )

    def _failed(self, run: int, error: BaseException) -> None:
        told = error.message if isinstance(error, ReedbedError) else type(error).__name__
        with self._store.database.transaction() as transaction:
            if isinstance(error, PagingEndless) and "pages" in error.details:
                pass  # No page is wrong: with a higher limit the next run goes on behind them.
            elif isinstance(error, PageInvalid) and "file" in error.details:
                file = Path(str(error.details["file"]))
                self._records.distrust(transaction, run, file.relative_to(self._folder).as_posix())
            elif isinstance(error, AnswerIncomplete | PageInvalid | PagingEndless | RecordsChanged):
                # Pages that contradict each other, or the table, are not to be taken over: the API may be mended.
                self._records.distrust(transaction, run)
            self._records.fail(transaction, run, told)
