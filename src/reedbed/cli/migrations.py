"""`reedbed migrate`: the workspace's own migrations, planned and applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Cell, Commands, Grid, empty, line
from reedbed.cli.quantities import count_of
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.cli.pages import Block
    from reedbed.store.ledger.migrations import MigrationPlan


def migrate(
    *,
    plan: Annotated[bool, Parameter(help="Say what would run; nothing is changed.")] = False,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Apply the workspace's migrations (NNNN_name.sql), each in a transaction of its own."""
    from reedbed.store.migrations import migrate as apply  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.store.migrations import plan_application  # noqa: PLC0415 - as above

    store = session.store()
    folder = session.workspace().settings.migrations
    found = plan_application(store)
    if not plan:
        apply(store)
    pending = [{"number": each.number, "name": each.name, "file": each.source} for each in found.pending]
    applied = [{"number": each.number, "name": each.name} for each in found.applied]
    document = {"plan": plan, "pending" if plan else "migrated": pending, "applied_before": applied}
    return Answer(page=_page(found, folder, planned=plan), document=document)


def _page(found: MigrationPlan, folder: Path | None, *, planned: bool) -> list[Block]:
    if not found.pending and not found.applied:
        file = f"{folder or 'migrations'}/0001_first.sql"
        return empty(
            "There are no migrations.", (f"${{EDITOR:-vi}} {file}", "SQL that runs once, in the order of the numbers")
        )
    state = Cell(text="would run", tone="warning") if planned else Cell(text="done", tone="good")
    cells: list[tuple[str | Cell, ...]] = [
        (f"{each.number:04d}", each.name, Cell(text="done before", tone="quiet")) for each in found.applied
    ]
    cells += [(f"{each.number:04d}", each.name, state) for each in found.pending]
    grid = Grid(headers=("number", "migration", "state"), cells=cells)
    if not found.pending:
        return [grid, line("All migrations are applied.", "good")]
    if planned:
        return [grid, Commands(title="Try", commands=[("reedbed migrate", "apply them")])]
    return [grid, line(f"{count_of(len(found.pending), 'migration')} applied.", "good")]
