"""What a statement gives to columns of its table, where its text and its parameters tell it.

The engine names the value that a foreign key does not find, and not the column that has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgserver.amendments.statement_parts import assignments, insert_parts, rows_of
from reedbed.sql.postgres.brackets import depths
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reedbed.sql.postgres.lexing import Token

Given = dict[str, list[str | None]]
"""By the folded names of columns what each row gives them; None stands for what is not known."""


def given_values(
    sql: str, parameters: Sequence[object], rows: int, columns: Callable[[], Sequence[str]]
) -> Mapping[str, Sequence[str | None]] | None:
    """What an INSERT of values and an UPDATE give; None for any other statement.

    `rows` is how many rows of parameters the text of one row stands for, 0 for none but what it says.
    """
    words = list(tokens(sql))
    deep = depths(words)
    insert = insert_parts(words, deep)
    if insert is None:
        assigned = list(assignments(words, deep))
        return {name.casefold(): [None] for name, _ in assigned} if assigned else None
    if words[insert.source].folded != "values":
        return None
    names = insert.columns if insert.columns is not None else list(columns())
    width = len(parameters) // rows if rows else 0
    found: Given = {name.casefold(): [] for name in names}
    for row in rows_of(words, deep, insert):
        for name, cell in zip(names, row, strict=False):
            found[name.casefold()] += _values(cell, parameters, width)
    return found


def _values(cell: Sequence[Token], parameters: Sequence[object], width: int) -> list[str | None]:
    """The texts of a cell, one for each row that it stands for."""
    if not cell or (len(cell) > 1 and cell[1].text != "::"):
        return [None]
    first = cell[0]
    if first.kind is TokenKind.PARAMETER:
        place = int(first.text[1:]) - 1
        given = parameters[place::width] if width else parameters[place : place + 1]
        return [str(getattr(each, "value", each)) for each in given] or [None]
    if first.kind is TokenKind.STRING and first.text.startswith("'"):
        return [first.text[1:-1].replace("''", "'")]
    return [first.text] if first.kind is TokenKind.NUMBER else [None]
