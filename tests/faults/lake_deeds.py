"""A process that writes, archives and restores until it is killed, and says what was acknowledged.

    python lake_deeds.py DATABASE FIRST

`expected(n)` is what the tables hold after deed number n, so whoever opens the database afterwards can tell which deed
was the last that counted. Each finished deed is one line on stdout.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from pathlib import Path

from reedbed import DuckDBStorageManager, Lake

BATCH = 500
FIRST_ROWS = 60_000
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
DEEDS = ("insert", "archive", "correct", "late", "delete", "log", "archive log", "restore some", "archive", "restore")


def deed(number: int) -> str:
    """What deed `number` (from 1) does; the first one makes the tables."""
    return "make" if number == 1 else DEEDS[number % len(DEEDS)]


def expected(number: int) -> tuple[dict[int, int], Counter[int]]:
    """The values of readings by id, and how often each value is in the log, after deed `number`."""
    rows: dict[int, int] = {}
    log: Counter[int] = Counter()
    for each in range(1, number + 1):
        kind = deed(each)
        if kind == "make":
            rows = dict.fromkeys(range(FIRST_ROWS), 1)
        elif kind in {"insert", "late"}:
            rows |= dict.fromkeys(range(_first_id(each), _first_id(each) + BATCH), each)
        elif kind == "correct":
            rows = {row: each if row % 97 == each % 97 else value for row, value in rows.items()}
        elif kind == "delete":
            rows = {row: value for row, value in rows.items() if row % 101 != each % 101}
        elif kind == "log":
            log[each] += 2 * BATCH
    return rows, log


def _first_id(number: int) -> int:
    return 1_000_000 * number


def _moment(number: int) -> dt.datetime:
    return START + dt.timedelta(days=number)


def _do(store: DuckDBStorageManager, number: int) -> None:
    kind, lake = deed(number), Lake(store)
    batch = f"SELECT {_first_id(number)} + i, TIMESTAMPTZ '{{}}' + to_seconds(i), {number} FROM range({BATCH}) AS r(i)"
    if kind == "make":
        with store.transaction():
            store.execute_sql("CREATE TABLE readings (id BIGINT PRIMARY KEY, ts TIMESTAMPTZ, value BIGINT)")
            store.execute_sql("CREATE UNIQUE INDEX by_both ON readings (ts, id)")
            store.execute_sql("CREATE TABLE log (ts TIMESTAMPTZ, value BIGINT)")
            store.execute_sql(
                f"INSERT INTO readings SELECT i, TIMESTAMPTZ '{START}' + to_minutes(i), 1 "
                f"FROM range({FIRST_ROWS}) AS r(i)"
            )
    elif kind == "insert":
        store.execute_sql(f"INSERT INTO readings {batch.format(_moment(number))}")
    elif kind == "late":
        store.execute_sql(f"INSERT INTO readings {batch.format(START)}")
    elif kind == "archive":
        lake.archive("readings", "ts", _moment(number + 20))
    elif kind == "correct":
        store.execute_sql(f"UPDATE readings SET value = {number} WHERE id % 97 = {number % 97}")
    elif kind == "delete":
        store.execute_sql(f"DELETE FROM readings WHERE id % 101 = {number % 101}")
    elif kind == "log":
        rows = f"SELECT TIMESTAMPTZ '{_moment(number)}', {number} FROM range({2 * BATCH})"
        store.execute_sql(f"INSERT INTO log {rows}")
    elif kind == "archive log":
        lake.archive("log", "ts", _moment(number), partition_by="day")
    elif any(table.name.name == "readings" for table in lake.tables()):
        lake.restore("readings", until=None if kind == "restore" else _moment(25))


def main() -> None:
    """Do deeds for ever."""
    number = int(sys.argv[2])
    with DuckDBStorageManager(Path(sys.argv[1]), door=False) as store:
        _say("open")
        while True:
            _do(store, number)
            _say(number)
            number += 1


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
