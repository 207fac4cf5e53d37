"""`reedbed checkpoint`, what is kept under a name: keep, list, forget."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.lake import lake_of
from reedbed.cli.names import existing_table
from reedbed.cli.pages import Commands, Grid, empty, line
from reedbed.cli.quantities import moment, short_size
from reedbed.cli.session import Session
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from reedbed.cli.pages import Block
    from reedbed.lake import Lake
    from reedbed.sql import TableName
    from reedbed.store.ledger.kept import KeptCheckpoint

Bound = Annotated[Session, Parameter(parse=False)]
Name = Annotated[str, Parameter(help="What it is called: before-migration, 2026-11.")]


def keep(
    table: Annotated[str, Parameter(help="A table.")],
    name: Name,
    /,
    *,
    session: Bound,
) -> Answer:
    """Keep what a table holds now under a name, until it is forgotten."""
    lake = lake_of(session)
    with session.working("Keeping"):
        kept = lake.keep_checkpoint(existing_table(lake.store, table), name)
    again = shlex.join(["reedbed", "lake", "export", str(kept.table), "FOLDER", "--as-of", kept.name])
    page: list[Block] = [
        line(f"Kept {count_of(kept.row_count, 'row')} of {kept.table} as {kept.name}.", "good"),
        Commands(title="Try", commands=[(again, "")]),
    ]
    return Answer(page=page, document=_document(kept))


def listing(
    table: Annotated[str, Parameter(help="One table; all when left out.")] = "",
    /,
    *,
    session: Bound,
) -> Answer:
    """List the checkpoints that are kept under a name: rows, size and age."""
    lake = lake_of(session)
    kept = lake.kept_checkpoints(table_of_kept(lake, table) if table else None)
    document = {"kept": [_document(each) for each in kept]}
    if not kept:
        page = empty("No checkpoint is kept.", ("reedbed checkpoint keep TABLE NAME", "keeps what a table holds"))
        return Answer(page=page, document=document)
    cells = [
        (
            str(each.table),
            each.name,
            str(each.version),
            f"{each.row_count:,}",
            short_size(each.size_bytes),
            moment(each.kept_at),
        )
        for each in kept
    ]
    headers = ("table", "name", "version", "rows", "size", "kept")
    grid = Grid(headers=headers, cells=cells, right=frozenset({"version", "rows", "size"}))
    return Answer(page=[grid], document=document)


def forget(
    table: Annotated[str, Parameter(help="A table, which may be gone by now.")],
    name: Name,
    /,
    *,
    session: Bound,
) -> Answer:
    """Keep a checkpoint no more; its files are removed."""
    lake = lake_of(session)
    kept = lake.forget_checkpoint(table_of_kept(lake, table), name)
    return Answer(page=[line(f"Forgot {kept.name} of {kept.table}.", "good")], document=_document(kept))


def table_of_kept(lake: Lake, text: str) -> TableName:
    """The table that `text` names; one of which checkpoints are kept may be gone."""
    known = {str(each.table).casefold(): each.table for each in lake.kept_checkpoints()}
    return known.get(text.casefold()) or existing_table(lake.store, text)


def _document(kept: KeptCheckpoint) -> dict[str, object]:
    return {
        "table": str(kept.table),
        "name": kept.name,
        "version": kept.version,
        "row_count": kept.row_count,
        "part_count": kept.part_count,
        "size_bytes": kept.size_bytes,
        "kept_at": moment(kept.kept_at),
    }
