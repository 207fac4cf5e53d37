"""The workspace of a run: made when it is missing, and what it declares for its exports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from conversations.errors import RequestInvalid
from conversations.locales import LOCALES
from conversations.requests import Name  # noqa: TC001 - pydantic reads it
from reedbed import Workspace

if TYPE_CHECKING:
    from conversations.requests import RunRequest

SECTION = "conversations"
_TEMPLATE = Path(__file__).with_name("views.py")


class Declarations(BaseModel):
    """The keys under `conversations:` in workspace.yaml; None where a key is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    timezone: str | None = None
    locale: str | None = None
    tenant_id: Name | None = None


def prepared_workspace(path: Path) -> Workspace:
    """The workspace at a folder or a workspace.yaml; what is missing is made."""
    if path.is_file() and path.name != "workspace.yaml":
        raise RequestInvalid(
            f"'workspace_path' takes a folder or its workspace.yaml; {path} is another file.",
            hint=f'python -m conversations run \'{{"workspace_path": "{path.parent}", …}}\'',
            key="workspace_path",
            found=str(path),
        )
    folder = path.parent if path.name == "workspace.yaml" else path
    workspace = Workspace.load(folder) if (folder / "workspace.yaml").exists() else Workspace.init(folder)
    _give_views(workspace)
    return workspace


def _give_views(workspace: Workspace) -> None:
    """A workspace without view code gets a copy of this application's; from then on it is the workspace's own."""
    file = workspace.folder / "views.py"
    if workspace.settings.views is None and not file.exists() and not (workspace.folder / "views").exists():
        file.write_text(_TEMPLATE.read_text("utf-8"), "utf-8")


def declarations(workspace: Workspace, request: RunRequest) -> Declarations:
    """What the request declares, else what the workspace does; RequestInvalid for a value that is none."""
    section = workspace.application.get(SECTION) or {}
    try:
        declared = Declarations.model_validate(section)
    except ValidationError as error:
        raise _invalid(workspace, error) from error
    if declared.locale is not None and declared.locale not in LOCALES:
        raise RequestInvalid(
            f"'locale' under '{SECTION}:' in {workspace.file} is one of {', '.join(LOCALES)};"
            f" found {declared.locale!r}.",
            hint=f"${{EDITOR:-vi}} {workspace.file}",
            key="locale",
            found=declared.locale,
        )
    return Declarations(
        timezone=request.timezone or declared.timezone,
        locale=request.locale or declared.locale,
        tenant_id=request.tenant_id or declared.tenant_id,
    )


def _invalid(workspace: Workspace, error: ValidationError) -> RequestInvalid:
    first = error.errors()[0]
    key = ".".join(map(str, first["loc"])) or SECTION
    return RequestInvalid(
        f"{key!r} under '{SECTION}:' in {workspace.file}: {first['msg']}; the keys are"
        f" {', '.join(Declarations.model_fields)}.",
        hint=f"${{EDITOR:-vi}} {workspace.file}",
        key=key,
    )
