"""DuckDB's SQL as a tree in which parameters are columns of a known name.

sqlglot takes `($1,$2)` for a string in dollar quotes, so parameters are renamed before it reads the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from sqlglot import exp

_PREFIX: Final = "reedbed_parameter_"
_NAME: Final = re.compile(rf"\b{_PREFIX}(\d+)\b")


def parameter_numbers(sql: str) -> list[int]:
    """The numbers of the parameters of a text, each once, ascending."""
    if "$" not in sql:
        return []
    return sorted({int(token.text[1:]) for token in tokens(sql) if token.kind is TokenKind.PARAMETER})


def parsed(sql: str) -> exp.Expression | None:
    """The tree of a statement; None when sqlglot cannot read it."""
    import sqlglot  # noqa: PLC0415 - takes 60 ms to import
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - as above

    try:
        return sqlglot.parse_one(_renamed(sql), read="duckdb")
    except SqlglotError:
        return None


def number_of(node: exp.Expression) -> int | None:
    """Which parameter a node is; None for any other node."""
    from sqlglot import exp  # noqa: PLC0415 - takes 60 ms to import

    if not isinstance(node, exp.Column) or node.args.get("table"):
        return None
    found = _NAME.fullmatch(node.name)
    return int(found[1]) if found else None


def rendered(node: exp.Expression) -> str:
    """The SQL of a tree, with its parameters."""
    return _NAME.sub(lambda found: f"${found[1]}", node.sql(dialect="duckdb", comments=False))


def _renamed(sql: str) -> str:
    pieces: list[str] = []
    end = 0
    for token in tokens(sql):
        if token.kind is TokenKind.PARAMETER:
            pieces.append(f"{sql[end : token.start]}{_PREFIX}{token.text[1:]}")
            end = token.end
    return "".join(pieces) + sql[end:]
