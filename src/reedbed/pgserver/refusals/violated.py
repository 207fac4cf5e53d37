"""Which constraint was violated: its name, from what the engine says of kinds, columns and expressions.

The engine names no constraint. What it says of a violation finds the one among those of the table that is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import TableName
from reedbed.sql.postgres.constraint_names import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reedbed.store.ledger import NamedConstraint


def _nothing(_: TableName, __: Sequence[str], ___: Sequence[str]) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The constraints that a statement may have violated: those of the table that it writes, and links to it.

    `holds` says whether a table has a row of these values in these columns, as far as it is committed. `given` is what
    the statement gives to columns, by their folded names; None where that is not known.
    """

    own: Sequence[NamedConstraint] = ()
    links: Sequence[NamedConstraint] = ()
    holds: Callable[[TableName, Sequence[str], Sequence[str]], bool] = _nothing
    given: Callable[[], Mapping[str, Sequence[str | None]] | None] = lambda: None

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

    def key_of(self, values: str) -> NamedConstraint | None:
        """The key that has these values, with commas between them; None when several may be meant."""
        parts = values.split(", ")
        found = [each for each in self.own if each.kind in KEYS and len(each.columns) == len(parts)]
        given = self.given() if len(found) > 1 else None
        if given is not None:
            found = [each for each in found if _gives(given, each.columns, parts)]
        return found[0] if len(found) == 1 else None

    def missing(self, columns: Sequence[str], values: Sequence[str]) -> NamedConstraint | None:
        """The foreign key whose row is not there, by what it leads to; None when several may be meant."""
        found = [each for each in self.own if _names(each.referenced_columns, columns)]
        if len(found) > 1:
            found = [each for each in found if not self.holds(_target(each), each.referenced_columns, values)]
        given = self.given() if len(found) > 1 else None
        if given is not None:
            found = [each for each in found if _gives(given, each.columns, values)]
        # Of those that say the same of the same columns it is the first, as in PostgreSQL.
        return found[0] if found and all(each.columns == found[0].columns for each in found) else None

    def referenced(self, columns: Sequence[str], values: Sequence[str]) -> NamedConstraint | None:
        """The foreign key that keeps a row, by what leads to it; None when it cannot be told.

        Where rows of several tables keep it, it is the first of them, as in PostgreSQL.
        """
        found = [each for each in self.links if _names(each.columns, columns)]
        if len(found) > 1:
            found = [each for each in found if self.holds(each.table, each.columns, values)]
        return found[0] if found else None


def _gives(given: Mapping[str, Sequence[str | None]], columns: Sequence[str], values: Sequence[str]) -> bool:
    """Whether a statement may give these values to these columns."""
    pairs = zip(columns, values, strict=True)
    return all({value, None} & set(given.get(each.casefold(), ())) for each, value in pairs)


def _target(link: NamedConstraint) -> TableName:
    """The table that a foreign key leads to: DuckDB has none that leaves its schema."""
    return TableName(schema=link.table.schema, name=link.referenced)


def _names(columns: Sequence[str], written: Sequence[str]) -> bool:
    return [each.casefold() for each in columns] == [each.casefold() for each in written]
