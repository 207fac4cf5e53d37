"""`reedbed lake`, rows and files: archive, list, verify, restore."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.names import existing_table
from reedbed.cli.pages import Cell, Commands, Grid, empty, line
from reedbed.cli.quantities import short_size
from reedbed.cli.session import Session
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.cli.pages import Block
    from reedbed.lake import ArchivePlan, ArchiveResult, Lake, LakeReport, LakeTable

Bound = Annotated[Session, Parameter(parse=False)]
Before = Annotated[str, Parameter(help="A moment (2024-06-01, with a time and zone if need be) or an age (36h, 30d).")]
_SHOWN_PARTITIONS = 20
_SHOWN_FOLDERS = 3


def archive(
    table: Annotated[str, Parameter(help="A table, or one with an archive.")],
    /,
    *,
    older_than: Before = "30d",
    time_column: Annotated[str, Parameter(help="What says how old a row is; may be left out when there is one.")] = "",
    partition_by: Annotated[
        tuple[str, ...],
        Parameter(help="year, month, day, hour (in UTC) or a column; once for each. Default: year and month."),
    ] = (),
    target: Annotated[str, Parameter(help="A folder or s3://bucket/prefix; the workspace's lake if left out.")] = "",
    key: Annotated[
        tuple[str, ...], Parameter(help="A column that tells rows apart, once for each; the primary key if left out.")
    ] = (),
    plan: Annotated[bool, Parameter(help="Only say what would be done.")] = False,
    session: Bound,
) -> Answer:
    """Move old rows of a table into Parquet files; its name goes on to answer with all rows."""
    lake = lake_of(session)
    name = existing_table(lake.store, table)
    wishes = (time_column or None, older_than, partition_by or None)
    if plan:
        found = lake.plan_archive(name, *wishes, target=target or None, key=key or None)
        given = [("time-column", time_column), ("older-than", older_than), ("target", target)]
        given += [("partition-by", each) for each in partition_by] + [("key", each) for each in key]
        options = [word for option, value in given if value for word in (f"--{option}", value)]
        again = shlex.join(["reedbed", "lake", "archive", table, *options])
        return Answer(page=_plan_page(found, again), document=_plan_document(found))
    with session.working("Archiving"):
        result = lake.archive(name, *wishes, target=target or None, key=key or None)
    return Answer(page=_result_page(result), document={each: getattr(result, each) for each in result.__slots__})


def _plan_document(plan: ArchivePlan) -> dict[str, object]:
    return {
        "table": plan.table,
        "time_column": plan.time_column,
        "cut": plan.cut,
        "partition_by": list(plan.partition_by),
        "rows": plan.rows,
        "files": plan.files,
        "size_bytes": plan.size_bytes,
        "staying": plan.staying,
        "partitions": [
            {"values": list(each.values), "rows": each.rows, "earliest": each.earliest, "latest": each.latest}
            for each in plan.partitions
        ],
    }


def _plan_page(plan: ArchivePlan, again: str) -> list[Block]:
    page: list[Block] = []
    if plan.partitions:
        shown = plan.partitions[:_SHOWN_PARTITIONS]
        cells = [(partition_text(each.values), f"{each.rows:,}", each.earliest, each.latest) for each in shown]
        headers = ("partition", "rows", "earliest", "latest")
        page.append(Grid(headers=headers, cells=cells, right=frozenset({"rows"})))
        if len(shown) < plan.files:
            page.append(line(f"… and {count_of(plan.files - len(shown), 'partition')} more."))
        page.append(
            line(
                f"{count_of(plan.rows, 'row')} before {plan.cut} would go into {count_of(plan.files, 'file')}, "
                f"about {short_size(plan.size_bytes)}."
            )
        )
        page.append(Commands(title="Try", commands=[(again, "")]))
    else:
        page.append(line(f"No row of {plan.table} is before {plan.cut}."))
    if plan.staying:
        page.insert(-1, _staying(plan.table, plan.staying))
    return page


def _result_page(result: ArchiveResult) -> list[Block]:
    page: list[Block] = []
    if result.rows:
        page.append(
            line(
                f"Archived {count_of(result.rows, 'row')} of {result.table} in {count_of(result.files, 'file')}, "
                f"{short_size(result.size_bytes)}; {result.live_rows:,} stay live.",
                "good",
            )
        )
    else:
        page.append(line(f"No row of {result.table} before {result.cut} was left to archive."))
    if result.staying:
        page.append(_staying(result.table, result.staying))
    return page


def _staying(table: str, rows: int) -> Block:
    counted = count_of(rows, "row")
    return line(f"{counted} before it correct archived ones and stay live: reedbed lake compact {shlex.quote(table)}")


def listing(*, session: Bound) -> Answer:
    """List the tables that have an archive: live and archived rows, files, size, place."""
    lake = lake_of(session)
    tables = lake.tables()
    if not tables:
        page = empty(
            "No archives yet.", ("reedbed lake archive TABLE --older-than 30d --plan", "says what it would do")
        )
        return Answer(page=page, document={"tables": []})
    documents = [_table_document(lake, table) for table in tables]
    cells = [
        (
            str(each["table"]),
            f"{each['live_rows']:,}",
            f"{each['archived_rows']:,}",
            f"{each['files']:,}",
            short_size(int(str(each["size_bytes"]))),
            str(each["target"]),
        )
        for each in documents
    ]
    headers = ("table", "live rows", "archived rows", "files", "size", "place")
    return Answer(
        page=[Grid(headers=headers, cells=cells, right=frozenset(headers[1:5]))], document={"tables": documents}
    )


def _table_document(lake: Lake, table: LakeTable) -> dict[str, object]:
    newest = lake.snapshots(table.name)[-1]
    return {
        "table": str(table.name),
        "time_column": table.time_column,
        "key": list(table.key),
        "partition_by": list(table.partition_by),
        "target": table.target or "the workspace's lake",
        "live_rows": lake.store.row_count(table.live),
        "archived_rows": newest.row_count,
        "files": newest.file_count,
        "size_bytes": newest.size_bytes,
        "snapshot": newest.number,
    }


def verify(
    table: Annotated[str, Parameter(help="One table; all when left out.")] = "",
    /,
    *,
    quick: Annotated[bool, Parameter(help="Sizes and sums only, without reading rows.")] = False,
    session: Bound,
) -> Answer:
    """Check every archived file: there, size, checksum, rows, columns; exit code 1 when one is not whole."""
    lake = lake_of(session)
    name = existing_table(lake.store, table) if table else None
    with session.working("Verifying files"):
        reports = lake.verify(name, contents=not quick)
    damaged = sum(bool(report.findings) for report in reports)
    document = {
        "tables": [
            {
                "table": report.table,
                "snapshot": report.snapshot,
                "files": report.files,
                "rows": report.rows,
                "size_bytes": report.size_bytes,
                "findings": list(report.findings),
            }
            for report in reports
        ],
        "damaged": damaged,
    }
    if not reports:
        page = empty("No archives yet.", ("reedbed lake archive TABLE --older-than 30d", "makes one"))
        return Answer(page=page, document=document)
    findings = [line(finding, "bad") for report in reports for finding in report.findings]
    return Answer(
        page=[_report_grid(reports), *findings],
        document=document,
        exit_code=ExitCode.FOUND if damaged else ExitCode.DONE,
    )


def _report_grid(reports: list[LakeReport]) -> Grid:
    cells = [
        (
            report.table,
            f"{report.files:,}",
            f"{report.rows:,}",
            short_size(report.size_bytes),
            Cell(text="damaged", tone="bad") if report.findings else Cell(text="whole", tone="good"),
        )
        for report in reports
    ]
    return Grid(
        headers=("table", "files", "rows", "size", "state"), cells=cells, right=frozenset({"files", "rows", "size"})
    )


def restore(
    table: Annotated[str, Parameter(help="A table with an archive.")],
    /,
    *,
    since: Annotated[str, Parameter(help="Only files that hold a row of this moment or a later one.")] = "",
    until: Annotated[str, Parameter(help="Only files that hold a row before this moment.")] = "",
    session: Bound,
) -> Answer:
    """Bring archived rows back into the live table; corrections and deletions made since stay."""
    lake = lake_of(session)
    with session.working("Restoring"):
        result = lake.restore(existing_table(lake.store, table), since=since or None, until=until or None)
    page: list[Block] = [
        line(f"{count_of(result.rows, 'row')} of {count_of(result.files, 'file')} are live again.", "good")
    ]
    if result.archived_rows:
        page.append(line(f"{count_of(result.archived_rows, 'row')} are still archived."))
    else:
        page.append(line(f"{result.table} is an ordinary table again."))
    return Answer(page=page, document={each: getattr(result, each) for each in result.__slots__})


def explain(
    query: Annotated[str, Parameter(help="A SELECT on tables with an archive.")],
    /,
    *,
    session: Bound,
) -> Answer:
    """Say which archived files a query would read, chosen by its predicates; nothing is run."""
    found = lake_of(session).explain(query)
    if not found:
        return Answer(page=[line("The query names no table with an archive.")], document={"reads": []})
    cells = [(each.table, f"{each.read:,} of {each.total:,}", _files(each.files)) for each in found]
    grid = Grid(headers=("table", "files read", "which"), cells=cells, right=frozenset({"files read"}))
    document = [
        {"table": each.table, "read": each.read, "total": each.total, "files": list(each.files)} for each in found
    ]
    return Answer(page=[grid], document={"reads": document})


def _files(addresses: Sequence[str]) -> str:
    """The folders of partitions, which say more than the names of files."""
    folders = ["/".join(part for part in each.split("/") if "=" in part) or each for each in addresses]
    return ", ".join(list(dict.fromkeys(folders))[:_SHOWN_FOLDERS]) + (
        " …" if len(set(folders)) > _SHOWN_FOLDERS else ""
    )


def partition_text(values: Sequence[str | None]) -> str:
    """The values of a partition as one word."""
    return "/".join("NULL" if value is None else value for value in values)


def lake_of(session: Session) -> Lake:
    """The lake of the session's store."""
    from reedbed.lake import Lake  # noqa: PLC0415 - DuckDB is loaded when needed

    return Lake(session.store())
