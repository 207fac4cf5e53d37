"""UPDATE … RETURNING taken apart, for tables of which DuckDB lets go of no row while others refer to it."""

from __future__ import annotations

from dataclasses import dataclass

from reedbed.sql.postgres.brackets import depths
from reedbed.sql.postgres.lexing import NAMES, TokenKind, name_value, tokens

_CLAUSES = ("set", "from", "where", "returning")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturningUpdate:
    """`UPDATE target SET assignments WHERE condition RETURNING answer`, each as written; `name` is that of its rows."""

    table: tuple[str, ...]
    target: str
    name: str
    assignments: str
    condition: str
    answer: str


def returning_update(sql: str) -> ReturningUpdate | None:
    """The parts of an UPDATE with RETURNING; None for other statements, and for one that reads other tables by FROM."""
    words = list(tokens(sql))
    if not words or words[0].folded != "update" or words[-1].text == ";":
        return None
    deep = depths(words)
    places = {
        word.folded: place
        for place, word in reversed(list(enumerate(words)))
        if deep[place] == 0
        and word.kind is TokenKind.WORD
        and word.folded in _CLAUSES
        # `IS DISTINCT FROM` compares.
        and words[place - 1].folded != "distinct"
    }
    if "from" in places or not {"set", "returning"} <= places.keys():
        return None
    first = 2 if words[1].folded == "only" else 1
    target = [word for word in words[first : places["set"]] if word.text != "*"]
    if not target or any(word.kind not in NAMES for word in target[::2]):
        return None
    table, last = [name_value(target[0])], 0
    while last + 2 < len(target) and target[last + 1].text == ".":
        last += 2
        table.append(name_value(target[last]))
    end = places.get("where", places["returning"])
    called = target[-1] if len(target) > last + 1 else target[last]
    return ReturningUpdate(
        table=tuple(table),
        target=sql[target[0].start : target[-1].end],
        name=called.text,
        assignments=sql[words[places["set"]].end : words[end].start],
        condition=sql[words[end].end : words[places["returning"]].start] if "where" in places else "",
        # Without a comment behind it, which would take what comes after it with it.
        answer=sql[words[places["returning"]].end : words[-1].end],
    )
