"""Verifying: every file that the ledger names is there, has its bytes and holds its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import EngineError, LakeFileDamaged
from reedbed.errors.counts import count_of
from reedbed.lake.contents import contents_of
from reedbed.lake.records import LakeRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reedbed.engine import Database
    from reedbed.lake.records import LakeFile, LakeTable
    from reedbed.lake.targets import Target

NAMED_FINDINGS: Final = 5
"""Findings that an error names; a report has all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LakeReport:
    """What verifying found of one table's archive; `findings` is empty when every file is whole."""

    table: str
    snapshot: int
    files: int
    rows: int
    size_bytes: int
    findings: tuple[str, ...]


class Verifier:
    """Verifies the archives of one database."""

    def __init__(self, database: Database, open_target: Callable[[str], Target]) -> None:
        self._database = database
        self._records = LakeRecords(database)
        self._open_target = open_target

    def verify(self, table: LakeTable, *, contents: bool = True) -> LakeReport:
        """Compare the files of the newest snapshot with their records: sizes, sums, and with `contents` rows."""
        files = self._records.files(table.id)
        return LakeReport(
            table=str(table.name),
            snapshot=table.generation,
            files=len(files),
            rows=sum(file.row_count for file in files),
            size_bytes=sum(file.size_bytes for file in files),
            findings=tuple(self.findings(files, contents=contents)),
        )

    def require_whole(self, table: LakeTable, files: Sequence[LakeFile]) -> None:
        """Raise `LakeFileDamaged` when one of these files is not what was written."""
        findings = list(self.findings(files, contents=False))
        if findings:
            more = f", and {len(findings) - NAMED_FINDINGS} more" if len(findings) > NAMED_FINDINGS else ""
            raise LakeFileDamaged(
                f"The archive of {str(table.name)!r} is damaged: {'; '.join(findings[:NAMED_FINDINGS])}{more}.",
                hint=f"reedbed lake verify {table.name.argument}",
                table=str(table.name),
                findings=findings,
            )

    def findings(self, files: Iterable[LakeFile], *, contents: bool) -> Iterator[str]:
        """What is wrong with files, one sentence each."""
        whole: dict[tuple[str, object], list[LakeFile]] = {}
        targets: dict[str, Target] = {}
        for file in files:
            target = targets.get(file.target) or self._open_target(file.target)
            targets[file.target] = target
            finding = _bytes_finding(file, target)
            if finding:
                yield f"{file.path}: {finding}"
            else:
                whole.setdefault((file.target, file.columns), []).append(file)
        if contents:
            for (kept, _), group in whole.items():
                yield from self._rows_findings(group, targets[kept])

    def _rows_findings(self, files: Sequence[LakeFile], target: Target) -> Iterator[str]:
        target.prepare(self._database)
        cursor = self._database.cursor()
        try:
            addresses = [target.address(file.path) for file in files]
            try:
                found = contents_of(cursor, files[0].columns, addresses, with_ranges=False)
            except EngineError as error:
                # Bytes that are as they were and cannot be read: written by another engine, or not what they were.
                yield f"{files[0].path} and files like it: {error.message}"
                return
        finally:
            cursor.close()
        for file in files:
            content = found.get(file.path.rpartition("/")[2])
            rows = content.fingerprint.rows if content else 0
            if rows != file.row_count:
                yield f"{file.path}: {count_of(rows, 'row')}, the ledger says {file.row_count:,}"
            elif content and _contradicts(str(content.fingerprint), file.fingerprint):
                yield f"{file.path}: its rows are others than were written"


def _bytes_finding(file: LakeFile, target: Target) -> str:
    found = target.stat(file.path)
    if found is None:
        return "it is missing"
    if found.size_bytes != file.size_bytes:
        return f"{found.size_bytes:,} bytes, the ledger says {file.size_bytes:,}"
    return "" if target.digest(file.path).sha256 == file.sha256 else "its content was altered"


def _contradicts(found: str, kept: str) -> bool:
    """Whether two fingerprints differ that one version of the engine made; another one may hash in another way."""
    return found != kept and found.partition(":")[0] == kept.partition(":")[0]
