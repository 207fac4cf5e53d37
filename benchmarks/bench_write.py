"""What do safe writes cost? `write_table` against plain DuckDB doing the same steps without any promise.

5 million rows x 6 columns from Arrow. With a checkpoint: against COPY to Parquet and CREATE TABLE from it (no fsync, no
checksum, no ledger), each time to a new file, as ours does: overwriting one in place finds its memory already there,
and loses the old rows when it is interrupted. Without one: against CREATE TABLE AS from Arrow. Targets: 1.15 and 1.05.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import count
from pathlib import Path

import duckdb
from rounds import interleave, six_columns

from reedbed import DuckDBStorageManager

ROWS = 5_000_000
ROUNDS = 15


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    rows = six_columns(ROWS)
    with tempfile.TemporaryDirectory() as name, DuckDBStorageManager(Path(name) / "ours.db") as store:
        folder = Path(name)
        config: dict[str, str | bool | int | float | list[str]] = {"storage_compatibility_version": "v1.4.0"}
        plain = duckdb.connect(folder / "plain.db", config=config)
        plain.register("rows", rows)
        numbers = count()

        def two_steps() -> None:
            number = next(numbers)
            file = folder / f"plain-{number}.parquet"
            plain.execute(f"COPY (FROM rows) TO '{file}' (FORMAT parquet)")
            plain.execute(f"CREATE OR REPLACE TABLE both_steps AS FROM '{file}'")
            (folder / f"plain-{number - 1}.parquet").unlink(missing_ok=True)

        print(f"write_table of {ROWS:,} rows x 6 columns; {ROUNDS} rounds, interleaved")
        times = interleave(
            {
                "reedbed, with checkpoint": lambda: store.write_table(rows, "kept"),
                "duckdb, COPY and CREATE TABLE": two_steps,
                "reedbed, without checkpoint": lambda: store.write_table(rows, "plain", checkpoint=False),
                "duckdb, CREATE TABLE AS": lambda: plain.execute("CREATE OR REPLACE TABLE one AS FROM rows"),
            },
            rounds=ROUNDS,
            # A virtual machine's first touch of memory and disk blocks costs more than the work that is measured.
            warm_up=4,
        )
        met = [
            times.report("reedbed, with checkpoint", "duckdb, COPY and CREATE TABLE", target=1.15),
            times.report("reedbed, without checkpoint", "duckdb, CREATE TABLE AS", target=1.05),
        ]
        plain.close()
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
