"""`ALTER … OWNER TO`, of which a dump has one for each object: a store has one owner, so it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.lexing import name_value
from reedbed.sql.postgres.macros import DATABASE
from reedbed.sql.postgres.schemas import stored_schema
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.definitions import DefinitionParser

GUARD: Final = "SELECT CASE WHEN "
"""How a statement begins that only looks, and fails: it is stored nowhere."""
OWNED: Final = {
    "sequence": "duckdb_sequences() WHERE sequence_name", "view": "duckdb_views() WHERE view_name",
    "type": "duckdb_types() WHERE type_name", "schema": "duckdb_schemas() WHERE schema_name",
}  # fmt: skip
_SELF: Final = frozenset({"current_user", "session_user", "current_role"})
_MISSING_CODES: Final = {"type": "42704", "schema": "3F000"}


def with_owner(written: list[str], parser: DefinitionParser) -> list[str]:
    """ALTER TABLE, after a look at whom its table is to belong to."""
    words = parser.folded
    places = [place for place in range(len(words) - 2) if words[place] == "owner" and words[place + 1] == "to"]
    return [*(guard for place in places for guard in _role(name_value(parser.tokens[place + 2]))), *written]


def owned(parser: DefinitionParser, kind: str) -> list[str]:
    """`ALTER … OWNER TO`: a store has one owner, so nothing changes, but all that is named has to be there."""
    exists = parser.take_all("if", "exists")
    name = parser.name().parts[-1]
    if not parser.take_all("owner", "to"):
        if kind == "type":
            raise SqlNotSupported("this form of ALTER TYPE is not supported", construct="ALTER TYPE")
        raise Unreadable
    owner = parser.next()
    place = f"{OWNED[kind]} = {literal(stored_schema(name) if kind == 'schema' else name)}"
    state, word = (_MISSING_CODES[kind], kind) if kind in _MISSING_CODES else ("42P01", "relation")
    refusal = literal(f'{state}: {word} "{name}" does not exist')
    there = [] if exists else [f"{GUARD}count(*) = 0 THEN error({refusal}) END FROM {place}"]
    return [*_role(name_value(owner)), *there, "CREATE SCHEMA IF NOT EXISTS main"]


def _role(name: str) -> list[str]:
    """What fails unless there is such a role, which is the session's own."""
    if name in _SELF:
        return []
    refusal = literal(f'42704: role "{name}" does not exist')
    return [
        f"{GUARD}count(*) = 0 THEN error({refusal}) END FROM {DATABASE}.pg.pg_roles WHERE rolname = {literal(name)}"
    ]
