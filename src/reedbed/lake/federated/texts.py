"""Where the names that a parse tree tells of stand in the text, and the text with other pieces in their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.mentions import closing, name_at
from reedbed.engine.resolver.tokens import Kind, folded, tokens_of
from reedbed.lake.federated.words import end_of_name, first_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reedbed.lake.federated.trees import Mention

_PIVOT: Final = re.compile(r"\b(?:un)?pivot", re.IGNORECASE)
SERIALISE: Final = "SELECT json_serialize_sql(CAST(? AS VARCHAR))"
"""The parse tree of a query, which is bound."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A relation's name in a text, from byte `start` to byte `end`.

    `schemas` are the pieces of the text where columns are called by its schema too, which only a table has.
    """

    mention: Mention
    start: int
    end: int
    schemas: tuple[tuple[int, int], ...]


def spots(sql: str, mentions: Sequence[Mention], catalog: str) -> list[Spot]:
    """Where relations of a catalog are named; without those whose name is not what the tree says, or stands alone."""
    if not mentions:
        return []
    tokens = tokens_of(sql)
    starts = {token.start: index for index, token in enumerate(tokens) if token.start >= 0}
    source = sql.encode()
    found = []
    for mention in mentions:
        index = starts.get(mention.at)
        if index is None or mention.catalog not in ("", folded(catalog)):
            continue
        name, after = name_at(tokens, index)
        if name != tuple(part for part in (mention.catalog, mention.schema, mention.name) if part):
            # DuckDB may read two parts as catalog and name.
            continue
        if index and tokens[index - 1].text == "table" and not tokens[index - 1].quoted:
            continue
        end = end_of_name(source, tokens[after - 1].start)
        schemas = tuple((at, tokens[starts[at] + 2].start) for at in mention.called if at in starts)
        found.append(Spot(mention, mention.at, end, schemas))
    return found


def edited(sql: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with other pieces in place of those from one byte to another."""
    source = sql.encode()
    parts: list[bytes] = []
    at = 0
    for start, end, text in sorted(edits):
        parts += [source[at:start], text.encode()]
        at = end
    parts.append(source[at:])
    return b"".join(parts).decode()


def inner_queries(sql: str) -> list[tuple[int, str]]:
    """The outermost sub-selects of a query around PIVOT, of which DuckDB gives no tree, each with its first byte.

    None where they would not mean the same by themselves.
    """
    if "?" in sql or not _PIVOT.search(sql) or first_word(sql) not in ("select", "from", "pivot", "unpivot"):
        return []
    tokens = tokens_of(sql)
    if any(token.text == "with" and not token.quoted for token in tokens):
        return []
    source = sql.encode()
    found: list[tuple[int, str]] = []
    index = 0
    while index < len(tokens) - 1:
        opens = tokens[index].text == "(" and tokens[index].kind is Kind.SYMBOL
        if not opens or tokens[index + 1].text not in ("select", "from"):
            index += 1
            continue
        end = closing(tokens, index)
        following = next((token.start for token in tokens[end + 1 :] if token.start >= 0), len(source))
        start = tokens[index].start + 1
        query = source[start:following].decode()
        while query and not _is_balanced(query):
            query = query[: query.rfind(")")] if ")" in query else ""
        found.append((start, query))
        index = end + 1
    return [(start, query) for start, query in found if query]


def _is_balanced(query: str) -> bool:
    texts = [token.text for token in tokens_of(query) if token.kind is Kind.SYMBOL]
    return texts.count("(") == texts.count(")")
