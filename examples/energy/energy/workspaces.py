"""The workspace of a command: made by those that bring rows, and to be there for those that read them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from energy.errors import RequestInvalid, WorkspaceRefused
from energy.requests import example
from reedbed import Workspace
from reedbed.errors import WorkspaceExists, WorkspaceNotFound

if TYPE_CHECKING:
    from reedbed import StorageManager

DEMO: Final = "energy demo"


def prepared_workspace(path: Path, **application: object) -> Workspace:
    """The workspace at a folder or a workspace.yaml, made when it is missing, with these keys of the application."""
    folder = _folder(path)
    if not (folder / "workspace.yaml").exists():
        try:
            return Workspace.init(folder, application=application)
        except WorkspaceExists:
            # Another process was faster.
            pass
    return Workspace.load(folder)


def demo_workspace(path: Path) -> Workspace:
    """The demo's workspace, made when it is missing. Raises `WorkspaceRefused` for one that holds anything else."""
    workspace = prepared_workspace(path, made_by=DEMO)
    if workspace.application.get("made_by") != DEMO:
        raise WorkspaceRefused(
            f"{workspace.folder} is another workspace; the demo makes its rows up, and wants one of its own.",
            hint=example("demo"),
            path=str(workspace.folder),
        )
    return workspace


def existing_workspace(path: Path) -> Workspace:
    """The workspace at a folder or a workspace.yaml; nothing is made. Raises `WorkspaceNotFound`."""
    folder = _folder(path)
    if not (folder / "workspace.yaml").is_file():
        raise WorkspaceNotFound(f"{folder} is no workspace yet.", hint=example("ingest", folder), path=str(folder))
    return Workspace.load(folder)


def folder_of(store: StorageManager) -> Path | None:
    """The folder of a store's workspace; None for a store without one, such as a PostgreSQL."""
    workspace = getattr(store, "workspace", None)
    return None if workspace is None else Path(workspace.folder)


def _folder(path: Path) -> Path:
    if path.is_file() and path.name != "workspace.yaml":
        raise RequestInvalid(
            f"'workspace_path' takes a folder or its workspace.yaml; {path} is another file.",
            hint=example("latest", path.parent),
            key="workspace_path",
        )
    return path.parent if path.name == "workspace.yaml" else path
