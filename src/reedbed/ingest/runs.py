"""A run: pages fetched in parallel and kept, decoded as they come, and loaded in one transaction at the end.

A run that was killed or failed leaves its pages, named by the ledger; the next run of the same declaration takes over
those that it would ask for as well, as long as they are young.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from reedbed.errors import AnswerIncomplete, PagingEndless, RecordsChanged, ReedbedError, SourceInvalid
from reedbed.ingest.fetching import Fetcher, NotModified
from reedbed.ingest.links import link_targets
from reedbed.ingest.loading import load
from reedbed.ingest.pace import Pace
from reedbed.ingest.pages import PageFolder
from reedbed.ingest.paging import PageFacts
from reedbed.ingest.records import Figures, IngestRecords
from reedbed.ingest.staging import Stage
from reedbed.ingest.windows import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page
    from reedbed.ingest.requests import Request
    from reedbed.ingest.staging import Decoded
    from reedbed.store import StorageManager

TAKEN_OVER: Final = dt.timedelta(hours=1)
"""How old a page of an unfinished run may be: a mixture of old and new pages is no answer that the API ever gave."""
_RECORD_SECONDS: Final = 0.25
"""How often pages are named in the ledger: what is lost by a kill is fetched again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is. `pages_known` grows while pages tell of others."""

    source: str
    pages: int
    pages_known: int
    rows: int
    size_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RunResult:
    """What a run did. `newest` is how far the source was read, when it has a cursor."""

    run: int
    source: str
    table: str
    figures: Figures
    seconds: float
    newest: dt.datetime | None


class Listener(Protocol):
    """Is told how far a run is."""

    def __call__(self, progress: Progress, /) -> None:
        """Called after each page, on the thread that runs."""
        ...


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
        self._stop = threading.Event()
        self._totals: dict[int, int] = {}
        self._asked: dict[int, int] = {}
        self._seen: set[str] = set()
        self._rows = self._size_bytes = self._rejected = self._page_count = 0

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
            self._collect(run, stage, folder, kept)
            self._check(stage)
            return self._load(run, stage)
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

    def _collect(self, run: int, stage: Stage, folder: Path, kept: dict[str, Page]) -> None:
        """Fetch and decode all pages, and name them in the ledger as they come."""
        fetcher = Fetcher(self._source, PageFolder(folder), Pace(self._source.limits.requests_per_minute), self._stop)

        def work(request: Request) -> tuple[Request, Page | NotModified, Decoded | None]:
            page = kept.get(request.identity) or fetcher.fetch(request)
            return request, page, None if isinstance(page, NotModified) else stage.add(page)

        pool = ThreadPoolExecutor(self._source.limits.parallel, thread_name_prefix=f"ingest {self._source.name}")
        pending: set[Future[tuple[Request, Page | NotModified, Decoded | None]]] = set()
        unnamed: list[tuple[Page, str]] = []
        named_at = time.monotonic()
        try:
            pending.update(pool.submit(work, request) for request in self._new(list(self._firsts())))
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    request, page, decoded = future.result()
                    if isinstance(page, NotModified) or decoded is None:
                        continue
                    unnamed.append((page, request.identity))
                    following = self._new(self._after(request, page, decoded))
                    pending.update(pool.submit(work, each) for each in following)
                if unnamed and (not pending or time.monotonic() - named_at >= _RECORD_SECONDS):
                    self._name(run, unnamed)
                    named_at = time.monotonic()
        finally:
            self._stop.set()
            pool.shutdown(cancel_futures=True)
            fetcher.close()
            if unnamed:
                self._name(run, unnamed)

    def _name(self, run: int, unnamed: list[tuple[Page, str]]) -> None:
        with self._store.database.transaction() as transaction:
            self._records.keep(transaction, run, unnamed, self._folder)
        unnamed.clear()

    def _new(self, requests: list[Request]) -> list[Request]:
        """Requests that are to be sent. Raises `PagingEndless`."""
        for request in requests:
            if request.identity in self._seen:
                raise self._endless("asks twice for", request)
            self._seen.add(request.identity)
            self._asked[request.window] = self._asked.get(request.window, 0) + 1
            if len(self._seen) > self._source.limits.pages:
                raise self._endless(f"has more than {self._source.limits.pages:,} pages; the next is", request)
        return requests

    def _endless(self, what: str, request: Request) -> PagingEndless:
        url = request.shown(self._source.secret_params)
        return PagingEndless(f"Source {self._source.name!r} {what} {url}.", source=self._source.name, url=url)

    def _after(self, request: Request, page: Page, decoded: Decoded) -> list[Request]:
        """What follows from a page."""
        self._page_count += 1
        self._rows += decoded.rows
        self._rejected += decoded.rejected
        self._size_bytes += page.size_bytes
        total = decoded.stated.get(self._source.total) if self._source.total else None
        if isinstance(total, str) and total.isdecimal():
            self._totals[request.window] = int(total)
        facts = PageFacts(
            rows=decoded.rows,
            url=request.target,
            stated=decoded.stated,
            links=link_targets(page.headers.get("link", "")),
            known_pages=self._asked[request.window],
        )
        following = list(self._source.paging.following(request, facts))
        if self._listener is not None:
            self._listener(
                Progress(
                    source=self._source.name,
                    pages=self._page_count,
                    pages_known=len(self._seen) + len(following),
                    rows=self._rows,
                    size_bytes=self._size_bytes,
                )
            )
        return following

    def _check(self, stage: Stage) -> None:
        """Compare what came with what the API says there is. Raises `AnswerIncomplete`, `RecordsChanged`."""
        source = self._source
        found = stage.distinct_by_window() if self._totals else {}
        for window, total in self._totals.items():
            if found.get(window, 0) < total:
                raise AnswerIncomplete(
                    f"Source {source.name!r} states {total:,} records and brought {found.get(window, 0):,}.",
                    hint=f"reedbed ingest run {source.name}",
                    source=source.name,
                    stated=total,
                    found=found.get(window, 0),
                )
        if self._rejected and source.drift == "freeze":
            raise RecordsChanged(
                f"{self._rejected:,} records of source {source.name!r} do not fit its columns: {stage.first_reason()}.",
                hint="drift: quarantine",
                source=source.name,
                rejected=self._rejected,
            )

    def _load(self, run: int, stage: Stage) -> RunResult:
        source = self._source
        newest = stage.newest(source.cursor.column) if source.cursor else None
        with self._store.database.transaction() as transaction:
            loaded = load(self._store, transaction, source, stage, replaces=not source.key)
            if self._rejected:
                with transaction.relation(stage.rejected()) as rows:
                    self._records.quarantine(transaction, run, source.name, source.table, rows)
            figures = Figures(
                read=self._rows,
                new=loaded.new,
                changed=loaded.changed,
                same=loaded.same,
                rejected=self._rejected,
                pages=self._page_count,
                size_bytes=self._size_bytes,
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
