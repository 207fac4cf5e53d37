"""How fast is an upsert of a million rows with a two-column key, against the merges of dlt and dbt-duckdb?

Every contender first holds one million rows; each round merges another million, half of whose keys are known, from
the same Parquet file. Peers run warm in processes of their own and time their merge alone. Ahead of both: below 1.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from environments import peer_process
from rounds import interleave

from reedbed import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 1_000_000
ROUNDS = 5
CONTENDERS = {
    "dlt, delete-insert": ("merge_dlt.py", "delete-insert"),
    "dlt, upsert": ("merge_dlt.py", "upsert"),
    "dbt-duckdb, delete+insert": ("merge_dbt.py", "delete+insert"),
    "dbt-duckdb, merge": ("merge_dbt.py", "merge"),
}


def batch(number: int) -> pa.Table:
    """A million rows, half of whose keys the batch before had."""
    ids = np.arange(ROWS) + number * ROWS // 2
    chance = np.random.default_rng(number)
    return pa.table(
        {"a": ids % 1000, "b": ids // 1000, "x": chance.random(ROWS), "note": [f"n{i % 5000}" for i in range(ROWS)]}
    )


def main() -> None:
    """Run and print; exit code 1 when a peer is ahead."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        files: dict[int, Path] = {}
        for number in range(ROUNDS + 2):
            files[number] = folder / f"batch-{number}.parquet"
            pq.write_table(batch(number), files[number])
        store = stack.enter_context(DuckDBStorageManager(folder / "ours.db"))

        def ours(file: Path) -> None:
            store.write_table(pq.read_table(file), "t", mode="upsert", key=["a", "b"], checkpoint=False)

        mergers: dict[str, Callable[[Path], object]] = {"reedbed": ours}
        for position, (peer, (script, strategy)) in enumerate(CONTENDERS.items()):
            mergers[peer] = peer_process(stack, script, folder / f"peer-{position}", strategy)
        turn = dict.fromkeys(mergers, 0)

        def merging(peer: str) -> object:
            answer = mergers[peer](files[turn[peer]])
            turn[peer] += 1
            return answer

        print(f"upsert of {ROWS:,} rows by a key of two columns; {ROUNDS} rounds, interleaved")
        times = interleave({peer: partial(merging, peer) for peer in mergers}, rounds=ROUNDS, warm_up=2)
        met = [times.report("reedbed", peer, target=1.0) for peer in CONTENDERS]
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
