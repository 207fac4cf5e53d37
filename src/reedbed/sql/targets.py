"""Which tables a statement writes, by its syntax."""

from __future__ import annotations

import logging
import re
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from reedbed.sql.identifiers import DEFAULT_SCHEMA, TableName

_WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.TruncateTable, exp.Copy)

_IDENTIFIER: Final = r'([^\W\d]\w*|"(?:[^"]|"")+")'
_PLAIN: Final = re.compile(
    rf"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?!ONLY\b)(?:{_IDENTIFIER}\s*\.\s*)?{_IDENTIFIER}(?=[\s(;]|$)(?!\s*\.)",
    re.IGNORECASE,
)
"""Writing statements whose beginning tells their table: sqlglot would take longer than DuckDB to insert a row."""

# sqlglot tells the terminal about every statement that it takes as it is; to us that is the answer "not told".
logging.getLogger("sqlglot").addFilter(lambda record: "Falling back to parsing" not in record.getMessage())


def written_tables(sql: str) -> list[TableName] | None:
    """The tables that one statement of DuckDB's dialect writes; `None` when its syntax does not tell.

    The schema of an unqualified name is `main`.
    """
    plain = _PLAIN.match(sql)
    if plain is not None:
        schema, name = plain.groups()
        return [TableName(schema=_spelled(schema) if schema else DEFAULT_SCHEMA, name=_spelled(name))]
    try:
        parsed = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return None
    if not isinstance(parsed, _WRITING):
        return None
    if isinstance(parsed, exp.Copy) and not parsed.args.get("kind"):
        # COPY … TO writes a file.
        return []
    targets = parsed.expressions if isinstance(parsed, exp.TruncateTable) else [parsed.this]
    names: list[TableName] = []
    for target in targets:
        table = target if isinstance(target, exp.Table) else target.find(exp.Table) if target else None
        if table is None or not table.name:
            return None
        names.append(TableName(schema=table.db or DEFAULT_SCHEMA, name=table.name))
    return names


def _spelled(identifier: str) -> str:
    """The name that an identifier of SQL text means, in its own case."""
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier
