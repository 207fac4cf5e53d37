"""Fingerprints of view code: equal when a rebuild cannot give another answer, as far as the code goes.

For SQL the tokens count: white space, comments and the case of keywords do not. For a function see
`function_code`. The declared inputs, time column, lookback and key count too; `checkpoint` does not, since
it changes no row.

Not seen, so a change needs `build` with `full=True`: installed packages (their versions too), names looked
up at run time (`getattr`, `globals()`, imports inside a function, methods of objects), the values of objects
other than constants, containers, enums and dataclasses, and files that code or SQL reads by itself.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from reedbed.store.views.function_code import FunctionCode
from reedbed.store.views.relations import relation_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reedbed.store.views.registry import View


class Fingerprints:
    """Fingerprints of the views of one moment: each source file is read and parsed once."""

    def __init__(self) -> None:
        self._functions = FunctionCode()

    def code(self, view: View) -> str:
        """The fingerprint of a view's code and declared parameters, 32 hexadecimal digits."""
        body = normalised_sql(view.sql) if view.sql is not None else self._functions.text(view.builder)
        inputs = [repr(relation_key(name)) for name in view.inputs]
        declared = [view.time_column, view.lookback.total_seconds(), view.key]
        return _digest([view.kind, body, *inputs, *map(repr, declared)])

    def codes(self, views: Iterable[View]) -> dict[str, str]:
        """The code fingerprint of each view by its name."""
        return {view.name: self.code(view) for view in views}


def view_fingerprint(code: str, versions: Iterable[tuple[str, int | None]]) -> str:
    """The fingerprint of a view's result: its code and the version of each input, in declared order."""
    return _digest([code, *(f"{name}\0{version}" for name, version in versions)])


def normalised_sql(sql: str) -> str:
    """The tokens of `sql`, one a line; two texts with the same tokens are the same view."""
    # sqlglot takes 0.1 s to load, which applications without SQL views should not pay.
    from sqlglot.dialects.duckdb import DuckDB  # noqa: PLC0415 - see above
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - see above

    try:
        tokens = DuckDB().tokenize(sql)
    except SqlglotError:
        # A text that sqlglot cannot read was registered with its inputs declared; then every character counts.
        return sql
    lines, named = [], False
    for token in tokens:
        keyword = token.token_type.name in _KEYWORDS and not named
        lines.append(token.token_type.name if keyword else f"{token.token_type.name} {token.text!r}")
        named = token.token_type.name in {"ALIAS", "DOT"}
    while lines and lines[-1].startswith("SEMICOLON"):
        lines.pop()
    return "\n".join(lines)


# Words that DuckDB reserves, so that they are a name only behind AS and a dot, where their case counts.
_KEYWORDS = frozenset(
    {
        *("SELECT", "FROM", "WHERE", "GROUP_BY", "ORDER_BY", "PARTITION_BY", "HAVING", "QUALIFY", "LIMIT", "WITH"),
        *("JOIN", "LEFT", "RIGHT", "FULL", "INNER", "OUTER", "CROSS", "ON", "USING", "UNION", "EXCEPT", "INTERSECT"),
        *("ALIAS", "AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE", "LIKE", "CASE", "WHEN", "THEN", "ELSE"),
        *("END", "DISTINCT", "ALL", "ASC", "DESC"),
    }
)


def _digest(parts: Iterable[str]) -> str:
    found = blake2b(digest_size=16)
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        # The length keeps two parts from being read as one.
        found.update(b"%d:" % len(text) + text)
    return found.hexdigest()
