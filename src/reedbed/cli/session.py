"""What a command works with: its options, the workspace, the store, and a place to talk."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from reedbed.errors import ReedbedError, WorkspaceNotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from reedbed.cli.options import CommonOptions, OutputFormat
    from reedbed.cli.pages import Block
    from reedbed.engine import Database
    from reedbed.settings import Settings
    from reedbed.store import StorageManager
    from reedbed.workspace import Workspace

Entered = TypeVar("Entered")


class Session:
    """One run of one command; closes what the command opened."""

    def __init__(self, options: CommonOptions) -> None:
        self.options = options
        self._closing = ExitStack()
        self._store: StorageManager | None = None
        self._settings: Settings | None = None
        self._format: OutputFormat | None = options.output

    @property
    def format(self) -> OutputFormat:
        """How to answer: the flag, else the setting; `auto` while the settings cannot be read."""
        if self._format is None:
            try:
                self._format = self.settings().output
            except ReedbedError:
                # The command itself will say what is wrong with the settings, if it needs any.
                self._format = "auto"
        return self._format

    @property
    def terminal(self) -> bool:
        """Whether the answer goes to a person's terminal, dressed up."""
        return self.format == "auto" and sys.stdout.isatty()

    def colours(self) -> bool:
        """Whether colours are welcome: the flag, NO_COLOR, the setting."""
        try:
            return self.options.colours and self.settings().color != "never"
        except ReedbedError:
            return self.options.colours

    def talk(self, text: str) -> None:
        """Say something to the person on stderr, unless they asked for quiet."""
        if not self.options.quiet:
            sys.stderr.write(text + "\n")
            sys.stderr.flush()

    def show(self, page: Sequence[Block]) -> None:
        """Put blocks on stdout while the command still works; for commands that do not answer before they end."""
        if self.terminal:
            from reedbed.cli.terminal_text import console_for, print_dressed  # noqa: PLC0415 - rich is for terminals

            print_dressed(page, console_for(colours=self.colours()))
        else:
            from reedbed.cli.plain_text import print_plain  # noqa: PLC0415 - one of the two is needed

            print_plain(page, sys.stdout)
        sys.stdout.flush()

    def settings(self) -> Settings:
        """The settings in effect, of the workspace or of none."""
        if self._settings is None:
            from reedbed.settings import resolve_settings  # noqa: PLC0415 - yaml is loaded when needed

            try:
                self._settings = self.workspace().settings
            except WorkspaceNotFound:
                self._settings = resolve_settings(workspace_file=None, flags=self._flags())
        return self._settings

    def workspace(self) -> Workspace:
        """The workspace of this command; raises `WorkspaceNotFound` with the folder where the search began."""
        from reedbed.settings import WORKSPACE_VARIABLE  # noqa: PLC0415 - yaml is loaded when needed
        from reedbed.workspace import Workspace  # noqa: PLC0415 - as above

        named = self.options.workspace or os.environ.get(WORKSPACE_VARIABLE)
        if named:
            return Workspace.load(named, flags=self._flags())
        found = Workspace.find()
        return Workspace.load(found.folder, flags=self._flags()) if self._flags() else found

    def store(self) -> StorageManager:
        """The workspace's store, opened once and closed when the command ends."""
        if self._store is None:
            from reedbed.wiring import open_store  # noqa: PLC0415 - DuckDB is loaded when needed

            store = open_store(self.workspace(), read_only=self.options.read_only, role="cli")
            self._store = self._closing.enter_context(store)
        return self._store

    def store_at_once(self) -> StorageManager:
        """The store, or `StoreLocked` at once when another process owns it: for commands that can do without."""
        if self._store is None:
            from reedbed.wiring import open_store  # noqa: PLC0415 - DuckDB is loaded when needed

            store = open_store(self.workspace(), read_only=True, lock_timeout_seconds=0, role="cli")
            self._store = self._closing.enter_context(store)
        return self._store

    def store_in(self, file: Path) -> StorageManager:
        """A store in another database file over this workspace's checkpoints: for a database that is lost."""
        from reedbed.wiring import DuckDBStorageManager  # noqa: PLC0415 - DuckDB is loaded when needed

        self._store = self._closing.enter_context(
            DuckDBStorageManager(file, self.workspace().checkpoints_path, role="cli")
        )
        return self._store

    def scratch(self) -> Database:
        """A database in memory with this workspace's settings, for files of this process; the caller closes it."""
        from reedbed.engine import Database  # noqa: PLC0415 - DuckDB is loaded when needed
        from reedbed.wiring.opening import engine_options  # noqa: PLC0415 - as above

        return Database.open(None, options=engine_options(self.settings()))

    def enter(self, context: AbstractContextManager[Entered]) -> Entered:
        """Enter a context that is left when the command ends."""
        return self._closing.enter_context(context)

    @contextmanager
    def working(self, label: str) -> Iterator[Callable[[str], None]]:
        """A spinner on the terminal while something takes its time; the callable changes its label."""
        if self.options.quiet or not sys.stderr.isatty():
            yield lambda _: None
            return
        from rich.console import Console  # noqa: PLC0415 - rich is for terminals
        from rich.status import Status  # noqa: PLC0415 - as above

        with Status(label, console=Console(stderr=True, no_color=not self.colours())) as status:
            yield status.update

    def cancel(self) -> None:
        """Cancel the running query; from any thread."""
        if self._store is not None:
            self._store.database.interrupt()

    def close(self) -> None:
        """Close the store, if there is one; a command that needs it again opens it again."""
        self._store = None
        self._closing.close()

    def _flags(self) -> dict[str, object]:
        """The options that are settings."""
        given = {"output": self.options.output, "lock_timeout_seconds": self.options.lock_timeout}
        return {name: value for name, value in given.items() if value is not None}
