"""One page of an API, looked at: fetched as a run would, taken apart as a stage would, and declared."""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reedbed.engine import Database
from reedbed.errors import EngineError, IngestError, PageInvalid
from reedbed.errors.counts import count_of
from reedbed.ingest.attempts import Attempts
from reedbed.ingest.decoding.complaints import complaint, encoding_hint
from reedbed.ingest.decoding.inference import Fields
from reedbed.ingest.decoding.made_pages import MadePages
from reedbed.ingest.evolution import evolved
from reedbed.ingest.links import link_targets
from reedbed.ingest.pace import Pace
from reedbed.ingest.page_facts import PageFacts
from reedbed.ingest.page_sources import page_source
from reedbed.ingest.pages import PACKED, PageFolder
from reedbed.ingest.preview.declaring import declaration_text
from reedbed.ingest.preview.documents import Document, json_document, xml_document
from reedbed.ingest.preview.formats import HEAD_BYTES, guessed_format
from reedbed.ingest.preview.keys import guessed_key
from reedbed.ingest.preview.paging import guessed_paging
from reedbed.ingest.preview.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page
    from reedbed.ingest.requests import Request

ROWS: Final = 5
NO_SECRETS: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What was seen and what is proposed. `rows` are the first ones, `reasons` say why, by the fields of a declaration.

    `declaration` is the text for `sources.yaml`.
    """

    source: Source
    url: str
    records: int
    rows: pa.Table
    reasons: Mapping[str, str]
    declaration: str


def preview(
    source: Source,
    *,
    secret: str = "",
    secrets: Mapping[str, Mapping[str, object]] = NO_SECRETS,
    first_rows: int = ROWS,
) -> Preview:
    """Ask for one page of `source`, of which only URL, table, authentication and headers count, and propose the rest.

    `secret` is the reference that stands for the secret in the declaration, `secrets` open buckets. The second page is
    asked for as well, to see that the paging that was guessed leads to other records. Raises what a run raises when a
    page cannot be had or read.
    """
    with tempfile.TemporaryDirectory() as scratch:
        return _Look(source, Path(scratch), secrets).taken(secret, first_rows)


class _Look:
    def __init__(self, source: Source, scratch: Path, secrets: Mapping[str, Mapping[str, object]]) -> None:
        attempts = Attempts(source, Pace(source.limits.requests_per_minute), threading.Event())
        self._pages = page_source(source, PageFolder(scratch / "pages"), attempts, secrets)
        self._source = source
        self._scratch = scratch
        self._reasons: dict[str, str] = {}

    def taken(self, secret: str, first_rows: int) -> Preview:
        with closing(self._pages):
            requests = list(self._pages.requests(None))
            page = self._pages.fetch(requests[0], None)
            try:
                page = self._formatted(page)
                document = self._shaped(page)
                self._columned(page)
                rows, count = self._keyed(page, first_rows)
                if self._source.is_remote:
                    self._paged(page, document, count)
                else:
                    self._reasons["files"] = f"{len(requests):,}, of which the first one by name was looked at"
            except PageInvalid as error:
                raise self._told(page, error) from error
        return Preview(
            source=self._source,
            url=page.url,
            records=count,
            rows=rows,
            reasons=self._reasons,
            declaration=declaration_text(self._source, secret),
        )

    def _formatted(self, page: Page) -> Page:
        with page.open() as content:
            head = content.read(HEAD_BYTES)
        found, self._reasons["format"] = guessed_format(head, page.headers.get("content-type", ""))
        self._source = replace(self._source, format=found, records="?" if found == "xml" else "")
        if found == "parquet" and page.file.suffix == PACKED:
            # Parquet is read from places in its middle.
            file = page.file.with_suffix("")
            with page.open() as packed, file.open("wb") as plain:
                shutil.copyfileobj(packed, plain)
            return replace(page, file=file)
        return page

    def _shaped(self, page: Page) -> Document:
        """Find the records."""
        kinds = {"json": json_document, "xml": xml_document}
        if self._source.format not in kinds:
            return Document(records="", count=0)
        document = kinds[self._source.format](page)
        self._source = replace(self._source, records=document.records)
        where = f"{document.records} has" if document.records else "the answer is a list of"
        self._reasons["records"] = f"{where} {count_of(document.count, 'record')}"
        return document

    def _columned(self, page: Page) -> None:
        with closing(Database.open(None)) as database:
            fields = Fields(self._source, [[page]], database, MadePages(self._scratch / "fields"))
            try:
                columns = evolved(self._source, fields, is_closed=False).columns
            except EngineError as error:
                what = f"cannot be read as {self._source.format}: {complaint(error.message)}"
                raise PageInvalid(what, hint=encoding_hint(error.message)) from error
        if not columns:
            raise PageInvalid("has no records, by which columns could be told")
        self._source = replace(self._source, columns=columns)
        self._reasons["columns"] = "every record of the page was looked at"

    def _keyed(self, page: Page, first_rows: int) -> tuple[pa.Table, int]:
        """Find the key; returns the first rows, and the number of records."""
        with closing(Sample(self._source, self._scratch / "sample", ())) as sample:
            sample.add([page])
            key, self._reasons["key"] = guessed_key(self._source.columns, sample.tells_apart)
            self._source = replace(self._source, key=key)
            return sample.first(first_rows), sample.read_count()

    def _paged(self, page: Page, document: Document, count: int) -> None:
        links = link_targets(page.headers.get("link", ""))
        guess = guessed_paging(self._source.url, count, document.beside, links)
        self._source = replace(self._source, paging=guess.paging, total=guess.total)
        asked = guess.paging.first(self._source.request())
        facts = PageFacts(rows=count, url=asked.target, stated=document.beside, links=links)
        following = next(iter(guess.paging.following(asked, facts)), None)
        seen = self._second(page, following) if following is not None else ""
        self._reasons["paging"] = "; ".join(each for each in (guess.reason, seen) if each)
        if guess.total:
            self._reasons["total"] = f"{guess.total} is {document.beside[guess.total]}"

    def _second(self, page: Page, request: Request) -> str:
        """What the second page says of the paging that was guessed. A refusal of it is no failure of the look."""
        shown = request.shown(self._source.secret_params)
        try:
            second = self._pages.fetch(replace(request, page=1), None)
        except IngestError as error:
            return f"but {error.message}"
        if second.sha256 == page.sha256:
            return f"but {shown} answers the same: this is not how it pages"
        with closing(Sample(self._source, self._scratch / "second", ())) as sample:
            sample.add([replace(page, page=0)])
            alone = sample.repeated()
            try:
                sample.add([replace(second, page=1)])
            except PageInvalid as error:
                return f"but {shown} is none of its pages: {error.message}"
            repeated = sample.repeated() - alone
        if repeated:
            return f"but {shown} brings {repeated:,} of the same records"
        return f"{shown} brings others"

    def _told(self, page: Page, error: PageInvalid) -> PageInvalid:
        if "file" in error.details:
            # The page is gone with the look at it.
            return PageInvalid(error.message, url=page.url)
        if error.details:
            return error
        return PageInvalid(f"The answer of {page.url} {error.message}", hint=error.hint, url=page.url)
