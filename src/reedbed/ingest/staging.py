"""The rows of a run before they count: decoded in a database of the run's own, which spills to disk.

The store's database is not touched meanwhile, nor its turn to write. What does not fit is set aside with its reason and
its raw text; of rows with one key the last in the source's order is kept, whichever page came first.
"""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from reedbed.engine import Database, EngineOptions
from reedbed.errors import DiskFull, EngineError, OutOfMemory
from reedbed.ingest.declaration import Column
from reedbed.ingest.decoding import PageReader, fitted, problems, type_name
from reedbed.ingest.decoding.column_types import check_types
from reedbed.ingest.decoding.made_pages import MadePages
from reedbed.ingest.decoding.reading import files
from reedbed.ingest.surrogates import as_written
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from reedbed.engine import Transaction
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding import Told
    from reedbed.ingest.pages import Page

MEMORY_BYTES: Final = 300_000_000
MEMORY_LIMIT: Final = f"{MEMORY_BYTES}B"
LEAST_BYTES: Final = 50_000_000
_VECTOR_ROWS: Final = 2_048
MOST_THREADS: Final = 4
"""Each thread sets buffers aside for the file that it reads."""
ORDER: Final = "reedbed_window, reedbed_page, reedbed_place"
_BACKWARDS: Final = "reedbed_window DESC, reedbed_page DESC, reedbed_place DESC"
_FITS: Final = "reedbed_reason IS NULL"
_FROZEN: Final = "reedbed_frozen"


class Stage:
    """The decoded rows of one run. Safe to share between threads; pages are decoded one group at a time.

    Records with a value at one of the paths in `strange` do not fit. What was made of pages already lies in `made`.
    """

    def __init__(
        self,
        source: Source,
        folder: Path,
        stated_paths: tuple[str, ...],
        strange: Sequence[str] = (),
        made: MadePages | None = None,
    ) -> None:
        self.source = source
        self._strange = {f"reedbed_strange_{n}": Column(path=path, type="VARCHAR") for n, path in enumerate(strange)}
        folder.mkdir(parents=True, exist_ok=True)
        options = EngineOptions(
            memory_limit=MEMORY_LIMIT, temp_directory=folder, threads=min(MOST_THREADS, os.cpu_count() or 1)
        )
        self._database = Database.open(None, options=options)
        check_types(source, self._database)
        read = replace(source, columns={**source.columns, **self._strange})
        self._reader = PageReader(read, self._database, made or MadePages(folder / "decoded"), stated_paths)
        self._turn = threading.Lock()
        self._last = (-1, -1)
        self._is_ordered = True
        self.decoded = 0
        self._size_bytes = 0
        self._rows_counted: int | None = None
        columns = "".join(f"{quote(name)} {type_name(column)}, " for name, column in source.columns.items())
        place = "reedbed_window INTEGER, reedbed_page INTEGER, reedbed_place BIGINT"
        with self._database.transaction() as transaction:
            transaction.execute(f"CREATE TABLE rows ({columns}{place}, reedbed_reason VARCHAR, {_FROZEN} BOOLEAN)")
            transaction.execute(f"CREATE TABLE rejected ({place}, reason VARCHAR, raw VARCHAR)")

    def close(self) -> None:
        """Give memory and temporary files back."""
        self._database.close()

    def told(self, page: Page) -> Told:
        """What a page tells. Raises `PageInvalid` when it is not what the source says."""
        return self._reader.told(page)

    def add(self, pages: Sequence[Page]) -> None:
        """Decode pages, many at a time: a statement costs more than a small page.

        Raises `PageInvalid` when one of them is not what the source says.
        """
        pages = sorted(pages, key=lambda page: page.position)
        with self._turn:
            self._is_ordered = self._is_ordered and self._last < pages[0].position
            self._last = max(self._last, pages[-1].position)
            self._rows_counted = None
            try:
                self._add(pages)
            except (DiskFull, OutOfMemory):
                raise
            except EngineError:
                self._add_each(pages)
            self._reader.forget(pages)
            self._size_bytes += sum(page.size_bytes for page in pages)
            self.decoded = self.read_count()

    def _add(self, pages: Sequence[Page]) -> None:
        """All of them or, when one cannot be read, none."""
        with self._database.transaction() as transaction:
            for group in self._reader.alike(self._reader.readable(pages)):
                self._insert(transaction, group)

    def _add_each(self, pages: Sequence[Page]) -> None:
        """One after the other, those that cannot be read with larger buffers. Raises `PageInvalid`."""
        for page in pages:
            while not self._is_added(page):
                pass

    def _is_added(self, page: Page) -> bool:
        try:
            self._add([page])
        except (DiskFull, OutOfMemory):
            raise
        except EngineError:
            if not self._reader.read_larger(page):
                self._reader.check(page)
                raise
            return False
        return True

    def _insert(self, transaction: Transaction, pages: Sequence[Page]) -> None:
        found = self._reader.reading(pages)
        columns = self.source.columns
        checks = problems(self.source, found.values, marked=found.marked)
        strange = [
            f"CASE WHEN {found.values[name].text} IS NOT NULL THEN {literal(f'{column.path} is no column')} END"
            for name, column in self._strange.items()
        ]
        frozen = [check for name, check in checks.items() if self.source.mode_of(name) == "freeze"]
        is_frozen = f"coalesce({', '.join(frozen)}) IS NOT NULL" if frozen else "false"
        reason = f"nullif(concat_ws('; ', {', '.join([*checks.values(), *strange])}), '')"
        values = ", ".join(fitted(found.values[name], column) for name, column in columns.items())
        placed = f"SELECT *, list_position({files(pages)}, filename) AS nth FROM ({found.rows})"
        transaction.execute(
            f"INSERT INTO rows SELECT {values}, {_of_each(pages, 'window')}, {_of_each(pages, 'page')}, place,"
            f" {reason}, {is_frozen} FROM ({placed}) AS r"
        )
        self._set_aside(transaction, pages)

    def _set_aside(self, transaction: Transaction, pages: Sequence[Page]) -> None:
        """Keep what does not fit with its text, which is read again from the pages that it is in."""
        named = set(
            transaction.rows(
                f"SELECT DISTINCT reedbed_window, reedbed_page FROM rows WHERE reedbed_reason IS NOT NULL"
                f" AND reedbed_window BETWEEN {pages[0].window} AND {pages[-1].window}"
            )
        )
        for page in pages:
            if page.position in named:
                raw = self._reader.reading([page]).raw
                place = f"reedbed_window = {page.window} AND reedbed_page = {page.page}"
                transaction.execute(
                    f"INSERT INTO rejected SELECT {page.window}, {page.page}, reedbed_at, reedbed_reason,"
                    f" {as_written('raw')} FROM ({_placed(place)}) AS r"
                    f" JOIN ({raw}) AS whole ON whole.place = r.reedbed_at WHERE reedbed_reason IS NOT NULL"
                )

    def rows(self) -> pa.RecordBatchReader:
        """The rows in the source's order, the last one of each key."""
        names = ", ".join(quote(name) for name in self.source.columns)
        keys = ", ".join(quote(name) for name in self.source.key)
        last = ""
        if self._repeats(keys):
            last = f" QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {_BACKWARDS}) = 1"
        order = "" if self._is_ordered and not last else f" ORDER BY {ORDER}"
        if not order:
            self._make_room()
        return self._database.stream(f"SELECT {names} FROM (SELECT * FROM rows WHERE {_FITS}{last}) AS r{order}")

    def _make_room(self) -> None:
        """Leave the memory to the store while rows go over to it: what the stage holds is spilled but for a little.

        Of a million rows it held 250 MB, beside as much in the store. The rows that are under way have to fit; to sort
        rows takes more.
        """
        row_bytes = self._size_bytes // max(1, self.decoded)
        most = min(MEMORY_BYTES, LEAST_BYTES + MOST_THREADS * _VECTOR_ROWS * row_bytes)
        with self._database.transaction() as transaction:
            transaction.execute(f"SET memory_limit = '{most}B'")

    def _repeats(self, keys: str) -> bool:
        return bool(keys) and self.row_count() != self._count(f"SELECT count(*) FROM rows WHERE {_FITS}")

    def row_count(self) -> int:
        """How many rows `rows` yields."""
        if self._rows_counted is None:
            keys = ", ".join(quote(name) for name in self.source.key)
            what = f"SELECT DISTINCT {keys}" if keys else "SELECT 1"
            self._rows_counted = self._count(f"SELECT count(*) FROM ({what} FROM rows WHERE {_FITS})")
        return self._rows_counted

    def _count(self, sql: str) -> int:
        return int(self._database.rows(sql)[0][0])

    def rejected(self) -> pa.RecordBatchReader:
        """What does not fit: window, page, place, reason and raw text."""
        return self._database.stream(f"SELECT * FROM rejected ORDER BY {ORDER}")

    def rejected_count(self) -> int:
        """How many records do not fit."""
        return self._count("SELECT count(*) FROM rejected")

    def first_reason(self) -> str:
        """Why the first record that does not fit does not; one that does not fit a frozen column goes first."""
        first = f"SELECT reedbed_reason FROM rows WHERE NOT ({_FITS}) ORDER BY {_FROZEN} DESC, {ORDER} LIMIT 1"
        return str(self._database.rows(first)[0][0])

    def frozen_count(self) -> int:
        """How many records do not fit a column that is frozen."""
        return self._count(f"SELECT count(*) FROM rows WHERE {_FROZEN}")

    def read_count(self) -> int:
        """How many records came, whether they fit or not."""
        return self._count("SELECT count(*) FROM rows")

    def newest(self, column: str) -> Any:
        """The highest value of a column, None when there is none."""
        return self._database.rows(f"SELECT max({quote(column)}) FROM rows WHERE {_FITS}")[0][0]

    def places(self, values: Mapping[str, str]) -> list[tuple[int, int, int]]:
        """Window, page and place of the rows with these values, the last one first.

        Raises `ValueNotConvertible` for a text that is no value of its column.
        """
        types = {name: type_name(self.source.columns[name]) for name in values}
        conditions = " AND ".join(f"{quote(name)} = CAST(? AS {types[name]})" for name in values)
        rows = self._database.rows(
            f"SELECT reedbed_window, reedbed_page, reedbed_at FROM ({_placed()}) AS r WHERE {conditions} AND {_FITS}"
            f" ORDER BY {_BACKWARDS}",
            list(values.values()),
        )
        return [(int(window), int(page), int(place)) for window, page, place in rows]

    def distinct_by_window(self) -> dict[int, int]:
        """How many records came in each window, counting those with one key once."""
        keys = ", ".join(quote(name) for name in self.source.key) or "reedbed_page, reedbed_place"
        good = self._database.rows(
            f"SELECT reedbed_window, count(DISTINCT ({keys})) FROM rows WHERE {_FITS} GROUP BY ALL"
        )
        return self._with_rejected(good)

    def listed_by_window(self) -> dict[int, int]:
        """How many records came in each window, where a key that one page has several times counts as often.

        A record that moves from one page to another while these are read has its key once in each: it counts once.
        """
        keys = ", ".join(quote(name) for name in self.source.key) or "reedbed_page, reedbed_place"
        groups = f"reedbed_window, reedbed_page, {keys}"
        within = f"SELECT {groups}, count(*) AS n FROM rows WHERE {_FITS} GROUP BY {groups}"
        most = f"SELECT reedbed_window, max(n) AS n FROM ({within}) GROUP BY reedbed_window, {keys}"
        good = self._database.rows(f"SELECT reedbed_window, CAST(sum(n) AS BIGINT) FROM ({most}) GROUP BY ALL")
        return self._with_rejected(good)

    def _with_rejected(self, good: Sequence[tuple[Any, ...]]) -> dict[int, int]:
        bad = self._database.rows("SELECT reedbed_window, count(*) FROM rejected GROUP BY ALL")
        found: dict[int, int] = {}
        for window, count in [*good, *bad]:
            found[window] = found.get(window, 0) + int(count)
        return found


def _of_each(pages: Sequence[Page], what: Literal["window", "page"]) -> str:
    """The SQL of a number of the page that is the nth of these: a join would not keep the order of records."""
    return f"[{', '.join(str(getattr(page, what)) for page in pages)}][nth]"


def _placed(where: str = "true") -> str:
    """A SELECT of rows with their places in their pages, counted from 0, where whole pages are chosen."""
    first = "min(reedbed_place) OVER (PARTITION BY reedbed_window, reedbed_page)"
    return f"SELECT *, reedbed_place - {first} AS reedbed_at FROM rows WHERE {where}"
