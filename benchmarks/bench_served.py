"""What does the way through the owner's door cost a store? Served against embedded, reading and writing a million rows.

The same calls on two workspaces: one is owned by this process, the other by `reedbed serve`. The ratio is that of
the rates: 0.4 means that the served store takes 2.5 times as long. Target: 0.4 of the embedded rate.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from rounds import interleave, six_columns
from servers import reedbed_door

from reedbed import Workspace, open_store

ROWS = 1_000_000
ROUNDS = 9
TARGET = 0.4


def main() -> None:
    """Run and print; exit code 1 when the target is missed."""
    rows = six_columns(ROWS)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        embedded = stack.enter_context(open_store(Workspace.init(folder / "embedded")))
        workspace = Workspace.init(folder / "served")
        stack.enter_context(reedbed_door(folder / "served"))
        served = stack.enter_context(open_store(workspace))
        print(f"{ROWS:,} rows x 6 columns; {ROUNDS} rounds, interleaved")
        times = interleave(
            {
                "served, write": lambda: served.write_table(rows, "t", checkpoint=False),
                "embedded, write": lambda: embedded.write_table(rows, "t", checkpoint=False),
                "served, read": lambda: served.read_table("t").to_pyarrow(),
                "embedded, read": lambda: embedded.read_table("t").to_pyarrow(),
            },
            rounds=ROUNDS,
            warm_up=2,
        )
    # A rate of 0.4 is a time of 2.5.
    met = [
        times.report("served, write", "embedded, write", target=1 / TARGET),
        times.report("served, read", "embedded, read", target=1 / TARGET),
    ]
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
