"""How long is the verdict of `diff` on two equal tables, against a keyed FULL JOIN that compares every column?

Two tables of 5 million rows and 6 columns (integer, bigint, double, varchar, timestamp, integer with NULLs),
the second one in another order, in a database file. Rounds alternate; printed are medians, the ratio of each
round and its spread. Target: at most 0.35.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb

from reedbed.sql import TableName
from reedbed.store.diff import diff

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

ROWS = 5_000_000
ROUNDS = 9
TARGET = 0.35
VALUES = ("number", "ratio", "name", "at", "grade")
A, B = TableName(name="a"), TableName(name="b")


class PlainReader:
    """A connection of DuckDB's own as a reader, so that nothing but the comparison is measured."""

    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(path)

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of the answer."""
        return self.connection.execute(sql, list(params)).fetchall()

    def arrow(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        """The answer as one Arrow table."""
        return self.connection.execute(sql, list(params)).to_arrow_table()


def fill(reader: PlainReader) -> None:
    """Make the two tables."""
    reader.connection.execute(f"""
        CREATE TABLE a AS SELECT i::INTEGER AS id, (i * 7919) % 1000003 AS number, random() AS ratio,
            'name' || (i % 100000) AS name, TIMESTAMP '2020-01-01' + to_seconds(i) AS at,
            CASE WHEN i % 10 = 0 THEN NULL ELSE (i % 50)::INTEGER END AS grade
        FROM range({ROWS}) AS r(i)""")
    reader.connection.execute("CREATE TABLE b AS SELECT * FROM a ORDER BY hash(id)")
    reader.connection.execute("CHECKPOINT")


def joined(reader: PlainReader) -> None:
    """The peer: every row is joined by key, every column compared, and its largest difference taken, as `diff` does."""
    differs = ", ".join(f"count(*) FILTER (WHERE a.{name} IS DISTINCT FROM b.{name})" for name in VALUES)
    only = "count(*) FILTER (WHERE a.id IS NULL), count(*) FILTER (WHERE b.id IS NULL)"
    numbers = ", ".join(f"nullif(max(abs(a.{name} - b.{name})), 0)" for name in ("number", "ratio", "grade"))
    times = "nullif(max(abs(epoch_us(a.at) - epoch_us(b.at))), 0)"
    found = reader.rows(f"SELECT {only}, {differs}, {numbers}, {times} FROM a FULL JOIN b ON a.id = b.id")[0]
    if any(found):
        sys.exit(f"the tables should be equal, the join found {found}")


def verdict(reader: PlainReader) -> None:
    """What is measured."""
    found = diff(reader, A, B, key=("id",))
    if not found.identical:
        sys.exit(f"the tables should be equal:\n{found}")


def seconds(run: Callable[[PlainReader], None], reader: PlainReader) -> float:
    """The time of one run."""
    start = time.perf_counter()
    run(reader)
    return time.perf_counter() - start


def one_changed_cell(reader: PlainReader) -> float:
    """The time of the whole comparison when a single cell differs."""
    reader.connection.execute("UPDATE b SET ratio = ratio + 1 WHERE id = 4321987")
    start = time.perf_counter()
    found = diff(reader, A, B, key=("id",))
    if found.changed != 1:
        sys.exit(f"one changed row was expected:\n{found}")
    return time.perf_counter() - start


def main() -> None:
    """Run and print; exit code 1 when the target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        reader = PlainReader(Path(folder) / "bench.db")
        fill(reader)
        for run in (joined, verdict):
            run(reader)
        times = [(seconds(verdict, reader), seconds(joined, reader)) for _ in range(ROUNDS)]
        ratios = sorted(ours / peer for ours, peer in times)
        print(f"diff of 2 x {ROWS:,} rows x 6 columns, equal; {ROUNDS} rounds, interleaved")
        print(f"  verdict      {median(ours for ours, _ in times):.3f} s (median)")
        print(f"  keyed join   {median(peer for _, peer in times):.3f} s (median)")
        print(f"  ratio        {median(ratios):.2f} (median), {ratios[0]:.2f} to {ratios[-1]:.2f}, target {TARGET}")
        print(f"  one cell changed, whole report: {one_changed_cell(reader):.3f} s")
        reader.connection.close()
    sys.exit(median(ratios) > TARGET)


if __name__ == "__main__":
    main()
