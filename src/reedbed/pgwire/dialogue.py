"""Whose turn it is: walks the tables for either side, with the queue of requests whose answers are due later."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from reedbed.pgwire.messages import ErrorResponse
from reedbed.pgwire.tables import BACKEND, FRONTEND, Reaction, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.pgwire.messages import BackendMessage, FrontendMessage

COPYING_IN = frozenset({State.QUERY_COPY_IN, State.EXECUTE_COPY_IN})
# Where an error ends its skipping: neither is ever skipped.
KEPT = frozenset({State.SYNC, State.CLOSED})
# Where answers that are due make a difference.
PASSING = COPYING_IN | {State.IDLE, State.SKIPPING, State.CLOSED}


class Dialogue:
    """The state of one connection."""

    __slots__ = ("_due", "answers", "state")

    def __init__(self) -> None:
        self._due: deque[State] = deque()
        self.state = State.STARTUP
        self.answers: Mapping[type[BackendMessage], State] = BACKEND[self.state]

    @property
    def reactions(self) -> Mapping[type[FrontendMessage], Reaction]:
        """What a client may send."""
        return FRONTEND[self.state]

    @property
    def due(self) -> tuple[State, ...]:
        """The answers that are due after the present one."""
        return tuple(self._due)

    def enter(self, state: State) -> None:
        """Go to `state`, or from IDLE to the next answer that is due."""
        if self._due and state in PASSING:
            state = self._passed(state)
        self.state = state
        self.answers = BACKEND[state]

    def react(self, reaction: Reaction) -> None:
        """A client's message was read or sent."""
        if reaction.is_queued:
            self._due.append(reaction.state)
        elif reaction.state is not self.state:
            self.enter(reaction.state)

    def answer(self, kind: type[BackendMessage]) -> bool:
        """A server's message was read or is to be sent; False when it has no place here."""
        target = self.answers.get(kind)
        if target is None:
            return False
        if target is not self.state:
            self.enter(target)
        return True

    def fail(self, error: ErrorResponse) -> bool:
        """An error was read or is to be sent; False when it has no place here."""
        if error.is_fatal and self.state is not State.CLOSED:
            self.enter(State.CLOSED)
            return True
        return self.answer(ErrorResponse)

    def _passed(self, state: State) -> State:
        """Where to go while answers are due."""
        if state is State.IDLE:
            return self._due.popleft()
        if state is State.SKIPPING:
            while self._due:
                found = self._due.popleft()
                if found in KEPT:
                    return found
        # A client that sent its Sync along with its Execute has it ignored by a COPY.
        self._due.clear()
        return state
