"""The workspace of a command: made when it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from energy.errors import RequestInvalid
from reedbed import Workspace
from reedbed.errors import WorkspaceExists

if TYPE_CHECKING:
    from pathlib import Path


def prepared_workspace(path: Path) -> Workspace:
    """The workspace at a folder or a workspace.yaml, made when it is missing."""
    if path.is_file() and path.name != "workspace.yaml":
        raise RequestInvalid(
            f"'workspace_path' takes a folder or its workspace.yaml; {path} is another file.",
            hint=f'{{"workspace_path": "{path.parent}"}}',
            key="workspace_path",
        )
    folder = path.parent if path.name == "workspace.yaml" else path
    if not (folder / "workspace.yaml").exists():
        try:
            return Workspace.init(folder)
        except WorkspaceExists:
            # Another process was faster.
            pass
    return Workspace.load(folder)
