"""What a command works with: its options, the workspace, the store, and a place to talk."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.cli.options import CommonOptions
    from reedbed.store import StorageManager
    from reedbed.workspace import Workspace


class Session:
    """One run of one command; closes what the command opened."""

    def __init__(self, options: CommonOptions) -> None:
        self.options = options
        self._closing = ExitStack()
        self._store: StorageManager | None = None

    @property
    def json(self) -> bool:
        """Whether the answer is a JSON document."""
        return self.options.output == "json"

    @property
    def terminal(self) -> bool:
        """Whether the answer goes to a person's terminal, dressed up."""
        return self.options.output == "auto" and sys.stdout.isatty()

    def talk(self, text: str) -> None:
        """Say something to the person on stderr, unless they asked for quiet."""
        if not self.options.quiet:
            print(text, file=sys.stderr, flush=True)

    def workspace(self) -> Workspace:
        """The workspace of this command; raises `WorkspaceNotFound` with the folders that were searched."""
        from reedbed.workspace import Workspace  # noqa: PLC0415 - yaml and pydantic are loaded when needed

        return Workspace.load(self.options.workspace)

    def folder(self) -> Path:
        """The workspace's folder."""
        return self.workspace().path

    def store(self, *, read_only: bool = False) -> StorageManager:
        """The workspace's store, opened once and closed when the command ends."""
        if self._store is None:
            from reedbed.wiring import open_store  # noqa: PLC0415 - DuckDB is loaded when needed

            self._store = self._closing.enter_context(
                open_store(
                    self.workspace(),
                    read_only=read_only or self.options.read_only,
                    lock_timeout_seconds=self.options.lock_timeout,
                )
            )
        return self._store

    def cancel(self) -> None:
        """Cancel the running query; from any thread."""
        if self._store is not None:
            self._store.database.interrupt()

    def close(self) -> None:
        """Close the store, if there is one."""
        self._closing.close()
