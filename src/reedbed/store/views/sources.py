"""The rows of a view before they are stored: its builder's answer or its SELECT, whole or from a moment on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine import split_statements
from reedbed.errors import ViewCodeInvalid
from reedbed.sql import literal, quote
from reedbed.store.views.relations import relation_key
from reedbed.store.writing import Select

if TYPE_CHECKING:
    import ibis

    from reedbed.store.views.host import ViewHost
    from reedbed.store.views.registry import View
    from reedbed.store.views.timeline import TimeAxis


def view_rows(store: ViewHost, view: View, axis: TimeAxis | None = None, start: str = "") -> object:
    """What `write_table` takes for the view's rows.

    With an axis the input that bears the time is read from `start` on; rows without a time are always read.
    """
    if view.sql is not None:
        return Select(_sql_from(store, view, axis, start) if axis else whole_select(view))
    tables = [store.read_table(name) for name in view.inputs]
    if axis is not None:
        place = [relation_key(name) for name in view.inputs].index(relation_key(axis.input))
        tables[place] = _table_from(tables[place], axis, start)
    return view.builder(*tables) if view.builder else None


def reads_from(view: View, axis: TimeAxis) -> bool:
    """Whether the view can read its time-bearing input from a moment on: a SELECT has to parse and to name it."""
    if view.sql is None:
        return True
    from reedbed.store.views.inputs import sql_inputs  # noqa: PLC0415 - parses with sqlglot, only for SQL views

    try:
        found = sql_inputs(view.sql, where=f"view {view.name!r}")
    except ViewCodeInvalid:
        return False
    return relation_key(axis.input) in map(relation_key, found)


def whole_select(view: View) -> str:
    """The view's SELECT without a final semicolon, checked to be nothing but one SELECT.

    Raises `ViewCodeInvalid`; `SqlSyntaxError` when DuckDB cannot parse it.
    """
    text = _without_semicolons(view.sql or "")
    # The way in which it will be run is what is checked: a text that closes the bracket is two statements.
    statements = split_statements(f"SELECT * FROM (\n{text}\n)")
    if len(statements) != 1 or not statements[0].reads_only:
        raise ViewCodeInvalid(
            f"View {view.name!r}{f' ({view.origin})' if view.origin else ''} is not one SELECT statement.",
            hint="a PIVOT needs its values listed: PIVOT … ON column IN ('a', 'b')",
            view=view.name,
            origin=view.origin,
        )
    return text


def _without_semicolons(sql: str) -> str:
    from sqlglot.dialects.duckdb import DuckDB  # noqa: PLC0415 - takes 0.1 s, only for SQL views
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - see above

    try:
        tokens = DuckDB().tokenize(sql)
    except SqlglotError:
        return sql
    end = len(sql)
    for token in reversed(tokens):
        if token.token_type.name != "SEMICOLON":
            break
        end = token.start
    return sql[:end]


def _sql_from(store: ViewHost, view: View, axis: TimeAxis, start: str) -> str:
    from reedbed.store.views.inputs import sql_with_sources  # noqa: PLC0415 - parses with sqlglot, only for SQL views

    table = store.database.qualified(axis.input.schema, axis.input.name)
    column = quote(axis.column)
    source = f"(SELECT * FROM {table} WHERE {column} >= CAST({literal(start)} AS {axis.type}) OR {column} IS NULL)"
    return sql_with_sources(whole_select(view), {relation_key(axis.input): source}, where=f"view {view.name!r}")


def _table_from(table: ibis.Table, axis: TimeAxis, start: str) -> ibis.Table:
    import ibis  # noqa: PLC0415 - 0.36 s, and loaded by read_table already

    column = table[axis.column]
    return table.filter((column >= ibis.literal(start).cast(column.type())) | column.isnull())
