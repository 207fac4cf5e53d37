"""Portals: statements with their values bound, on their way through their rows."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reedbed.pgserver.answers.replies import Reply, Rows
    from reedbed.pgserver.cursors import CursorRows
    from reedbed.pgserver.prepared import Prepared
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.pgwire.messages import FrontendMessage


@dataclass(kw_only=True, slots=True, eq=False)
class Portal:
    """One portal; `reply` is there once it has run, and `text` is what the client sent.

    `declared` is there for a cursor of DECLARE. `hold` keeps its rows beyond the commit of its transaction, and
    `outlives` says that it has come through one.
    """

    name: str
    planned: PlannedStatement | None
    prepared: Prepared | None = None
    parameters: tuple[object, ...] = ()
    formats: tuple[int, ...] = ()
    reply: Reply | None = None
    hold: bool = False
    outlives: bool = False
    declared: CursorRows | None = None
    text: str = ""
    created_at: float = field(default_factory=time.time)

    @property
    def rows(self) -> Rows | None:
        """The rows that it still has."""
        return self.reply.rows if self.reply is not None else None


class Gathering(Protocol):
    """Requests for the unnamed portal that are gathered, to be carried out together and answered one by one."""

    planned: PlannedStatement

    def takes(self, event: FrontendMessage) -> bool:
        """Whether a request goes on with them; it is answered with them."""

    @property
    def messages(self) -> list[FrontendMessage]:
        """All that was taken, to be answered one by one."""

    @property
    def unfinished(self) -> list[FrontendMessage]:
        """Those at the end that do not make a whole row."""

    def store(self) -> bool:
        """Carry them out together and answer; False when they have to be carried out one by one."""
