"""All pages of a run: fetched in parallel, kept, named in the ledger, and decoded in groups while others still come."""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol, Self

from reedbed.errors import IngestError, PagingEndless
from reedbed.ingest.fetching import Fetcher
from reedbed.ingest.links import link_targets
from reedbed.ingest.pace import Pace
from reedbed.ingest.pages import PageFolder
from reedbed.ingest.paging import PageFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page
    from reedbed.ingest.requests import Request
    from reedbed.ingest.staging import Stage, Told

    Arrived = Future[tuple[Request, Page, Told]]

_NAMING_SECONDS: Final = 0.25
"""How often pages are named in the ledger: what is lost by a kill is fetched again."""
_GROUP_PAGES: Final = 64
_GROUP_BYTES: Final = 64_000_000
"""How much is decoded by one statement, unless a single page is larger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is. `pages_known` grows while pages tell of others."""

    source: str
    pages: int
    pages_known: int
    rows: int
    size_bytes: int


class Listener(Protocol):
    """Is told how far a run is."""

    def __call__(self, progress: Progress, /) -> None:
        """Called after each page, on the thread that runs."""
        ...


@dataclass(kw_only=True, slots=True)
class Collected:
    """What has come. `totals` has the number of records that the API stated, by window."""

    pages: int = 0
    rows: int = 0
    size_bytes: int = 0
    totals: dict[int, int] = field(default_factory=dict)


def groups(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """Pages as they are decoded together."""
    group: list[Page] = []
    for page in pages:
        group.append(page)
        if _is_full(group):
            yield group
            group = []
    if group:
        yield group


def _is_full(group: Sequence[Page]) -> bool:
    return len(group) >= _GROUP_PAGES or sum(page.size_bytes for page in group) >= _GROUP_BYTES


class Collector:
    """Collects the pages of one run.

    `kept` are pages of earlier runs by the identity of their requests, which are not asked for again; `name` puts pages
    into the ledger.
    """

    def __init__(
        self,
        source: Source,
        stage: Stage,
        folder: Path,
        *,
        kept: Mapping[str, Page],
        name: Callable[[Sequence[tuple[Page, str]]], None],
        pace: Pace | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.found = Collected()
        self._source = source
        self._stage = stage
        self._kept = kept
        self._name = name
        self._called_off = stop or threading.Event()
        self._stop = threading.Event()
        pace = pace or Pace(source.limits.requests_per_minute)
        self._folder = PageFolder(folder)
        self._fetcher = Fetcher(source, self._folder, pace, self._stop)
        self._pool = ThreadPoolExecutor(source.limits.parallel, thread_name_prefix=f"ingest {source.name}")
        # One thread: DuckDB uses all cores for a group, and memory is that of one.
        self._decoder = ThreadPoolExecutor(1, thread_name_prefix=f"decode {source.name}")
        self._decoding: list[Future[None]] = []
        self._asked: dict[int, int] = {}
        self._seen: set[str] = set()
        self._unnamed: list[tuple[Page, str]] = []
        self._undecoded: list[Page] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what still runs, and name what came: it need not be fetched again."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)
        self._decoder.shutdown(cancel_futures=True)
        self._fetcher.close()
        self._name_all()

    def collect(self, firsts: Iterable[Request], listener: Listener | None) -> Collected:
        """Fetch and decode everything that follows from these requests."""
        pending = self._submitted(list(firsts))
        named_at = time.monotonic()
        while pending:
            done, pending = wait(pending, timeout=_NAMING_SECONDS, return_when=FIRST_COMPLETED)
            if self._called_off.is_set():
                raise IngestError(f"The run of {self._source.name!r} was called off.", source=self._source.name)
            for arrived in done:
                request, page, told = arrived.result()
                pending |= self._submitted(self._take(request, page, told))
                if listener is not None:
                    listener(self._progress())
            if time.monotonic() - named_at >= _NAMING_SECONDS:
                self._name_all()
                named_at = time.monotonic()
        self._decode_group()
        for group in self._decoding:
            group.result()
        return self.found

    def _submitted(self, requests: Sequence[Request]) -> set[Arrived]:
        return {self._pool.submit(self._arrive, request) for request in requests if self._is_new(request)}

    def _arrive(self, request: Request) -> tuple[Request, Page, Told]:
        kept = self._kept.get(request.identity)
        # What was page 3 of one window may be another place in the order of a later run.
        page = replace(kept, window=request.window, page=request.page) if kept else self._fetcher.fetch(request)
        return request, page, self._stage.told(page)

    def _is_new(self, request: Request) -> bool:
        """Count a request. Raises `PagingEndless`."""
        if request.identity in self._seen:
            raise self._endless("asks twice for", request)
        self._seen.add(request.identity)
        self._asked[request.window] = self._asked.get(request.window, 0) + 1
        if len(self._seen) > self._source.limits.pages:
            raise self._endless(f"has more than {self._source.limits.pages:,} pages; the next is", request)
        return True

    def _endless(self, what: str, request: Request) -> PagingEndless:
        url = request.shown(self._source.secret_params)
        return PagingEndless(f"Source {self._source.name!r} {what} {url}.", source=self._source.name, url=url)

    def _take(self, request: Request, page: Page, told: Told) -> tuple[Request, ...]:
        """Count a page and let it be decoded; returns what follows from it."""
        found = self.found
        found.pages += 1
        found.rows += told.rows
        found.size_bytes += page.size_bytes
        total = str(told.stated.get(self._source.total, "")) if self._source.total else ""
        if total.isdecimal():
            found.totals[request.window] = int(total)
        self._unnamed.append((page, request.identity))
        self._undecoded.append(page)
        if _is_full(self._undecoded):
            self._decode_group()
        facts = PageFacts(
            rows=told.rows,
            url=request.target,
            stated=told.stated,
            links=link_targets(page.headers.get("link", "")),
            known_pages=self._asked[request.window],
        )
        return self._source.paging.following(request, facts)

    def _decode_group(self) -> None:
        for group in [each for each in self._decoding if each.done()]:
            group.result()
            self._decoding.remove(group)
        if self._undecoded:
            self._decoding.append(self._decoder.submit(self._stage.add, self._undecoded))
            self._undecoded = []

    def _name_all(self) -> None:
        if self._unnamed:
            unnamed, self._unnamed = self._unnamed, []
            self._folder.sync()
            self._name(unnamed)

    def _progress(self) -> Progress:
        return Progress(
            source=self._source.name,
            pages=self.found.pages,
            pages_known=len(self._seen),
            rows=self.found.rows,
            size_bytes=self.found.size_bytes,
        )
