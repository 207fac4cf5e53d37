"""`reedbed tables` and `reedbed show`: what is stored, and everything known about one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.names import existing_table
from reedbed.cli.pages import Cell, Facts, Grid, empty, line
from reedbed.cli.quantities import minute, moment, short_size
from reedbed.cli.rows import Rows
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.cli.table_facts import fresh_text, listed_table, listed_tables
from reedbed.cli.table_lineage import table_lineage

if TYPE_CHECKING:
    from reedbed.cli.encoding import JSON
    from reedbed.cli.pages import Tone
    from reedbed.cli.table_facts import ListedTable
    from reedbed.store.schema import TableSchema

_COLUMNS = (
    ("name", "VARCHAR"),
    ("kind", "VARCHAR"),
    ("rows", "BIGINT"),
    ("version", "BIGINT"),
    ("written_at", "TIMESTAMP WITH TIME ZONE"),
    ("checkpoint", "VARCHAR"),
    ("checkpoint_size_bytes", "BIGINT"),
    ("newest", "TIMESTAMP WITH TIME ZONE"),
    ("read_at", "TIMESTAMP WITH TIME ZONE"),
)
_TONES: dict[str, Tone] = {"current": "good", "behind": "warning", "none": "quiet"}


def tables(*, session: Annotated[Session, Parameter(parse=False)]) -> Answer:
    """List the tables: rows, when they were written, and whether their checkpoint is up to date."""
    found = listed_tables(session.store())
    rows = Rows.listed(_COLUMNS, [_row(table) for table in found])
    if not found:
        page = empty(
            "No tables yet.",
            ("reedbed load flights data.csv", "load a file into a table"),
            ('reedbed sql "CREATE TABLE …"', "make one in SQL"),
            ("reedbed demo", "see a workspace with real data"),
        )
        return Answer(page=page, rows=rows)
    is_read = any(table.fresh for table in found)
    grid = Grid(
        headers=("table", "rows", "written", "checkpoint", *(["fresh"] if is_read else [])),
        cells=[[*_cells(table), *([fresh_text(table.fresh)] if is_read else [])] for table in found],
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
    from reedbed.store.schema import read_schema  # noqa: PLC0415 - DuckDB is loaded when needed

    store = session.store()
    found = listed_table(store, existing_table(store, table))
    schema = read_schema(store.database, found.name)
    key = ", ".join(schema.primary_key)
    lineage = table_lineage(session, store, found.name)
    facts = Facts(pairs=[*found.facts(), *([("key", key)] if key else []), *lineage.facts()])
    columns = [
        {"name": column.name, "type": column.type, "nullable": column.nullable, "default": column.default}
        for column in schema.columns
    ]
    return Answer(
        page=[line(str(found.name), "title"), facts, _column_grid(schema)],
        document={
            "table": found.to_dict(),
            "key": list(schema.primary_key),
            "columns": columns,
            "lineage": lineage.to_dict(),
        },
    )


def _row(table: ListedTable) -> list[JSON]:
    return [
        str(table.name),
        table.kind,
        table.rows,
        table.version,
        moment(table.written_at) if table.written_at else None,
        table.checkpoint_state or None,
        table.checkpoint.size_bytes if table.checkpoint else None,
        moment(table.fresh.newest) if table.fresh and table.fresh.newest else None,
        moment(table.fresh.read_at) if table.fresh else None,
    ]


def _cells(table: ListedTable) -> list[str | Cell]:
    state = table.checkpoint_state
    size = f", {short_size(table.checkpoint.size_bytes)}" if table.checkpoint else ""
    written = minute(table.written_at) if table.written_at else "not by Reedbed"
    return [
        str(table.name),
        "" if table.rows is None else f"{table.rows:,}",
        "an SQL view" if table.kind == "view" else written,
        Cell(text=state + size, tone=_TONES.get(state, "")),
    ]


def _column_grid(schema: TableSchema) -> Grid:
    cells = [
        (
            column.name,
            column.type,
            "" if column.nullable else "not null",
            "generated" if column.generated else column.default or "",
        )
        for column in schema.columns
    ]
    return Grid(headers=("column", "type", "null", "default"), cells=cells)
