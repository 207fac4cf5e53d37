"""Exporting: a table's rows as plain Parquet files in Hive's layout, which other programs read without us."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.errors import ColumnNotFound, UsageError
from reedbed.lake.grains import GRAINS
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reedbed.engine import Database
    from reedbed.lake.targets import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportResult:
    """What was exported to `target`: rows, and files below it."""

    table: str
    target: str
    rows: int
    files: tuple[str, ...]
    size_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Exportable:
    """What is exported: SQL of the rows, their columns, and how files are cut. Grains are those of `time_column`."""

    table: str
    rows: str
    columns: Sequence[str]
    time_column: str | None
    partition_by: tuple[str, ...]

    def select(self) -> str:
        """SQL of the rows with the values of their partitions, which are in the folders' names and not in the files.

        Raises `ColumnNotFound` and `UsageError` for partitions that there cannot be.
        """
        parts = [self._part(name) for name in self.partition_by]
        columns = [quote(name) for name in self.columns if name not in self.partition_by]
        if not columns:
            raise UsageError("An export by every column leaves no column for the files.", hint="partition_by=('year',)")
        return f"SELECT {', '.join([*columns, *parts])} FROM ({self.rows}) AS exported"

    def _part(self, name: str) -> str:
        if name in self.columns:
            return quote(name)
        if name in GRAINS and self.time_column is not None:
            # Numbers, as DuckDB, Polars and Spark guess the type of a folder's value.
            return f"{name}({quote(self.time_column)}) AS {quote(name)}"
        raise ColumnNotFound(name, where=f"table {self.table!r}", known=[*GRAINS, *self.columns])


def export(database: Database, subject: Exportable, target: Target) -> ExportResult:
    """Write the rows into a target that holds no files yet; each file is whole when it is there.

    Raises `UsageError` when there are files: an export mixes with nothing.
    """
    if next(iter(target.files()), None) is not None:
        raise UsageError(
            f"{target.url} holds files already; an export goes to an empty place.",
            hint="give a folder or prefix that is not there yet",
            target=target.url,
        )
    select = subject.select()
    folder = target.staging() / f"export-{uuid.uuid4().hex}"
    folder.mkdir()
    try:
        rows = _copied(database, select, subject.partition_by, folder)
        files = sorted(each for each in folder.rglob("*.parquet"))
        # COPY tells the partitions' values in the names of folders; whoever reads takes them from there.
        digests = {path: target.put(folder / path, path) for path in (_below(folder, each) for each in files)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return ExportResult(
        table=subject.table,
        target=target.url,
        rows=rows,
        files=tuple(digests),
        size_bytes=sum(each.size_bytes for each in digests.values()),
    )


def _below(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()


def _copied(database: Database, select: str, partition_by: Sequence[str], folder: Path) -> int:
    cursor = database.cursor()
    try:
        if not partition_by:
            return cursor.execute(f"COPY ({select}) TO {literal(str(folder / 'data_0.parquet'))} (FORMAT parquet)")
        names = ", ".join(map(quote, partition_by))
        return cursor.execute(f"COPY ({select}) TO {literal(str(folder))} (FORMAT parquet, PARTITION_BY ({names}))")
    finally:
        cursor.close()
