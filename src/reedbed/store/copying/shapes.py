"""What a copy is about: the shape of its table, and what is told when it counts."""

from __future__ import annotations

from dataclasses import dataclass

from reedbed.engine import decoded, encoded, is_bent, spelled_type, stored_type
from reedbed.sql import quote

AS_TEXT = frozenset({"TIME WITH TIME ZONE", "BIT", "UHUGEINT", "BIGNUM"})
"""Types whose columns travel as DuckDB's text: Arrow, or its reader, holds less."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyColumn:
    """One column: its DuckDB type, and whether its values may be NULL."""

    name: str
    type: str
    nullable: bool = True

    @property
    def sent_as(self) -> str:
        """The type in which its values travel: with texts in place of what Arrow would bend, inside of it too."""
        if self.type in AS_TEXT:
            return "VARCHAR"
        return stored_type(self.type) if is_bent(self.type) else self.type

    @property
    def sent(self) -> str:
        """SQL for its values as they travel, in DuckDB."""
        name = quote(self.name)
        if self.type in AS_TEXT:
            return f"CAST({name} AS VARCHAR)"
        return encoded(name, self.type) if is_bent(self.type) else name

    @property
    def arrived(self) -> str:
        """SQL for its values in its own type, from those that travelled."""
        name, kind = quote(self.name), spelled_type(self.type)
        return decoded(name, kind) if is_bent(kind) else f"CAST({name} AS {kind})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """The columns of a table in order, and its primary key."""

    columns: tuple[CopyColumn, ...]
    key: tuple[str, ...] = ()

    def selected(self) -> str:
        """The select list in which each column is in its own type, from values that came by Arrow."""
        return ", ".join(f"{each.arrived} AS {quote(each.name)}" for each in self.columns)


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
