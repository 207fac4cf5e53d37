"""One view into its table: rows, ledger record and checkpoint in one transaction, or nothing at all."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from reedbed.errors import ColumnNotFound, KeyInvalid, UsageError
from reedbed.errors.counts import count_of
from reedbed.sql import quote
from reedbed.store.fingerprint import content_fingerprint
from reedbed.store.schema import relation_kind
from reedbed.store.views.builds import BuildRecord, InputVersion, ViewBuilds
from reedbed.store.views.facts import checkpoint_state
from reedbed.store.views.fingerprints import view_fingerprint
from reedbed.store.views.increment import apply_stretch, recomputed
from reedbed.store.views.plan import REPAIRS, Reason
from reedbed.store.views.relations import RelationKey, relation_key
from reedbed.store.views.report import ViewResult
from reedbed.store.views.sources import reads_from, view_rows
from reedbed.store.views.timeline import (
    changed_since,
    columns_of,
    moment_of,
    output_column,
    same_column,
    time_axis,
    time_mark,
)

if TYPE_CHECKING:
    from reedbed.engine import Database, Transaction
    from reedbed.store.ledger import TableRecord
    from reedbed.store.views.builds import Mode, TimeMark
    from reedbed.store.views.host import ViewHost
    from reedbed.store.views.plan import PlannedView
    from reedbed.store.views.registry import View
    from reedbed.store.views.timeline import TimeAxis
    from reedbed.store.writing import Mode as WriteMode
    from reedbed.store.writing import Select


class _SameRows(Exception):
    """The rows that were written are those that were there: the table keeps its version, and `record` says so."""

    def __init__(self, record: BuildRecord, origin: dict[str, Any]) -> None:
        super().__init__()
        self.record = record
        self.origin = origin


@dataclass(frozen=True, kw_only=True, slots=True)
class _Facts:
    """What a build reads before it writes; of the same snapshot as the rows."""

    step: PlannedView
    tables: dict[RelationKey, TableRecord]
    inputs: tuple[InputVersion, ...]
    axis: TimeAxis | None
    mark: TimeMark | None
    last: BuildRecord | None
    present: TableRecord | None

    @property
    def fingerprint(self) -> str:
        """Of the view's code and its inputs."""
        return view_fingerprint(self.step.code, [(str(each.name), each.version) for each in self.inputs])

    @property
    def origin(self) -> dict[str, Any]:
        """What the checkpoint's manifest says about where the rows come from."""
        inputs = [{"table": str(each.name), "version": each.version} for each in self.inputs]
        return {"view": self.step.name, "code": self.step.code, "fingerprint": self.fingerprint, "inputs": inputs}

    @property
    def known_content(self) -> str | None:
        """The fingerprint of the table's rows, when the last build noted it and nothing else wrote since."""
        same = self.last is not None and self.present is not None and self.last.output_version == self.present.version
        return self.last.content if self.last is not None and same else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outcome:
    """How the rows got into the table; `changed_from` is the moment from which on they were replaced."""

    mode: Mode
    changed: bool
    changed_from: str | None = None
    content: str | None = None


class Materialiser:
    """Builds single views of one store."""

    def __init__(self, store: ViewHost) -> None:
        self._store = store
        self._database = store.database
        self._publisher = store.operations.publisher
        self._writer = store.operations.writer
        self._builds = ViewBuilds(store.database)

    def build(self, view: View, step: PlannedView, last: BuildRecord | None) -> ViewResult:
        """Build one view; on return its table, its record and its checkpoint are durable and agree.

        Raises what the builder, DuckDB or the disk raises; then everything is as it was.
        """
        clock = _Clock()
        if step.reason is Reason.IN_PLACE:
            raise UsageError(
                f"A table {view.name!r} is there that no view has built; building the view would overwrite it.",
                hint=f"reedbed build --full {shlex.quote(view.name)}",
                view=view.name,
            )
        if step.reason in REPAIRS and last is not None:
            return self._repaired(view, step, last, clock)
        try:
            with self._database.transaction() as transaction:
                record, origin = self._attempt(transaction, view, step, last, clock)
        except _SameRows as same:
            record, origin = same.record, same.origin
            with self._database.transaction() as transaction:
                self._builds.add(transaction, record)
        if record.outcome == "unchanged":
            self._repair(view, origin)
        return _result(step, record, clock)

    def note_failure(self, view: View, step: PlannedView, error: BaseException, seconds: float) -> None:
        """Keep in the ledger that and why a build failed."""
        finished = datetime.now(UTC)
        record = BuildRecord(
            view=view.name,
            outcome="failed",
            mode=step.mode,
            reason=step.why,
            code=step.code,
            fingerprint=view_fingerprint(step.code, []),
            inputs=(),
            started_at=finished - timedelta(seconds=seconds),
            finished_at=finished,
            seconds=seconds,
            error=f"{type(error).__name__}: {error}",
        )
        with self._database.transaction() as transaction:
            self._builds.add(transaction, record)

    def _attempt(
        self, transaction: Transaction, view: View, step: PlannedView, last: BuildRecord | None, clock: _Clock
    ) -> tuple[BuildRecord, dict[str, Any]]:
        facts = self._facts(view, step, last)
        outcome = self._written(transaction, view, facts)
        record = self._record(view, facts, outcome, clock)
        if outcome.mode == "full" and not outcome.changed:
            raise _SameRows(record, facts.origin)
        self._builds.add(transaction, record)
        return record, facts.origin

    def _facts(self, view: View, step: PlannedView, last: BuildRecord | None) -> _Facts:
        tables = {relation_key(name): record for name, record in self._store.table_records.all().items()}
        present = {name: tables.get(relation_key(name)) for name in (*view.inputs, view.table)}
        versions = {name: record.version if record else None for name, record in present.items()}
        axis = time_axis(self._database, view) if view.time_column is not None else None
        return _Facts(
            step=step,
            tables=tables,
            inputs=tuple(InputVersion(name=name, version=versions[name]) for name in view.inputs),
            axis=axis,
            mark=time_mark(self._database, view, axis) if axis else None,
            last=last,
            present=present[view.table],
        )

    def _written(self, transaction: Transaction, view: View, facts: _Facts) -> _Outcome:
        start = None
        planned = facts.step.mode == "incremental"
        if planned and facts.axis is not None and facts.last is not None and reads_from(view, facts.axis):
            start = changed_since(self._database, view, facts.axis, facts.last, facts.tables)
        outcome = None
        if facts.axis is not None and start is not None:
            outcome = self._stretch(transaction, view, facts, facts.axis, start)
        outcome = outcome or self._whole(view, facts)
        if outcome.changed and view.key:
            _refuse_repeats(self._database, view)
        return outcome

    def _stretch(
        self, transaction: Transaction, view: View, facts: _Facts, axis: TimeAxis, start: str
    ) -> _Outcome | None:
        def write(rows: Select, mode: WriteMode) -> None:
            self._write(rows, view, mode, facts)

        with recomputed(self._store, transaction, view, axis, start) as stretch:
            if stretch is None:
                return None
            changed = apply_stretch(self._database, transaction, view, stretch, write)
            moment = moment_of(self._database, axis, stretch.type, stretch.start)
        return _Outcome(mode="incremental", changed=changed, changed_from=moment if changed else None)

    def _whole(self, view: View, facts: _Facts) -> _Outcome:
        table = self._database.qualified(view.table.schema, view.table.name)
        before = facts.known_content
        if before is None and relation_kind(self._database, view.table) == "table":
            before = content_fingerprint(self._database, table)
        self._write(view_rows(self._store, view), view, "replace", facts)
        if view.time_column is not None:
            output_column(view, columns_of(self._database, table))
        after = content_fingerprint(self._database, table)
        return _Outcome(mode="full", changed=before != after, content=after)

    def _write(self, rows: object, view: View, mode: WriteMode, facts: _Facts) -> None:
        checkpoint = view.checkpoint and self._publisher is not None
        self._writer.write(rows, view.table, mode, key=(), checkpoint=checkpoint, origin=facts.origin)

    def _record(self, view: View, facts: _Facts, outcome: _Outcome, clock: _Clock) -> BuildRecord:
        present = self._store.table_records.all().get(view.table) if outcome.changed else facts.present
        return BuildRecord(
            view=view.name,
            outcome="built" if outcome.changed else "unchanged",
            mode=outcome.mode,
            reason=facts.step.why,
            code=facts.step.code,
            fingerprint=facts.fingerprint,
            inputs=facts.inputs,
            started_at=clock.started_at,
            finished_at=datetime.now(UTC),
            seconds=clock.seconds,
            output_version=present.version if present else None,
            content=outcome.content or (None if outcome.changed else facts.known_content),
            row_count=present.row_count if present else None,
            mark=facts.mark,
            changed_from=outcome.changed_from,
        )

    def _repaired(self, view: View, step: PlannedView, last: BuildRecord, clock: _Clock) -> ViewResult:
        inputs = [{"table": str(each.name), "version": each.version} for each in last.inputs]
        self._repair(view, {"view": view.name, "code": last.code, "fingerprint": last.fingerprint, "inputs": inputs})
        return _result(step, replace(last, outcome="unchanged", mode="full"), clock)

    def _repair(self, view: View, origin: dict[str, Any]) -> None:
        """Write the view's checkpoint from its table unless it is whole."""
        if self._publisher is None or not view.checkpoint:
            return
        version = self._store.table_records.version(view.table)
        kept = self._store.checkpoint_records.get(view.table)
        if checkpoint_state(self._store.checkpoint_dir, kept, version)[0] != "whole":
            self._writer.checkpoint(view.table, self._publisher, origin=origin)


class _Clock:
    """When a build began and how long it has taken."""

    def __init__(self) -> None:
        self.started_at = datetime.now(UTC)
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start


def _refuse_repeats(database: Database, view: View) -> None:
    """Raise `KeyInvalid` unless the declared key tells the rows apart, `ColumnNotFound` when it is not there."""
    table = database.qualified(view.table.schema, view.table.name)
    known = columns_of(database, table)
    for name in view.key:
        if same_column(known, name) is None:
            raise ColumnNotFound(name, where=f"the rows of view {view.name!r}", known=known)
    columns = ", ".join(map(quote, view.key))
    missing = " OR ".join(f"{quote(name)} IS NULL" for name in view.key)
    row = database.row(
        f"SELECT {columns}, count(*) FROM {table} GROUP BY {columns} HAVING count(*) > 1 OR {missing} LIMIT 1"
    )
    if row is not None:
        *values, times = row
        example = ", ".join(f"{name} = {value!r}" for name, value in zip(view.key, values, strict=True))
        raise KeyInvalid(
            f"The key of view {view.name!r} does not tell its rows apart: {count_of(times, 'row')} with {example}.",
            hint="name the columns that do, or make the rows distinct",
            view=view.name,
            key=list(view.key),
        )


def _result(step: PlannedView, record: BuildRecord, clock: _Clock) -> ViewResult:
    return ViewResult(
        name=step.name,
        result="built" if record.outcome == "built" else "unchanged",
        why=step.why,
        mode=record.mode,
        rows=record.row_count,
        version=record.output_version,
        seconds=clock.seconds,
    )
