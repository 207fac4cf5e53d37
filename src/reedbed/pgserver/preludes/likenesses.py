"""`CREATE TABLE … (LIKE …)`: the columns of another table, and what of its definition is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import SqlNameError
from reedbed.pgserver.preludes.steps import left_over
from reedbed.sql import literal, quote
from reedbed.sql.postgres.constraint_names import KEYS
from reedbed.sql.postgres.rules.lengths import holds_length
from reedbed.sql.postgres.schemas import stored_schema
from reedbed.store.schema import stored_names

if TYPE_CHECKING:
    from reedbed.engine import Cursor
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.creations import Likeness, TableCreation


def with_columns_of(session: Session, prelude: TableCreation, planned: PlannedStatement) -> PlannedStatement:
    """The statement with the columns in place; a table that the user may not read is refused."""
    sql = planned.sql
    for each in prelude.likenesses:
        session.planner.sql(f"SELECT * FROM {'.'.join(map(quote, each.table))}")
        elements = ", ".join(_elements(session.cursor(), each))
        sql = sql.replace(f'"{each.placeholder}" int', elements)
    return left_over(planned, session.planner.engine_sql(sql))


def copied_names(session: Session, prelude: TableCreation) -> dict[str, list[str]]:
    """The names that constraints bring with them, by their definitions: those of CHECKs; keys are named anew."""
    found: dict[str, list[str]] = {}
    for each in prelude.likenesses:
        kinds = {"CHECK", "NOT NULL"} if "constraints" in each.includes else {"NOT NULL"}
        oid = _found(session.cursor(), each.table)
        for constraint in session.declarations.constraints(f"table_oid = {oid}"):
            if constraint.kind in kinds:
                found.setdefault(constraint.definition, []).append(constraint.name)
    return found


def _elements(cursor: Cursor, likeness: Likeness) -> list[str]:
    oid = _found(cursor, likeness.table)
    columns = cursor.rows(
        "SELECT column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
        f"WHERE table_oid = {oid} ORDER BY column_index"
    )
    elements = [
        " ".join(
            [
                quote(name),
                kind,
                f"DEFAULT {default}" if default and "defaults" in likeness.includes else "",
                "" if nullable else "NOT NULL",
            ]
        ).strip()
        for name, kind, nullable, default in columns
    ]
    texts = cursor.rows(
        f"SELECT constraint_type, constraint_text, expression FROM duckdb_constraints() WHERE table_oid = {oid}"
    )
    elements += [text for kind, text, inner in texts if _is_wanted(kind, inner or "", likeness)]
    if "indexes" in likeness.includes:
        indexes = cursor.rows(f"SELECT expressions FROM duckdb_indexes() WHERE table_oid = {oid} AND is_unique")
        elements += [_unique(keys) for (keys,) in indexes]
    return elements


def _unique(keys: str) -> str:
    """The constraint for the keys of an index, `[a, '"b"']`: a name in quotes is in two pairs of them."""
    names = [key.strip("'") for key in keys[1:-1].split(", ")]
    return f"UNIQUE ({', '.join(names)})"


def _is_wanted(kind: str, expression: str, likeness: Likeness) -> bool:
    if kind in KEYS:
        return "indexes" in likeness.includes
    # What holds the length of a varchar(n) is a part of its type.
    return kind == "CHECK" and ("constraints" in likeness.includes or holds_length(expression))


def _found(cursor: Cursor, table: tuple[str, ...]) -> int:
    name, schema = table[-1].lower(), table[-2].lower() if len(table) > 1 else ""
    condition = f"AND lower(schema) = {literal(stored_schema(schema))} AND NOT temporary" if schema else ""
    if schema == "pg_temp":
        condition = "AND temporary"
    rows = cursor.rows(
        "SELECT oid FROM (SELECT table_oid AS oid, table_name AS name, schema_name AS schema, temporary, database_name "
        "FROM duckdb_tables() UNION ALL SELECT view_oid, view_name, schema_name, temporary, database_name "
        "FROM duckdb_views() WHERE NOT internal) WHERE database_name IN (current_database(), 'temp') "
        # The keys and defaults of a table with archived rows are those of its live rows' table, the longer name.
        f"AND lower(name) IN {stored_names(name)} {condition} "
        "ORDER BY temporary DESC, schema = 'main' DESC, schema, name DESC LIMIT 1"
    )
    if not rows:
        raise SqlNameError(f'42P01: relation "{".".join(table)}" does not exist')
    return int(rows[0][0])
