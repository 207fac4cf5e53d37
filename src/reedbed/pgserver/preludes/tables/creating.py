"""CREATE TABLE with what it declares beside its columns: names of constraints, IDENTITY, and what LIKE brings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.execution import prepare_to_run, run_sql
from reedbed.pgserver.preludes.likenesses import copied_names, with_columns_of
from reedbed.pgserver.preludes.tables.links import refuse_actions, without_links
from reedbed.pgserver.preludes.tables.naming import name_all
from reedbed.pgserver.preludes.tables.shapes import in_catalog
from reedbed.sql import TableName, literal
from reedbed.sql.postgres.constraint_names import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reedbed.pgserver.answers.replies import Reply
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.creations import TableCreation
    from reedbed.sql.postgres.rules.columns import DeclaredConstraint

_PARTS_IN_DATABASE: Final = 2


def create_table(session: Session, prelude: TableCreation, planned: PlannedStatement) -> Reply:
    """Make the table, and keep what the engine forgets of it.

    Raises `SqlNameError` for a name that is given twice.
    """
    prepare_to_run(session, planned)
    left = with_columns_of(session, prelude, planned) if prelude.likenesses else replace(planned, prelude=None)
    left = without_links(session, left)
    database, schema = _place(session, prelude)
    if database not in {"temp", session.hall.database.catalog} or _is_there(session, prelude, database, schema):
        # What is there stays as it is, and the engine says so.
        refuse_actions(session, () if database == session.hall.database.catalog else prelude.actions)
        return run_sql(session, left)
    refuse_actions(session, prelude.actions)
    in_use = session.declarations.names_in_use(schema) if database != "temp" else (set[str](), set[str]())
    _refuse_given(prelude.table[-1], prelude.declared, in_use[1])
    copied = copied_names(session, prelude)
    reply = run_sql(session, left)
    table = _made(session, prelude, database, schema)
    declarations = session.declarations
    made = declarations.constraints(in_catalog(database, table.schema, table.name))
    declarations.keep(database, table, name_all(made, prelude.declared, copied, in_use))
    declarations.keep_identities(database, table, prelude.identities)
    return reply


def _place(session: Session, prelude: TableCreation) -> tuple[str, str]:
    """The database and the schema in which the table is made."""
    name = prelude.table
    if prelude.temporary or (len(name) > 1 and name[-2].casefold() in {"temp", "pg_temp"}):
        return "temp", "main"
    ((database, schema),) = session.cursor().rows("SELECT current_database(), current_schema()")
    if len(name) > _PARTS_IN_DATABASE:
        database = name[-3]
    return str(database), name[-2] if len(name) > 1 else str(schema)


def _is_there(session: Session, prelude: TableCreation, database: str, schema: str) -> bool:
    place = f"database_name = {literal(database)} AND lower(schema_name) = lower({literal(schema)})"
    sought = f"lower({literal(prelude.table[-1])})"
    return bool(
        session.cursor().rows(
            f"SELECT 1 FROM duckdb_tables() WHERE {place} AND lower(table_name) = {sought} UNION ALL "
            f"SELECT 1 FROM duckdb_views() WHERE {place} AND lower(view_name) = {sought}"
        )
    )


def _made(session: Session, prelude: TableCreation, database: str, schema: str) -> TableName:
    """The table as the engine spells it."""
    ((found, name),) = session.cursor().rows(
        f"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = {literal(database)} "
        f"AND lower(schema_name) = lower({literal(schema)}) AND lower(table_name) = lower({literal(prelude.table[-1])})"
    )
    return TableName(schema=found, name=name)


def _refuse_given(table: str, declared: Iterable[DeclaredConstraint], relations: set[str]) -> None:
    given = [each for each in declared if each.name]
    for name, count in Counter(each.name for each in given).items():
        if count > 1:
            raise SqlNameError(f'42710: constraint "{name}" for relation "{table}" already exists')
    for each in given:
        if each.kind in KEYS and each.name in {*relations, table}:
            raise SqlNameError(f'42P07: relation "{each.name}" already exists')
