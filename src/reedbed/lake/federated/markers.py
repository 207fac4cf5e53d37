"""Moments in a text are told apart from the rest of it, so that queries which differ in them alone are read once."""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "reedbed#"
_PIECE: Final = re.compile(r"""("(?:[^"]|"")*")|'(\d{4}-\d\d-\d\d[\d :.T+Z-]*)'(?!')|'(?:[^']|'')*'""")
_UNCLEAR: Final = re.compile(rf"--|/\*|\$[A-Za-z_]*\$|{MARK}", re.IGNORECASE)
"""What makes it unclear where a text has its strings: comments and dollar quotes."""

_MARKED: Final = re.compile(rf"'{MARK}(\d+)'")


def marked(sql: str) -> tuple[str, tuple[str, ...]]:
    """The text with a marker in place of each string that is a moment, and these strings with their quotes."""
    if "'" not in sql or _UNCLEAR.search(sql):
        return sql, ()
    moments: list[str] = []
    prefixed = False

    def marker(found: re.Match[str]) -> str:
        nonlocal prefixed
        before = sql[found.start() - 1 : found.start()]
        # E'…' has other rules for where it ends.
        prefixed = prefixed or (found[1] is None and (before.isalnum() or before in ("_", "&")))
        if found[2] is None:
            return found[0]
        moments.append(found[0])
        return f"'{MARK}{len(moments) - 1}'"

    text = _PIECE.sub(marker, sql)
    return (sql, ()) if prefixed else (text, tuple(moments))


def unmarked(text: str, moments: tuple[str, ...]) -> str:
    """The text with its moments again."""
    return _MARKED.sub(lambda found: moments[int(found[1])], text) if moments else text
