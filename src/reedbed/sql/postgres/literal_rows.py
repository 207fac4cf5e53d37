"""An INSERT of many rows of constants, as scripts write them and as drivers do that bind their values themselves.

Nothing but strings, numbers, NULL, TRUE and FALSE, with or without a `::type`, is taken for one. Reading thousands of
rows as a statement takes the dialect 100 µs a row and DuckDB's parser and binder 25; cutting them takes 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

FEWEST_ROWS: Final = 8
"""Fewer are as quick as a statement."""
LONGEST_TAIL: Final = 4096
MOST_COLUMNS: Final = 500

_CAST: Final = r"(?:\s*+::\s*+[A-Za-z_][A-Za-z_0-9 ]*+(?:\(\d++(?:\s*,\s*\d++)?\))?(?:\[\])?)"
# Possessive throughout: the machine of `re` keeps no place to go back to, so its memory does not grow with the text.
_VALUE: Final = (
    r"(?:[eE]'(?:[^'\\]|\\.|'')*+'|'[^']*+(?:''[^']*+)*+'"
    r"|-?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?|NULL\b|TRUE\b|FALSE\b)" + _CAST + "?"
)
_FLAGS: Final = re.IGNORECASE | re.DOTALL
_HEAD: Final = re.compile(
    r"\s*INSERT\s+INTO\s+[^()$';]+(?:\([^()$';]*\)\s*)?(?:OVERRIDING\s+\w+\s+VALUE\s+)?\bVALUES\s*(?=\()", _FLAGS
)
_FIRST_ROW: Final = re.compile(rf"\(\s*+{_VALUE}\s*+(?:,\s*+{_VALUE}\s*+)*+\)", _FLAGS)
_TAIL: Final = re.compile(r"\s*(?P<clauses>(?:ON\s+CONFLICT|RETURNING)\b[^;$]*)?\Z", _FLAGS)
_TOKEN: Final = re.compile(_VALUE, _FLAGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralRows:
    """Such a statement: `head VALUES (…), (…) tail`, its values row by row as they are written, `width` to a row."""

    head: str
    tail: str
    width: int
    values: list[str]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.values) // self.width

    def column(self, place: int) -> list[str]:
        """The values of a column, from 0."""
        return self.values[place :: self.width]

    def of_one_row(self, casts: list[str]) -> str:
        """The statement with parameters for one row of values, each with its cast."""
        row = ", ".join(f"${place}{cast}" for place, cast in enumerate(casts, 1))
        return f"{self.head}({row}){self.tail}"


def literal_rows(sql: str) -> LiteralRows | None:
    """The parts of such a statement; None for every other one."""
    head = _HEAD.match(sql)
    first = _FIRST_ROW.match(sql, head.end()) if head is not None else None
    if head is None or first is None or _has_comment(head[0]):
        return None
    width = len(_TOKEN.findall(first[0]))
    if width > MOST_COLUMNS or sql.find("(", first.end(), first.end() + LONGEST_TAIL) < 0:
        return None
    rows = _rows(width).match(sql, head.end())
    tail = _tail(sql, rows.end()) if rows is not None else None
    if rows is None or tail is None:
        return None
    values = _TOKEN.findall(sql, head.end(), rows.end())
    if len(values) < width * FEWEST_ROWS:
        return None
    return LiteralRows(head=head[0], tail=tail, width=width, values=values)


def _tail(sql: str, start: int) -> str | None:
    """What is behind the rows, or None when it is more than clauses of the same statement."""
    found = _TAIL.match(sql, start) if len(sql) - start <= LONGEST_TAIL else None
    if found is None or _has_comment(found[0]):
        return None
    return f" {found['clauses'].rstrip()}" if found["clauses"] else ""


def _has_comment(sql: str) -> bool:
    return "--" in sql or "/*" in sql


@lru_cache(maxsize=64)
def _rows(width: int) -> re.Pattern[str]:
    row = rf"\(\s*+{_VALUE}\s*+(?:,\s*+{_VALUE}\s*+){{{width - 1}}}\)"
    return re.compile(rf"{row}(?:\s*+,\s*+{row})*+", _FLAGS)
