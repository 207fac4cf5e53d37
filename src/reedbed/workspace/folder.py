"""The workspace: a folder with a workspace.yaml, and where its parts lie.

    <folder>/workspace.yaml     the package's settings under `reedbed:`, the application's own keys beside them
    <folder>/users.json         the users of the door: roles, grants, verifiers of passwords
    <folder>/data/workspace.db  data/checkpoints/  data/lake/  data/artifacts/

No other room knows these names.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reedbed.errors import UsageError, WorkspaceExists, WorkspaceInvalid, WorkspaceNotFound
from reedbed.settings import SECTION, UNSET, Settings, resolve_settings
from reedbed.settings.documents import parse_document, read_document, read_text
from reedbed.workspace.edits import NotEditable, edited, same
from reedbed.workspace.publication import one_editor, publish_text, write_refused
from reedbed.workspace.template import first_text
from reedbed.workspace.yaml_text import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reedbed.settings import Unset

FILE_NAME = "workspace.yaml"
_DATABASE = Path("data", "workspace.db")
_CHECKPOINTS = Path("data", "checkpoints")
_LAKE = Path("data", "lake")
_ARTIFACTS = Path("data", "artifacts")
_PAGES = Path("data", "pages")
_SOURCES = Path("sources.yaml")
_USERS = Path("users.json")
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """An opened workspace folder. `folder` is absolute, by the name it was given; `settings` as it was loaded."""

    folder: Path
    settings: Settings = field(repr=False, compare=False)

    @classmethod
    def init(
        cls,
        path: str | os.PathLike[str],
        *,
        owner: str | None = None,
        application: Mapping[str, object] = _NOTHING,
    ) -> Workspace:
        """Make a workspace of the folder `path`, which is created when it is missing.

        Other files in the folder stay untouched. `owner` and `application` are written as the application's
        keys.

        Raises:
            WorkspaceExists: the folder has a workspace.yaml.
            UsageError: `path` is a file, or `application` holds what YAML cannot.
        """
        folder = _folder_of(path)
        keys = _application_keys(({} if owner is None else {"owner": owner}) | dict(application))
        _make_folder(folder)
        with one_editor(folder):
            if os.path.lexists(folder / FILE_NAME):
                raise WorkspaceExists(
                    f"{folder} is a workspace already.",
                    hint=f"reedbed status --workspace {shlex.quote(str(folder))}",
                    path=str(folder),
                )
            for part in (_CHECKPOINTS, _LAKE, _ARTIFACTS):
                _make_folder(folder / part)
            publish_text(folder / FILE_NAME, first_text(keys))
        return cls.load(folder)

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str],
        *,
        flags: Mapping[str, object] = _NOTHING,
        environ: Mapping[str, str] | None = None,
        user_file: Path | Unset | None = UNSET,
    ) -> Workspace:
        """The workspace in the folder `path`, or whose workspace.yaml `path` is.

        The other arguments are those of `resolve_settings`.

        Raises:
            WorkspaceNotFound: there is no workspace.yaml.
            WorkspaceInvalid: it is not a YAML mapping; file and line are named.
            UnknownSetting: a setting has a name that is none.
            InvalidSetting: a setting has a value that does not fit.
        """
        folder = _folder_of(path)
        if not os.path.isfile(folder / FILE_NAME):  # noqa: PTH113 - unreadable folders and NUL are "no file"
            raise _not_found(folder, "there")
        settings = resolve_settings(
            workspace_file=folder / FILE_NAME, flags=flags, environ=environ, user_file=user_file
        )
        return cls(folder=folder, settings=settings)

    @classmethod
    def find(
        cls,
        start: str | os.PathLike[str] | None = None,
        *,
        flags: Mapping[str, object] = _NOTHING,
        environ: Mapping[str, str] | None = None,
        user_file: Path | Unset | None = UNSET,
    ) -> Workspace:
        """The workspace that `start` (the current folder) lies in: that folder or the nearest above it.

        The other arguments are those of `resolve_settings`.

        Raises:
            WorkspaceNotFound: neither has a workspace.yaml; and what `load` raises.
        """
        origin = _absolute(Path.cwd() if start is None else start)
        for folder in (origin, *origin.parents):
            if os.path.isfile(folder / FILE_NAME):  # noqa: PTH113 - unreadable folders are "no file"
                return cls.load(folder, flags=flags, environ=environ, user_file=user_file)
        raise _not_found(origin, "there or in a folder above")

    @property
    def file(self) -> Path:
        """The workspace.yaml."""
        return self.folder / FILE_NAME

    @property
    def database_path(self) -> Path:
        """The DuckDB file, whether it exists or not."""
        return self.settings.database or self.folder / _DATABASE

    @property
    def checkpoints_path(self) -> Path:
        """The folder of checkpoints."""
        return self.settings.checkpoint_dir or self.folder / _CHECKPOINTS

    @property
    def lake_path(self) -> Path:
        """The folder of the Parquet archive."""
        return self.folder / _LAKE

    @property
    def artifacts_path(self) -> Path:
        """The folder of artifacts."""
        return self.folder / _ARTIFACTS

    @property
    def pages_path(self) -> Path:
        """The folder of the pages that ingest keeps."""
        return self.folder / _PAGES

    @property
    def sources_path(self) -> Path:
        """The file of the declared sources, whether it exists or not."""
        return self.folder / _SOURCES

    @property
    def users_path(self) -> Path:
        """The file of the door's users, whether it exists or not."""
        return self.folder / _USERS

    @property
    def application(self) -> Mapping[str, object]:
        """What workspace.yaml holds beside `reedbed:`, read from the file at each access.

        Raises:
            WorkspaceInvalid: the file is not a YAML mapping any more.
        """
        return _without_section(read_document(self.file, refusal=WorkspaceInvalid).values)

    def update_application(self, changes: Mapping[str, object], *, remove: Iterable[str] = ()) -> None:
        """Give the application's keys new values and take the keys `remove` out, in one atomic step.

        A value replaces the one that was there, whole; in the text only what differs is touched, so that
        comments, order and spelling of the rest stay byte for byte. New keys come at the end of the file.
        Editors in other threads and processes wait for each other.

        Raises:
            UsageError: a key is `reedbed`, or a value is none that YAML can hold.
            WorkspaceInvalid: the file cannot be read, or writes such a key in flow style or by a merge, which
                cannot be changed in place. The file is as it was.
            DiskFull: there is no space. The file is as it was.
            FileAccessFailed: the folder cannot be written. The file is as it was.
        """
        wanted, gone = _application_keys(changes), set(remove) - set(changes)
        _application_keys(dict.fromkeys(gone))
        with one_editor(self.folder):
            text = read_text(self.file, refusal=WorkspaceInvalid)
            changed = self._changed(text, wanted, gone)
            if changed != text:
                publish_text(self.file, changed)

    def _changed(self, text: str, changes: dict[str, object], gone: set[str]) -> str:
        old = parse_document(text, file=self.file, refusal=WorkspaceInvalid).values
        named = next(iter([*changes, *gone]), "")
        expected = {key: value for key, value in old.items() if key not in gone} | changes
        try:
            changed = edited(text, old, changes, sorted(gone))
        except NotEditable as refusal:
            raise self._not_editable(refusal.key) from None
        # An anchor that is used elsewhere, or a marker of the document's end, shows only in the outcome.
        if not same(dict(self._reread(changed, named)), expected):
            raise self._not_editable(named)
        return changed

    def _reread(self, text: str, key: str) -> Mapping[str, object]:
        try:
            return parse_document(text, file=self.file, refusal=WorkspaceInvalid).values
        except WorkspaceInvalid:
            raise self._not_editable(key) from None

    def _not_editable(self, key: str) -> WorkspaceInvalid:
        return WorkspaceInvalid(
            f"{self.file} writes {key!r} in a way that cannot be changed in place (flow style, an anchor, a merge, "
            "or an end of document). It is as it was.",
            hint=f"${{EDITOR:-vi}} {shlex.quote(str(self.file))}",
            file=str(self.file),
            key=key,
        )


def get_storage_path(workspace_yaml: str | os.PathLike[str]) -> Path:
    """Where the database of a workspace lies, from its workspace.yaml or its folder.

    `<folder>/data/workspace.db`, or the configured one. Neither the database nor the workspace has to exist.

    Raises:
        WorkspaceInvalid: the workspace.yaml is not a YAML mapping; and the errors of its settings.
    """
    folder = _folder_of(workspace_yaml)
    file = folder / FILE_NAME
    return Workspace.load(folder).database_path if file.is_file() else folder / _DATABASE


def _folder_of(path: str | os.PathLike[str]) -> Path:
    absolute = _absolute(path)
    return absolute.parent if absolute.name == FILE_NAME and not absolute.is_dir() else absolute


def _absolute(path: str | os.PathLike[str]) -> Path:
    try:
        absolute = Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise WorkspaceNotFound(f"{path}: {error}", hint="reedbed init PATH", path=str(path)) from None
    # `link/..` is the parent of what the link points at, which only the file system knows.
    return absolute.resolve() if ".." in absolute.parts else absolute


def _not_found(folder: Path, where: str) -> WorkspaceNotFound:
    return WorkspaceNotFound(
        f"Expected a folder with a {FILE_NAME}, found none {where}: {folder}.",
        hint=f"reedbed init {shlex.quote(str(folder))}",
        path=str(folder),
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(
            f"Expected a folder for the workspace, found a file in its place: {error.filename}.",
            hint="reedbed init PATH",
            path=str(folder),
        ) from None
    except OSError as error:
        raise write_refused(folder, error) from error


def _application_keys(keys: Mapping[str, object]) -> dict[str, object]:
    if SECTION in keys:
        raise UsageError(
            f"The key {SECTION!r} holds the package's settings and is none of the application's.",
            hint="reedbed config show",
            key=SECTION,
        )
    return {str(key): plain_value(value) for key, value in keys.items()}


def _without_section(values: Mapping[str, object]) -> Mapping[str, object]:
    return {key: value for key, value in values.items() if key != SECTION}
