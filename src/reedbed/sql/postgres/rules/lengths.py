"""Lengths of texts, which DuckDB's types do not have: constraints of the columns that are declared with one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.nodes import TypeName

_VARYING: Final = "CHECK (length(CAST({0} AS VARCHAR)) <= {1})"
_PADDED: Final = "CHECK (length(rtrim(CAST({0} AS VARCHAR), ' ')) <= {1})"
_LIMITS: Final = {
    "varchar": _VARYING,
    "json": _VARYING,
    **dict.fromkeys(("char", "character", "bpchar"), _PADDED),
}
"""Constraints that hold the length of texts, which DuckDB's types do not. The catalog and the words of violations know
them by their form."""
_TOLD: Final = re.compile(
    r"\((?:length\(CAST\(.* AS VARCHAR\)\)|length\(rtrim\(CAST\(.* AS VARCHAR\), ' '\)\)) <= \d+\)", re.DOTALL
)
"""Their expressions as the engine tells them."""
_BEGINNINGS: Final = tuple(each.partition("{0}")[0] for each in (_VARYING, _PADDED))
DOCUMENT_LENGTH: Final = 2**30 - 1
"""The length that no document has in PostgreSQL: by this limit a column of `json` is told from one of `jsonb`, which is
the same to DuckDB."""


def _length(kind: TypeName) -> str:
    """The length that a type of texts sets; empty for other types, and for arrays."""
    if kind.dimensions or kind.name not in _LIMITS:
        return ""
    if kind.name == "json":
        return str(DOCUMENT_LENGTH)
    return kind.arguments or ("1" if kind.name in {"char", "character"} else "")


def length_of(kind: TypeName, column: str) -> str:
    """The constraint that holds the length of a column's type; empty where there is none. `column` is quoted."""
    limit = _length(kind)
    return _LIMITS[kind.name].format(column, limit) if limit else ""


def is_length(constraint: str) -> bool:
    """Whether a constraint, as it is written here, holds the length of a column's type."""
    return constraint.startswith(_BEGINNINGS)


def holds_length(expression: str) -> bool:
    """Whether the expression of a CHECK, as the engine tells it, holds the length of a column's type."""
    return _TOLD.fullmatch(expression) is not None
