"""What does a verified archive cost, against DuckDB's bare partitioned COPY of the same rows?

5 M rows of six columns over 71 months, into files by year and month. Ours sorts each file by time, syncs it, reads it
back, compares counts and fingerprints, sums it, names it in the ledger and deletes the copied rows; the COPY writes.
Target: 1.5 times the COPY, for rows in the order of time. Two harder tables are told beside it: one with a primary key,
which is made anew since no row stays, and one whose rows lie in no order, which have to be sorted first.

    python benchmarks/bench_archive.py [ROUNDS]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rounds import interleave

from reedbed import DuckDBStorageManager, Lake

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: Final = 5_000_000
TARGET: Final = 1.5
COLUMNS: Final = "id BIGINT, ts TIMESTAMPTZ, a DOUBLE, b INTEGER, s VARCHAR, n INTEGER"
VALUES: Final = (
    "i, TIMESTAMPTZ '2019-01-01' + to_seconds(37 * i), (i % 97) * 1.5, i % 1000, 'name-' || (i % 5000), "
    "CASE WHEN i % 10 > 0 THEN i END"
)
TABLES: Final = {
    "rows in the order of time": ("", ""),
    "with a primary key": (", PRIMARY KEY (id)", ""),
    "rows in no order": ("", " ORDER BY hash(i)"),
}


class Bench:
    """One database, whose table is made anew before each archive."""

    def __init__(self, folder: Path, key: str, order: str) -> None:
        self._folder = folder
        self._key = key
        self._order = order
        self.store = DuckDBStorageManager(folder / "bench.db", door=False)

    def fill(self) -> None:
        """The table with all of its rows."""
        if Lake(self.store).tables():
            self.store.drop_table("readings")
        self.store.execute_sql("DROP TABLE IF EXISTS readings")
        self.store.execute_sql(f"CREATE TABLE readings ({COLUMNS}{self._key})")
        self.store.execute_sql(f"INSERT INTO readings SELECT {VALUES} FROM range({ROWS}) AS r(i){self._order}")
        self.store.execute_sql("CHECKPOINT")

    def archive(self) -> float:
        """Seconds of an archive of all rows."""
        self.fill()
        target = self._folder / "lake"
        shutil.rmtree(target, ignore_errors=True)
        began = time.perf_counter()
        Lake(self.store).archive("readings", "ts", "2030-01-01", target=target)
        return time.perf_counter() - began

    def copy(self) -> float:
        """Seconds of a bare COPY of all rows."""
        self.fill()
        target = self._folder / "bare"
        shutil.rmtree(target, ignore_errors=True)
        began = time.perf_counter()
        self.store.database.current().execute(
            "COPY (SELECT *, year(ts) AS year, month(ts) AS month FROM readings) "
            f"TO '{target}' (FORMAT parquet, PARTITION_BY (year, month))"
        )
        return time.perf_counter() - began


def main() -> None:
    """Run and print; exit code 1 when the target is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"archive of {ROWS:,} rows x 6 columns by month, verified; {rounds} rounds, interleaved")
    met: dict[str, bool] = {}
    for words, (key, order) in TABLES.items():
        with tempfile.TemporaryDirectory() as name:
            bench = Bench(Path(name), key, order)
            contenders: dict[str, Callable[[], object]] = {"archive": bench.archive, "bare COPY": bench.copy}
            print(f"{words}:")
            times = interleave(contenders, rounds=rounds, warm_up=1)
            met[words] = times.report("archive", "bare COPY", target=TARGET if not key and not order else None)
            bench.store.close()
    sys.exit(not all(met.values()))


if __name__ == "__main__":
    main()
