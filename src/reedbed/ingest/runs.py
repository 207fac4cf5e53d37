"""A run: pages fetched in parallel and kept, decoded as they come, and loaded in one transaction at the end.

A run that was killed or failed leaves its pages, named by the ledger; the next run of the same declaration takes over
those that it would ask for as well, as long as they are young.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import AnswerIncomplete, RecordsChanged, ReedbedError, SourceInvalid
from reedbed.ingest.collecting import Collector
from reedbed.ingest.loading import load
from reedbed.ingest.records import Figures, IngestRecords
from reedbed.ingest.staging import Stage
from reedbed.ingest.windows import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reedbed.ingest.collecting import Collected, Listener
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page
    from reedbed.ingest.requests import Request
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
    store: StorageManager, source: Source, folder: Path, *, span: Span | None = None, listener: Listener | None = None
) -> RunResult:
    """Read a source and bring its rows into its table.

    Args:
        store: Where the table and the ledger are.
        source: What is read.
        folder: Where pages are kept, for all sources of the store.
        span: What to read, whatever the cursor says; from the cursor up to this moment when left out.
        listener: Is told of each page.

    Raises:
        SourceRefused, SourceUnreachable, PageInvalid, AnswerIncomplete: Nothing was stored but the pages.
    """
    return _Run(store, source, folder, span, listener).result()


class _Run:
    def __init__(
        self, store: StorageManager, source: Source, folder: Path, span: Span | None, listener: Listener | None
    ) -> None:
        if not source.is_remote:
            raise SourceInvalid(f"Source {source.name!r} has no http URL.", source=source.name)
        self._store = store
        self._source = source
        self._folder = folder
        self._listener = listener
        self._records = IngestRecords(store.database)
        self._span = span or self._due()
        self._started = time.perf_counter()

    def _due(self) -> Span | None:
        """From where the source was read to this moment."""
        cursor = self._source.cursor
        if cursor is None:
            return None
        known = self._records.cursor(self._source.name)
        start = known.newest - cursor.lag if known else cursor.start
        return Span(start=start, end=dt.datetime.now(dt.UTC))

    def result(self) -> RunResult:
        source = self._source
        kept = self._left_over()
        with self._store.database.transaction() as transaction:
            run = self._records.begin(
                transaction, source=source.name, table=source.table, declaration=source.fingerprint, span=self._span
            )
        folder = self._folder / source.name / str(run)
        stated = tuple(dict.fromkeys([*source.paging.paths, *([source.total] if source.total else [])]))
        stage = Stage(source, folder / "stage", stated)
        try:
            found = self._collect(run, stage, folder, kept)
            rejected = self._checked(stage, found)
            return self._load(run, stage, found, rejected)
        except BaseException as error:
            self._failed(run, error)
            raise
        finally:
            stage.close()

    def _left_over(self) -> dict[str, Page]:
        """Young pages of runs that did not end well, by what was asked for."""
        youngest = dt.datetime.now(dt.UTC) - TAKEN_OVER
        found: dict[str, Page] = {}
        for record in reversed(self._records.runs(self._source.name, most=20)):
            if record.status == "done":
                found.clear()
            elif record.declaration == self._source.fingerprint:
                pages = self._records.pages(record.run, self._folder)
                found.update({what: page for what, page in pages.items() if page.fetched_at >= youngest})
        return found

    def _firsts(self) -> Iterator[Request]:
        request = self._source.request()
        windows = self._source.window.requests(request, self._span) if self._source.window and self._span else [request]
        for each in windows:
            yield self._source.paging.first(each)

    def _collect(self, run: int, stage: Stage, folder: Path, kept: dict[str, Page]) -> Collected:
        def name(pages: Sequence[tuple[Page, str]]) -> None:
            with self._store.database.transaction() as transaction:
                self._records.keep(transaction, run, pages, self._folder)

        with Collector(self._source, stage, folder, kept=kept, name=name) as collector:
            return collector.collect(self._firsts(), self._listener)

    def _checked(self, stage: Stage, found: Collected) -> int:
        """The number of records that do not fit, when as many came as the API says there are.

        Raises `AnswerIncomplete`, `RecordsChanged`.
        """
        source = self._source
        brought = stage.distinct_by_window() if found.totals else {}
        for window, total in found.totals.items():
            if brought.get(window, 0) < total:
                raise AnswerIncomplete(
                    f"Source {source.name!r} states {total:,} records and brought {brought.get(window, 0):,}.",
                    hint=f"reedbed ingest run {source.name}",
                    source=source.name,
                    stated=total,
                    found=brought.get(window, 0),
                )
        rejected = stage.rejected_count()
        if rejected and source.drift == "freeze":
            raise RecordsChanged(
                f"{rejected:,} records of source {source.name!r} do not fit its columns: {stage.first_reason()}.",
                hint="drift: quarantine",
                source=source.name,
                rejected=rejected,
            )
        return rejected

    def _load(self, run: int, stage: Stage, found: Collected, rejected: int) -> RunResult:
        source = self._source
        newest = stage.newest(source.cursor.column) if source.cursor else None
        with self._store.database.transaction() as transaction:
            loaded = load(self._store, transaction, source, stage, replaces=not source.key)
            if rejected:
                with transaction.relation(stage.rejected()) as rows:
                    self._records.quarantine(transaction, run, source.name, source.table, rows)
            figures = Figures(
                read=found.rows,
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
            self._records.finish(transaction, run, figures, seconds=seconds, version=loaded.version)
        return RunResult(
            run=run, source=source.name, table=source.table, figures=figures, seconds=seconds, newest=newest
        )

    def _failed(self, run: int, error: BaseException) -> None:
        told = error.message if isinstance(error, ReedbedError) else type(error).__name__
        with self._store.database.transaction() as transaction:
            if isinstance(error, AnswerIncomplete):
                # Pages that contradict each other are not to be taken over.
                self._records.forget_pages(transaction, run)
            self._records.fail(transaction, run, told)
