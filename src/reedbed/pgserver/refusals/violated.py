"""Which constraint was violated: its name, from what the engine says of kinds, columns and expressions.

The engine names no constraint. What it says of a violation finds the one among those of the table that is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.store.ledger import NamedConstraint

_KEYS = frozenset({"PRIMARY KEY", "UNIQUE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The constraints that a statement may have violated: those of the table that it writes, and links to it."""

    own: Sequence[NamedConstraint] = ()
    links: Sequence[NamedConstraint] = ()

    @property
    def schema(self) -> str:
        """Where the table lies, as PostgreSQL calls it; empty when that is not known."""
        return self.own[0].shown_schema if self.own else ""

    def check(self, definition: str) -> str:
        """The CHECK of this text; empty when there is none."""
        return next((each.name for each in self.own if each.definition == definition), "")

    def key(self, columns: Sequence[str], *, primary: bool) -> str:
        """The key of these columns."""
        kind = "PRIMARY KEY" if primary else "UNIQUE"
        return next((each.name for each in self.own if each.kind == kind and _names(each.columns, columns)), "")

    def only_key(self) -> NamedConstraint | None:
        """The table's key, where it has but one."""
        keys = [each for each in self.own if each.kind in _KEYS]
        return keys[0] if len(keys) == 1 else None

    def missing(self, columns: Sequence[str]) -> NamedConstraint | None:
        """The foreign key whose row is not there, by the columns that it leads to; None when several may be meant."""
        return _only([each for each in self.own if _names(each.referenced_columns, columns)])

    def referenced(self, columns: Sequence[str]) -> NamedConstraint | None:
        """The foreign key that keeps a row, by the columns that lead to it; None when several may be meant."""
        return _only([each for each in self.links if _names(each.columns, columns)])


def _names(columns: Sequence[str], written: Sequence[str]) -> bool:
    return [each.casefold() for each in columns] == [each.casefold() for each in written]


def _only(found: Sequence[NamedConstraint]) -> NamedConstraint | None:
    return found[0] if len(found) == 1 else None
