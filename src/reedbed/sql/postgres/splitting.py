"""The statements of a text, as PostgreSQL's simple query takes them."""

from __future__ import annotations

from dataclasses import dataclass

from reedbed.sql.postgres.lexing import TokenKind, tokens


@dataclass(frozen=True, slots=True)
class StatementText:
    """One statement: its SQL without the semicolon and what stands around it, and its offset in characters."""

    sql: str
    offset: int


def split(text: str) -> list[StatementText]:
    """The statements of a text in order; none for a text of white space, comments and semicolons.

    A semicolon inside parentheses does not end a statement, as in psql. Raises `SqlSyntaxError` for a string, a quoted
    name or a comment that does not end, like PostgreSQL, which runs nothing of such a text.
    """
    return _one_statement(text) or _several(text)


def _one_statement(text: str) -> list[StatementText] | None:
    """The answer for a text of one plain statement, in a microsecond; `None` when it takes a closer look."""
    bare = text.strip()
    semicolon = bare.find(";")
    if semicolon >= 0:
        if semicolon != len(bare) - 1:
            return None
        bare = bare[:-1].rstrip()
    if not bare[:1].isalpha() or "--" in bare or "/*" in bare:
        return None
    return [StatementText(bare, len(text) - len(text.lstrip()))]


def bare_statement(text: str) -> StatementText:
    """A text that is taken for one statement, without its semicolon and the white space around it."""
    return StatementText(text.strip().removesuffix(";").rstrip(), len(text) - len(text.lstrip()))


def _several(text: str) -> list[StatementText]:
    statements: list[StatementText] = []
    start, end, depth = -1, -1, 0
    for token in tokens(text):
        if token.kind is TokenKind.SYMBOL:
            if token.text in {"(", "["}:
                depth += 1
            elif token.text in {")", "]"}:
                depth -= 1
            elif token.text == ";" and depth <= 0:
                if start >= 0:
                    statements.append(StatementText(text[start:end], start))
                start, depth = -1, 0
                continue
        if start < 0:
            start = token.start
        end = token.end
    if start >= 0:
        statements.append(StatementText(text[start:end], start))
    return statements
