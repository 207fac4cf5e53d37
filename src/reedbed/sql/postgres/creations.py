"""CREATE TABLE as what it declares beside columns: names of constraints, IDENTITY, and what it has of other tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.rules.columns import TableDefinition
from reedbed.sql.postgres.rules.rendering import Renderer
from reedbed.sql.postgres.rules.tables import elements
from reedbed.sql.postgres.schemas import stored_name
from reedbed.sql.postgres.syntax.definitions import DefinitionParser

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.columns import DeclaredConstraint

MAY_DECLARE: Final = re.compile(
    r"^[\s(]*create\b[^'(]*\btable\b[^'(]*\([\s\S]*?\b(?:like|constraint|primary|unique|check|references|identity)\b",
    re.IGNORECASE | re.MULTILINE,
)
_ALL_OF_LIKE: Final = frozenset({"comments", "constraints", "defaults", "generated", "identity", "indexes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """`LIKE table INCLUDING …` in the definition of a table, in whose place `placeholder` stands as a column."""

    placeholder: str
    table: tuple[str, ...]
    includes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCreation:
    """`CREATE TABLE … (…)`: its name by its parts, constraints and IDENTITY columns as they are declared.

    `identities` says of each column whether it is GENERATED ALWAYS. `actions` are what its foreign keys do but refuse,
    as `ON DELETE CASCADE`, which `remaining` has not.
    """

    remaining: str
    table: tuple[str, ...]
    temporary: bool
    likenesses: tuple[Likeness, ...]
    declared: tuple[DeclaredConstraint, ...]
    identities: dict[str, bool]
    actions: tuple[str, ...] = ()


def table_creation(parser: DefinitionParser) -> TableCreation | None:
    """What comes after CREATE, for a table that declares something; None for all others.

    Raises `Unreadable` for what is no CREATE TABLE of PostgreSQL's.
    """
    temporary = False
    while word := parser.take_any("temp", "temporary", "unlogged", "global", "local"):
        temporary = temporary or word.startswith("temp")
    parser.expect("table")
    parser.take_all("if", "not", "exists")
    name = parser.name().parts
    sql, likenesses = _without_likenesses(parser)
    definition = _defined(sql)
    declared = tuple(each for each in definition.declared if each.name or each.kind != "NOT NULL")
    if not (likenesses or declared or definition.identities):
        return None
    table = stored_name(name)
    actions = tuple(sql[start:end] for start, end in definition.actions)
    for start, end in reversed(definition.actions):
        sql = sql[:start] + sql[end:]
    return TableCreation(
        remaining=sql, table=table, actions=actions, temporary=temporary, likenesses=likenesses, declared=declared,
        identities=definition.identities,
    )  # fmt: skip


def _defined(sql: str) -> TableDefinition:
    """The table's definition, read from its beginning."""
    parser = DefinitionParser(sql)
    while not parser.take("table"):
        parser.next()
    parser.take_all("if", "not", "exists")
    table = TableDefinition(parser, Renderer(sql, stored=True), parser.name())
    elements(table)
    return table


def _without_likenesses(parser: DefinitionParser) -> tuple[str, tuple[Likeness, ...]]:
    """The statement with columns in place of LIKE, and what these stand for."""
    parser.expect("(")
    pieces: list[str] = []
    found: list[Likeness] = []
    end = 0
    while not parser.at(")"):
        if parser.at("like"):
            pieces.append(parser.sql[end : parser.start])
            likeness = _likeness(parser, len(found))
            found.append(likeness)
            pieces.append(f'"{likeness.placeholder}" int')
            end = parser.end
        elif parser.at("("):
            parser.skip_group()
        else:
            parser.next()
    return "".join(pieces) + parser.sql[end:], tuple(found)


def _likeness(parser: DefinitionParser, number: int) -> Likeness:
    parser.expect("like")
    table = parser.name().parts
    includes: set[str] = set()
    while word := parser.take_any("including", "excluding"):
        option = parser.word()
        if word == "including":
            includes |= _ALL_OF_LIKE if option == "all" else {option}
        else:
            includes -= _ALL_OF_LIKE if option == "all" else {option}
    return Likeness(placeholder=f"reedbed_like_{number}", table=table, includes=frozenset(includes))
