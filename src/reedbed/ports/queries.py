"""What a reading operation needs of an engine: rows and Arrow for one SELECT, nothing else.

Whoever works on this protocol runs embedded in the owner and behind a door alike, so it may send SELECT
statements only: no temporary tables, no settings, no second statement. A READ ONLY transaction and a
reader's role are enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

Parameters: TypeAlias = Sequence[object] | Mapping[str, object]
"""Values for a statement: in order for `?`, by name for `$name`."""


class SqlReader(Protocol):
    """Answers SELECT statements.

    Statements sent one after the other see one state only when the caller opened a transaction around
    them. Parameters are bound to `?` in order. Failures leave as classes of `reedbed.errors`.
    """

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of the answer as Python values."""
        ...

    def arrow(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        """The answer as one Arrow table."""
        ...


class LocalFrame(Protocol):
    """A frame of this process that a statement reads by its name; Ibis' in-memory table is one."""

    name: str
    schema: Any
    data: Any

    def __hash__(self) -> int:
        """A frame counts for as long as somebody holds it."""
        ...
