"""What does a query for one day cost on a table whose days lie in files, by the number of files?

The table has a key with the time in it, as measurements have; the query counts and sums one day, another one each
time, with its limits as literals and as bound values. Beside it runs the same query on a plain table of that day, in
the same process and interleaved; so do the query in a sub-select, as BI tools write it, and queries without a
predicate: a count, the ends of time, the newest rows. Targets: the same within 1.5 times at 60, 600 and 6,000 files,
and at most twice the plain table's time.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from reedbed import DuckDBStorageManager, Lake, StorageManager

FILES = (60, 600, 6000)
ROWS_A_DAY = 2880
ROUNDS = 60
START = dt.datetime(2005, 1, 1)  # noqa: DTZ001 - the column has no zone
QUERY = "SELECT count(*), sum(sensor), max(value) FROM {table} WHERE seen >= {first} AND seen < {last}"
WRAPPED = QUERY.replace("{table}", "(SELECT * FROM {table}) AS source")
WHOLE = {
    "count": "SELECT count(*) FROM {table}",
    "ends": "SELECT min(seen), max(seen) FROM {table}",
    "newest": "SELECT * FROM {table} ORDER BY seen DESC LIMIT 10",
}
"""Queries without a predicate, on the whole table and on that of a day."""


def filled(store: StorageManager, folder: Path, days: int) -> None:
    """A table whose rows of `days` days are archived by day, with as many live rows as two days have."""
    step = 86400 // ROWS_A_DAY
    store.execute_sql(
        "CREATE TABLE measured (seen TIMESTAMP, sensor INTEGER, value DOUBLE, PRIMARY KEY (seen, sensor))"
    )
    store.execute_sql(
        f"INSERT INTO measured SELECT TIMESTAMP '{START}' + INTERVAL ({step} * i) SECOND, i % 10, "
        f"(i * 7919 % 1000) / 10 FROM range({ROWS_A_DAY * (days + 2)}) r(i)"
    )
    cut = START + dt.timedelta(days=days)
    Lake(store, target=folder / "lake").archive("measured", "seen", cut, partition_by=("year", "month", "day"))
    store.execute_sql("CREATE TABLE one_day (seen TIMESTAMP, sensor INTEGER, value DOUBLE, PRIMARY KEY (seen, sensor))")


def seconds(store: StorageManager, sql: str, params: tuple[object, ...] = ()) -> tuple[float, list[object]]:
    """How long a query takes, and its answer."""
    begun = time.perf_counter()
    answer = store.query(sql, params)
    return time.perf_counter() - begun, answer.to_pylist()


def measured(store: StorageManager, days: int, rounds: int) -> dict[str, float]:
    """Medians in seconds, by the kind of query."""
    found: dict[str, list[float]] = {"plain": [], "after a write": [], "literal": [], "bound": [], "wrapped": []}
    found |= {kind: [] for name in WHOLE for kind in (name, f"{name}, plain")}
    chance = random.Random(days)  # noqa: S311 - days, no secret
    for _ in range(rounds):
        first = START + dt.timedelta(days=chance.randrange(days))
        last = first + dt.timedelta(days=1)
        store.execute_sql("DELETE FROM one_day")
        store.execute_sql(f"INSERT INTO one_day SELECT * FROM measured WHERE seen >= '{first}' AND seen < '{last}'")
        limits = {"first": f"'{first}'", "last": f"'{last}'"}
        plain, expected = seconds(store, QUERY.format(table="one_day", **limits))
        # The table of one day was just written: the first query has to look whether something was corrected.
        written, _ = seconds(store, QUERY.format(table="measured", **limits))
        literal, answer = seconds(store, QUERY.format(table="measured", **limits))
        bound, other = seconds(store, QUERY.format(table="measured", first="?", last="?"), (first, last))
        wrapped, third = seconds(store, WRAPPED.format(table="measured", **limits))
        if not expected == answer == other == third:
            sys.exit(f"the answers of {first} differ: {expected}, {answer}, {other}, {third}")
        found["plain"].append(plain)
        for name, took in (("after a write", written), ("literal", literal), ("bound", bound), ("wrapped", wrapped)):
            found[name].append(took)
        for name, query in WHOLE.items():
            found[f"{name}, plain"].append(seconds(store, query.format(table="one_day"))[0])
            found[name].append(seconds(store, query.format(table="measured"))[0])
    return {name: median(each) for name, each in found.items()}


def main() -> None:
    """Print milliseconds and ratios."""
    counts = FILES if "--full" in sys.argv else FILES[:2]
    first: dict[str, float] = {}
    for days in counts:
        with tempfile.TemporaryDirectory() as name, DuckDBStorageManager(Path(name) / "store.db") as store:
            filled(store, Path(name), days)
            took = measured(store, days, ROUNDS)
        first = first or took
        told = ", ".join(
            f"{kind} {1000 * took[kind]:.2f} ms ({took[kind] / took['plain']:.2f} of the plain table's, "
            f"{took[kind] / first[kind]:.2f} of that at {counts[0]} files)"
            for kind in ("after a write", "literal", "bound", "wrapped")
        )
        told += "".join(
            f", {kind} {1000 * took[kind]:.2f} ms ({took[kind] / took[f'{kind}, plain']:.2f} of a day's table)"
            for kind in WHOLE
        )
        print(f"{days:>5} files: plain {1000 * took['plain']:.2f} ms, {told}")


if __name__ == "__main__":
    main()
