"""`reedbed` and `reedbed init`: what is here, and making a workspace."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Commands, Facts, line
from reedbed.cli.quantities import short_size
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import StoreBeingRead, StoreLocked, WorkspaceNotFound

if TYPE_CHECKING:
    from reedbed.workspace import Workspace

_TRY_FIRST = (
    ("reedbed load flights data.csv", "load a file into a table"),
    ('reedbed sql "SELECT 42 AS answer"', "run SQL"),
    ("reedbed status", "see who uses the workspace"),
)
_TRY_NEXT = (
    ("reedbed tables", "list the tables"),
    ("reedbed plan", "see which views are behind"),
    ("reedbed doctor", "check that all is well"),
)


def init(
    path: Annotated[Path | None, Parameter(help="The folder; this one when left out.")] = None,
    /,
    *,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Make a workspace: a folder with a workspace.yaml and a place for data."""
    from reedbed.workspace import Workspace  # noqa: PLC0415 - yaml is loaded when needed

    made = Workspace.init(path or session.options.workspace or Path())
    facts = Facts(pairs=[("workspace", str(made.folder)), ("settings", str(made.file))])
    first = () if made.folder == Path.cwd() else ((f"cd {shlex.quote(str(made.folder))}", "work in it"),)
    return Answer(
        page=[line("Workspace made.", "good"), facts, Commands(title="Try", commands=(*first, *_TRY_FIRST))],
        document={"workspace": str(made.folder), "file": str(made.file), "database": str(made.database_path)},
    )


def overview(*, session: Annotated[Session, Parameter(parse=False)]) -> Answer:
    """What is here, and what to try."""
    try:
        workspace = session.workspace()
    except WorkspaceNotFound:
        if session.options.workspace:
            raise
        return _without_workspace()
    count = _table_count(session, workspace)
    size = workspace.database_path.stat().st_size if workspace.database_path.exists() else 0
    tables = "in use by another process, see reedbed status" if count is None else f"{count:,}"
    facts = Facts(
        pairs=[("workspace", str(workspace.folder)), ("tables", tables), ("database", short_size(size))],
    )
    return Answer(
        page=[facts, Commands(title="Try", commands=_TRY_NEXT if count != 0 else _TRY_FIRST)],
        document={"workspace": str(workspace.folder), "tables": count, "database_size_bytes": size},
    )


def _without_workspace() -> Answer:
    commands = (
        ("reedbed init", "make a workspace of this folder"),
        ("reedbed demo", "see one with real data"),
        ("reedbed --help", "list all commands"),
    )
    return Answer(
        page=[
            line("Reedbed: tables by name, views that know when they are stale, checkpoints.", "title"),
            line("There is no workspace in this folder or above it."),
            Commands(title="Try", commands=commands),
        ],
        document={"workspace": None, "tables": None, "database_size_bytes": None},
    )


def _table_count(session: Session, workspace: Workspace) -> int | None:
    """How many tables there are; None while another process owns the database."""
    if not workspace.database_path.exists():
        return 0
    try:
        return len(session.store_at_once().list_tables())
    except (StoreLocked, StoreBeingRead):
        return None
