"""CREATE INDEX: on a table whose rows the transaction has changed, and under a name that nothing has."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.dependents.views import Relations
from reedbed.pgserver.preludes.steps import left_over
from reedbed.pgserver.preludes.tables.altering import table_of
from reedbed.pgserver.preludes.tables.making import make_anew
from reedbed.pgserver.preludes.tables.shapes import referring
from reedbed.sql import quote
from reedbed.sql.postgres.lexing import name_value, tokens

if TYPE_CHECKING:
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.preludes import IndexCreation

_INDEX_NAME: Final = re.compile(r'(\bINDEX (?:IF NOT EXISTS )?)("(?:[^"]|"")*"|\w+) ON ')
_NAMES_OF_RELATIONS: Final = """
    SELECT index_name FROM duckdb_indexes() WHERE database_name = current_database()
    UNION ALL SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()
    UNION ALL SELECT view_name FROM duckdb_views() WHERE database_name = current_database()"""


def ready_for_index(session: Session, prelude: IndexCreation, planned: PlannedStatement) -> PlannedStatement:
    """Make a table anew whose rows the transaction has changed, since DuckDB puts no index on those."""
    relations = Relations.read(session.cursor())
    relation = relations.find(prelude.table)
    if relation is not None and relations.kinds[relation] == "view":
        told = f'cannot create index on relation "{relation.name}"'
        raise SqlNameError(f"42809: {told}\nThis operation is not supported for views.")
    table = table_of(session, relations, relation) if session.transaction.changed.holds(prelude.table[-1]) else None
    if table is not None:
        tables = [table, *referring(session, table)]
        make_anew(session, tables, tables)
    return replace(planned, prelude=None) if prelude.is_named else _named_anew(session, planned)


def _named_anew(session: Session, planned: PlannedStatement) -> PlannedStatement:
    """An index with the name that PostgreSQL makes, which is one that nothing has."""
    found = _INDEX_NAME.search(planned.sql)
    if found is None:
        return replace(planned, prelude=None)
    name = name_value(next(tokens(found[2])))
    taken = {str(row[0]).casefold() for row in session.cursor().plain_rows(_NAMES_OF_RELATIONS)}
    free = next(each for n in itertools.count() if (each := f"{name}{n or ''}").casefold() not in taken)
    sql = f"{planned.sql[: found.start(2)]}{quote(free)}{planned.sql[found.end(2) :]}"
    return left_over(planned, session.planner.engine_sql(sql))
