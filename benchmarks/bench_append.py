"""Does an append get slower as the table grows? 10,000 rows with a checkpoint, to 10 thousand and to 10 million rows.

Target: the same time within 20 %. The merging of small parts, which one append in 64 pays for, is counted in.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rounds import interleave, six_columns

from reedbed import DuckDBStorageManager

ROUNDS = 80
BATCH = 10_000
LARGE = 10_000_000


def main() -> None:
    """Run and print; exit code 1 when the target is missed."""
    rows = six_columns(LARGE)
    batch = rows.slice(0, BATCH)
    with tempfile.TemporaryDirectory() as name, DuckDBStorageManager(Path(name) / "ours.db") as store:
        store.write_table(batch, "small")
        store.write_table(rows, "large")
        print(f"append of {BATCH:,} rows x 6 columns with a checkpoint; {ROUNDS} rounds, interleaved")
        times = interleave(
            {
                "to 10 million rows": lambda: store.write_table(batch, "large", mode="append"),
                "to 10 thousand rows": lambda: store.write_table(batch, "small", mode="append"),
            },
            rounds=ROUNDS,
            warm_up=3,
        )
        met = times.report("to 10 million rows", "to 10 thousand rows", target=1.2)
        print(f"  {'slowest append to 10 million rows':<44} {max(times.seconds['to 10 million rows']) * 1000:10.1f} ms")
    sys.exit(not met)


if __name__ == "__main__":
    main()
