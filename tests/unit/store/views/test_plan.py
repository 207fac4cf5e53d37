"""The plan as a function of facts: order, reasons, modes, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.errors import ViewCycle, ViewInputUnknown, ViewNotFound
from reedbed.sql import TableName
from reedbed.store.views.builds import BuildRecord, InputVersion, TimeMark
from reedbed.store.views.ordering import dependency_order
from reedbed.store.views.plan import Plan, PlanFacts, Reason, make_plan
from reedbed.store.views.registry import View
from reedbed.store.views.relations import relation_key

if TYPE_CHECKING:
    from collections.abc import Mapping


def view(name: str, *inputs: str, time_column: str | None = None, checkpoint: bool = True) -> View:
    return View(
        name=name,
        inputs=tuple(TableName(name=each) for each in inputs),
        sql="SELECT 1",
        time_column=time_column,
        checkpoint=checkpoint,
    )


def record(of: View, versions: Mapping[str, int], *, output: int = 100, code: str = "code") -> BuildRecord:
    first = of.inputs[0]
    return BuildRecord(
        view=of.name,
        outcome="built",
        mode="full",
        reason="new",
        code=code,
        fingerprint="",
        inputs=tuple(InputVersion(name=name, version=versions[name.name]) for name in of.inputs),
        started_at=datetime(2024, 1, 1, tzinfo=UTC),
        finished_at=datetime(2024, 1, 1, tzinfo=UTC),
        seconds=1.0,
        output_version=output,
        mark=TimeMark(input=first, column="ts", high_water="2024", settled_before="2024", settled_rows=1)
        if of.time_column
        else None,
    )


# messages (table) → chunks → daily, and authors (table) → daily
CHUNKS = view("chunks", "messages")
DAILY = view("daily", "chunks", "authors")
VIEWS = [DAILY, CHUNKS]
VERSIONS = {"messages": 1, "authors": 2, "chunks": 100, "daily": 101}


def facts(**changes: object) -> PlanFacts:
    """Everything up to date, but for `changes`."""
    base = PlanFacts(
        codes={each.name: "code" for each in VIEWS},
        builds={"chunks": record(CHUNKS, VERSIONS), "daily": record(DAILY, VERSIONS, output=101)},
        tables={relation_key(name): TableName(name=name) for name in VERSIONS},
        versions={relation_key(name): version for name, version in VERSIONS.items()},
        checkpoints={relation_key(name): "whole" for name in ("chunks", "daily")},
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # fields by name


def told(plan: Plan) -> dict[str, tuple[str, str]]:
    return {step.name: (step.action, step.why) for step in plan.views}


def test_nothing_to_do_is_said_in_the_order_of_building() -> None:
    plan = make_plan(VIEWS, facts())
    assert [step.name for step in plan.views] == ["chunks", "daily"]
    assert plan.up_to_date
    assert {step.reason for step in plan.views} == {Reason.UP_TO_DATE}


def test_a_view_that_was_never_built_is_new() -> None:
    assert told(make_plan(VIEWS, facts(builds={}))) == {"chunks": ("build", "new"), "daily": ("build", "new")}


def test_changed_code_rebuilds_the_view_and_what_reads_it() -> None:
    plan = make_plan(VIEWS, facts(codes={"chunks": "other", "daily": "code"}))
    assert told(plan) == {
        "chunks": ("build", "code changed"),
        "daily": ("build", "upstream will rebuild: chunks"),
    }


def test_a_changed_input_is_named() -> None:
    versions = {relation_key(name): version for name, version in (VERSIONS | {"authors": 7}).items()}
    assert told(make_plan(VIEWS, facts(versions=versions))) == {
        "chunks": ("skip", "up to date"),
        "daily": ("build", "input changed: authors"),
    }


def test_an_input_that_reedbed_never_wrote_counts_as_changed() -> None:
    versions = {relation_key(name): version for name, version in VERSIONS.items() if name != "messages"}
    assert told(make_plan(VIEWS, facts(versions=versions)))["chunks"] == ("build", "input changed: messages")


def test_a_missing_table_is_built_again() -> None:
    tables = {relation_key(name): TableName(name=name) for name in VERSIONS if name != "chunks"}
    assert told(make_plan(VIEWS, facts(tables=tables)))["chunks"] == ("build", "table missing")


def test_a_table_that_was_written_by_others_is_built_again() -> None:
    versions = {relation_key(name): version for name, version in (VERSIONS | {"chunks": 300}).items()}
    assert told(make_plan(VIEWS, facts(versions=versions)))["chunks"] == ("build", "table changed outside")


@pytest.mark.parametrize(("state", "why"), [("missing", "checkpoint missing"), ("damaged", "checkpoint damaged")])
def test_a_checkpoint_is_repaired_without_a_rebuild_below(state: str, why: str) -> None:
    checkpoints = {relation_key("chunks"): state, relation_key("daily"): "whole"}
    assert told(make_plan(VIEWS, facts(checkpoints=checkpoints))) == {
        "chunks": ("build", why),
        "daily": ("skip", "up to date"),
    }


def test_a_view_without_checkpoints_needs_none() -> None:
    views = [DAILY, replace(CHUNKS, checkpoint=False)]
    assert make_plan(views, facts(checkpoints={relation_key("daily"): "whole"})).up_to_date
    assert make_plan(VIEWS, facts(checkpoints={}, keeps_checkpoints=False)).up_to_date


def test_a_table_in_the_way_of_a_new_view_is_told() -> None:
    plan = make_plan(VIEWS, facts(builds={}, strangers=frozenset({relation_key("chunks")})))
    assert plan.views[0].reason is Reason.IN_PLACE


def test_targets_take_what_they_need_and_nothing_else() -> None:
    assert [step.name for step in make_plan(VIEWS, facts(), targets=["chunks"]).views] == ["chunks"]
    assert [step.name for step in make_plan(VIEWS, facts(), targets=["DAILY"]).views] == ["chunks", "daily"]


def test_full_builds_what_is_asked_for_and_not_what_it_needs() -> None:
    assert told(make_plan(VIEWS, facts(), targets=["daily"], full=True)) == {
        "chunks": ("skip", "up to date"),
        "daily": ("build", "asked for"),
    }
    assert len(make_plan(VIEWS, facts(), full=True).to_build) == 2


def test_an_unknown_target_offers_the_nearest_view() -> None:
    with pytest.raises(ViewNotFound, match="Did you mean 'daily'"):
        make_plan(VIEWS, facts(), targets=["dialy"])


def test_only_a_change_of_the_input_with_the_time_is_incremental() -> None:
    timed = [view("chunks", "messages", "authors", time_column="ts")]
    builds = {"chunks": record(timed[0], VERSIONS)}

    def mode(**newer: int) -> str:
        versions = {relation_key(name): version for name, version in (VERSIONS | newer).items()}
        return make_plan(timed, facts(builds=builds, versions=versions)).views[0].mode

    assert mode(messages=9) == "incremental"
    assert mode(authors=9) == "full"
    assert mode(authors=9, messages=9) == "full"


def test_a_view_behind_an_incremental_one_is_planned_incremental() -> None:
    timed = [view("chunks", "messages", time_column="ts"), view("hourly", "chunks", time_column="ts")]
    builds = {"chunks": record(timed[0], VERSIONS), "hourly": record(timed[1], VERSIONS, output=101)}
    versions = {relation_key(name): version for name, version in (VERSIONS | {"messages": 9, "hourly": 101}).items()}
    tables = {key: TableName(name=key[1]) for key in versions}
    plan = make_plan(
        timed,
        facts(builds=builds, versions=versions, tables=tables, codes={"chunks": "code", "hourly": "code"}),
    )
    assert [(step.reason, step.mode) for step in plan.views] == [
        (Reason.INPUT_CHANGED, "incremental"),
        (Reason.UPSTREAM, "incremental"),
    ]


def test_changed_code_is_always_built_in_full() -> None:
    timed = [view("chunks", "messages", time_column="ts")]
    plan = make_plan(timed, facts(builds={"chunks": record(timed[0], VERSIONS, code="old")}))
    assert (plan.views[0].reason, plan.views[0].mode) == (Reason.CODE_CHANGED, "full")


def test_a_circle_is_told_with_its_path() -> None:
    with pytest.raises(ViewCycle, match="b → c → a → b") as caught:
        make_plan([view("z", "b"), view("b", "c"), view("c", "a"), view("a", "B")], facts())
    assert caught.value.details["path"] == ["b", "c", "a", "b"]


def test_a_view_that_reads_itself_is_a_circle() -> None:
    with pytest.raises(ViewCycle, match="messages → messages"):
        make_plan([view("messages", "messages")], facts())


def test_an_unknown_input_is_told_with_its_path_and_the_nearest_names() -> None:
    views = [view("top", "mid"), view("mid", "mesages")]
    with pytest.raises(ViewInputUnknown, match=r"Did you mean 'messages'\? Path: top → mid → mesages") as caught:
        make_plan(views, facts())
    assert caught.value.details["view"] == "mid"


def test_a_chain_of_three_thousand_views_is_ordered() -> None:
    views = [view(f"v{at}", f"v{at - 1}") for at in range(3000, 0, -1)]
    found = dependency_order(views, {relation_key("v0"): TableName(name="v0")})
    assert [each.name for each in found] == [f"v{at}" for at in range(1, 3001)]


def test_names_that_hurt_are_planned_like_others() -> None:
    names = ['weird "name"', "😀", "../x", "x; drop table y"]
    views = [view(names[at], names[at - 1] if at else "messages") for at in range(len(names))][::-1]
    plan = make_plan(views, facts(codes=dict.fromkeys(names, "code"), builds={}))
    assert [step.name for step in plan.views] == names


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=80), st.permutations(range(31)))
def test_every_view_stands_behind_its_inputs_and_otherwise_as_registered(
    pairs: list[tuple[int, int]], order: list[int]
) -> None:
    reads: dict[int, list[str]] = {number: [] for number in range(31)}
    for low, high in ((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]):
        reads[high].append(str(low))
    views = [view(str(number), *reads[number]) for number in order]
    found = [each.name for each in dependency_order(views, {})]
    assert sorted(found) == sorted(each.name for each in views)
    for each in views:
        assert all(found.index(name.name) < found.index(each.name) for name in each.inputs)
    if not pairs:
        assert found == [each.name for each in views]
