"""`reedbed lake`, what keeps archives in order: compact, statistics, snapshots, expire, prune, sweep, export."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.kept_checkpoints import table_of_kept
from reedbed.cli.lake import lake_of, partition_text
from reedbed.cli.names import existing_table
from reedbed.cli.pages import Commands, Grid, empty, line
from reedbed.cli.quantities import moment, short_size
from reedbed.cli.session import Session
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.cli.pages import Block
    from reedbed.lake import CompactionPlan, CompactResult, Lake, Leaving
    from reedbed.sql import TableName

Bound = Annotated[Session, Parameter(parse=False)]
Name = Annotated[str, Parameter(help="A table with an archive.")]
Apply = Annotated[bool, Parameter(help="Do it; without it what would be done is only listed.")]
Age = Annotated[str, Parameter(help="An age such as 36h, 7d or 2w.")]
_MIB = 1 << 20


def compact(
    table: Name,
    /,
    *,
    plan: Annotated[bool, Parameter(help="Only say what would be done.")] = False,
    budget_mib: Annotated[int, Parameter(help="How much of files is read at most.")] = 1024,
    small_mib: Annotated[int, Parameter(help="Files below this are merged.")] = 64,
    session: Bound,
) -> Answer:
    """Merge small files of an archive, and fold corrections, late rows and deletions in."""
    lake = lake_of(session)
    budget, small = budget_mib * _MIB, small_mib * _MIB
    if plan:
        return _planned(lake.plan_compaction(_named(lake, table), budget_bytes=budget, small_bytes=small))
    result = lake.compact(_named(lake, table), budget_bytes=budget, small_bytes=small)
    return Answer(page=_compacted(result), document={name: getattr(result, name) for name in result.__slots__})


def _planned(plan: CompactionPlan) -> Answer:
    document = {
        "table": plan.table,
        "partitions": [
            {
                "values": list(each.values),
                "files": len(each.files),
                "size_bytes": each.size_bytes,
                "rows": each.rows,
                "hidden": each.hidden,
                "late": each.late,
            }
            for each in plan.work
        ],
        "left": plan.left,
    }
    if not plan.work:
        return Answer(page=[line(f"The archive of {plan.table} is compact.")], document=document)
    cells = [
        (
            partition_text(each.values),
            f"{len(each.files):,}",
            short_size(each.size_bytes),
            f"{each.late:,}",
            f"{each.hidden:,}",
        )
        for each in plan.work
    ]
    headers = ("partition", "files", "size", "late rows", "hidden rows")
    page: list[Block] = [
        Grid(headers=headers, cells=cells, right=frozenset(headers[1:])),
        Commands(title="Try", commands=[(f"reedbed lake compact {shlex.quote(plan.table)}", "")]),
    ]
    if plan.left:
        page.insert(1, line(f"{count_of(plan.left, 'partition')} more do not fit into the budget."))
    return Answer(page=page, document=document)


def _compacted(result: CompactResult) -> list[Block]:
    if not result.partitions:
        return [line(f"The archive of {result.table} is compact.")]
    page: list[Block] = [
        line(
            f"Wrote {count_of(result.partitions, 'partition')} anew: {count_of(result.files_before, 'file')} "
            f"({short_size(result.bytes_before)}) became {result.files_after:,} ({short_size(result.bytes_after)}).",
            "good",
        ),
        line(f"{count_of(result.folded, 'live row')} folded in, {count_of(result.dropped, 'hidden row')} left out."),
    ]
    if result.left:
        again = f"{count_of(result.left, 'partition')} left by the budget"
        page.append(Commands(title="Try", commands=[(f"reedbed lake compact {shlex.quote(result.table)}", again)]))
    return page


def statistics(table: Name, /, *, session: Bound) -> Answer:
    """Print the partitions of an archive: files, rows, bytes and span of time."""
    lake = lake_of(session)
    found = lake.statistics(_named(lake, table))
    document = {
        "table": table,
        "partitions": [
            {name: list(each.values) if name == "values" else getattr(each, name) for name in each.__slots__}
            for each in found
        ],
    }
    cells = [
        (
            partition_text(each.values),
            f"{each.files:,}",
            f"{each.rows:,}",
            short_size(each.size_bytes),
            each.earliest or "",
            each.latest or "",
        )
        for each in found
    ]
    headers = ("partition", "files", "rows", "size", "earliest", "latest")
    page: list[Block] = [Grid(headers=headers, cells=cells, right=frozenset(headers[1:4]))]
    return Answer(page=page if found else empty(f"No file of {table} is named."), document=document)


def snapshots(table: Name, /, *, session: Bound) -> Answer:
    """List the snapshots of an archive, oldest first."""
    lake = lake_of(session)
    found = lake.snapshots(_named(lake, table))
    document = {
        "table": table,
        "snapshots": [
            {
                "number": each.number,
                "kind": each.kind,
                "made_at": moment(each.made_at),
                "row_count": each.row_count,
                "file_count": each.file_count,
                "size_bytes": each.size_bytes,
            }
            for each in found
        ],
    }
    cells = [
        (
            str(each.number),
            each.kind,
            moment(each.made_at),
            f"{each.row_count:,}",
            f"{each.file_count:,}",
            short_size(each.size_bytes),
        )
        for each in found
    ]
    headers = ("number", "by", "made", "rows", "files", "size")
    grid = Grid(headers=headers, cells=cells, right=frozenset({"number", *headers[3:]}))
    return Answer(page=[grid], document=document)


def expire(table: str = "", /, *, older_than: Age = "7d", apply: Apply = False, session: Bound) -> Answer:
    """List snapshots that were replaced longer ago, of one archive or all, or forget them with --apply."""
    lake = lake_of(session)
    found = lake.expire(_named(lake, table) if table else None, older_than=older_than, dry_run=not apply)
    document = {
        "applied": apply,
        "snapshots": [
            {"table": each.table, "number": each.number, "kind": each.kind, "made_at": moment(each.made_at)}
            for each in found
        ],
    }
    if not found:
        return Answer(page=[line(f"No snapshot was replaced longer than {older_than} ago.")], document=document)
    cells = [(each.table or "(restored)", str(each.number), each.kind, moment(each.made_at)) for each in found]
    grid = Grid(headers=("table", "number", "by", "made"), cells=cells, right=frozenset({"number"}))
    counted = count_of(len(found), "snapshot")
    if not apply:
        named = [table] if table else []
        again = shlex.join(["reedbed", "lake", "expire", *named, "--older-than", older_than, "--apply"])
        return Answer(
            page=[grid, line(f"{counted} can be forgotten."), Commands(title="Try", commands=[(again, "")])],
            document=document,
        )
    prune_next = Commands(title="Try", commands=[("reedbed lake prune", "the files that they alone named")])
    return Answer(page=[grid, line(f"Forgot {counted}.", "good"), prune_next], document=document)


def prune(table: str = "", /, *, apply: Apply = False, session: Bound) -> Answer:
    """List files that no snapshot names any more, of one archive or all, or remove them with --apply."""
    lake = lake_of(session)
    found = lake.prune(_named(lake, table) if table else None, dry_run=not apply)
    return _leavings(found, applied=apply, again=shlex.join(["reedbed", "lake", "prune", *([table] if table else [])]))


def sweep(*, older_than: Age = "1d", apply: Apply = False, session: Bound) -> Answer:
    """List unfinished uploads and files that the ledger does not know, or remove them with --apply."""
    found = lake_of(session).sweep(older_than=older_than, dry_run=not apply)
    return _leavings(found, applied=apply, again=f"reedbed lake sweep --older-than {shlex.quote(older_than)}")


def export(
    table: Annotated[str, Parameter(help="Any table.")],
    to: Annotated[str, Parameter(help="A folder or s3://bucket/prefix without files.")],
    /,
    *,
    partition_by: Annotated[
        tuple[str, ...], Parameter(help="Grains of time and columns; the archive's if left out.")
    ] = (),
    as_of: Annotated[
        str, Parameter(help="A kept checkpoint's name; or a snapshot's number or a moment: its archived rows.")
    ] = "",
    session: Bound,
) -> Answer:
    """Write a table's rows, live and archived, as plain Parquet files in Hive's layout."""
    lake = lake_of(session)
    name = table_of_kept(lake, table) if as_of else _named(lake, table)
    result = lake.export(name, to, partition_by=partition_by or None, as_of=as_of or None)
    document = {
        "table": result.table,
        "target": result.target,
        "row_count": result.rows,
        "files": list(result.files),
        "size_bytes": result.size_bytes,
    }
    wrote = f"{count_of(result.rows, 'row')} in {count_of(len(result.files), 'file')}, {short_size(result.size_bytes)}"
    return Answer(page=[line(f"Wrote {wrote}, to {result.target}.", "good")], document=document)


def _leavings(found: Sequence[Leaving], *, applied: bool, again: str) -> Answer:
    size = sum(each.size_bytes for each in found)
    document = {
        "applied": applied,
        "files": [{name: getattr(each, name) for name in each.__slots__} for each in found],
        "size_bytes": size,
    }
    if not found:
        return Answer(page=[line("There is nothing to remove.")], document=document)
    cells = [(each.path, short_size(each.size_bytes), each.reason) for each in found]
    grid = Grid(headers=("file", "size", "why"), cells=cells, right=frozenset({"size"}))
    counted = f"{count_of(len(found), 'file')}, {short_size(size)}"
    if applied:
        return Answer(page=[grid, line(f"Removed {counted}.", "good")], document=document)
    page: list[Block] = [
        grid,
        line(f"{counted} can be removed."),
        Commands(title="Try", commands=[(f"{again} --apply", "")]),
    ]
    return Answer(page=page, document=document)


def _named(lake: Lake, table: str) -> TableName:
    return existing_table(lake.store, table)
