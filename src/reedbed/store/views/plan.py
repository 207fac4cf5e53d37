"""The plan: what a build would run, in which order and why. A pure function of facts, which `facts` collects.

`build` applies exactly the plan that was shown. One thing only shows while it runs: a view whose rebuilt rows are
those of before keeps its version, and a view that was planned only because of it is then skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from reedbed.store.views.ordering import dependency_order, with_inputs
from reedbed.store.views.relations import RelationKey, relation_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reedbed.sql import TableName
    from reedbed.store.views.builds import BuildRecord, Mode
    from reedbed.store.views.registry import View

Action = Literal["build", "skip"]
CheckpointState = Literal["whole", "missing", "damaged"]


class Reason(StrEnum):
    """Why a view is built or skipped."""

    NEW = "new"
    IN_PLACE = "new, in place of a table that no view built"
    ASKED = "asked for"
    CODE_CHANGED = "code changed"
    INPUT_CHANGED = "input changed"
    TABLE_MISSING = "table missing"
    TABLE_CHANGED = "table changed outside"
    CHECKPOINT_MISSING = "checkpoint missing"
    CHECKPOINT_DAMAGED = "checkpoint damaged"
    UPSTREAM = "upstream will rebuild"
    UP_TO_DATE = "up to date"


# What a build repairs without computing anything again when the rows are still those of the last build.
REPAIRS = frozenset({Reason.CHECKPOINT_MISSING, Reason.CHECKPOINT_DAMAGED})


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanFacts:
    """What a plan is made from; everything is known before it is asked for.

    `codes` has the code fingerprint of every view by name, `builds` the last good build by name, `tables` every
    relation of the database, `versions` those that Reedbed wrote, `checkpoints` the state of each table that has
    or should have one. `keeps_checkpoints` is false for a store without a folder for them.
    """

    codes: Mapping[str, str]
    builds: Mapping[str, BuildRecord] = field(default_factory=dict)
    tables: Mapping[RelationKey, TableName] = field(default_factory=dict)
    versions: Mapping[RelationKey, int] = field(default_factory=dict)
    checkpoints: Mapping[RelationKey, CheckpointState] = field(default_factory=dict)
    strangers: frozenset[RelationKey] = frozenset()
    keeps_checkpoints: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedView:
    """One view's place in the plan. `because` names the inputs that the reason is about."""

    name: str
    action: Action
    reason: Reason
    mode: Mode
    code: str
    because: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reason in words: `input changed: messages`."""
        return f"{self.reason}: {', '.join(self.because)}" if self.because else str(self.reason)

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "view": self.name,
            "action": self.action,
            "mode": self.mode,
            "reason": str(self.reason),
            "because": list(self.because),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Every view in the order of building, with what happens to it."""

    views: tuple[PlannedView, ...]

    @property
    def to_build(self) -> tuple[PlannedView, ...]:
        """The views that would run."""
        return tuple(view for view in self.views if view.action == "build")

    @property
    def up_to_date(self) -> bool:
        """Whether nothing would run."""
        return not self.to_build

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "up_to_date": self.up_to_date,
            "to_build": len(self.to_build),
            "views": [view.to_dict() for view in self.views],
        }


def make_plan(views: Sequence[View], facts: PlanFacts, *, targets: Iterable[str] = (), full: bool = False) -> Plan:
    """The plan for `views`, or for `targets` and what they need; `full` builds the named ones whatever their state.

    Raises `ViewCycle`, `ViewInputUnknown`, and `ViewNotFound` for a target that is no view.
    """
    named = list(targets)
    ordered = dependency_order(views, facts.tables)
    wanted = with_inputs(named or [view.name for view in views], views)
    asked = {relation_key(name) for name in named} if named else wanted
    planned: dict[RelationKey, PlannedView] = {}
    for view in ordered:
        key = relation_key(view.table)
        if key in wanted:
            rebuilt = [name for name in view.inputs if _is_built(planned.get(relation_key(name)))]
            planned[key] = _planned(view, facts, rebuilt, forced=full and key in asked)
    return Plan(views=tuple(planned.values()))


def _is_built(step: PlannedView | None) -> bool:
    # A repaired checkpoint leaves the rows and the version of its table as they are.
    return step is not None and step.action == "build" and step.reason not in REPAIRS


def _planned(view: View, facts: PlanFacts, rebuilt: Sequence[TableName], *, forced: bool) -> PlannedView:
    reason, because = _reason(view, facts, rebuilt, forced=forced)
    record = facts.builds.get(view.name)
    incremental = reason in {Reason.INPUT_CHANGED, Reason.UPSTREAM} and _only_time_input(view, record, because)
    return PlannedView(
        name=view.name,
        action="skip" if reason is Reason.UP_TO_DATE else "build",
        reason=reason,
        mode="incremental" if incremental else "full",
        code=facts.codes[view.name],
        because=tuple(map(str, because)),
    )


def _reason(
    view: View, facts: PlanFacts, rebuilt: Sequence[TableName], *, forced: bool
) -> tuple[Reason, Sequence[TableName]]:
    record = facts.builds.get(view.name)
    if forced:
        return Reason.ASKED, ()
    if record is None:
        return (Reason.IN_PLACE if relation_key(view.table) in facts.strangers else Reason.NEW), ()
    if record.code != facts.codes[view.name]:
        return Reason.CODE_CHANGED, ()
    damage = _damage(view, record, facts)
    if damage in {Reason.TABLE_MISSING, Reason.TABLE_CHANGED}:
        return damage, ()
    changed = changed_inputs(view, record, facts.versions)
    if changed or rebuilt:
        # Both are told, since both decide whether the rebuild can be incremental.
        both = dict.fromkeys([*changed, *rebuilt])
        return (Reason.INPUT_CHANGED if changed else Reason.UPSTREAM), tuple(both)
    return damage or Reason.UP_TO_DATE, ()


def _damage(view: View, record: BuildRecord, facts: PlanFacts) -> Reason | None:
    """What is wrong with what the last build left."""
    key = relation_key(view.table)
    if key not in facts.tables:
        return Reason.TABLE_MISSING
    if facts.versions.get(key) != record.output_version:
        return Reason.TABLE_CHANGED
    if not (view.checkpoint and facts.keeps_checkpoints):
        return None
    state = facts.checkpoints.get(key, "missing")
    return {"missing": Reason.CHECKPOINT_MISSING, "damaged": Reason.CHECKPOINT_DAMAGED}.get(state)


def changed_inputs(view: View, record: BuildRecord, versions: Mapping[RelationKey, int]) -> tuple[TableName, ...]:
    """The inputs whose version is not the one that `record` was built from.

    A table that Reedbed never wrote has no version: nothing tells whether it changed, so it counts as changed.
    """
    built_from = {relation_key(each.name): each.version for each in record.inputs}
    present = {name: versions.get(relation_key(name)) for name in view.inputs}
    return tuple(
        name for name, version in present.items() if version is None or version != built_from.get(relation_key(name))
    )


def _only_time_input(view: View, record: BuildRecord | None, because: Iterable[TableName]) -> bool:
    """Whether only the input that bears the time changed; old rows may depend on any other."""
    if view.time_column is None or record is None or record.mark is None:
        return False
    time_input = relation_key(record.mark.input)
    return all(relation_key(name) == time_input for name in because)
