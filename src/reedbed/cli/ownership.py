"""`reedbed status` and `reedbed stop`: who owns the workspace, and asking them to leave."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Facts, line
from reedbed.cli.quantities import moment_and_age, short_size
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import StoreBeingRead, StoreLocked
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.engine.ownership import OwnershipStatus
    from reedbed.workspace import Workspace


def status(*, session: Annotated[Session, Parameter(parse=False)]) -> Answer:
    """Say who owns the workspace and since when, how large it is, and what is in it; never waits for the owner."""
    from reedbed.engine.ownership import ownership_status  # noqa: PLC0415 - DuckDB is loaded when needed

    workspace = session.workspace()
    found = ownership_status(workspace.database_path) if workspace.database_path.parent.is_dir() else None
    sizes = _sizes(workspace)
    content = _content(session, workspace)
    document = {
        "workspace": str(workspace.folder),
        "ownership": found.to_dict() if found else None,
        "size_bytes": sizes,
        **content,
    }
    facts = [
        ("workspace", str(workspace.folder)),
        *(_ownership_facts(found) if found else [("owner", "nobody")]),
        ("database", short_size(sizes["database"])),
        ("checkpoints", _checkpoint_text(sizes["checkpoints"], content["checkpoints"])),
        ("tables", _known(content["tables"])),
    ]
    return Answer(page=[Facts(pairs=facts)], document=document)


def stop(
    *,
    timeout: Annotated[float, Parameter(help="Seconds to wait until it has left; 10 by default.")] = 10.0,
    force: Annotated[bool, Parameter(help="Also when the owner is not a Reedbed command.")] = False,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Ask the process that owns the workspace to leave, and wait until it has."""
    from reedbed.engine.ownership import stop_owner  # noqa: PLC0415 - DuckDB is loaded when needed

    workspace = session.workspace()
    with session.working("Waiting for the owner to leave"):
        result = stop_owner(workspace.database_path, timeout_seconds=timeout, force=force)
    if result.stopped and result.record is not None:
        text = f"Stopped {result.record.title} after {result.waited_seconds:.1f} s."
    else:
        text = "Nobody owns the workspace; there is nothing to stop."
    document = {
        "stopped": result.stopped,
        "owner": result.record.to_dict() if result.record else None,
        "waited_seconds": round(result.waited_seconds, 3),
    }
    return Answer(page=[line(text, "good" if result.stopped else "")], document=document)


def _ownership_facts(found: OwnershipStatus) -> list[tuple[str, str]]:
    record = found.record
    if found.state.value == "owned" and record is not None:
        return [
            ("owner", record.title),
            ("since", _since(record.started_at)),
            *([("socket", record.socket)] if record.socket else []),
        ]
    if found.state.value == "unowned" and found.leftover is None:
        return [("owner", "nobody")]
    return [("owner", found.sentence)]


def _since(text: str) -> str:
    return moment_and_age(datetime.fromisoformat(text))


def _content(session: Session, workspace: Workspace) -> dict[str, int | None]:
    """How many tables and checkpoints there are; None while another process owns the database."""
    if not workspace.database_path.exists():
        return {"tables": 0, "checkpoints": 0}
    try:
        store = session.store_at_once()
    except (StoreLocked, StoreBeingRead):
        return {"tables": None, "checkpoints": None}
    return {"tables": len(store.list_tables()), "checkpoints": len(store.checkpoints())}


def _sizes(workspace: Workspace) -> dict[str, int]:
    database = workspace.database_path
    log = database.with_name(database.name + ".wal")
    return {
        "database": sum(path.stat().st_size for path in (database, log) if path.exists()),
        "checkpoints": sum(_file_sizes(workspace.checkpoints_path)),
        "lake": sum(_file_sizes(workspace.lake_path)),
        "artifacts": sum(_file_sizes(workspace.artifacts_path)),
    }


def _file_sizes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                yield path.stat().st_size
        except FileNotFoundError:
            continue  # the owner has just replaced it


def _checkpoint_text(size_bytes: int, count: int | None) -> str:
    return short_size(size_bytes) if count is None else f"{count_of(count, 'checkpoint')}, {short_size(size_bytes)}"


def _known(count: int | None) -> str:
    return "known to the owner only" if count is None else f"{count:,}"
