"""The rows of a run before they count: decoded in a database of the run's own, which spills to disk.

The store's database is not touched meanwhile, nor its turn to write. What does not fit is set aside with its reason and
its raw text; of rows with one key the last in the source's order is kept, whichever page came first.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine import Database, EngineOptions
from reedbed.ingest.decoding import PageReader, fitted, problem, type_name
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from reedbed.engine import Transaction
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding import Told
    from reedbed.ingest.pages import Page

MEMORY_LIMIT: Final = "400MB"
_ORDER: Final = "reedbed_window, reedbed_page, reedbed_place"
_BACKWARDS: Final = "reedbed_window DESC, reedbed_page DESC, reedbed_place DESC"


class Stage:
    """The decoded rows of one run. Safe to share between threads; pages are decoded one group at a time."""

    def __init__(self, source: Source, folder: Path, stated_paths: tuple[str, ...]) -> None:
        self.source = source
        folder.mkdir(parents=True, exist_ok=True)
        self._database = Database.open(None, options=EngineOptions(memory_limit=MEMORY_LIMIT, temp_directory=folder))
        self._reader = PageReader(source, self._database, folder / "decoded", stated_paths)
        self._turn = threading.Lock()
        columns = ", ".join(f"{quote(name)} {type_name(column)}" for name, column in source.columns.items())
        place = "reedbed_window INTEGER, reedbed_page INTEGER, reedbed_place BIGINT"
        with self._database.transaction() as transaction:
            transaction.execute(f"CREATE TABLE rows ({columns}, {place})")
            transaction.execute(f"CREATE TABLE rejected ({place}, reason VARCHAR, raw VARCHAR)")

    def close(self) -> None:
        """Give memory and temporary files back."""
        self._database.close()

    def told(self, page: Page) -> Told:
        """What a page tells. Raises `PageInvalid` when it is not what the source says."""
        return self._reader.told(page)

    def add(self, pages: Sequence[Page]) -> None:
        """Decode pages, many at a time: a statement costs more than a small page."""
        readable = self._reader.readable(pages)
        if readable:
            self._add(readable)
        self._reader.forget(pages)

    def _add(self, pages: Sequence[Page]) -> None:
        places = ", ".join(f"({literal(str(page.file))}, {page.window}, {page.page})" for page in pages)
        found = self._reader.reading(pages)
        columns = self.source.columns
        checks = ", ".join(
            problem(found.values[name], name, column, required=column.required or name in self.source.key)
            for name, column in columns.items()
        )
        values = ", ".join(fitted(found.values[name], column) for name, column in columns.items())
        with self._turn, self._database.transaction() as transaction:
            transaction.execute(
                "CREATE OR REPLACE TEMP TABLE read AS SELECT win, page, place, filename, record,"
                f" concat_ws('; ', {checks}) AS reason FROM ({found.rows}) AS r"
                f" JOIN (VALUES {places}) AS p (filename, win, page) USING (filename)"
            )
            transaction.execute(f"INSERT INTO rows SELECT {values}, win, page, place FROM read WHERE reason = ''")
            self._set_aside(transaction, pages)

    def _set_aside(self, transaction: Transaction, pages: Sequence[Page]) -> None:
        """Keep what does not fit with its text, which is read again from the pages that it is in."""
        named = {row[0] for row in transaction.rows("SELECT DISTINCT filename FROM read WHERE reason <> ''")}
        if named:
            raw = self._reader.reading([page for page in pages if str(page.file) in named]).raw
            transaction.execute(
                f"INSERT INTO rejected SELECT win, page, place, reason, raw FROM read JOIN ({raw}) AS whole"
                " USING (filename, place) WHERE reason <> ''"
            )

    def rows(self) -> pa.RecordBatchReader:
        """The rows in the source's order, the last one of each key."""
        names = ", ".join(quote(name) for name in self.source.columns)
        keys = ", ".join(quote(name) for name in self.source.key)
        last = ""
        if self._repeats(keys):
            last = f" QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {_BACKWARDS}) = 1"
        return self._database.stream(f"SELECT {names} FROM (SELECT * FROM rows{last}) AS r ORDER BY {_ORDER}")

    def _repeats(self, keys: str) -> bool:
        if not keys:
            return False
        sql = f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {keys} FROM rows)) FROM rows"
        total, distinct = self._database.rows(sql)[0]
        return bool(total != distinct)

    def rejected(self) -> pa.RecordBatchReader:
        """What does not fit: window, page, place, reason and raw text."""
        return self._database.stream(f"SELECT * FROM rejected ORDER BY {_ORDER}")

    def rejected_count(self) -> int:
        """How many records do not fit."""
        return int(self._database.rows("SELECT count(*) FROM rejected")[0][0])

    def first_reason(self) -> str:
        """Why the first record that does not fit does not."""
        return str(self._database.rows(f"SELECT reason FROM rejected ORDER BY {_ORDER} LIMIT 1")[0][0])

    def newest(self, column: str) -> Any:
        """The highest value of a column, None when there is none."""
        return self._database.rows(f"SELECT max({quote(column)}) FROM rows")[0][0]

    def places(self, values: Mapping[str, str]) -> list[tuple[int, int, int]]:
        """Window, page and place of the rows with these values, the last one first.

        Raises `ValueNotConvertible` for a text that is no value of its column.
        """
        types = {name: type_name(self.source.columns[name]) for name in values}
        conditions = " AND ".join(f"{quote(name)} = CAST(? AS {types[name]})" for name in values)
        rows = self._database.rows(
            f"SELECT {_ORDER} FROM rows WHERE {conditions} ORDER BY {_BACKWARDS}", list(values.values())
        )
        return [(int(window), int(page), int(place)) for window, page, place in rows]

    def distinct_by_window(self) -> dict[int, int]:
        """How many records came in each window, counting those with one key once."""
        keys = ", ".join(quote(name) for name in self.source.key) or "reedbed_page, reedbed_place"
        good = self._database.rows(f"SELECT reedbed_window, count(DISTINCT ({keys})) FROM rows GROUP BY ALL")
        bad = self._database.rows("SELECT reedbed_window, count(*) FROM rejected GROUP BY ALL")
        found: dict[int, int] = {}
        for window, count in [*good, *bad]:
            found[window] = found.get(window, 0) + int(count)
        return found
