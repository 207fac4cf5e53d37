"""What the names in a query's FROM stand for, and which columns they offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sqlglot import exp

Columns: TypeAlias = "dict[str, str | None] | None"
"""What a name in FROM offers: its columns with their types, or None where this room cannot know them."""

UNKNOWN = "*"
"""Among known columns: others that are not known, from a `*` over a relation of the user's."""


class Scope:
    """One query: its own sources, the query around it, and the WITH queries that it sees."""

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.sources: dict[str, Columns] = {}
        self.relations: dict[str, str] = {}
        self.merged = False
        self.named: dict[str, Columns] = dict(outer.named) if outer else {}

    def kind(self, column: exp.Column) -> str | None:
        """The type of a column by its name, here or further out."""
        name, table = column.name.lower(), column.table.lower()
        for alias, columns in self.sources.items():
            if columns and (not table or alias == table) and name in columns:
                return columns[name]
        if table in self.sources or self.outer is None:
            return None
        return self.outer.kind(column)

    def relation(self, alias: str) -> str | None:
        """The catalog relation that an alias stands for."""
        if alias in self.relations:
            return self.relations[alias]
        return self.outer.relation(alias) if self.outer and alias not in self.sources else None


def renamed(columns: Columns, names: list[exp.Identifier] | list[str]) -> Columns:
    """The columns under the names that an alias gives them."""
    if columns is None or not names or UNKNOWN in columns:
        return columns
    given = [each if isinstance(each, str) else each.name for each in names]
    kinds = list(columns.items())
    return {(given[i] if i < len(given) else name): kind for i, (name, kind) in enumerate(kinds)}


def agreed(left: Columns, right: Columns) -> Columns:
    """The columns of a set operation: named by the first query, typed by the one that knows."""
    if not left or not right or len(left) != len(right):
        return left
    return {name: kind or other for (name, kind), other in zip(left.items(), right.values(), strict=True)}


def free(name: str, taken: dict[str, str | None]) -> str:
    """A key for one more column of this name."""
    while name in taken:
        name += " "
    return name
