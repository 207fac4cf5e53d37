"""What PostgreSQL says where there is something already of the name that a CREATE gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import SqlNameError
from reedbed.pgserver.refusals.responses import notice
from reedbed.sql import DEFAULT_SCHEMA, literal
from reedbed.sql.postgres.schemas import stored_schema
from reedbed.sql.postgres.syntax.definitions import DefinitionParser
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

_MODIFIERS: Final = ("temp", "temporary", "unlogged", "global", "local", "unique")
_KINDS: Final = frozenset({"table", "index", "sequence", "schema"})
# They share one space of names.
_THERE: Final = """
    SELECT 1 FROM (
        SELECT database_name, schema_name, table_name AS name FROM duckdb_tables()
        UNION ALL SELECT database_name, schema_name, view_name FROM duckdb_views()
        UNION ALL SELECT database_name, schema_name, index_name FROM duckdb_indexes()
        UNION ALL SELECT database_name, schema_name, sequence_name FROM duckdb_sequences())
    WHERE lower(name) = {name} AND database_name = {database} AND lower(schema_name) = {schema} LIMIT 1"""


class _Made(NamedTuple):
    """What a CREATE makes, and whether it may be there already."""

    kind: str
    name: tuple[str, ...]
    is_temporary: bool
    may_exist: bool


def tell_if_there(session: Session, planned: PlannedStatement) -> None:
    """Say that a CREATE … IF NOT EXISTS makes nothing, where it makes nothing.

    Raises `SqlNameError` for a sequence with the name of a table, since DuckDB keeps their names apart.
    """
    lower = planned.text.casefold()
    if "exists" not in lower and "sequence" not in lower:
        return
    try:
        found = _named(DefinitionParser(planned.text))
    except Unreadable:
        return
    if found is None or not _is_there(session, found):
        return
    word, state = ("schema", "42P06") if found.kind == "schema" else ("relation", "42P07")
    told = f'{word} "{found.name[-1]}" already exists'
    if found.may_exist:
        session.say(notice(state, f"{told}, skipping", severity="NOTICE"))
    elif found.kind == "sequence":
        raise SqlNameError(f"{state}: {told}")


def _named(parser: DefinitionParser) -> _Made | None:
    parser.expect("create")
    is_temporary = False
    while word := parser.take_any(*_MODIFIERS):
        is_temporary = is_temporary or word.startswith("temp")
    kind = parser.word()
    if kind not in _KINDS:
        return None
    parser.take("concurrently")
    may_exist = parser.take_all("if", "not", "exists")
    return _Made(kind, parser.name().parts, is_temporary, may_exist)


def _is_there(session: Session, made: _Made) -> bool:
    name = made.name
    called = literal(name[-1].casefold())
    if made.kind == "schema":
        sought = literal(stored_schema(name[-1]).casefold())
        sql = (
            f"SELECT 1 FROM duckdb_schemas() WHERE database_name = current_database() AND lower(schema_name) = {sought}"
        )
    else:
        schema = "current_schema()"
        if made.is_temporary:
            schema = literal(DEFAULT_SCHEMA)
        elif len(name) > 1:
            schema = literal(stored_schema(name[-2]).casefold())
        database = "'temp'" if made.is_temporary else "current_database()"
        sql = _THERE.format(name=called, database=database, schema=schema)
    return bool(session.cursor().plain_rows(sql))
