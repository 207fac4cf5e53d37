"""Names for the constraints of a table that was made: those that were given, and PostgreSQL's where none was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reedbed.sql.postgres.constraint_names import KEYS, chosen_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.sql.postgres.rules.columns import DeclaredConstraint
    from reedbed.store.ledger import NamedConstraint


def name_all(
    made: Sequence[NamedConstraint],
    declared: Sequence[DeclaredConstraint],
    copied: Mapping[str, Sequence[str]],
    in_use: tuple[set[str], set[str]],
) -> list[NamedConstraint]:
    """A table's constraints with their names.

    `copied` has the names of those that LIKE brings, by their definitions; `in_use` the names of constraints and those
    of relations that no new one may have.
    """
    brought = {
        each.key: copied[each.definition][each.place - 1]
        for each in made
        if each.place <= len(copied.get(each.definition, ()))
    }
    given = _given([each for each in made if each.key not in brought], declared) | brought
    taken, relations = in_use[0] | set(given.values()), in_use[1]
    named = dict(given)
    for each in made:
        if each.key in named:
            continue
        barred = taken | relations if each.kind in KEYS else taken
        named[each.key] = chosen_name(each.table.name, each.kind, each.columns, barred)
        taken.add(named[each.key])
    return [replace(each, name=named[each.key]) for each in made]


def _given(made: Sequence[NamedConstraint], declared: Sequence[DeclaredConstraint]) -> dict[tuple[str, int], str]:
    """The names that were given: those of one kind stand in one order, NOT NULL by its column."""
    by_column = {each.column.casefold(): each.name for each in declared if each.kind == "NOT NULL"}
    found: dict[tuple[str, int], str] = {}
    for kind in dict.fromkeys(each.kind for each in made):
        of_kind = [each for each in made if each.kind == kind]
        names = [each.name for each in declared if each.kind == kind]
        if kind == "NOT NULL":
            names = [by_column.get(each.columns[0].casefold(), "") for each in of_kind]
        if len(names) == len(of_kind):
            found |= {each.key: name for each, name in zip(of_kind, names, strict=True) if name}
    return found
