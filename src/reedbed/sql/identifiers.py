"""Names in SQL text: quoted, never trusted. No SQL is put together from names anywhere else."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from reedbed.errors import InvalidName

LEDGER_SCHEMA = "reedbed"
DEFAULT_SCHEMA = "main"


def quote(name: str) -> str:
    """`name` as one SQL identifier, whatever it contains.

    Raises `InvalidName` for an empty name and for one with a NUL character, which SQL text cannot carry.
    """
    if not name or "\0" in name:
        msg = "A name must have at least one character and no NUL character."
        raise InvalidName(msg, name=name)
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string literal, for the few places where DuckDB takes no bound value (COPY targets, ATTACH).

    And for the look-ups and the notes of every command: to bind a value takes DuckDB as long as a look-up itself, and
    for the first one it imports pandas where that is installed, which takes 0.2 s.
    """
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class TableName:
    """A table's name: one schema and one identifier, neither of them split at dots."""

    schema: str = DEFAULT_SCHEMA
    name: str

    def __post_init__(self) -> None:
        quote(self.name)
        quote(self.schema)

    @property
    def quoted(self) -> str:
        """The name as it stands in SQL text, always with its schema."""
        return f"{quote(self.schema)}.{quote(self.name)}"

    @property
    def argument(self) -> str:
        """The name as an argument of a command, for a shell."""
        return shlex.quote(str(self))

    def __str__(self) -> str:
        return self.name if self.schema == DEFAULT_SCHEMA else f"{self.schema}.{self.name}"


def table_name(name: str | TableName) -> TableName:
    """The table that an application names: a plain string is one identifier in the schema `main`.

    Raises `InvalidName` when it lies in the ledger's schema.
    """
    found = name if isinstance(name, TableName) else TableName(name=name)
    if found.schema.casefold() == LEDGER_SCHEMA:
        msg = f"The schema {LEDGER_SCHEMA!r} belongs to Reedbed's ledger; {found} cannot be written or dropped."
        raise InvalidName(msg, hint="choose another schema", name=str(found))
    return found
