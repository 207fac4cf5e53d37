"""A process that works on a store until it is killed, and says what was acknowledged.

    python deeds.py DATABASE FIRST ROWS

Deed number i leaves the store in a state that `expected_state(i)` describes, so whoever opens the store afterwards
can tell which deed was the last that counted. Each finished deed is one line on stdout.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from reedbed import DuckDBStorageManager, ViewRegistry, build_views

BATCH = 10_000
DEEDS = ("replace", "append", "upsert", "view", "restore", "build", "append", "transaction")


def deed(number: int) -> str:
    """What deed `number` (from 1) does."""
    return DEEDS[(number - 1) % len(DEEDS)]


def expected_state(number: int) -> dict[str, object]:
    """The store after deed `number`: what each table must hold."""
    done = [(each, deed(each)) for each in range(1, number + 1)]
    replaced = [each for each, kind in done if kind == "replace"]
    return {
        "built": max((each for each in replaced if any(k == "build" and n > each for n, k in done)), default=None),
        "big": replaced[-1] if replaced else None,
        "log": sorted(each for each, kind in done if kind in {"append", "transaction"}),
        "view": max((each for each in replaced if any(k == "view" and n > each for n, k in done)), default=None),
        "upserted": max((each for each, kind in done if kind == "upsert"), default=None),
        "pair": max((each for each, kind in done if kind == "transaction"), default=None),
    }


VIEWS = ViewRegistry()
VIEWS.register_sql("middle", "SELECT g, count(*) AS n FROM big GROUP BY g")
VIEWS.register_sql("built", "SELECT max(g) AS g, sum(n) AS n FROM middle")


def main() -> None:
    """Do deeds for ever."""
    path, first, rows = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    numbers = pa.array(range(rows), pa.int64())
    with DuckDBStorageManager(path) as store:
        _say("open")
        number = first
        while True:
            _do(store, number, numbers)
            _say(number)
            number += 1


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _do(store: DuckDBStorageManager, number: int, numbers: pa.Array) -> None:
    match deed(number):
        case "replace":
            store.write_table(_rows(numbers, number), "big")
        case "append":
            store.write_table(_rows(numbers[:BATCH], number), "log", mode="append")
        case "upsert":
            store.write_table(_rows(numbers[: 2 * BATCH], number), "keyed", mode="upsert", key="id")
        case "view":
            store.execute_view("summary", lambda big: big.aggregate(g=big.g.max(), n=big.count()), "big")
        case "build":
            report = build_views(store, VIEWS)
            assert report.ok, report
        case "restore":
            store.restore("big")
        case "transaction":
            with store.transaction():
                store.write_table(_rows(numbers[:BATCH], number), "log", mode="append")
                store.write_table(_rows(numbers[:1], number), "pair")


def _rows(numbers: pa.Array, number: int) -> pa.Table:
    return pa.table({"id": numbers, "g": pa.array([number] * len(numbers), pa.int32())})


if __name__ == "__main__":
    main()
