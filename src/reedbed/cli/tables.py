"""`reedbed tables` and `reedbed show`: what is stored, and everything known about one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.names import existing_table
from reedbed.cli.pages import Cell, Grid, empty
from reedbed.cli.quantities import moment, short_size
from reedbed.cli.rows import Rows
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.cli.table_facts import described, listed

if TYPE_CHECKING:
    from reedbed.cli.pages import Block
    from reedbed.cli.table_facts import ListedTable

_COLUMNS = (
    ("name", "VARCHAR"),
    ("kind", "VARCHAR"),
    ("rows", "BIGINT"),
    ("version", "BIGINT"),
    ("written_at", "TIMESTAMP WITH TIME ZONE"),
    ("checkpoint", "VARCHAR"),
    ("checkpoint_size_bytes", "BIGINT"),
)


def tables(*, session: Annotated[Session, Parameter(parse=False)]) -> Answer:
    """List the tables: rows, when they were written, and whether their checkpoint is up to date."""
    found = listed(session.store())
    rows = Rows.listed(_COLUMNS, [_row(table) for table in found])
    if not found:
        page: list[Block] = empty(
            "No tables yet.",
            ("reedbed load flights data.csv", "make a table of a file"),
            ('reedbed sql "CREATE TABLE …"', "make one in SQL"),
            ("reedbed demo", "see one with real data"),
        )
        return Answer(page=page, rows=rows)
    grid = Grid(
        headers=("table", "rows", "written", "checkpoint"),
        cells=[_cells(table) for table in found],
        right=frozenset({"rows"}),
    )
    return Answer(page=[grid], rows=rows)


def show(
    table: Annotated[str, Parameter(help="A table or view.")],
    /,
    *,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Describe a table: columns, key, rows, version, checkpoint, what it is made from and what is made from it."""
    store = session.store()
    return described(store, existing_table(store, table), session.lineage(store))


def _row(table: ListedTable) -> list[None | int | str]:
    written = table.written_at and moment(table.written_at)
    return [
        table.name,
        table.kind,
        table.rows,
        table.version,
        written,
        table.checkpoint,
        table.checkpoint_size_bytes,
    ]


def _cells(table: ListedTable) -> list[str | Cell]:
    size = f" ({short_size(table.checkpoint_size_bytes)})" if table.checkpoint_size_bytes is not None else ""
    tone = {"current": "good", "behind": "warning"}.get(table.checkpoint, "quiet")
    return [
        Cell(text=table.name),
        "" if table.rows is None else f"{table.rows:,}",
        moment(table.written_at) if table.written_at else "a view" if table.kind == "view" else "not by Reedbed",
        Cell(text=table.checkpoint + size, tone=tone),  # type: ignore[arg-type]  # a Tone by construction
    ]
