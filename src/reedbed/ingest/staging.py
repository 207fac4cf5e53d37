"""The rows of a run before they count: decoded page by page in a database of the run's own, which spills to disk.

The store's database is not touched meanwhile, nor its turn to write. What does not fit is set aside with its reason and
its raw text; of rows with one key the last in the source's order is kept, whichever page came first.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine import Database, EngineOptions
from reedbed.errors import EngineError, PageInvalid
from reedbed.ingest.decoding import fitted, problem, reading
from reedbed.ingest.decoding.fitting import type_name
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding import Reading
    from reedbed.ingest.pages import Page

MEMORY_LIMIT: Final = "400MB"
_ORDER: Final = ("reedbed_window", "reedbed_page", "reedbed_place")


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """What a page came to. `stated` are the values at the paths that were asked for, those that are there."""

    rows: int
    rejected: int
    stated: Mapping[str, object]


class Stage:
    """The decoded rows of one run; pages may be added from several threads."""

    def __init__(self, source: Source, folder: Path, stated_paths: tuple[str, ...]) -> None:
        self.source = source
        self._stated_paths = stated_paths
        folder.mkdir(parents=True, exist_ok=True)
        self._database = Database.open(None, options=EngineOptions(memory_limit=MEMORY_LIMIT, temp_directory=folder))
        # One page is decoded at a time: DuckDB uses all cores for it, and memory is that of one page.
        self._turn = threading.Lock()
        columns = ", ".join(f"{quote(name)} {type_name(column)}" for name, column in source.columns.items())
        place = "reedbed_window INTEGER, reedbed_page INTEGER, reedbed_place BIGINT"
        with self._database.transaction() as transaction:
            transaction.execute(f"CREATE TABLE rows ({columns}, {place})")
            transaction.execute(f"CREATE TABLE rejected ({place}, reason VARCHAR, raw VARCHAR)")

    def close(self) -> None:
        """Give memory and temporary files back."""
        self._database.close()

    def add(self, page: Page) -> Decoded:
        """Decode a page. Raises `PageInvalid` when it is not what the source says."""
        found = reading(self.source, page.file, page.size_bytes, self._stated_paths)
        try:
            with self._turn, self._database.transaction() as transaction:
                if found.missing and transaction.rows(found.missing)[0][0]:
                    raise self._invalid(page, f"has no records at {self.source.records!r}")
                rows, rejected = self._insert(transaction, page, found)
                values = transaction.rows(found.stated)[0] if found.stated else ()
        except EngineError as error:
            raise self._invalid(page, f"is not {self.source.format}: {error.message}") from error
        stated = {path: value for path, value in zip(self._stated_paths, values, strict=False) if value is not None}
        return Decoded(rows=rows, rejected=rejected, stated=stated)

    def _insert(self, transaction: Any, page: Page, found: Reading) -> tuple[int, int]:
        """The rows of a page that fit, and those that do not."""
        place = f"{page.window}, {page.page}, place"
        columns = self.source.columns
        checks = ", ".join(
            problem(found.values[name], name, column, required=column.required or name in self.source.key)
            for name, column in columns.items()
        )
        values = ", ".join(fitted(found.values[name], column) for name, column in columns.items())
        transaction.execute(
            f"CREATE OR REPLACE TEMP TABLE read AS SELECT record, place, concat_ws('; ', {checks}) AS reason"
            f" FROM ({found.rows}) AS r"
        )
        kept = transaction.execute(
            f"INSERT INTO rows SELECT {values}, {place} FROM read WHERE reason = '' ORDER BY place"
        )
        rejected = transaction.rows("SELECT count(*) FROM read WHERE reason <> ''")[0][0]
        if rejected:
            transaction.execute(
                f"INSERT INTO rejected SELECT {page.window}, {page.page}, place, reason, raw"
                f" FROM read JOIN ({found.raw}) AS whole USING (place) WHERE reason <> ''"
            )
        return kept + rejected, rejected

    def _invalid(self, page: Page, what: str) -> PageInvalid:
        return PageInvalid(
            f"The page {page.url} of source {self.source.name!r} {what}",
            hint=f"zstdcat {page.file} | head -c 500",
            source=self.source.name,
            url=page.url,
            file=str(page.file),
        )

    def rows(self) -> pa.RecordBatchReader:
        """The rows in the source's order, the last one of each key."""
        names = ", ".join(quote(name) for name in self.source.columns)
        order = ", ".join(_ORDER)
        backwards = ", ".join(f"{name} DESC" for name in _ORDER)
        keys = ", ".join(quote(name) for name in self.source.key)
        last = (
            f" QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {backwards}) = 1" if self._repeats(keys) else ""
        )
        return self._database.stream(f"SELECT {names} FROM (SELECT * FROM rows{last}) AS r ORDER BY {order}")

    def _repeats(self, keys: str) -> bool:
        if not keys:
            return False
        sql = f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {keys} FROM rows)) FROM rows"
        total, distinct = self._database.rows(sql)[0]
        return bool(total != distinct)

    def rejected(self) -> pa.RecordBatchReader:
        """What does not fit: window, page, place, reason and raw text."""
        return self._database.stream(f"SELECT * FROM rejected ORDER BY {', '.join(_ORDER)}")

    def first_reason(self) -> str:
        """Why the first record that does not fit does not."""
        return str(self._database.rows(f"SELECT reason FROM rejected ORDER BY {', '.join(_ORDER)} LIMIT 1")[0][0])

    def newest(self, column: str) -> Any:
        """The highest value of a column, None when there is none."""
        return self._database.rows(f"SELECT max({quote(column)}) FROM rows")[0][0]

    def distinct_by_window(self) -> dict[int, int]:
        """How many records came in each window, counting those with one key once."""
        keys = ", ".join(quote(name) for name in self.source.key) or "reedbed_page, reedbed_place"
        good = self._database.rows(f"SELECT reedbed_window, count(DISTINCT ({keys})) FROM rows GROUP BY ALL")
        bad = self._database.rows("SELECT reedbed_window, count(*) FROM rejected GROUP BY ALL")
        found: dict[int, int] = {}
        for window, count in [*good, *bad]:
            found[window] = found.get(window, 0) + int(count)
        return found

    def pages_with(self, values: Mapping[str, object]) -> list[tuple[int, int, int]]:
        """Window, page and place of the rows that have these values."""
        conditions = " AND ".join(f"{quote(name)} = {literal(str(value))}" for name, value in values.items())
        return [tuple(row) for row in self._database.rows(f"SELECT {', '.join(_ORDER)} FROM rows WHERE {conditions}")]
