"""`reedbed checkpoint`: list, verify, restore and prune the Parquet twins of the tables."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - cyclopts reads the annotation
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.pages import Cell, Commands, Grid, empty, line
from reedbed.cli.quantities import moment, short_size
from reedbed.cli.session import Session
from reedbed.errors import UsageError
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from reedbed.cli.pages import Block, Tone
    from reedbed.store import CheckpointReport, PrunableFile, RestoreResult

Bound = Annotated[Session, Parameter(parse=False)]
_DAMAGE = frozenset({"damaged", "differs", "table missing"})
_TONES: dict[str, Tone] = {"whole": "good", "stale": "warning"}


def listing(*, session: Bound) -> Answer:
    """List the checkpoints that count: rows, parts, size and age."""
    store = session.store()
    records = store.checkpoints()
    versions = {name: record.version for name, record in store.table_records.all().items()}
    document = [
        {
            "table": str(record.name),
            "version": record.version,
            "current": versions.get(record.name) == record.version,
            "row_count": record.row_count,
            "part_count": record.part_count,
            "size_bytes": record.size_bytes,
            "created_at": record.created_at and moment(record.created_at),
        }
        for record in records
    ]
    if not records:
        page = empty("No checkpoints yet.", ("reedbed load flights data.csv", "each load makes one"))
        return Answer(page=page, document={"checkpoints": document})
    cells = [
        (
            str(record.name),
            f"{record.row_count:,}",
            str(record.part_count),
            short_size(record.size_bytes),
            moment(record.created_at) if record.created_at else "",
            "current" if versions.get(record.name) == record.version else Cell(text="behind", tone="warning"),
        )
        for record in records
    ]
    headers = ("table", "rows", "parts", "size", "made", "state")
    grid = Grid(headers=headers, cells=cells, right=frozenset({"rows", "parts", "size"}))
    return Answer(page=[grid], document={"checkpoints": document})


def verify(
    table: Annotated[str, Parameter(help="One table; all when left out.")] = "",
    /,
    *,
    session: Bound,
) -> Answer:
    """Check sums, counts and contents of checkpoint files against their tables; exit code 1 when one is not whole."""
    with session.working("Verifying checkpoints"):
        reports = session.store().verify(table or None)
    damaged = [report for report in reports if report.status in _DAMAGE]
    document = {"checkpoints": [_report(report) for report in reports], "damaged": len(damaged)}
    if not reports:
        page = empty("No checkpoints yet.", ("reedbed load flights data.csv", "each load makes one"))
        return Answer(page=page, document=document)
    page = [_report_grid(reports), *_advice(reports, damaged)]
    return Answer(page=page, document=document, exit_code=ExitCode.FOUND if damaged else ExitCode.DONE)


def write(
    *tables: Annotated[str, Parameter(help="Tables to write a checkpoint of.")],
    session: Bound,
) -> Answer:
    """Write checkpoints anew from their tables: mends one that is damaged or behind, while the table is whole."""
    if not tables:
        raise UsageError("Name the tables.", hint="reedbed checkpoint list")
    with session.working("Writing checkpoints"):
        records = [session.store().checkpoint(table) for table in tables]
    document = {
        "written": [
            {"table": str(record.name), "row_count": record.row_count, "size_bytes": record.size_bytes}
            for record in records
        ]
    }
    cells = [(str(record.name), f"{record.row_count:,}", short_size(record.size_bytes)) for record in records]
    return Answer(
        page=[Grid(headers=("written", "rows", "size"), cells=cells, right=frozenset({"rows", "size"}))],
        document=document,
    )


def restore(
    tables: Annotated[tuple[str, ...], Parameter(help="Tables to rebuild.")] = (),
    /,
    *,
    all_tables: Annotated[bool, Parameter(name="--all", help="Every table that has a checkpoint.")] = False,
    to: Annotated[Path | None, Parameter(help="A new database file, when the old one is lost.")] = None,
    session: Bound,
) -> Answer:
    """Rebuild tables from their checkpoints; each is whole afterwards, or as it was."""
    if bool(tables) == all_tables:
        raise UsageError("Name tables, or give --all.", hint="reedbed checkpoint restore --all")
    with session.working("Restoring"):
        results = _restored(session, tables, to)
    document = {
        "restored": [
            {
                "table": result.table,
                "row_count": result.rows,
                "version": result.version,
                "checkpoint_created_at": result.checkpoint_created_at,
            }
            for result in results
        ]
    }
    if not results:
        return Answer(page=empty("No checkpoints to restore.", ("reedbed checkpoint list", "")), document=document)
    cells = [(result.table, f"{result.rows:,}", result.checkpoint_created_at) for result in results]
    grid = Grid(headers=("restored", "rows", "checkpoint made"), cells=cells, right=frozenset({"rows"}))
    return Answer(page=[grid], document=document)


def _restored(session: Session, tables: tuple[str, ...], to: Path | None) -> list[RestoreResult]:
    if to is None:
        store = session.store()
    else:
        if to.exists():
            raise UsageError(f"{to} exists already; a restore makes a new file.", hint="name a new file", path=str(to))
        store = session.store_in(to)
    return [result for table in tables or (None,) for result in store.restore(table)]


def prune(
    *,
    apply: Annotated[bool, Parameter(help="Remove them; without it they are only listed.")] = False,
    session: Bound,
) -> Answer:
    """List checkpoint files that nothing names, or remove them with --apply."""
    files = session.store().prune(dry_run=not apply)
    size = sum(file.size_bytes for file in files)
    document = {
        "applied": apply,
        "files": [{"path": str(file.path), "size_bytes": file.size_bytes, "reason": file.reason} for file in files],
        "size_bytes": size,
    }
    if not files:
        return Answer(page=[line("Every checkpoint file counts; there is nothing to remove.")], document=document)
    return Answer(page=_pruned(files, size, applied=apply), document=document)


def _pruned(files: list[PrunableFile], size: int, *, applied: bool) -> list[Block]:
    cells = [(f"{file.path.parent.name}/{file.path.name}", short_size(file.size_bytes), file.reason) for file in files]
    grid = Grid(headers=("file", "size", "why"), cells=cells, right=frozenset({"size"}))
    counted = f"{count_of(len(files), 'file')}, {short_size(size)}"
    if applied:
        return [grid, line(f"Removed {counted}.", "good")]
    return [
        grid,
        line(f"{counted} can be removed."),
        Commands(title="Try", commands=[("reedbed checkpoint prune --apply", "")]),
    ]


def _report(report: CheckpointReport) -> dict[str, object]:
    return {
        "table": report.table,
        "status": report.status,
        "row_count": report.row_count,
        "part_count": report.part_count,
        "size_bytes": report.size_bytes,
        "findings": list(report.findings),
    }


def _report_grid(reports: list[CheckpointReport]) -> Grid:
    cells = [
        (
            report.table,
            Cell(text=report.status, tone=_TONES.get(report.status, "bad")),
            f"{report.row_count:,}",
            "; ".join(report.findings),
        )
        for report in reports
    ]
    return Grid(headers=("table", "state", "rows", "found"), cells=cells, right=frozenset({"rows"}))


def _advice(reports: list[CheckpointReport], damaged: list[CheckpointReport]) -> list[Block]:
    if not damaged:
        stale = sum(report.status == "stale" for report in reports)
        behind = f"; {count_of(stale, 'checkpoint')} behind its table" if stale else ""
        return [line(f"{count_of(len(reports), 'checkpoint')} verified{behind}.", "good")]
    commands = [
        (f"reedbed checkpoint restore {report.table}", "rebuild the table from its checkpoint")
        for report in damaged
        if report.status in ("differs", "table missing")
    ]
    commands += [
        (f"reedbed checkpoint write {report.table}", "write the checkpoint anew, while the table is whole")
        for report in damaged
        if report.status == "damaged"
    ]
    if any(report.status == "damaged" for report in damaged):
        commands.append(("reedbed build", "builds a view whose checkpoint is damaged, and its checkpoint with it"))
    return [line(f"{count_of(len(damaged), 'checkpoint')} not whole.", "bad"), Commands(title="Try", commands=commands)]
