"""Who asks: a user, its role, and the tables that it was granted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import ClassVar

from reedbed.engine.resolver.tokens import folded
from reedbed.sql import DEFAULT_SCHEMA


class Role(StrEnum):
    """What a user may do: `reader` asks, `writer` changes data too, `owner` is not shut in."""

    READER = "reader"
    WRITER = "writer"
    OWNER = "owner"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grants:
    """The tables that a reader or writer may name: patterns like `flights`, `weather.*` or `weather.hour_*`.

    A pattern without a schema is a name in `main`; letter case does not count, as in SQL. What may be written may be
    read too. The default grants every table, to read and to write.
    """

    reads: tuple[str, ...] = ("*.*",)
    writes: tuple[str, ...] = ("*.*",)

    EVERYTHING: ClassVar[Grants]

    @property
    def restricted(self) -> bool:
        """Whether there is a table that is not granted."""
        return "*.*" not in self.reads or "*.*" not in self.writes

    def may_read(self, schema: str, name: str) -> bool:
        """Whether the table may be read; both names are folded."""
        return _matches(self.reads, schema, name) or _matches(self.writes, schema, name)

    def may_write(self, schema: str, name: str) -> bool:
        """Whether the table may be changed, dropped or made; both names are folded."""
        return _matches(self.writes, schema, name)


Grants.EVERYTHING = Grants()


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The user on whose behalf a statement runs. `named` is a user of the workspace's file, who can be removed."""

    user: str
    role: Role
    grants: Grants = Grants.EVERYTHING
    named: bool = False


def _matches(patterns: tuple[str, ...], schema: str, name: str) -> bool:
    return any(_one_matches(pattern, schema, name) for pattern in patterns)


def _one_matches(pattern: str, schema: str, name: str) -> bool:
    """Whether a pattern names a table whose schema and name are folded."""
    prefix, dot, rest = folded(pattern).partition(".")
    wanted = (prefix, rest) if dot else (DEFAULT_SCHEMA, prefix)
    return fnmatchcase(schema, wanted[0]) and fnmatchcase(name, wanted[1])
