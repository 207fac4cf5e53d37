"""Names that PostgreSQL gives to constraints which are declared without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

LABELS: Final = {
    "PRIMARY KEY": "pkey",
    "UNIQUE": "key",
    "FOREIGN KEY": "fkey",
    "CHECK": "check",
    "NOT NULL": "not_null",
}
"""The last word of such a name, by the kind of the constraint."""
KEYS: Final = frozenset({"PRIMARY KEY", "UNIQUE"})
"""Kinds whose constraints have an index, which is called like no other relation."""
LONGEST: Final = 63
"""Bytes of a name."""


def parts_of(kind: str, columns: Sequence[str]) -> tuple[str, str]:
    """What stands between the table and the number in the name of a constraint: columns, and its last word."""
    match kind:
        case "PRIMARY KEY":
            return "", LABELS[kind]
        case "CHECK":
            return columns[0] if len(columns) == 1 else "", LABELS[kind]
        case _:
            return "_".join(columns), LABELS[kind]


def plain_name(table: str, kind: str, columns: Sequence[str], number: int = 0) -> str:
    """The name by which a constraint is shown of which no name is known: not shortened, whoever has it too.

    `number` tells apart those of a table that would be called alike.
    """
    middle, label = parts_of(kind, columns)
    return "_".join(part for part in (table, middle, f"{label}{number or ''}") if part)


def chosen_name(table: str, kind: str, columns: Sequence[str], taken: Container[str]) -> str:
    """The name that PostgreSQL gives a constraint in a schema where the names in `taken` are in use."""
    middle, label = parts_of(kind, columns)
    number = 0
    while (name := _joined(table, middle, f"{label}{number or ''}")) in taken:
        number += 1
    return name


def _joined(table: str, middle: str, label: str) -> str:
    """The parts, of which the longer ones are cut until they fit (`makeObjectName` in PostgreSQL's indexcmds.c)."""
    first, second = table.encode(), middle.encode()
    room = LONGEST - len(label.encode()) - 1 - bool(middle)
    first_length, second_length = len(first), len(second)
    while first_length + second_length > room:
        if first_length > second_length:
            first_length -= 1
        else:
            second_length -= 1
    # A character of several bytes is cut as a whole.
    cut = (first[:first_length].decode(errors="ignore"), second[:second_length].decode(errors="ignore"), label)
    return "_".join(part for part in cut if part)
