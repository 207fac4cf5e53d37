"""How long pages are kept: those of old runs are named by the ledger no more, and then their files are removed.

The newest run of a source that ended well keeps its pages whatever their age: they are what the next run compares with,
and what a table can be rebuilt from. A file goes when no run names it, and only after the ledger forgot it, so that a
crash leaves files without a name, which the next call removes, and never a name without a file.
"""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from reedbed.ingest.records import IngestRecords

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from reedbed.store import StorageManager

STAGE: Final = "stage"
"""The folder of a run in which it decodes."""
NAMELESS: Final = dt.timedelta(hours=1)
"""How old a file has to be that no run names: pages get their names a moment after they are written."""
FORSAKEN: Final = dt.timedelta(days=1)
"""After how long a run that has not ended was killed: since it was begun, or wrote anything in its stage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pruned:
    """What was removed, or would be: runs that lost their pages, files, and the bytes that these took on disk."""

    runs: tuple[int, ...]
    files: int
    size_bytes: int


def prune_pages(
    store: StorageManager,
    folder: Path,
    older_than: dt.timedelta,
    *,
    dry_run: bool = False,
    now: dt.datetime | None = None,
) -> Pruned:
    """Remove the pages of runs that ended longer ago than `older_than`, and files that a crash left.

    With `dry_run` nothing is removed. `now` is this moment when left out.
    """
    now = now or dt.datetime.now(dt.UTC)
    records = IngestRecords(store.database)
    old = records.runs_before(now - older_than, now - FORSAKEN)
    named = records.files(without=old)
    found = {
        file: state.st_size
        for file, state in _files(folder)
        if file.relative_to(folder).as_posix() not in named
        and (_run_of(file, folder) in old or _age(state, now) > NAMELESS)
    }
    if not dry_run:
        with store.database.transaction() as transaction:
            for run in old:
                records.forget_pages(transaction, run)
        for file in found:
            file.unlink(missing_ok=True)
        _sweep(folder, now)
    return Pruned(runs=old, files=len(found), size_bytes=sum(found.values()))


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The pages of all runs of all sources, unfinished ones too."""
    for run in _runs(folder):
        yield from ((file, state) for file, state in _states(run.iterdir()) if stat.S_ISREG(state.st_mode))


def _states(paths: Iterable[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """Paths with what the disk says of them; one that goes meanwhile, as runs give pages their names, is left out."""
    with suppress(FileNotFoundError):
        for path in paths:
            with suppress(FileNotFoundError):
                yield path, path.stat()


def _runs(folder: Path) -> list[Path]:
    return [run for run in folder.glob("*/*") if run.is_dir() and run.name.isdecimal()]


def _run_of(file: Path, folder: Path) -> int:
    return int(file.relative_to(folder).parts[1])


def _age(state: os.stat_result, now: dt.datetime) -> dt.timedelta:
    return now - dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)


def _sweep(folder: Path, now: dt.datetime) -> None:
    """Remove stages of killed runs, and folders that are empty."""
    for run in _runs(folder):
        stage = run / STAGE
        ages = [_age(state, now) for _, state in _states(chain([stage], stage.rglob("*")))]
        if ages and min(ages) > FORSAKEN:
            shutil.rmtree(stage, ignore_errors=True)
        with suppress(OSError):
            run.rmdir()
