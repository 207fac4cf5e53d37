"""`reedbed backup` and `reedbed restore`: the whole workspace in a folder, and back."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - cyclopts reads the annotation
from typing import Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.durations import short_duration
from reedbed.cli.pages import Commands, line
from reedbed.cli.quantities import short_size
from reedbed.cli.session import Session
from reedbed.errors.counts import count_of

Bound = Annotated[Session, Parameter(parse=False)]


def backup(
    folder: Annotated[Path, Parameter(help="A new or empty folder.")],
    /,
    *,
    session: Bound,
) -> Answer:
    """Copy the workspace as it is at one moment; readers go on, writers wait while it is copied."""
    from reedbed.store.backup import backup as make_backup  # noqa: PLC0415 - DuckDB is loaded when needed

    with session.working(f"Copying to {folder}"):
        made = make_backup(session.store(), folder)
    counted = f"{count_of(made.tables, 'table')}, {count_of(made.rows, 'row')}, {short_size(made.size_bytes)}"
    document = {
        "backup": str(made.folder),
        "files": made.files,
        "size_bytes": made.size_bytes,
        "tables": made.tables,
        "rows": made.rows,
        "created_at": made.created_at,
        "seconds": round(made.seconds, 3),
        "findings": list(made.findings),
    }
    return Answer(
        page=[
            line(f"{made.folder}: {counted} in {short_duration(made.seconds)}.", "good"),
            *(line(finding, "warning") for finding in made.findings),
            Commands(title="Try", commands=[(f"reedbed restore {folder} --to NEW_FOLDER", "make a workspace of it")]),
        ],
        document=document,
    )


def restore(
    folder: Annotated[Path, Parameter(help="The backup.")],
    /,
    *,
    to: Annotated[Path, Parameter(help="A new or empty folder.")],
    session: Bound,
) -> Answer:
    """Make a workspace from a backup; every file's sum is checked first, and the backup stays as it is."""
    from reedbed.store.backup import restore_backup  # noqa: PLC0415 - DuckDB is loaded when needed

    with session.working(f"Restoring to {to}"):
        made = restore_backup(folder, to)
    document = {
        "restored": str(made.folder),
        "database": str(made.database),
        "files": made.files,
        "size_bytes": made.size_bytes,
        "tables": made.tables,
        "created_at": made.created_at,
        "notes": list(made.notes),
    }
    counted = f"{count_of(made.tables, 'table')}, {short_size(made.size_bytes)}"
    return Answer(
        page=[
            line(f"{made.folder}: {counted}, as of {made.created_at}.", "good"),
            *(line(note, "warning") for note in made.notes),
            Commands(title="Try", commands=[(f"reedbed status --workspace {to}", "look at it")]),
        ],
        document=document,
    )
