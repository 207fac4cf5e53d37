"""All pages of a run: fetched in parallel, kept, named in the ledger, and decoded in groups while others still come."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol, Self

from reedbed.errors import IngestError, PagingEndless
from reedbed.ingest.attempts import Attempts
from reedbed.ingest.batches import Batches
from reedbed.ingest.links import link_targets
from reedbed.ingest.pace import Pace
from reedbed.ingest.page_facts import PageFacts, whole_number
from reedbed.ingest.page_sources import page_source
from reedbed.ingest.pages import PageFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding import Told
    from reedbed.ingest.pages import Page
    from reedbed.ingest.requests import Request
    from reedbed.ingest.windows import Span

    Arrived = Future[tuple[Request, Page]]

_NAMING_SECONDS: Final = 0.25
"""How often pages are named in the ledger: what is lost by a kill is fetched again."""
_DECODING_SECONDS: Final = 0.3
"""How long pages wait for others to be decoded with: a statement costs as much as ten small pages."""
_GROUP_PAGES: Final = 24
_GROUP_BYTES: Final = 16_000_000
"""How much is decoded by one statement, unless a single page is larger."""
_ATTENTION_SECONDS: Final = 0.25
"""How soon a run notices that it was called off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is. `pages_known` grows while pages tell of others; `rows` are those that were decoded."""

    source: str
    pages: int
    pages_known: int
    rows: int
    size_bytes: int


class Listener(Protocol):
    """Is told how far a run is."""

    def __call__(self, progress: Progress, /) -> None:
        """Called after each page and when all are decoded, on the thread that runs."""
        ...


class PageTaker(Protocol):
    """What pages are given to as they come. Safe to share between threads."""

    decoded: int

    def told(self, page: Page) -> Told:
        """What a page tells. Raises `PageInvalid` when it is not what the source says."""
        ...

    def add(self, pages: Sequence[Page]) -> None:
        """Take pages. Raises `PageInvalid` when one of them is not what the source says."""
        ...


@dataclass(kw_only=True, slots=True)
class Collected:
    """What has come.

    `totals` has the number of records that the API stated, by window; `lacks_total` says that no page stated any.
    """

    pages: int = 0
    size_bytes: int = 0
    totals: dict[int, int] = field(default_factory=dict)
    lacks_total: bool = False

    def count(self, page: Page, stated: Mapping[str, object], total: str) -> None:
        """Count a page that states these values; `total` is the path of the number of records."""
        self.pages += 1
        self.size_bytes += page.size_bytes
        number = whole_number(stated.get(total)) if total else None
        if number is not None:
            self.totals[page.window] = number
        self.lacks_total = bool(total) and not self.totals


def groups(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """Pages as they are decoded together."""
    group: list[Page] = []
    for page in pages:
        if group and _is_full([*group, page]):
            yield group
            group = []
        group.append(page)
    if group:
        yield group


def _is_full(group: Sequence[Page]) -> bool:
    return len(group) > _GROUP_PAGES or sum(page.size_bytes for page in group) > _GROUP_BYTES


class Collector:
    """Collects the pages of one run.

    `kept` are pages of an unfinished run by the identity of their requests, which are not asked for again; `known` are
    those of the last one, which are asked for in case that they changed. `name` puts pages into the ledger, `secrets`
    open buckets.
    """

    def __init__(
        self,
        source: Source,
        stage: PageTaker,
        folder: Path,
        *,
        kept: Mapping[str, Page],
        known: Mapping[str, Page],
        secrets: Mapping[str, Mapping[str, object]],
        name: Callable[[Sequence[tuple[Page, str]]], None],
        pace: Pace | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.found = Collected()
        self._source = source
        self._stage = stage
        self._kept = kept
        self._known = known
        self._name = name
        self._called_off = stop or threading.Event()
        self._stop = threading.Event()
        pace = pace or Pace(source.limits.requests_per_minute)
        self._folder = PageFolder(folder)
        self._fetcher = page_source(source, self._folder, Attempts(source, pace, self._stop), secrets)
        self._pool = ThreadPoolExecutor(source.limits.parallel, thread_name_prefix=f"ingest {source.name}")
        # One thread: DuckDB uses all cores for a group, and memory is that of one.
        self._decoding = Batches(
            stage.add, name=f"decode {source.name}", pause_seconds=_DECODING_SECONDS, is_full=_is_full
        )
        self._naming = Batches(self._name_pages, name=f"name {source.name}", pause_seconds=_NAMING_SECONDS)
        self._arrived: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
        self._pending = 0
        self._asked: dict[int, int] = {}
        self._seen: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what still runs, and name what came: it need not be fetched again."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)
        self._decoding.close()
        self._fetcher.close()
        if error is not None:
            with suppress(Exception):
                self._naming.finish()
        self._naming.close()

    def collect(self, span: Span | None, listener: Listener | None) -> Collected:
        """Fetch and decode all pages of a span of time."""
        self._submit(list(self._fetcher.requests(span)))
        while self._pending:
            arrived = self._next()
            if arrived is not None:
                self._pending -= 1
                self._submit(self._take(*arrived.result()))
                if listener is not None:
                    listener(self._progress())
        self._decoding.finish()
        self._naming.finish()
        if listener is not None:
            listener(self._progress())
        return self.found

    def _next(self) -> Arrived | None:
        """The next page that came, None when none did for some time. Raises `IngestError` when called off."""
        try:
            found = self._arrived.get(timeout=_ATTENTION_SECONDS)
        except queue.Empty:
            found = None
        if self._called_off.is_set():
            raise IngestError(f"The run of {self._source.name!r} was called off.", source=self._source.name)
        return found

    def _submit(self, requests: Iterable[Request]) -> None:
        for request in requests:
            if self._is_new(request):
                self._pending += 1
                self._pool.submit(self._arrive, request).add_done_callback(self._arrived.put)

    def _arrive(self, request: Request) -> tuple[Request, Page]:
        page = self._kept.get(request.identity) or self._fetcher.fetch(request, self._known.get(request.identity))
        # What was page 3 of one window may be another place in the order of a later run.
        return request, replace(page, window=request.window, page=request.page)

    def _is_new(self, request: Request) -> bool:
        """Count a request. Raises `PagingEndless`."""
        if request.identity in self._seen:
            raise self._endless("asks twice for", request)
        self._seen.add(request.identity)
        self._asked[request.window] = self._asked.get(request.window, 0) + 1
        if len(self._seen) > self._source.limits.pages:
            most = self._source.limits.pages
            what = f"has more than {most:,} pages; the next is"
            raise self._endless(what, request, hint=f"limits: {{pages: {10 * most}}}", pages=most)
        return True

    def _endless(self, what: str, request: Request, *, hint: str = "", **details: object) -> PagingEndless:
        name, url = self._source.name, request.shown(self._source.secret_params)
        return PagingEndless(f"Source {name!r} {what} {url}.", hint=hint, source=name, url=url, **details)

    def _take(self, request: Request, page: Page) -> Iterable[Request]:
        """Count a page and let it be named and decoded; returns what follows from it.

        What a page tells is found here, one page after the other: it can take as much memory as decoding.
        """
        told = self._stage.told(page)
        self.found.count(page, told.stated, self._source.total)
        self._naming.add((page, request.identity))
        self._decoding.add(page)
        facts = PageFacts(
            rows=told.rows,
            url=request.target,
            stated=told.stated,
            links=link_targets(page.headers.get("link", "")),
            known_pages=self._asked[request.window],
            last=told.last,
            shown=request.shown(self._source.secret_params),
        )
        return self._source.paging.following(request, facts)

    def _name_pages(self, pages: Sequence[tuple[Page, str]]) -> None:
        self._folder.sync([page for page, _ in pages])
        self._name(pages)

    def _progress(self) -> Progress:
        return Progress(
            source=self._source.name,
            pages=self.found.pages,
            pages_known=len(self._seen),
            rows=self._stage.decoded,
            size_bytes=self.found.size_bytes,
        )
