"""Moments in a text are told apart from the rest of it, so that queries which differ in them alone are read once."""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = "reedbed#"
_PIECE: Final = re.compile(r"""("(?:[^"]|"")*")|'(\d{4}-\d\d-\d\d[\d :.T+Z-]*)'(?!')|'(?:[^']|'')*'""")
_UNCLEAR: Final = re.compile(rf"--|/\*|\$[A-Za-z_]*\$|\b[A-Za-z_&]+'|{_MARK}", re.IGNORECASE)
"""What makes it unclear where a text has its strings: comments, dollar quotes, strings with a letter before them."""

_MARKED: Final = re.compile(rf"'{_MARK}(\d+)'")


def marked(sql: str) -> tuple[str, tuple[str, ...]]:
    """The text with a marker in place of each string that is a moment, and these strings with their quotes."""
    if "'" not in sql or _UNCLEAR.search(sql):
        return sql, ()
    moments: list[str] = []

    def marker(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[0]
        moments.append(found[0])
        return f"'{_MARK}{len(moments) - 1}'"

    return _PIECE.sub(marker, sql), tuple(moments)


def unmarked(text: str, moments: tuple[str, ...]) -> str:
    """The text with its moments again."""
    return _MARKED.sub(lambda found: moments[int(found[1])], text) if moments else text
