"""Whatever is written, archived, compacted and restored, or written meanwhile: the name answers with a model's rows."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reedbed import DuckDBStorageManager, Lake, TableName, errors
from reedbed.lake.archiving import Archiver
from reedbed.lake.care.compacting import Compactor
from reedbed.lake.cuts import cut_of
from reedbed.lake.subjects import Wishes
from reedbed.lake.targets.folder import FolderTarget

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = int(os.environ.get("REEDBED_CASES", "12"))

Row = tuple[int, int | None, int]
"""A key, a day of 2024 (None is a row without a time), a value."""

DAYS = st.integers(1, 12)
ROWS = st.lists(st.tuples(st.integers(0, 9), DAYS | st.none(), st.integers(0, 3)), min_size=1, max_size=6)
WRITES = st.one_of(
    st.tuples(st.just("insert"), ROWS),
    st.tuples(st.just("upsert"), ROWS),
    st.tuples(st.just("update"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("delete days"), DAYS),
)
STEPS = st.one_of(
    WRITES,
    st.tuples(st.just("archive"), st.tuples(DAYS, st.lists(WRITES, max_size=2))),
    st.tuples(st.just("compact"), st.lists(WRITES, max_size=2)),
    st.tuples(st.just("restore"), st.tuples(DAYS, DAYS)),
    st.tuples(st.just("restore all"), st.none()),
    st.tuples(st.just("reopen"), st.none()),
)


class Meanwhile(FolderTarget):
    """A folder into which nothing is put before something else was written to the table."""

    def __init__(self, folder: Path, event: Callable[[], None]) -> None:
        super().__init__(folder)
        self._event: Callable[[], None] | None = event

    def put(self, source: Path, path: str) -> Any:
        """Put a file, the first one after the event."""
        event, self._event = self._event, None
        if event is not None:
            thread = Thread(target=event)
            thread.start()
            thread.join()
        return super().put(source, path)


class Readings:
    """A table and what it ought to hold."""

    def __init__(self, folder: Path, *, key: str) -> None:
        self.key = key
        self.rows: list[Row] = []
        self._folder = folder
        self.store = self._open()
        constraint = f", PRIMARY KEY ({key})" if key else ""
        null = "NOT NULL" if "ts" in key else ""
        self.store.execute_sql(f"CREATE TABLE readings (id INTEGER, ts TIMESTAMP {null}, value INTEGER{constraint})")
        self.store.execute_sql("CREATE INDEX by_value ON readings (value)")

    def _open(self) -> DuckDBStorageManager:
        return DuckDBStorageManager(self._folder / "s.db", door=False)

    def do(self, step: str, argument: Any) -> None:
        """Do one step to the table and to the model."""
        if step == "archive":
            day, meanwhile = argument
            # One write for each copy: the third copy of a table without a key is made while nobody can write.
            writes = iter(meanwhile[:2])
            self._archive(day, lambda: self.write(*next(writes, ("nothing", None))))
        elif step == "compact":
            self._compact(argument)
        elif step == "restore":
            first, last = argument
            if Lake(self.store).tables():
                Lake(self.store).restore("readings", since=f"2024-01-{first:02}", until=f"2024-01-{last:02}")
        elif step == "restore all":
            if Lake(self.store).tables():
                Lake(self.store).restore("readings")
        elif step == "reopen":
            self.store.close()
            self.store = self._open()
        else:
            self.write(step, argument)

    def _archive(self, day: int, event: Callable[[], None]) -> None:
        def cut(_: object) -> str:
            return cut_of(f"2024-01-{day:02}", "TIMESTAMP")

        place = self._folder / ".reedbed" / "lake"
        archiver = Archiver(self.store.database, lambda _: Meanwhile(place, event))
        archiver.archive(
            TableName(name="readings"), cut, Wishes(time_column="ts", partition_by=("year", "month", "day"))
        )

    def _compact(self, meanwhile: list[tuple[str, Any]]) -> None:
        if not Lake(self.store).tables():
            return
        writes = iter(meanwhile)
        place = self._folder / ".reedbed" / "lake"
        compactor = Compactor(
            self.store.database,
            lambda _: Meanwhile(place, lambda: self.write(*next(writes, ("nothing", None)))),
        )
        compactor.compact(TableName(name="readings"))

    def write(self, step: str, argument: Any) -> None:
        """Write something; a table without a key refuses to change archived rows, and nothing happens then."""
        if step == "nothing":
            return
        if step in {"insert", "upsert"}:
            self._insert(argument, upsert=step == "upsert" and bool(self.key))
            return
        where = f"id = {argument}" if step != "delete days" else f"ts >= TIMESTAMP '2024-01-{argument:02}'"

        def concerned(row: Row) -> bool:
            return row[0] == argument if step != "delete days" else row[1] is not None and row[1] >= argument

        try:
            if step == "update":
                self.store.execute_sql(f"UPDATE readings SET value = value + 10 WHERE {where}")
                self.rows = [(*row[:2], row[2] + 10) if concerned(row) else row for row in self.rows]
            else:
                self.store.execute_sql(f"DELETE FROM readings WHERE {where}")
                self.rows = [row for row in self.rows if not concerned(row)]
        except errors.LakeError:
            assert not self.key

    def _insert(self, rows: list[Row], *, upsert: bool) -> None:
        known = {self._key(row): row for row in self.rows}
        given = list({self._key(row): row for row in rows}.values()) if self.key else rows
        if "ts" in self.key:
            given = [row for row in given if row[1] is not None]
        if self.key and not upsert:
            given = [row for row in given if self._key(row) not in known]
        values = ", ".join(f"({row[0]}, make_date(2024, 1, {row[1] or 'NULL'}), {row[2]})" for row in given)
        if not given:
            return
        others = ", ".join(f"{name} = excluded.{name}" for name in ("ts", "value") if name not in self.key)
        conflict = f" ON CONFLICT ({self.key}) DO UPDATE SET {others}" if upsert else ""
        self.store.execute_sql(f"INSERT INTO readings VALUES {values}{conflict}")
        if self.key:
            self.rows = list((known | {self._key(row): row for row in given}).values())
        else:
            self.rows = self.rows + given

    def _key(self, row: Row) -> object:
        return row[:2] if "ts" in self.key else row[0]

    def check(self) -> None:
        """The table holds what it ought to, to whoever asks by a query or by a part of it."""
        expected = Counter(self.rows)
        asked = "SELECT id, day(ts) AS day, value FROM readings"
        found = self.store.query(asked).to_pylist()
        assert Counter(tuple(row.values()) for row in found) == expected
        few = self.store.query(f"{asked} WHERE ts BETWEEN '2024-01-03' AND '2024-01-05'").to_pylist()
        wanted = {row: n for row, n in expected.items() if row[1] is not None and 3 <= row[1] <= 5}
        assert Counter(tuple(row.values()) for row in few) == wanted
        assert [each.findings for each in Lake(self.store).verify() if each.findings] == []


@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(key=st.sampled_from(["id", "id, ts", ""]), steps=st.lists(STEPS, min_size=3, max_size=12))
def test_the_name_answers_with_the_models_rows_after_any_steps(key: str, steps: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        readings = Readings(Path(folder), key=key)
        try:
            for step in [("insert", [(number, number + 1, 0) for number in range(9)]), *steps]:
                readings.do(*step)
                readings.check()
        finally:
            readings.store.close()
