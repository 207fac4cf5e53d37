"""What a session found out of its statements without running them, kept for as long as it holds.

Drivers ask for the columns of a statement before each run of it, which takes the engine as long as the run. What it
says changes with the catalog and with the session's settings only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MAX_FOUND: Final = 256
LONGEST_KEPT_TEXT: Final = 4096
"""Longer texts are made for one run, and a session is to stay small."""

T = TypeVar("T")


class Descriptions:
    """Belongs to the session's thread.

    `state` gives a value that differs once anything may be described otherwise.
    """

    def __init__(self, state: Callable[[], Hashable]) -> None:
        self._state = state
        self._kept_at: Hashable = None
        self._found: dict[Hashable, object] = {}

    def kept(self, question: Hashable, find: Callable[[], T], *, length: int = 0) -> T:
        """The answer to a question on a text so long: as it was found before, where that still holds, or found now."""
        if length > LONGEST_KEPT_TEXT:
            return find()
        state = self._state()
        if state != self._kept_at or len(self._found) >= MAX_FOUND:
            self._found.clear()
            self._kept_at = state
        if question not in self._found:
            # The state is that from before the look: what changes during it is found again.
            self._found[question] = find()
        return cast("T", self._found[question])
