"""What is done about archives as a whole, in the process that owns the database; others ask it by these names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.statements import split_statements
from reedbed.lake.archiving import Archiver
from reedbed.lake.care.operations import CARE_CHANGING, CARE_READING, CareOperations
from reedbed.lake.cuts import cut_of
from reedbed.lake.restoring import LakeRestorer
from reedbed.lake.subjects import archived, with_default
from reedbed.lake.verifying import Verifier

if TYPE_CHECKING:
    from reedbed.engine.files_read import FilesRead
    from reedbed.lake.archiving import ArchiveResult
    from reedbed.lake.cuts import Moment
    from reedbed.lake.plans import ArchivePlan
    from reedbed.lake.records import LakeTable
    from reedbed.lake.restoring import LakeRestoreResult
    from reedbed.lake.subjects import Wishes
    from reedbed.lake.verifying import LakeReport
    from reedbed.ports.queries import Parameters
    from reedbed.sql import TableName

READING: Final = frozenset({"plan", "verify", "explain"}) | CARE_READING
"""Operations that change nothing."""

CHANGING: Final = frozenset({"archive", "restore"}) | CARE_CHANGING
"""Operations that change files or rows; each is a transaction of its own."""


class LakeOperations(CareOperations):
    """The operations of one store's lake; each of its public methods may be asked for by another process."""

    def archive(self, table: TableName, older_than: Moment, wishes: Wishes) -> ArchiveResult:
        """Move rows into files."""
        archiver = Archiver(self._database, self._places.open)
        return archiver.archive(table, lambda found: _moment(older_than, found), self._wishes(wishes))

    def plan(self, table: TableName, older_than: Moment, wishes: Wishes) -> ArchivePlan:
        """What `archive` would do."""
        archiver = Archiver(self._database, self._places.open)
        return archiver.plan(table, lambda found: _moment(older_than, found), self._wishes(wishes))

    def restore(self, table: TableName, since: Moment | None, until: Moment | None) -> LakeRestoreResult:
        """Make archived rows live again."""
        found = archived(self._records, table)
        return LakeRestorer(self._database, self._places.open).restore(
            found,
            since=None if since is None else _moment(since, found),
            until=None if until is None else _moment(until, found),
        )

    def verify(self, table: TableName | None, *, contents: bool) -> list[LakeReport]:
        """Compare files with what was written."""
        tables = [archived(self._records, table)] if table else self._records.tables().values()
        verifier = Verifier(self._database, self._places.open)
        return [verifier.verify(each, contents=contents) for each in sorted(tables, key=lambda each: each.name)]

    def explain(self, sql: str, params: Parameters) -> list[FilesRead]:
        """Which files a query reads."""
        statements = split_statements(sql)
        if len(statements) == 1 and statements[0].kind == "SELECT":
            # What does not bind is told as it would be when it ran.
            self._database.rows(f"EXPLAIN {sql}", params)
        federated = self._database.federated
        return [] if federated is None else list(federated.files_read(self._database.current(), sql, params))

    def _wishes(self, wishes: Wishes) -> Wishes:
        return with_default(wishes, self._places.default)


def _moment(moment: Moment, table: LakeTable) -> str:
    return cut_of(moment, table.column(table.time_column).type)
