"""`reedbed plan` and `reedbed build`: what is behind and why, and bringing it up to date."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.durations import short_duration
from reedbed.cli.pages import Cell, Commands, Grid, line
from reedbed.cli.progress import bar
from reedbed.cli.session import Session
from reedbed.cli.view_code import no_views, workspace_views
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.cli.pages import Block, Tone
    from reedbed.store.views.plan import Plan
    from reedbed.store.views.report import BuildProgress, BuildReport, ViewResult

Bound = Annotated[Session, Parameter(parse=False)]
Names = Annotated[tuple[str, ...], Parameter(help="Views, with what they need; all when left out.")]
Full = Annotated[bool, Parameter(help="From scratch, whatever their state.")]
_TONES: dict[str, Tone] = {"built": "good", "unchanged": "good", "failed": "bad", "skipped": "quiet"}


def plan(views: Names = (), /, *, full: Full = False, session: Bound) -> Answer:
    """Say what a build would run, in which order and why; nothing is changed."""
    from reedbed.store.views.facts import plan_views  # noqa: PLC0415 - DuckDB is loaded when needed

    store = session.store()
    with workspace_views(session) as registry:
        found = plan_views(store, registry, targets=views, full=full)
    return Answer(page=_plan_page(found), document=found.to_dict())


def build(views: Names = (), /, *, full: Full = False, session: Bound) -> Answer:
    """Build the views that are behind, in dependency order; exit code 3 when one fails."""
    from reedbed.store.views.build import build_views  # noqa: PLC0415 - DuckDB is loaded when needed

    store = session.store()
    with workspace_views(session) as registry, _progress(session) as progress:
        report = build_views(store, registry, targets=views, full=full, progress=progress)
    return Answer(
        page=_report_page(report),
        document=report.to_dict(),
        error=next((view.error for view in report.failed if view.error), None),
        exit_code=ExitCode.FAILURE if report.failed else ExitCode.DONE,
    )


def _plan_page(found: Plan) -> list[Block]:
    if not found.views:
        return no_views()
    cells = [
        (
            view.name,
            Cell(text=view.action if view.action == "skip" else f"build {view.mode}", tone=_action_tone(view.action)),
            view.why,
        )
        for view in found.views
    ]
    grid = Grid(headers=("view", "would", "because"), cells=cells)
    if found.up_to_date:
        return [grid, line("All views are up to date.", "good")]
    return [
        grid,
        line(f"{len(found.to_build)} of {count_of(len(found.views), 'view')} would be built."),
        Commands(title="Try", commands=[("reedbed build", "build them")]),
    ]


def _action_tone(action: str) -> Tone:
    return "quiet" if action == "skip" else "warning"


def _report_page(report: BuildReport) -> list[Block]:
    if not report.views:
        return no_views()
    grid = Grid(
        headers=("view", "result", "rows", "time", "because"),
        cells=[_result_cells(view) for view in report.views],
        right=frozenset({"rows", "time"}),
    )
    counts = [(report.built, "built"), (report.unchanged, "unchanged"), (report.skipped, "skipped")]
    told = [f"{len(found)} {word}" for found, word in (*counts, (report.failed, "failed")) if found]
    summary = line(f"{', '.join(told)} in {short_duration(report.seconds)}.", "bad" if report.failed else "good")
    failures = [line(f"{view.name}: {view.error.message}", "bad") for view in report.failed if view.error]
    return [grid, summary, *failures]


def _result_cells(view: ViewResult) -> list[str | Cell]:
    rows = "" if view.rows is None else f"{view.rows:,}"
    seconds = short_duration(view.seconds) if view.seconds else ""
    return [view.name, Cell(text=view.result, tone=_TONES[view.result]), rows, seconds, view.why]


@contextmanager
def _progress(session: Session) -> Iterator[BuildProgress | None]:
    """The views of the plan on a bar."""
    with bar(session) as advance:
        yield None if advance is None else lambda event: advance(event.done, event.total, event.view)
