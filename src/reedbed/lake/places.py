"""Where a store's archives lie: what the ledger keeps of a place, and the target that it stands for.

The store's own lake folder is kept as '', so that a workspace can be moved; every other place by its full text.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from reedbed.errors import UsageError
from reedbed.lake.targets import open_target

if TYPE_CHECKING:
    from reedbed.lake.targets import Target
    from reedbed.store import StorageManager

BESIDE_DATABASE: Final = Path(".reedbed") / "lake"
"""Where archives go for a database that is no workspace's, relative to the database's folder."""


class Places:
    """The places of one store."""

    def __init__(self, store: StorageManager, target: str | Path | None = None) -> None:
        self.store = store
        configured = store.workspace.settings.lake_target if store.workspace and target is None else target
        self.default = "" if configured is None else self.kept(configured)

    def kept(self, place: str | Path) -> str:
        """What the ledger keeps of a folder or URL."""
        text = str(place)
        scheme, separator, rest = text.partition("://")
        if separator:
            return f"{scheme}{separator}{rest.rstrip('/') or rest}"
        folder = Path(text).expanduser().absolute()
        return "" if folder == self._own() else str(folder)

    def open(self, kept: str) -> Target:
        """The target of what the ledger keeps.

        Raises `UsageError` for the own folder of a store in memory, which has none.
        """
        folder = self._own()
        if not kept and folder is None:
            raise UsageError("A store in memory has no folder for archives.", hint='Lake(store, target="folder")')
        return open_target(kept or str(folder), secrets=self.store.database.secrets, staging=self._staging())

    def _own(self) -> Path | None:
        if self.store.workspace is not None:
            return self.store.workspace.lake_path
        path = self.store.database.path
        return None if path is None else path.parent / BESIDE_DATABASE

    def _staging(self) -> Path:
        """Where files wait that go to another machine."""
        own = self._own()
        if own is not None:
            return own / ".staging"
        import tempfile  # noqa: PLC0415 - a store in memory alone needs it

        return Path(tempfile.gettempdir()) / "reedbed-lake"
