"""Answers that Arrow cannot hold: given as DuckDB's own text rather than bent.

As DuckDB hands them to Arrow, TIME WITH TIME ZONE loses its offset, BIT becomes bytes with a header, and a UHUGEINT
above 2¹²⁷ turns negative. DuckDB's lossless mode would instead make every HUGEINT, and so every sum of integers,
sixteen opaque bytes. Columns of these types inside nested ones are handed out as DuckDB does: whoever needs those
exactly asks for them as `parquet` stores them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.statements import split_statements
from reedbed.sql import quote

if TYPE_CHECKING:
    import duckdb

BENT: Final = frozenset({"TIME WITH TIME ZONE", "UHUGEINT", "BIT"})


def exact_select(answer: duckdb.DuckDBPyConnection, sql: str | duckdb.Statement) -> str | None:
    """The query to run instead, when `answer`, that of `sql`, has columns that Arrow would bend; otherwise None."""
    bent = {str(column[0]) for column in answer.description or () if str(column[1]) in BENT}
    if not bent or not isinstance(sql, str):
        return None
    statements = split_statements(sql)
    if len(statements) != 1 or statements[0].kind != "SELECT":
        return None
    casts = ", ".join(f"CAST({quote(name)} AS VARCHAR) AS {quote(name)}" for name in sorted(bent))
    return f"SELECT * REPLACE ({casts}) FROM ({statements[0].sql.rstrip().rstrip(';')})"
