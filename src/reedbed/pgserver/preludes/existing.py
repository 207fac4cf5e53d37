"""What PostgreSQL remarks where a statement says IF NOT EXISTS and there is something of that name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgserver.refusals.responses import notice
from reedbed.sql import DEFAULT_SCHEMA, literal
from reedbed.sql.postgres.syntax.definitions import DefinitionParser
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

_MODIFIERS: Final = ("temp", "temporary", "unlogged", "global", "local", "unique")
_RELATIONS: Final = frozenset({"table", "index", "sequence"})
# They share one space of names.
_THERE: Final = """
    SELECT 1 FROM (
        SELECT database_name, schema_name, table_name AS name FROM duckdb_tables()
        UNION ALL SELECT database_name, schema_name, view_name FROM duckdb_views()
        UNION ALL SELECT database_name, schema_name, index_name FROM duckdb_indexes()
        UNION ALL SELECT database_name, schema_name, sequence_name FROM duckdb_sequences())
    WHERE lower(name) = {name} AND database_name = {database} AND lower(schema_name) = {schema} LIMIT 1"""


def tell_if_there(session: Session, planned: PlannedStatement) -> None:
    """Say that a CREATE … IF NOT EXISTS makes nothing, where it makes nothing."""
    if "exists" not in planned.text.casefold():
        return
    try:
        found = _named(DefinitionParser(planned.text))
    except Unreadable:
        return
    if found is not None and _is_there(session, *found):
        kind, name, _ = found
        if kind == "schema":
            session.say(notice("42P06", f'schema "{name[-1]}" already exists, skipping', severity="NOTICE"))
        else:
            session.say(notice("42P07", f'relation "{name[-1]}" already exists, skipping', severity="NOTICE"))


def _named(parser: DefinitionParser) -> tuple[str, tuple[str, ...], bool] | None:
    """Kind and name of what is made where nothing has the name, and whether it is temporary."""
    parser.expect("create")
    is_temporary = False
    while word := parser.take_any(*_MODIFIERS):
        is_temporary = is_temporary or word.startswith("temp")
    kind = parser.word()
    parser.take("concurrently")
    if not parser.take_all("if", "not", "exists") or kind not in _RELATIONS | {"schema"}:
        return None
    return kind, parser.name().parts, is_temporary


def _is_there(session: Session, kind: str, name: tuple[str, ...], is_temporary: bool) -> bool:  # noqa: FBT001 - as read
    called = literal(name[-1].casefold())
    if kind == "schema":
        sought = literal(DEFAULT_SCHEMA) if name[-1] == "public" else called
        sql = (
            f"SELECT 1 FROM duckdb_schemas() WHERE database_name = current_database() AND lower(schema_name) = {sought}"
        )
    else:
        schema = "current_schema()"
        if is_temporary:
            schema = literal(DEFAULT_SCHEMA)
        elif len(name) > 1:
            schema = literal(DEFAULT_SCHEMA if name[-2] == "public" else name[-2].casefold())
        sql = _THERE.format(name=called, database="'temp'" if is_temporary else "current_database()", schema=schema)
    return bool(session.cursor().plain_rows(sql))
