"""`reedbed doctor`: what is wrong with a workspace or its surroundings, and what to do about each finding."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.pages import Cell, Grid, line
from reedbed.cli.quantities import short_size
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import ReedbedError, WorkspaceNotFound
from reedbed.errors.counts import count_of
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.cli.pages import Tone
    from reedbed.store import StorageManager
    from reedbed.workspace import Workspace

State = Literal["fine", "warning", "problem"]

_PACKAGES = ("duckdb", "ibis-framework", "pyarrow", "sqlglot")
_SCARCE_BYTES = 1 << 30
_TONES: dict[State, Tone] = {"fine": "good", "warning": "warning", "problem": "bad"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` is a command or a sentence when it is not fine."""

    subject: str
    state: State
    text: str
    mend: str = ""


def doctor(*, session: Annotated[Session, Parameter(parse=False)]) -> Answer:
    """Look at versions, settings, disk, ownership, ledger, checkpoints and views; exit code 1 for a problem."""
    findings = [*_versions(), *_workspace(session)]
    problems = [finding for finding in findings if finding.state == "problem"]
    warnings = sum(finding.state == "warning" for finding in findings)
    cells = [
        (finding.subject, Cell(text=finding.state, tone=_TONES[finding.state]), finding.text, finding.mend)
        for finding in findings
    ]
    if problems or warnings:
        counted = f"{count_of(len(problems), 'problem')}, {count_of(warnings, 'warning')}."
        summary = line(counted, "bad" if problems else "warning")
    else:
        summary = line("All is well.", "good")
    return Answer(
        page=[Grid(headers=("what", "state", "found", "what to do"), cells=cells), summary],
        document={
            "findings": [asdict(finding) for finding in findings],
            "problems": len(problems),
            "warnings": warnings,
        },
        exit_code=ExitCode.FOUND if problems else ExitCode.DONE,
    )


def _versions() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding(subject="versions", state="fine", text=f"reedbed {__version__}, Python {python}")
    for package in _PACKAGES:
        try:
            yield Finding(subject=package, state="fine", text=version(package))
        except PackageNotFoundError:
            yield Finding(subject=package, state="problem", text="not installed", mend=f"pip install {package}")


def _workspace(session: Session) -> Iterator[Finding]:
    try:
        workspace = session.workspace()
    except WorkspaceNotFound as error:
        if session.options.workspace is not None:
            raise
        yield Finding(subject="workspace", state="warning", text=error.message, mend=error.hint)
        return
    except ReedbedError as error:
        yield _problem("settings", error)
        return
    yield Finding(subject="workspace", state="fine", text=str(workspace.folder))
    changed = sum(setting.origin.kind != "default" for setting in workspace.settings.explain())
    yield Finding(subject="settings", state="fine", text=f"{count_of(changed, 'setting')} changed from the default")
    yield _disk(workspace)
    yield from _ownership(workspace)
    yield from _store(session, workspace)
    yield _views(session)


def _disk(workspace: Workspace) -> Finding:
    free = shutil.disk_usage(workspace.folder).free
    text = f"{short_size(free)} free"
    if free < _SCARCE_BYTES:
        return Finding(subject="disk", state="warning", text=text, mend=f"free some space: df -h {workspace.folder}")
    return Finding(subject="disk", state="fine", text=text)


def _ownership(workspace: Workspace) -> Iterator[Finding]:
    from reedbed.engine.ownership import OwnershipState, ownership_status  # noqa: PLC0415 - DuckDB is loaded when needed

    try:
        found = ownership_status(workspace.database_path)
    except ReedbedError as error:
        yield _problem("ownership", error)
        return
    mends = {OwnershipState.OWNED: "reedbed stop, or wait for it", OwnershipState.ORPHANED: "reedbed status"}
    if found.record is not None and found.record.socket is not None and found.state is OwnershipState.OWNED:
        text = f"{found.sentence} It has a door for other processes."
        yield Finding(subject="ownership", state="fine", text=text)
    elif found.state in mends:
        yield Finding(subject="ownership", state="warning", text=found.sentence, mend=mends[found.state])
    else:
        yield Finding(subject="ownership", state="fine", text=found.sentence)


def _store(session: Session, workspace: Workspace) -> Iterator[Finding]:
    if not workspace.database_path.exists():
        yield Finding(subject="database", state="fine", text="not made yet: the first write makes it")
        return
    try:
        store = session.store_at_once()
        yield Finding(subject="database", state="fine", text=f"{count_of(len(store.list_tables()), 'table')}")
        yield Finding(subject="ledger", state="fine", text=_ledger(store))
        yield Finding(subject="extensions", state="fine", text=_extensions(store))
        reports = store.verify()
    except ReedbedError as error:
        yield _problem("database", error)
        return
    bad = [report for report in reports if report.status not in ("whole", "stale")]
    for report in bad:
        mend = f"reedbed checkpoint {'write' if report.status == 'damaged' else 'restore'} {report.table}"
        text = f"{report.table}: {report.status}: {'; '.join(report.findings)}"
        yield Finding(subject="checkpoint", state="problem", text=text, mend=mend)
    yield Finding(
        subject="checkpoints",
        state="fine",
        text=f"{len(reports) - len(bad)} of {count_of(len(reports), 'checkpoint')} whole",
    )


def _ledger(store: StorageManager) -> str:
    table = store.database.qualified("reedbed", "migrations")
    row = store.database.row(f"SELECT max(number) FROM {table} WHERE scope = 'ledger'")
    return f"version {row[0]}" if row and row[0] is not None else "not made yet"


def _extensions(store: StorageManager) -> str:
    rows = store.database.rows(
        "SELECT extension_name || CASE WHEN loaded THEN '' ELSE ' (not loaded)' END FROM duckdb_extensions() "
        "WHERE installed OR loaded ORDER BY ALL"
    )
    return ", ".join(str(name) for (name,) in rows)


def _views(session: Session) -> Finding:
    from reedbed.cli.view_code import workspace_views  # noqa: PLC0415 - as above

    try:
        with workspace_views(session) as views:
            return Finding(subject="views", state="fine", text=count_of(len(views), "view"))
    except ReedbedError as error:
        return _problem("views", error)


def _problem(subject: str, error: ReedbedError) -> Finding:
    state: State = "warning" if error.retryable else "problem"
    text = f"{error.code}: {error.message.splitlines()[0]}"
    return Finding(subject=subject, state=state, text=text, mend=error.hint or f"reedbed explain {error.code}")
