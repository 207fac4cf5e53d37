"""The demo's folder: a workspace that says of itself that it is the demo's, and the view code in it.

Nothing in a folder that is not the demo's is touched, and a file that was edited is never lost.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed import Workspace, load_views
from reedbed.cli.demo.flights import TABLES
from reedbed.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed import StorageManager

_MARK = ("made_by", "reedbed demo")
_TEMPLATES = Path(__file__).with_name("workspace")


def demo_workspace(path: Path) -> Workspace:
    """The demo's workspace at `path`, made when there is nothing yet; its files without an owner's edits.

    Raises `UsageError` for a folder that holds anything else.
    """
    folder = path.expanduser().absolute()
    if not (folder / "workspace.yaml").exists():
        if any(_files(folder)):
            raise _refusal(folder, "has files of its own")
        return Workspace.init(folder, application=dict([_MARK]))
    workspace = Workspace.load(folder)
    if workspace.application.get(_MARK[0]) != _MARK[1]:
        raise _refusal(folder, "is another workspace")
    return workspace


def write_view_code(folder: Path, *, fresh: bool) -> list[str]:
    """Write the view files that are missing; returns the names of those that someone has edited.

    `fresh` writes those anew too, and keeps the edited text beside them as NAME.old.
    """
    edited = []
    for template in sorted(_files(_TEMPLATES)):
        name = template.relative_to(_TEMPLATES)
        target = folder / name
        text = template.read_bytes()
        if target.exists() and target.read_bytes() != text:
            edited.append(name.as_posix())
            if not fresh:
                continue
            target.replace(target.with_name(f"{target.name}.old"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    return edited


def clear(store: StorageManager) -> None:
    """Drop the tables that the demo has made, and their checkpoints; other tables stay."""
    with load_views(_TEMPLATES) as code:
        names = [*TABLES, *code.registry.list_views()]
    for name in names:
        store.drop_table(name, checkpoint_too=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if not path.is_dir() and path.suffix != ".pyc")


def _refusal(folder: Path, found: str) -> UsageError:
    return UsageError(
        f"{folder} {found}; the demo makes a folder of its own and leaves others as they are.",
        hint=f"reedbed demo {shlex.quote(str(folder / 'reedbed-demo'))}",
        path=str(folder),
    )
