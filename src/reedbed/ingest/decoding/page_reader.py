"""Pages of one source as SQL, whatever their format: each by its reader, those that need a decoder behind it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reedbed.errors import DiskFull, EngineError, OutOfMemory, PageInvalid
from reedbed.ingest.decoding.decoded_pages import DecodedPage, decoded_page
from reedbed.ingest.decoding.json_pages import json_facts_sql, json_reading
from reedbed.ingest.decoding.paths import step_into, steps
from reedbed.ingest.decoding.tabular import ColumnTypes, csv_reading, parquet_reading, parquet_relation
from reedbed.ingest.decoding.xml_pages import XmlPage
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reedbed.engine import Database
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding.reading import Reading
    from reedbed.ingest.pages import Page


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a page tells without being decoded: its records' number, and the values at the paths that were asked for."""

    rows: int
    stated: Mapping[str, object] = field(default_factory=dict)


class PageReader:
    """Reads pages of `source` in `database`; what decoders make of them lies in `folder` meanwhile.

    Safe to share between threads. A page is decoded once, by whoever needs it first.
    """

    def __init__(self, source: Source, database: Database, folder: Path, stated_paths: tuple[str, ...]) -> None:
        self.source = source
        self._database = database
        self._folder = folder
        self._stated_paths = stated_paths
        self._decoded: dict[Path, DecodedPage] = {}
        self._numbering = threading.Lock()
        self._number = 0

    @property
    def _is_decoded(self) -> bool:
        return self.source.decoder is not None or self.source.format == "xml"

    @property
    def _is_parquet(self) -> bool:
        return self._is_decoded or self.source.format == "parquet"

    def told(self, page: Page) -> Told:
        """What a page tells. Raises `PageInvalid` when it is not what the source says."""
        if self._is_decoded:
            decoded = self._as_parquet(page)
            return Told(rows=decoded.rows, stated=decoded.stated)
        if self._is_parquet:
            return Told(rows=int(self._rows(page, f"SELECT count(*) FROM {parquet_relation([page])}")[0][0]))
        if self.source.format == "csv":
            return Told(rows=int(self._rows(page, f"SELECT count(*) FROM ({self._text([page]).rows}) AS r")[0][0]))
        found = self._rows(page, json_facts_sql(self.source, page, self._stated_paths))
        if len(found) != 1 or found[0][0] is None:
            raise self.invalid(page, f"has no records at {self.source.records!r}")
        rows, *values = found[0]
        # Where the records are the whole page, nothing can stand beside them.
        stated = zip(self._stated_paths, values, strict=bool(values))
        return Told(rows=int(rows), stated={path: value for path, value in stated if value is not None})

    def readable(self, pages: Sequence[Page]) -> list[Page]:
        """The pages with records, each with the file that DuckDB reads it from."""
        if not self._is_decoded:
            return list(pages)
        found = [(page, self._as_parquet(page)) for page in pages]
        return [replace(page, file=decoded.file) for page, decoded in found if decoded.rows]

    def reading(self, pages: Sequence[Page]) -> Reading:
        """The SQL of `readable` pages."""
        if self._is_parquet:
            return parquet_reading(self.source, pages, self._types(pages))
        return self._text(pages)

    def forget(self, pages: Sequence[Page]) -> None:
        """Remove what decoders made of these pages."""
        for page in pages:
            decoded = self._decoded.pop(page.file, None)
            if decoded is not None:
                decoded.file.unlink(missing_ok=True)

    def invalid(self, page: Page, what: str) -> PageInvalid:
        """The error that a page is not what its source says."""
        return PageInvalid(
            f"The page {page.url} of source {self.source.name!r} {what}",
            hint=f"zstdcat {page.file} | head -c 500" if page.file.suffix == ".zst" else f"ls -l {page.file}",
            source=self.source.name,
            url=page.url,
            file=str(page.file),
        )

    def _text(self, pages: Sequence[Page]) -> Reading:
        return csv_reading(self.source, pages) if self.source.format == "csv" else json_reading(self.source, pages)

    def _as_parquet(self, page: Page) -> DecodedPage:
        known = self._decoded.get(page.file)
        if known is None:
            with self._numbering:
                self._number += 1
                file = self._folder / f"{self._number}.parquet"
            try:
                known = self._take_apart(page, file)
            except PageInvalid as error:
                raise self.invalid(page, error.message) from error
            self._decoded[page.file] = known
        return known

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
            raise self.invalid(page, f"is not {self.source.format}: {error.message}") from error
