"""SQL text of an application: one reading statement, with `?` and `$name` as parameters of the server's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql.postgres.lexing import TokenKind, tokens
from reedbed.sql.postgres.splitting import split

if TYPE_CHECKING:
    from reedbed.ports.queries import Parameters

READING = frozenset({"select", "with", "values", "table", "("})
CHANGING = frozenset({"insert", "update", "delete", "merge"})


def reading_statement(sql: str) -> str:
    """The one statement of a text, which only reads.

    Raises `UsageError` for several, for none, and for one that writes.
    """
    statements = split(sql)
    words = [token.folded for token in tokens(sql) if token.kind is TokenKind.WORD or token.text == "("]
    first = words[0] if words else ""
    if len(statements) != 1 or first not in READING or (first == "with" and CHANGING.intersection(words)):
        raise errors.UsageError(f"One reading statement is taken here; found {first.upper() or 'nothing'}.")
    return statements[0].sql


def bound(sql: str, parameters: Parameters) -> tuple[str, list[object]]:
    """The text with `$1`, `$2`, … and the values in that order."""
    if not parameters:
        return sql, []
    values = [] if isinstance(parameters, Mapping) else list(parameters)
    names: list[str] = []
    parts: list[str] = []
    end = 0
    previous = None
    for token in tokens(sql):
        replacement = None
        if not isinstance(parameters, Mapping) and token.text == "?":
            names.append("?")
            replacement = f"${len(names)}"
            parts.append(sql[end : token.start])
        elif isinstance(parameters, Mapping) and previous is not None and _is_name(previous, token):
            if token.text not in names:
                names.append(token.text)
            replacement = f"${names.index(token.text) + 1}"
            parts.append(sql[end : previous.start])
        if replacement is not None:
            parts.append(replacement)
            end = token.end
        previous = token
    text = "".join(parts) + sql[end:]
    return text, [parameters[name] for name in names] if isinstance(parameters, Mapping) else values


def _is_name(dollar: object, token: object) -> bool:
    return (
        getattr(dollar, "text", "") == "$"
        and getattr(token, "kind", None) is TokenKind.WORD
        and getattr(dollar, "end", -1) == getattr(token, "start", -2)
    )
