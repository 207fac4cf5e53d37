"""Whether an API answers at all, as all threads that ask it know it together.

While no request succeeds, one thread asks again and the others wait for it: each with attempts of its own, they would
spend a rate limit many times over before the run could say that the API is down.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from threading import Event

_ATTENTION_SECONDS: Final = 0.2
"""How often a thread that waits looks whether it is called off."""


class Outage:
    """Who asks while an API fails. Safe to share between threads; an asker stands for one page that is tried for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asking: object = None
        self._given_up: int | None = None
        self.answers = 0
        """How many requests have been answered."""

    def wait(self, asker: object, answers: int, stop: Event) -> None:
        """Wait until something has been answered, after so many `answers`, or the asker is the one who asks again."""
        with self._changed:
            while self.answers == answers and self._asking not in (None, asker) and not stop.is_set():
                self._changed.wait(_ATTENTION_SECONDS)
            if self.answers == answers and self._asking is None:
                self._asking = asker

    def answered(self, asker: object) -> None:
        """A request of this asker's was answered, if only by a refusal."""
        with self._changed:
            self.answers += 1
            self._leave(asker)

    def left(self, asker: object, *, given_up: bool) -> None:
        """The asker asks no more: another one may."""
        with self._changed:
            if given_up:
                self._given_up = self.answers
            self._leave(asker)

    def was_given_up(self) -> bool:
        """Whether somebody has given up, and nothing was answered since."""
        with self._changed:
            return self._given_up == self.answers

    def _leave(self, asker: object) -> None:
        if self._asking is asker:
            self._asking = None
        self._changed.notify_all()
