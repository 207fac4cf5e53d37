"""What does it cost to find nothing to do? A plan over 200 views, and the skip of a view over 5 million rows.

Targets: at most 1 s for the plan of 200 views that are up to date, at most 0.2 s for skipping an unchanged view over
5 million input rows. Half of the 200 views are Ibis builders of one file, half are SQL.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rounds import interleave, six_columns

from reedbed import DuckDBStorageManager
from reedbed.store.views.build import build_views
from reedbed.store.views.facts import plan_views
from reedbed.store.views.loading import load_views

if TYPE_CHECKING:
    from collections.abc import Callable

VIEWS = 200
ROWS = 5_000_000
ROUNDS = 9
PLAN_SECONDS = 1.0
SKIP_SECONDS = 0.2


def view_code() -> str:
    """A `views.py` with 200 views in chains of ten."""
    lines = ["from reedbed.store.views.registry import ViewRegistry", "", "views = ViewRegistry()", "FACTOR = 3", ""]
    for number in range(VIEWS):
        source = "events" if number % 10 == 0 else f"v{number - 1}"
        if number % 2:
            lines += [f"views.register_sql('v{number}', 'SELECT *, {number} AS c{number} FROM {source}')", ""]
        else:
            lines += ["", f"@views.register('v{number}')", f"def v{number}({source}):"]
            lines += [f"    return {source}.mutate(c{number}={number} * FACTOR)", "", ""]
    return "\n".join(lines)


def plan_of_200(folder: Path) -> bool:
    """Plan views that are up to date; returns whether the target is met."""
    (folder / "views.py").write_text(view_code())
    with DuckDBStorageManager(folder / "plan.db") as store, load_views(folder) as code:
        store.write_table(six_columns(1000), "events")
        build_views(store, code.registry).raise_failures()
        assert plan_views(store, code.registry).up_to_date  # noqa: S101 - otherwise something else is measured
        seconds = _median_seconds(lambda: plan_views(store, code.registry))
    return _told(f"plan of {VIEWS} views that are up to date", seconds, PLAN_SECONDS)


def skip_over_5_million(folder: Path) -> bool:
    """Plan and build one view that is up to date; returns whether the target is met."""
    (folder / "views.py").write_text(
        "from reedbed.store.views.registry import ViewRegistry\n\nviews = ViewRegistry()\n\n\n"
        "@views.register('copy')\ndef copy(events):\n    return events\n"
    )
    with DuckDBStorageManager(folder / "skip.db") as store, load_views(folder) as code:
        store.write_table(six_columns(ROWS), "events")
        build_views(store, code.registry).raise_failures()
        seconds = _median_seconds(lambda: build_views(store, code.registry))
        skipped = build_views(store, code.registry).skipped
    return _told(f"skip of an unchanged view over {ROWS:,} rows", seconds, SKIP_SECONDS) and len(skipped) == 1


def _median_seconds(run: Callable[[], object]) -> float:
    return median(interleave({"run": run}, rounds=ROUNDS).seconds["run"])


def _told(what: str, seconds: float, target: float) -> bool:
    met = seconds <= target
    print(f"  {what:<50} {seconds * 1000:8.1f} ms   target {target * 1000:.0f} ms   {'met' if met else 'MISSED'}")
    return met


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / "plan", Path(name) / "skip"]
        for folder in folders:
            folder.mkdir()
        met = [plan_of_200(folders[0]), skip_over_5_million(folders[1])]
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
