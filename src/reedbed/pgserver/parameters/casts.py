"""Parameters that a client casts itself, by PostgreSQL's names of types: `$1::oid[]`, `CAST($2 AS pg_catalog.name)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgwire.values.types import BY_NAME
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.sql.postgres.lexing import Token


def cast_types(sql: str) -> dict[int, int]:
    """The OID of each parameter that is cast to a built-in type by its own name; the first cast counts."""
    if "$" not in sql:
        return {}
    found: dict[int, int] = {}
    words = list(tokens(sql))
    for place, token in enumerate(words[:-2]):
        if token.kind is TokenKind.PARAMETER and words[place + 1].folded in {"::", "as"}:
            oid = _oid(words[place + 2 : place + 7])
            if oid is not None:
                found.setdefault(int(token.text[1:]), oid)
    return found


def _oid(words: Sequence[Token]) -> int | None:
    """The type that the words begin with; None for one that has another name here, such as `integer`."""
    texts = [word.folded for word in words]
    if texts[:2] == ["pg_catalog", "."]:
        texts = texts[2:]
    # Without quotes it is SQL's type of that name, not PostgreSQL's own of one byte.
    name = "bpchar" if texts[:1] == ["char"] else texts[0].strip('"') if texts else ""
    known = BY_NAME.get(name)
    if known is None:
        return None
    return known.array_oid if texts[1:3] == ["[", "]"] else known.oid
