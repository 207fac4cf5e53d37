"""The ledger's record of view builds: what was built from what, and how it ended.

A record of a build commits in the transaction of its rows. What a plan needs is read with one query,
however many views and builds there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from reedbed.sql import LEDGER_SCHEMA, TableName, literal

if TYPE_CHECKING:
    from datetime import datetime

    from reedbed.engine import Database, Transaction

Mode = Literal["full", "incremental"]
Outcome = Literal["built", "unchanged", "failed"]

_COLUMNS = (
    "view_name, outcome, mode, reason, code_fingerprint, view_fingerprint, inputs, output_version, "
    "content_fingerprint, row_count, started_at, finished_at, seconds, error, time_input, time_column, high_water, "
    "settled_before, settled_rows, changed_from"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class InputVersion:
    """An input as a build read it; the version is None when the table was never written through Reedbed."""

    name: TableName
    version: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeMark:
    """How far an incremental view has come. Times are DuckDB's text of them, in UTC.

    `input` bears the time in its `column`, `high_water` is its highest; rows before `settled_before` are not expected
    to change, and `settled_rows` of them were there.
    """

    input: TableName
    column: str
    high_water: str
    settled_before: str
    settled_rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildRecord:
    """One build of one view."""

    view: str
    outcome: Outcome
    mode: Mode
    reason: str
    code: str
    fingerprint: str
    inputs: tuple[InputVersion, ...]
    started_at: datetime
    finished_at: datetime
    seconds: float
    output_version: int | None = None
    content: str | None = None
    row_count: int | None = None
    error: str | None = None
    mark: TimeMark | None = None
    changed_from: str | None = None


class ViewBuilds:
    """Reads and writes `reedbed.view_builds`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.qualified(LEDGER_SCHEMA, "view_builds")
        self._numbers = literal(database.qualified(LEDGER_SCHEMA, "view_build_numbers"))

    def last_good(self) -> dict[str, BuildRecord]:
        """The last build that did not fail of every view, by its name; one query."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM {self._table} WHERE outcome <> 'failed' "
            "QUALIFY row_number() OVER (PARTITION BY view_name ORDER BY build DESC) = 1"
        )
        return {record.view: record for record in map(_record, rows)}

    def history(self, view: str | None = None, *, limit: int = 100) -> list[BuildRecord]:
        """The latest builds, the failed ones too, newest first; of one view or of all."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM {self._table} WHERE $1 IS NULL OR view_name = $1 ORDER BY build DESC LIMIT $2",
            [view, limit],
        )
        return [_record(row) for row in rows]

    def changes_since(self, view: str, version: int) -> list[BuildRecord]:
        """The builds that gave the view's table a version above `version`, oldest first."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM {self._table} WHERE view_name = ? AND outcome = 'built' "
            "AND output_version > ? ORDER BY build",
            [view, version],
        )
        return [_record(row) for row in rows]

    def add(self, transaction: Transaction, record: BuildRecord) -> None:
        """Keep `record` when the transaction commits."""
        inputs = [
            {"schema_name": each.name.schema, "table_name": each.name.name, "version": each.version}
            for each in record.inputs
        ]
        transaction.execute(
            f"INSERT INTO {self._table} (build, {_COLUMNS}) VALUES (nextval({self._numbers}), ?, ?, ?, ?, ?, ?, "
            "?::STRUCT(schema_name VARCHAR, table_name VARCHAR, version BIGINT)[], "
            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(record.view, record.outcome, record.mode, record.reason, record.code, record.fingerprint, inputs),
                *(record.output_version, record.content, record.row_count),
                *(record.started_at, record.finished_at, record.seconds, record.error),
                *_mark_values(record.mark),
                record.changed_from,
            ],
        )


def _record(row: tuple[Any, ...]) -> BuildRecord:
    view, outcome, mode, reason, code, fingerprint, inputs, version, content, rows, *rest = row
    started, finished, seconds, error, *mark, changed_from = rest
    versions = tuple(
        InputVersion(name=TableName(schema=each["schema_name"], name=each["table_name"]), version=each["version"])
        for each in inputs
    )
    return BuildRecord(
        view=view,
        outcome=outcome,
        mode=mode,
        reason=reason,
        code=code,
        fingerprint=fingerprint,
        inputs=versions,
        started_at=started,
        finished_at=finished,
        seconds=seconds,
        output_version=version,
        content=content,
        row_count=rows,
        error=error,
        mark=_mark(versions, *mark),
        changed_from=changed_from,
    )


def _mark_values(mark: TimeMark | None) -> tuple[object, ...]:
    if mark is None:
        return (None,) * 5
    return str(mark.input), mark.column, mark.high_water, mark.settled_before, mark.settled_rows


def _mark(inputs: tuple[InputVersion, ...], name: str | None, *rest: Any) -> TimeMark | None:
    found = next((each.name for each in inputs if str(each.name) == name), None)
    if found is None:
        return None
    column, high_water, settled_before, settled_rows = rest
    return TimeMark(
        input=found, column=column, high_water=high_water, settled_before=settled_before, settled_rows=settled_rows
    )
