"""Names of columns with that of their table, in what belongs to the table: DuckDB takes them for fields of structs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql.postgres.lexing import NAMES, name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.sql.postgres.lexing import Token


def unqualified(sql: str, table: tuple[str, ...]) -> str:
    """The text of an expression without the table's name, and its schema's, before columns; the same when none is."""
    words = list(tokens(sql))
    pieces: list[str] = []
    end = place = 0
    while place < len(words):
        length = _length(words, place, table)
        if length:
            pieces.append(sql[end : words[place].start])
            end = words[place + length].start
        place += length + 1
    return "".join(pieces) + sql[end:] if pieces else sql


def _length(words: Sequence[Token], place: int, table: tuple[str, ...]) -> int:
    """The number of tokens that are the table's name with the dot behind it; 0 where a name of it does not begin."""
    if place and words[place - 1].text == ".":
        return 0
    for count in (1, 2):
        names = words[place : place + 2 * count : 2]
        dots = words[place + 1 : place + 2 * count : 2]
        after = words[place + 2 * count :][:2]
        if not after or after[-1].text in {".", "("} or any(each.kind not in NAMES for each in (*names, after[0])):
            continue
        called = tuple(map(name_value, names))
        # A schema that the statement does not name may be any.
        is_table = called == table[-count:] or (len(table) == 1 and called[-1:] == table)
        if is_table and all(dot.text == "." for dot in dots):
            return 2 * count
    return 0
