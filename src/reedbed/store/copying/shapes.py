"""What a copy is about: the shape of its table, and what is told when it counts."""

from __future__ import annotations

from dataclasses import dataclass

from reedbed.engine import spelled_type
from reedbed.sql import quote

AS_TEXT = frozenset({"TIME WITH TIME ZONE", "BIT", "UHUGEINT", "BIGNUM"})
"""Types of which Arrow holds less than DuckDB: such columns travel as DuckDB's text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyColumn:
    """One column: its DuckDB type, and whether its values may be NULL."""

    name: str
    type: str
    nullable: bool = True

    @property
    def as_text(self) -> bool:
        """Whether its values are sent as text."""
        return self.type in AS_TEXT


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """The columns of a table in order, and its primary key."""

    columns: tuple[CopyColumn, ...]
    key: tuple[str, ...] = ()

    def selected(self) -> str:
        """The select list in which each column is in its own type, from values that came by Arrow."""
        return ", ".join(
            f"CAST({quote(each.name)} AS {spelled_type(each.type)}) AS {quote(each.name)}" for each in self.columns
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyResult:
    """A copy that counts.

    `target` is the store that has it now, without a password; `repeated` says that it had been there before the call,
    which then did nothing. `rows` are those of the copy.
    """

    copy_id: str
    table: str
    origin: str
    target: str
    rows: int
    repeated: bool
    seconds: float
