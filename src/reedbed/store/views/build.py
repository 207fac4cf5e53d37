"""Running a plan: each view in its own transaction, in the order of the plan, whatever becomes of the others.

A build applies the plan that it is given. An interrupt (Ctrl-C, a cancelled query) takes the present view back and
leaves the finished ones as they are; the next build goes on from there.
"""

from __future__ import annotations

import shlex
import time
import traceback
from typing import TYPE_CHECKING, Final

from reedbed.errors import QueryCancelled, ReedbedError, StoreReadOnly, UsageError, ViewFailed
from reedbed.store.views.builds import ViewBuilds
from reedbed.store.views.facts import plan_views
from reedbed.store.views.fingerprints import Fingerprints
from reedbed.store.views.materialisation import Materialiser
from reedbed.store.views.plan import Reason, changed_inputs
from reedbed.store.views.relations import RelationKey, folded, relation_key
from reedbed.store.views.report import BuildEvent, BuildReport, ViewResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reedbed.store.views.builds import BuildRecord
    from reedbed.store.views.host import ViewHost
    from reedbed.store.views.plan import Plan, PlannedView
    from reedbed.store.views.registry import View
    from reedbed.store.views.report import BuildProgress, EventKind, Result


def build_views(
    store: ViewHost,
    views: Iterable[View],
    plan: Plan | None = None,
    *,
    targets: Iterable[str] = (),
    full: bool = False,
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Bring views up to date: apply `plan`, or the one that `plan_views` makes of `targets` and `full`.

    A view that fails is told in the report and does not stop the views that can do without it; its table keeps the
    last good rows. Raises what `plan_views` raises; `UsageError` inside a transaction, since each view has its own,
    and when the views are not those of the plan; `StoreReadOnly`; `QueryCancelled` when it was interrupted.
    """
    found = tuple(views)
    if store.database.read_only:
        raise StoreReadOnly("This store was opened read-only.", hint="open_store(…) without read_only")
    if store.database.in_transaction:
        raise UsageError("Views are built in transactions of their own.", hint="build after the transaction() block")
    present = plan if plan is not None else plan_views(store, found, targets=targets, full=full)
    return _Run(store, found, present, progress).run()


_ENDED: Final[dict[Result, EventKind]] = {
    "built": "finished",
    "unchanged": "finished",
    "skipped": "skipped",
    "failed": "failed",
}


class _Run:
    """One application of a plan."""

    def __init__(self, store: ViewHost, views: tuple[View, ...], plan: Plan, progress: BuildProgress | None) -> None:
        self._store = store
        self._plan = plan
        self._views = {folded(view.name): view for view in views}
        self._progress = progress
        self._materialiser = Materialiser(store)
        self._results: dict[RelationKey, ViewResult] = {}

    def run(self) -> BuildReport:
        """Do every step of the plan."""
        started = time.perf_counter()
        self._refuse_other_code()
        last = ViewBuilds(self._store.database).last_good() if self._plan.to_build else {}
        for step in self._plan.views:
            result = self._skipped(step, last) or self._built(step, last.get(step.name))
            self._results[relation_key(step.name)] = result
            self._tell(_ENDED[result.result], step, result)
        return BuildReport(views=tuple(self._results.values()), seconds=time.perf_counter() - started)

    def _refuse_other_code(self) -> None:
        fingerprints = Fingerprints()
        for step in self._plan.to_build:
            view = self._views.get(folded(step.name))
            if view is None or fingerprints.code(view) != step.code:
                raise UsageError(
                    f"The plan is not for these views: {step.name!r} is {'another' if view else 'not among them'}.",
                    hint="reedbed plan",
                    view=step.name,
                )

    def _skipped(self, step: PlannedView, last: Mapping[str, BuildRecord]) -> ViewResult | None:
        """The result of a view that need not or cannot be built."""
        if step.action == "skip":
            return _skip(step, step.why)
        view = self._views[folded(step.name)]
        for name in view.inputs:
            ended = self._results.get(relation_key(name))
            if ended is not None and (ended.result == "failed" or ended.blocked_by):
                cause = ended.blocked_by or ended.name
                return _skip(step, f"needs {ended.name!r}, {_came_to_nothing(ended, cause)}", blocked_by=cause)
        record = last.get(step.name)
        if step.reason is Reason.UPSTREAM and record is not None and not self._inputs_changed(view, record):
            return _skip(step, "input unchanged after rebuild")
        return None

    def _inputs_changed(self, view: View, record: BuildRecord) -> bool:
        tables = self._store.table_records.all()
        return bool(changed_inputs(view, record, {relation_key(name): each.version for name, each in tables.items()}))

    def _built(self, step: PlannedView, last: BuildRecord | None) -> ViewResult:
        view = self._views[folded(step.name)]
        self._tell("started", step)
        started = time.perf_counter()
        try:
            return self._materialiser.build(view, step, last)
        except QueryCancelled:
            raise
        except Exception as error:  # noqa: BLE001 - a builder is foreign code and may raise anything; it is reported
            return self._failed(view, step, error, time.perf_counter() - started)

    def _failed(self, view: View, step: PlannedView, error: Exception, seconds: float) -> ViewResult:
        place = _place(view, error)
        failure = ViewFailed(
            f"View {view.name!r}{f' ({place})' if place else ''} failed: {error}",
            hint=(error.hint if isinstance(error, ReedbedError) else "") or f"reedbed build {shlex.quote(view.name)}",
            view=view.name,
            place=place,
            error=error.to_dict() if isinstance(error, ReedbedError) else f"{type(error).__name__}: {error}",
        )
        failure.__cause__ = error
        try:
            self._materialiser.note_failure(view, step, error, seconds)
        except ReedbedError as unnoted:
            failure.add_note(f"The ledger could not be told: {unnoted}")
        return ViewResult(
            name=step.name, result="failed", why=failure.message, mode=step.mode, seconds=seconds, error=failure
        )

    def _tell(self, kind: EventKind, step: PlannedView, result: ViewResult | None = None) -> None:
        if self._progress is not None:
            self._progress(
                BuildEvent(
                    kind=kind,
                    view=step.name,
                    why=result.why if result else step.why,
                    done=len(self._results),
                    total=len(self._plan.views),
                    result=result,
                )
            )


def _skip(step: PlannedView, why: str, *, blocked_by: str | None = None) -> ViewResult:
    return ViewResult(name=step.name, result="skipped", why=why, mode=step.mode, blocked_by=blocked_by)


def _came_to_nothing(ended: ViewResult, cause: str) -> str:
    return "which failed" if ended.name == cause else f"which was skipped since {cause!r} failed"


def _place(view: View, error: BaseException) -> str:
    """The line of the user's own file at which a builder raised, or where the view is registered."""
    file = view.origin.rpartition(":")[0]
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f"{file}:{lines[-1]}" if lines else view.origin
