"""A handle: one use of an open database by this process, from its opening to its end.

What concerns the file and the process rather than a thread's statements is here: where it is, who is told of it, what
others may stop, and what has to happen before the last handle closes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from reedbed import errors
from reedbed.engine import instances
from reedbed.engine.ownership import Ownership

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from reedbed.engine.cursors import Relations
    from reedbed.engine.writers import WriterQueue


class Handle:
    """Counts as a user of its instance until it is closed."""

    def __init__(self, instance: instances.Instance) -> None:
        self._instance = instance
        self._closed = False
        self._before_close: list[Callable[[], None]] = []

    @staticmethod
    def is_open(path: Path) -> bool:
        """Whether this process has the database at the resolved `path` open, so that `open` gets a further handle."""
        return instances.is_open(path)

    @property
    def path(self) -> Path | None:
        """The database file, or None in memory."""
        return self._instance.path

    @property
    def secrets(self) -> Mapping[str, Mapping[str, object]]:
        """The credentials that the database was opened with, in clear: for those who bring files to where it reads."""
        return self._instance.options.secrets

    def shut_in(self, places: tuple[Path | str, ...]) -> None:
        """Let the database reach files in these folders and below these URLs only, for as long as it is open.

        Extensions and secrets that it needs are there before. See `engine.walls`.
        """
        self._instance.shut_in(places)

    def announce(self, socket: str | None) -> None:
        """Say in the owner record where other processes find the door of this one."""
        if isinstance(self._instance.guard, Ownership):
            self._instance.guard.announce(socket)

    def interrupt(self) -> None:
        """Cancel whatever runs on this database, in every thread; the statements raise `QueryCancelled`."""
        self._instance.interrupt()

    def interrupt_thread(self, thread: int) -> None:
        """Cancel what runs on this database for one thread, by its identifier."""
        self._instance.interrupt(thread)

    def call_off(self, thread: int) -> None:
        """End the wait of a thread for its turn to write; its statement raises `QueryCancelled`."""
        self._instance.writer.call_off(thread)

    @property
    def generation(self) -> int:
        """How often the database was lost and opened again: whatever was made in its memory is gone then."""
        return self._instance.generation

    @property
    def turns_of_writing(self) -> int:
        """How many writing transactions of this process have ended: while it stays the same, none has committed."""
        return self._instance.writer.turns

    @property
    def federated(self) -> Relations | None:
        """What runs the statements that name federated relations, for all handles of this process."""
        return self._instance.federated

    @property
    def writers(self) -> WriterQueue:
        """The queue of writers of this process."""
        return self._instance.writer

    def plug_in(self, relations: Relations) -> None:
        """Let the statements that name federated relations run by way of `relations`, in all handles."""
        self._instance.plug_in(relations)

    def progress(self) -> float | None:
        """Percent of the running query, or None when nothing runs or DuckDB cannot tell yet."""
        return self._instance.progress()

    def before_close(self, action: Callable[[], None]) -> None:
        """Run `action` when this handle is closed, while the database is still open."""
        self._before_close.append(action)

    def close(self) -> None:
        """Close this handle; the last one of the process closes the file and gives its ownership up."""
        if not self._closed:
            while self._before_close:
                self._before_close.pop()()
            self._closed = True
            self._close_cursor()
            instances.release(self._instance)

    def _close_cursor(self) -> None:
        """Close what the closing thread has open."""

    def _refuse_unusable(self) -> None:
        self._instance.refuse_forked_child()
        if self._closed:
            raise errors.StoreClosed("This store is closed.", hint="open_store(…)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.path) if self.path else 'memory'!r})"
