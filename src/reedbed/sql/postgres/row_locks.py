"""FOR UPDATE and the like: DuckDB has no locks of rows, and takes no such clause."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from reedbed.sql.postgres.lexing import TokenKind, tokens

_MAY_LOCK: Final = re.compile(r"\bfor\s+(?:no\s+key\s+update|update|key\s+share|share)\b", re.IGNORECASE)
_LOCKS: Final = frozenset({"no", "update", "key", "share"})


def locks_rows(sql: str) -> bool:
    """Whether a SELECT asks that nobody changes the rows that it reads."""
    if _MAY_LOCK.search(sql) is None:
        return False
    words = tokens(sql)
    return any(
        first.kind is TokenKind.WORD and first.folded == "for" and second.folded in _LOCKS
        for first, second in pairwise(words)
    )
