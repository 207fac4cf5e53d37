"""Parameters that a client casts itself, by a type's name: `$1::oid[]`, `CAST($2 AS name)`, `$3::integer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgwire.values.types import BY_NAME
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.sql.postgres.lexing import Token

# SQL's names of one word. Without quotes CHAR is SQL's type of that name, not PostgreSQL's own of one byte.
_STANDARD: Final = {
    "int": "int4",
    "integer": "int4",
    "smallint": "int2",
    "bigint": "int8",
    "real": "float4",
    "boolean": "bool",
    "decimal": "numeric",
    "char": "bpchar",
}


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
    """The type that the words begin with; None for one that has another name here, such as `double precision`."""
    texts = [word.folded for word in words]
    if texts[:2] == ["pg_catalog", "."]:
        texts = texts[2:]
    known = BY_NAME.get(_STANDARD.get(texts[0], texts[0].strip('"'))) if texts else None
    if known is None:
        return None
    return known.array_oid if texts[1:3] == ["[", "]"] else known.oid
