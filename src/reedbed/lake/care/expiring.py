"""Letting go: snapshots that are old enough are forgotten, files that none names are removed, leavings are swept.

Expiring changes the ledger alone. A file goes before its record does: whatever happens between the two, no snapshot
can be read that names it, and the next pruning goes on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from reedbed.lake.jobs import running_tokens
from reedbed.sql import LEDGER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.engine import Database
    from reedbed.lake.records import LakeTable
    from reedbed.lake.targets import Target

EXPIRY: Final = dt.timedelta(days=7)
"""How long a snapshot can be read, when nothing else is said: longer than any statement that began before."""

SWEEPING: Final = dt.timedelta(days=1)
"""How old leavings must be: a write of another process that has just begun is not one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpiredSnapshot:
    """A snapshot that is forgotten, or would be. `table` is '' for one whose archive is gone."""

    table: str
    number: int
    kind: str
    made_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """A file that does not count, and why.

    `expired` is one that only forgotten snapshots named, `unknown` one that the ledger does not know, `unfinished` a
    write that was broken off.
    """

    target: str
    path: str
    size_bytes: int
    reason: Literal["expired", "unknown", "unfinished"]


class Expirer:
    """Forgets and removes what does not count any more, of one database's archives."""

    def __init__(self, database: Database, open_target: Callable[[str], Target]) -> None:
        self._database = database
        self._open_target = open_target

    def _of(self, table: str) -> str:
        return self._database.qualified(LEDGER_SCHEMA, table)

    def expire(self, table: LakeTable | None, older_than: dt.timedelta, *, dry_run: bool) -> list[ExpiredSnapshot]:
        """Forget the snapshots that were replaced longer ago than that; of one table, or of all that ever were.

        The newest snapshot of a table always stays.
        """
        of_table = f"AND s.table_id = {table.id:d}" if table else ""
        until = f"TIMESTAMPTZ '{dt.datetime.now(dt.UTC) - older_than}'"
        chosen = (
            f"SELECT s.table_id, s.number, s.kind, s.made_at, t.schema_name, t.table_name, "
            "lead(s.made_at) OVER (PARTITION BY s.table_id ORDER BY s.number) AS replaced_at "
            f"FROM {self._of('lake_snapshots')} AS s LEFT JOIN {self._of('lake_tables')} AS t ON t.id = s.table_id "
            f"WHERE true {of_table}"
        )
        # The last snapshot of an archive that is gone was replaced by nothing, and names no file.
        where = f"coalesce(replaced_at, CASE WHEN table_name IS NULL THEN made_at END) <= {until}"
        with self._database.transaction() as transaction:
            rows = transaction.rows(f"SELECT * FROM ({chosen}) WHERE {where} ORDER BY table_id, number")
            if rows and not dry_run:
                gone = ", ".join(f"({int(row[0])}, {int(row[1])})" for row in rows)
                transaction.execute(f"DELETE FROM {self._of('lake_snapshots')} WHERE (table_id, number) IN ({gone})")
        return [
            ExpiredSnapshot(
                table="" if row[5] is None else row[5] if row[4] == "main" else f"{row[4]}.{row[5]}",
                number=row[1],
                kind=row[2],
                made_at=row[3],
            )
            for row in rows
        ]

    def prune(self, table: LakeTable | None, *, dry_run: bool) -> list[Leaving]:
        """Remove the files that no snapshot names any more."""
        of_table = f"AND f.table_id = {table.id:d}" if table else ""
        rows = self._database.rows(
            f"SELECT f.id, f.target, f.path, f.size_bytes FROM {self._of('lake_files')} AS f "
            f"WHERE f.removed_by IS NOT NULL {of_table} AND NOT EXISTS (SELECT 1 FROM "
            f"{self._of('lake_snapshots')} AS s WHERE s.table_id = f.table_id AND s.number >= f.added_by "
            "AND s.number < f.removed_by) ORDER BY f.target, f.path"
        )
        if not dry_run:
            for kept in sorted({row[1] for row in rows}):
                of_target = [row for row in rows if row[1] == kept]
                self._open_target(kept).delete([row[2] for row in of_target])
                self._forget([row[0] for row in of_target])
        return [Leaving(target=row[1], path=row[2], size_bytes=row[3], reason="expired") for row in rows]

    def _forget(self, files: list[int]) -> None:
        listed = ", ".join(str(int(each)) for each in files)
        with self._database.transaction() as transaction:
            transaction.execute(f"DELETE FROM {self._of('lake_file_columns')} WHERE file_id IN ({listed})")
            transaction.execute(f"DELETE FROM {self._of('lake_files')} WHERE id IN ({listed})")

    def sweep(self, older_than: dt.timedelta, *, dry_run: bool) -> list[Leaving]:
        """Remove what broken writes left, and files in the archives' folders that the ledger does not know.

        An unknown file may be named by a copy or a backup of this database: look at what a dry run lists first.
        """
        folders = self._database.rows(
            f"SELECT DISTINCT target, split_part(path, '/', 1) FROM {self._of('lake_files')} ORDER BY ALL"
        )
        found: list[Leaving] = []
        for kept in sorted({row[0] for row in folders}):
            target = self._open_target(kept)
            found += [
                Leaving(target=kept, path=path, size_bytes=0, reason="unfinished")
                for path in target.sweep(older_than, dry_run=dry_run)
            ]
            unknown = list(self._unknown(kept, target, [row[1] for row in folders if row[0] == kept], older_than))
            if not dry_run:
                target.delete([each.path for each in unknown])
            found += unknown
        return found

    def _unknown(self, kept: str, target: Target, folders: list[str], older_than: dt.timedelta) -> Iterator[Leaving]:
        # The files first: one that is written and named meanwhile is in neither list, or in both.
        there = [file for folder in folders for file in target.files(folder)]
        known = {row[0] for row in self._database.rows(f"SELECT path FROM {self._of('lake_files')}")}
        tokens = running_tokens(self._database)
        until = dt.datetime.now(dt.UTC) - older_than
        for file in there:
            name = file.path.rpartition("/")[2]
            if file.path not in known and file.modified_at <= until and not name.startswith(tokens):
                yield Leaving(target=kept, path=file.path, size_bytes=file.size_bytes, reason="unknown")
