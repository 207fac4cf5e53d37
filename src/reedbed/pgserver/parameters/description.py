"""The columns that a statement will give, without running it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.engine import split_statements
from reedbed.pgserver.parameters.parsing import parameter_numbers, parsed, rendered
from reedbed.pgserver.parameters.samples import described
from reedbed.sql.postgres.lexing import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor

_RETURNING_KINDS: Final = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE_INTO"})
_QUERY_WORDS: Final = frozenset({"select", "with", "from", "values", "table", "pivot", "unpivot", "("})
_TEXT_ROWS: Final = [("explain_key", "VARCHAR"), ("explain_value", "VARCHAR")]
_CALL: Final = re.compile(r"\s*call\s+(.*?);?\s*\Z", re.IGNORECASE | re.DOTALL)


def describe(sql: str, cursor: Cursor, parameter_types: Sequence[int] = ()) -> list[tuple[str, str]] | None:
    """Name and DuckDB's type of each column of a statement; None for one that gives no rows.

    Parameters are taken to be of these types, text where there is none. Raises what binding the statement raises.
    """
    statements = split_statements(sql, cursor.raw)
    if not statements:
        return None
    kind = statements[-1].kind
    if kind in {"SELECT", "RELATION"}:
        return _query(sql, cursor, parameter_types)
    if kind in _RETURNING_KINDS:
        return _returning(sql, cursor, parameter_types) if "returning" in sql.casefold() else None
    if kind == "EXPLAIN":
        return list(_TEXT_ROWS)
    called = _CALL.match(sql) if kind == "CALL" else None
    if called:
        return _described(f"SELECT * FROM {called[1]}", cursor, parameter_types)
    return None


def _query(sql: str, cursor: Cursor, parameter_types: Sequence[int]) -> list[tuple[str, str]]:
    text = sql.strip().rstrip(";")
    first = next(iter(tokens(text))).folded
    # DESCRIBE takes queries; SHOW, SUMMARIZE and the like are queries in brackets only.
    return _described(text if first in _QUERY_WORDS else f"SELECT * FROM ({text})", cursor, parameter_types)


def _described(text: str, cursor: Cursor, parameter_types: Sequence[int]) -> list[tuple[str, str]]:
    return described(text, cursor, parameter_numbers(text), dict(enumerate(parameter_types, 1)))


def _returning(sql: str, cursor: Cursor, parameter_types: Sequence[int]) -> list[tuple[str, str]]:
    """What RETURNING gives, described as a query on the table that is written."""
    from sqlglot import exp  # noqa: PLC0415 - takes 60 ms to import

    tree = parsed(sql)
    clause = tree.args.get("returning") if tree is not None else None
    if tree is None or clause is None:
        return []
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    query = exp.Select(expressions=[each.copy() for each in clause.expressions])
    table = target.copy()
    if isinstance(table.args.get("alias"), exp.TableAlias):
        # The columns of INSERT INTO t AS a (x, y) are read as other names for those of the table.
        table.args["alias"].set("columns", None)
    query.set("from_", exp.From(this=table))
    return _described(rendered(query), cursor, parameter_types)
