"""UPDATE … RETURNING of rows that others refer to.

DuckDB writes such a statement's rows anew, with all of their columns, and so refuses it for every row that a foreign
key leads to; without RETURNING it changes them where they are. So the rows are found, changed, and read.
"""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.execution import again, prepare_to_run, start
from reedbed.pgserver.names import in_schema
from reedbed.pgserver.preludes.steps import run
from reedbed.sql import literal
from reedbed.sql.postgres.returning import returning_update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor, Transaction
    from reedbed.pgserver.answers.replies import Columns
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.returning import ReturningUpdate

_numbers: Final = count(1)


def update_referenced(
    session: Session, planned: PlannedStatement, parameters: Sequence[object], formats: Sequence[int], told: Columns
) -> Reply | None:
    """The answer of an UPDATE with RETURNING whose table foreign keys lead to; None for other statements."""
    if planned.kind != "UPDATE" or "returning" not in planned.text.casefold() or not session.settings.speaks_postgres:
        return None
    update = returning_update(planned.text)
    if update is None:
        return None
    prepare_to_run(session, planned)
    if not _is_referenced(session, update.table):
        return None
    return _updated(session, planned, update, parameters, formats=formats, told=told)


def _is_referenced(session: Session, table: tuple[str, ...]) -> bool:
    """Whether foreign keys lead to a table; found out once, since looking takes as long as the statement."""
    kept = session.declarations.referenced
    state = (session.hall.resolver.generation, session.settings.generation)
    known = kept.get(table)
    if known is None or known[0] != state:
        known = kept[table] = (state, _has_links(session.cursor(), table))
    return known[1]


def _has_links(cursor: Cursor, table: Sequence[str]) -> bool:
    """Whether foreign keys lead to a table, none of whose columns has the name by which the engine tells its rows."""
    schema = "schema_name IN ('main', 'public')" if tuple(table[-2:-1]) == ("public",) else in_schema(table)
    name = literal(table[-1].lower())
    return bool(
        cursor.rows(
            "SELECT 1 FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY' "
            f"AND lower(referenced_table) = {name} AND {schema} LIMIT 1"
        )
        and not cursor.rows(
            f"SELECT 1 FROM duckdb_columns() WHERE lower(table_name) = {name} AND lower(column_name) = 'rowid' LIMIT 1"
        )
    )


def _updated(
    session: Session,
    planned: PlannedStatement,
    update: ReturningUpdate,
    parameters: Sequence[object],
    *,
    formats: Sequence[int],
    told: Columns,
) -> Reply:
    places = f"reedbed_updated_{next(_numbers)}"
    transaction = session.transaction.engine
    assert transaction is not None  # noqa: S101 - the statement writes
    transaction.before_commit(partial(_drop, transaction, places))
    condition = f" WHERE {update.condition}" if update.condition else ""
    found = _planned(session, f"SELECT {update.name}.rowid AS place FROM {update.target}{condition}")
    numbers = [row[0] for row in run(session, found, parameters)]
    transaction.execute(f"CREATE TEMPORARY TABLE {places} AS SELECT unnest(CAST(? AS BIGINT[])) AS place", [numbers])
    among = f"{update.name}.rowid IN (SELECT place FROM temp.main.{places})"
    run(session, _planned(session, f"UPDATE {update.target} SET {update.assignments} WHERE {among}"), parameters)
    answer = start(
        session,
        _planned(session, f"SELECT {update.answer} FROM {update.target} WHERE {among}"),
        parameters,
        formats,
        told,
    )
    session.streaming = answer
    return Reply(words=planned.words, rows=answer)


def _planned(session: Session, sql: str) -> PlannedStatement:
    planned = session.planner.sql(sql)
    if planned.refusal is not None:
        raise again(planned.refusal)
    return planned


def _drop(transaction: Transaction, name: str) -> None:
    transaction.execute(f"DROP TABLE IF EXISTS temp.main.{name}")
