"""What do frames cost? Ten million rows from DuckDB to Polars and back, against pandas: time, and memory at the peak.

Every contender runs in a process of its own on the same database, whose engine may use 1 GB. The peak is that of the
process over what it needed before, beside the size of the frame: twice that size would be a copy. `--short` takes a
million rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Self

from rounds import six_columns

from reedbed import DuckDBStorageManager
from reedbed.engine import EngineOptions

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 1_000_000 if "--short" in sys.argv else 10_000_000
ROUNDS = 3
PAGE_BYTES = 4096
CONTENDERS = ("polars", "pandas", "pandas over Arrow")


class Peak:
    """The most memory that this process held during a block, in bytes."""

    def __enter__(self) -> Self:
        self.before = self.bytes = _resident()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.002):
            self.bytes = max(self.bytes, _resident())


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES


def contend(name: str, database: str) -> None:
    """Read the table as a frame and write it under another name; prints what it took as JSON."""
    with DuckDBStorageManager(database, door=False, options=EngineOptions(memory_limit="1GB")) as store:
        # What the engine keeps in memory of its file is not the frame's.
        store.query("SELECT max(COLUMNS(*)) FROM t")
        read: Callable[[], object]
        if name == "polars":
            import polars as pl  # noqa: PLC0415 - loaded by its contender alone

            def read() -> object:
                return store.read_polars("t")

            def size(frame: object) -> int:
                assert isinstance(frame, pl.DataFrame)  # noqa: S101 - for the type checker
                return int(frame.estimated_size())
        else:
            import pandas as pd  # noqa: PLC0415 - as above

            def read() -> object:
                if name == "pandas":
                    return store.database.current().raw.execute("SELECT * FROM t").df()
                return store.query("SELECT * FROM t").to_pandas()

            def size(frame: object) -> int:
                assert isinstance(frame, pd.DataFrame)  # noqa: S101 - for the type checker
                return int(frame.memory_usage(deep=True).sum())

        answer: dict[str, float] = {}
        with Peak() as peak:
            began = time.perf_counter()
            frame = read()
            answer["read_seconds"] = time.perf_counter() - began
        answer |= {"read_peak_bytes": peak.bytes - peak.before, "frame_bytes": size(frame)}
        with Peak() as peak:
            began = time.perf_counter()
            store.write_table(frame, "back", checkpoint=False)
            answer["write_seconds"] = time.perf_counter() - began
        answer["write_peak_bytes"] = peak.bytes - peak.before
        print(json.dumps(answer))


def main() -> None:
    """Run and print; exit code 1 when Polars is behind pandas in time or memory."""
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "frames.db")
        with DuckDBStorageManager(database, door=False) as store:
            store.write_table(six_columns(ROWS), "t", checkpoint=False)
        found: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
        for _ in range(ROUNDS):
            for name in CONTENDERS:
                command = [sys.executable, "-W", "ignore", __file__, "contend", name, database]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                found[name].append(json.loads(done.stdout))
    middle = {
        name: {field: median(each[field] for each in rounds) for field in rounds[0]} for name, rounds in found.items()
    }
    print(f"{ROWS:,} rows x 6 columns, DuckDB to a frame and back; medians of {ROUNDS} processes each")
    for name, each in middle.items():
        print(
            f"  {name:<20} read {each['read_seconds']:6.2f} s, frame {each['frame_bytes'] / 1e6:6.0f} MB, "
            f"peak + {each['read_peak_bytes'] / 1e6:6.0f} MB; "
            f"write {each['write_seconds']:6.2f} s, peak + {each['write_peak_bytes'] / 1e6:6.0f} MB"
        )
    ours, theirs = middle["polars"], middle["pandas"]
    whole = [each["read_seconds"] + each["write_seconds"] for each in (ours, theirs)]
    memory = [max(each["read_peak_bytes"], each["write_peak_bytes"]) for each in (ours, theirs)]
    print(f"  polars against pandas: time {whole[0] / whole[1]:.2f}, peak {memory[0] / memory[1]:.2f}")
    sys.exit(not (whole[0] <= whole[1] and memory[0] <= memory[1]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["contend"]:
        contend(*sys.argv[2:4])
    else:
        main()
