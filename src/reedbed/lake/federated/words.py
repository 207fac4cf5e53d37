"""Words of a statement without parsing it: the first one, and where a name ends."""

from __future__ import annotations

import re
from typing import Final

_LEADING: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|;|\()*", re.DOTALL)
_IDENTIFIER: Final = re.compile(rb'"(?:[^"]|"")*"|[\w$\x80-\xff]+')
_WORD: Final = re.compile(r"[A-Za-z]+")


def first_word(sql: str) -> str:
    """The first word behind spaces, comments and parentheses, in lower case; "" where there is none."""
    leading = _LEADING.match(sql)
    word = _WORD.match(sql, leading.end() if leading else 0)
    return word[0].lower() if word else ""


def end_of_name(source: bytes, start: int) -> int:
    """Where the identifier ends that begins at a byte."""
    found = _IDENTIFIER.match(source, start)
    return found.end() if found else start
