"""The first word of a statement, which tells what to do with it without parsing it."""

from __future__ import annotations

import re
from typing import Final

_LEADING: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|;|\()*", re.DOTALL)
_WORD: Final = re.compile(r"[A-Za-z]+")


def first_word(sql: str) -> str:
    """The first word behind spaces, comments and parentheses, in lower case; "" where there is none."""
    leading = _LEADING.match(sql)
    word = _WORD.match(sql, leading.end() if leading else 0)
    return word[0].lower() if word else ""
