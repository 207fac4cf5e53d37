"""Pages of one source as SQL, whatever their format: each by its reader, those that need a decoder behind it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from reedbed.errors import DiskFull, EngineError, OutOfMemory, PageInvalid
from reedbed.ingest.declaration import Column
from reedbed.ingest.decoding.complaints import complaint, encoding_hint, page_invalid
from reedbed.ingest.decoding.decoded_pages import DecodedPage, decoded_page
from reedbed.ingest.decoding.envelopes import Envelope, begins_as_list, cut_records
from reedbed.ingest.decoding.json_pages import (
    LARGE,
    MOST_OBJECT_BYTES,
    MOST_WHOLE_BYTES,
    WHOLE,
    is_null_sql,
    json_facts_sql,
    json_reading,
    list_count_sql,
    list_reading,
)
from reedbed.ingest.decoding.paths import step_into, steps
from reedbed.ingest.decoding.tabular import (
    LINE_BYTES,
    ColumnTypes,
    csv_reading,
    csv_relation,
    parquet_reading,
    parquet_relation,
    undivided,
)
from reedbed.ingest.decoding.xml_pages import XmlPage
from reedbed.sql import quote
from reedbed.workspace.publication import write_refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reedbed.engine import Database
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding.made_pages import MadePages
    from reedbed.ingest.decoding.reading import Reading
    from reedbed.ingest.pages import Page


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a page tells without being decoded: the values at the paths that were asked for, and its records' number.

    The number is None where nobody needs it before the page is decoded. `last` is the value of the last record that the
    source's paging goes on from.
    """

    rows: int | None
    last: str | None = None
    stated: Mapping[str, object] = field(default_factory=dict)


class PageReader:
    """Reads pages of `source` in `database`.

    What decoders make of them, and lists that were cut out of them, lie in `made`, which other readers of these pages
    may share. Safe to share between threads. A page is taken apart once, by whoever needs it first.
    """

    def __init__(self, source: Source, database: Database, made: MadePages, stated_paths: tuple[str, ...]) -> None:
        self.source = source
        self._database = database
        self._made = made
        self._stated_paths = stated_paths

    @property
    def _is_decoded(self) -> bool:
        return self.source.decoder is not None or self.source.format == "xml"

    @property
    def _is_parquet(self) -> bool:
        return self._is_decoded or self.source.format == "parquet"

    def told(self, page: Page) -> Told:
        """What a page tells. Raises `PageInvalid` when it is not what the source says."""
        while True:
            page = self._made.copy_of(page)
            try:
                told = self._told(page)
                path = self.source.paging.last_path
                return replace(told, last=self._last(page, path)) if path else told
            except PageInvalid:
                if not self.read_larger(page):
                    raise

    def _last(self, page: Page, path: str) -> str | None:
        """The value at a path in the last record, as text."""
        column = Column(path=path, type="VARCHAR")
        source = replace(self.source, columns={"last": column}, key=(), cursor=None, window=None)
        reader = PageReader(source, self._database, self._made, ())
        for each in reader.readable([page]):
            reading = reader.reading([each])
            value = f"SELECT {reading.values['last'].text} FROM ({reading.rows}) AS r ORDER BY place DESC LIMIT 1"
            for (found,) in self._rows(page, value):
                return None if found is None else str(found)
        return None

    def _told(self, page: Page) -> Told:
        if self._is_decoded:
            decoded = self._as_parquet(page)
            return Told(rows=decoded.rows, stated=decoded.stated)
        if self._is_parquet:
            return Told(rows=int(str(self._rows(page, f"SELECT count(*) FROM {parquet_relation([page])}")[0][0])))
        if self.source.format == "csv":
            level = self._made.level(page)
            read = csv_relation([page], level)
            rows = f"({csv_reading(self.source, [page], level).rows}) AS r" if self.source.columns else read
            try:
                return Told(rows=int(str(self._rows(page, f"SELECT count(*) FROM {rows}")[0][0])))
            except PageInvalid as error:
                if what := undivided(self._described(page, f"SELECT * FROM {read}")):
                    raise self.invalid(page, what) from error
                raise
        envelope = self._envelope(page)
        if envelope is not None:
            return self._beside(page, envelope)
        is_list = self.source.format == "json" and not self.source.records and self._made.level(page) != WHOLE
        if is_list and begins_as_list(page):
            # DuckDB takes one that breaks off behind a comma for whole.
            raise self.invalid(page, "is no whole JSON: the list that it begins with does not end, or is not all of it")
        if self.source.format == "json" and page.size_bytes > MOST_WHOLE_BYTES:
            raise self.invalid(
                page,
                f"is larger than {MOST_WHOLE_BYTES:,} bytes, and its list of records cannot be cut out of it: "
                "it does not end, or begins too far behind the beginning",
            )
        return self._whole(page)

    def _beside(self, page: Page, envelope: Envelope) -> Told:
        """What stands beside the records of a page that they were cut out of."""
        found = {path: envelope.stated(steps(path)) for path in self._stated_paths}
        stated: dict[str, object] = {path: value for path, value in found.items() if value is not None}
        rows = None
        if envelope.is_empty:
            rows = 0
        elif self.source.paging.needs_rows(stated):
            try:
                cut = replace(page, file=envelope.file)
                rows = int(self._database.rows(list_count_sql(cut, self._made.level(page)))[0][0])
            except EngineError:
                return self._whole(page)
        return Told(rows=rows, stated=stated)

    def _whole(self, page: Page) -> Told:
        """What a page of JSON tells that the engine reads as one value."""
        found = self._rows(page, json_facts_sql(self.source, page, self._stated_paths, self._made.level(page)))
        rows, *values = found[0] if len(found) == 1 else (None,)
        # Where the records are the whole page, nothing can stand beside them.
        stated = dict(zip(self._stated_paths, values, strict=bool(values)))
        stated = {path: value for path, value in stated.items() if value is not None}
        if rows is None and self._is_nothing(page, stated):
            rows = 0
        if rows is None:
            raise self.invalid(page, f"has no records at {self.source.records!r}")
        if rows == 0 and self.source.format == "json" and not self.source.records:
            # A list without records was cut out of the page.
            raise self.invalid(page, "is empty, which is no JSON")
        return Told(rows=int(str(rows)), stated=stated)

    def _is_nothing(self, page: Page, stated: Mapping[str, object]) -> bool:
        """Whether a page has null for its list, as some servers write an empty one.

        Errors look like that as well: where the number of records is stated it has to be 0, and a source without a key,
        whose table would be emptied, has to state it.
        """
        if (self.source.total or not self.source.key) and str(stated.get(self.source.total)) != "0":
            return False
        found = self._rows(page, is_null_sql(self.source, page))
        return len(found) == 1 and bool(found[0][0])

    def readable(self, pages: Sequence[Page]) -> list[Page]:
        """The pages with records, each with the file that DuckDB reads it from."""
        pages = [self._made.copy_of(page) for page in pages]
        if self._is_decoded:
            decoded = [(page, self._as_parquet(page)) for page in pages]
            return [replace(page, file=each.file) for page, each in decoded if each.rows]
        cut = [(page, self._envelope(page)) for page in pages]
        return [
            page if envelope is None else replace(page, file=envelope.file)
            for page, envelope in cut
            if envelope is None or not envelope.is_empty
        ]

    def alike(self, pages: Sequence[Page]) -> list[list[Page]]:
        """`readable` pages in their order, by how they are read: their records cut out, or as they are, or marked."""
        return [
            list(each) for _, each in groupby(pages, lambda page: (self._is_made(page), self._made.is_marked(page)))
        ]

    def reading(self, pages: Sequence[Page]) -> Reading:
        """The SQL of `readable` pages that are `alike`."""
        if self._is_parquet:
            return parquet_reading(self.source, pages, self._types(pages))
        level = max(map(self._made.level, pages))
        if self.source.format == "csv":
            return csv_reading(self.source, pages, level)
        found = (list_reading if self._is_made(pages[0]) else json_reading)(self.source, pages, level)
        return replace(found, marked=any(map(self._made.is_marked, pages)))

    def _is_made(self, page: Page) -> bool:
        """Whether a `readable` page lies in a file that was made of it."""
        return page.file.parent == self._made.folder

    def read_larger(self, page: Page) -> bool:
        """Read a page with marks, or larger buffers, from here on, at last as one value; whether there are any."""
        is_json = self.source.format == "json"
        if not self._is_parquet and self.source.format != "csv" and self._made.mark(page):
            return True
        if self._is_parquet or (is_json and self._envelope(page) is None):
            return False
        most = LINE_BYTES if self.source.format == "csv" else MOST_OBJECT_BYTES
        level = self._made.level(page) + 1 if page.size_bytes > most else WHOLE
        if level > (WHOLE if is_json and page.size_bytes <= MOST_WHOLE_BYTES else LARGE):
            return False
        self._made.raise_level(page, level)
        return True

    def release(self, pages: Sequence[Page]) -> None:
        """Let others have what was made of these pages, if it is to be kept."""
        self._made.release(pages)

    def forget(self, pages: Sequence[Page]) -> None:
        """Remove what decoders made of these pages, and what was cut out of them."""
        self._made.forget(pages)

    def has_bare_values(self, page: Page) -> bool:
        """Whether a page of JSON has records that are neither objects nor null. Raises `PageInvalid`."""
        bare = "json_type(raw) NOT IN ('OBJECT', 'NULL')"
        return any(
            self._rows(page, f"SELECT 1 FROM ({self.reading([each]).raw}) AS r WHERE {bare} LIMIT 1")
            for each in self.readable([page])
        )

    def check(self, page: Page) -> None:
        """Read a page alone. Raises `PageInvalid` when it cannot be."""
        for each in self.readable([page]):
            self._rows(page, f"SELECT count(record) FROM ({self.reading([each]).rows}) AS r")

    def invalid(self, page: Page, what: str, *, hint: str = "") -> PageInvalid:
        """The error that a page is not what its source says."""
        return page_invalid(self.source.name, page, what, hint=hint)

    def _envelope(self, page: Page) -> Envelope | None:
        """The page without its records, None when they could not be cut out of it."""
        if self.source.format != "json" or self._made.level(page) == WHOLE:
            return None

        def cut(file: Path) -> Envelope | None:
            with page.open() as content:
                return cut_records(content, steps(self.source.records), file)

        try:
            return self._made.of(page, Envelope, "json", cut)
        except OSError as error:
            raise write_refused(self._made.folder, error) from error

    def _as_parquet(self, page: Page) -> DecodedPage:
        # What is made of XML depends on the columns, what a decoder yields does not.
        columns = tuple(self.source.columns.values()) if self.source.decoder is None else ()
        try:
            return self._made.of(page, (DecodedPage, columns), "parquet", lambda file: self._take_apart(page, file))
        except PageInvalid as error:
            raise self.invalid(page, error.message) from error

    def _take_apart(self, page: Page, file: Path) -> DecodedPage:
        if self.source.decoder is not None:
            return decoded_page(self.source.decoder, page, file)
        xml = XmlPage(self.source.records, self.source.columns.values(), self._stated_paths)
        return replace(decoded_page(xml, page, file), stated=xml.stated)

    def _types(self, pages: Sequence[Page]) -> ColumnTypes:
        read = parquet_relation(pages)
        types = self._described(pages[0], f"SELECT * FROM {read}")
        paths = {column.path for column in self.source.columns.values()} - types.keys()
        deep = [path for path in paths if len(steps(path)) > 1 and steps(path)[0] in types]
        values = ", ".join(f"{step_into(path)} AS {quote(path)}" for path in deep)
        below = self._described(pages[0], f"SELECT {values} FROM {read}") if deep else {}
        return ColumnTypes(columns=types, below=below)

    def _described(self, page: Page, select: str) -> dict[str, str]:
        return {str(row[0]): str(row[1]) for row in self._rows(page, f"DESCRIBE {select}")}

    def _rows(self, page: Page, sql: str) -> list[tuple[object, ...]]:
        try:
            return self._database.rows(sql)
        except (DiskFull, OutOfMemory):
            raise
        except EngineError as error:
            what = f"is not {self.source.format}: {complaint(error.message)}"
            raise self.invalid(page, what, hint=encoding_hint(error.message)) from error
