"""`reedbed migrate`: the workspace's own migrations, planned and applied."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Cell, Commands, Grid, empty, line
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.cli.pages import Block
    from reedbed.store.ledger import Migration, MigrationPlan
    from reedbed.store.ledger.migrations import Applied


def migrate(
    *,
    plan: Annotated[bool, Parameter(help="Say what would run; nothing is changed.")] = False,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Apply the workspace's migrations (NNNN_name.sql), each in one transaction with the checkpoints it changes."""
    from reedbed.store import migrations  # noqa: PLC0415 - DuckDB is loaded when needed

    store = session.store()
    found = migrations.plan_application(store)
    document: dict[str, object] = {"plan": plan, "applied_before": [_named(each) for each in found.applied]}
    if plan:
        document["pending"] = [{**_named(each), "file": each.source} for each in found.pending]
    else:
        with session.working("Migrating"):
            report = migrations.migrate(store)
        document["migrated"] = [asdict(each) for each in report.migrated]
    folder = session.workspace().settings.migrations
    return Answer(page=_page(found, folder, planned=plan), document=document)


def _named(migration: Migration | Applied) -> dict[str, object]:
    return {"number": migration.number, "name": migration.name}


def _page(found: MigrationPlan, folder: Path | None, *, planned: bool) -> list[Block]:
    if not found.pending and not found.applied:
        file = f"{folder or 'migrations'}/0001_first.sql"
        return empty(
            "There are no migrations.", (f"${{EDITOR:-vi}} {file}", "SQL that runs once, in order of the numbers")
        )
    state = Cell(text="would run", tone="warning") if planned else Cell(text="applied", tone="good")
    cells: list[tuple[str | Cell, ...]] = [
        (f"{each.number:04d}", each.name, Cell(text="applied before", tone="quiet")) for each in found.applied
    ]
    cells += [(f"{each.number:04d}", each.name, state) for each in found.pending]
    grid = Grid(headers=("number", "migration", "state"), cells=cells)
    if not found.pending:
        return [grid, line("All migrations are applied.", "good")]
    if planned:
        return [grid, Commands(title="Try", commands=[("reedbed migrate", "apply them")])]
    return [grid, line(f"{count_of(len(found.pending), 'migration')} applied.", "good")]
