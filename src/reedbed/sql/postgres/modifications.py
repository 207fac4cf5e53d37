"""Statements that write inside of WITH, taken apart: DuckDB writes only as the last thing that a statement does.

PostgreSQL runs all parts of such a statement on one snapshot: none sees what another one writes, but what it returns.
Here they run one after the other, so a part that reads a table which another one writes is given the table as it was.
What would still come out differently is refused. Nothing is run here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.lexing import tokens
from reedbed.sql.postgres.syntax.nodes import Name, Query, Source
from reedbed.sql.postgres.syntax.statements import parse_statement
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.sql.postgres.syntax.nodes import CommonTable, Node

_MAY_HAVE: Final = re.compile(
    r"^\s*with\b.*\bas\s+(?:(?:not\s+)?materialized\s*)?\(\s*(?:insert|update|delete|with|merge)\b",
    re.IGNORECASE | re.DOTALL,
)
_RANKS: Final = {"delete": 0, "update": 1, "insert": 2}
_CLAUSES: Final = frozenset({"set", "from", "using", "where", "returning", "values", "select", "default", "on"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One query of WITH, or the statement behind them (whose name is empty).

    `reads` are the tables and queries it names in FROM, `qualified` those among them that it names with a schema;
    `writes` is the table that it writes, and `stand_in` what has the columns of its answer and does nothing, both
    empty for a query.
    """

    name: str
    head: str
    text: str
    verb: str
    reads: frozenset[str]
    qualified: frozenset[str]
    writes: str
    stand_in: str

    @property
    def returns(self) -> bool:
        """Whether there is an answer that others can read."""
        return not self.writes or bool(self.stand_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification:
    """The parts in the order in which they run, the statement behind WITH last.

    `kept` are queries whose rows are computed once, before anything is written; `shadowed` the tables whose rows have
    to be kept as they were.
    """

    parts: tuple[Part, ...]
    kept: frozenset[str]
    shadowed: frozenset[str]
    recursive: bool

    @property
    def remaining(self) -> str:
        """What describes the whole: it writes nothing within WITH."""
        return self.pieces[-1]

    @property
    def pieces(self) -> tuple[str, ...]:
        """Each part as a statement of its own, behind stand-ins of those before it."""
        return tuple(self.with_stand_ins(self.parts[:place], part.text) for place, part in enumerate(self.parts))

    def with_stand_ins(self, parts: Sequence[Part], text: str) -> str:
        """A text behind these parts, which write nothing."""
        listed = [f"{each.head} AS ({each.stand_in or each.text})" for each in parts if each.returns]
        return self.behind(listed, text)

    def behind(self, queries: Sequence[str], text: str) -> str:
        """A text behind WITH."""
        return f"WITH {'RECURSIVE ' if self.recursive else ''}{', '.join(queries)} {text}" if queries else text


def modification_of(sql: str) -> Modification | None:
    """A statement that writes inside of WITH; None for all others.

    Raises `SqlNotSupported` where the parts would see what they must not.
    """
    if _MAY_HAVE.match(sql) is None:
        return None
    try:
        query = parse_statement(sql)
        if not any(each.query.verb in _RANKS for each in query.common):
            return None
        common = [_part(sql, each.query, each) for each in query.common]
        text = sql[query.common[-1].end : query.end]
        last = _part(text, parse_statement(text), None)
    except Unreadable:
        return None
    ordered = (*_ordered(common), last)
    _refuse_dependence(ordered)
    first = next(place for place, each in enumerate(ordered) if each.writes)
    written = {each.writes for each in ordered[:-1] if each.writes}
    kept = frozenset(each.name for each in ordered[:-1] if _is_kept(each, ordered, written))
    late = [each for place, each in enumerate(ordered) if place > first and each.name not in kept]
    return Modification(
        parts=ordered,
        kept=kept,
        shadowed=frozenset(name for each in late for name in each.reads & written if not _is_named(name, ordered)),
        recursive=query.recursive,
    )


def _is_named(name: str, parts: Sequence[Part]) -> bool:
    return any(each.name == name for each in parts)


def _is_kept(part: Part, parts: Sequence[Part], written: set[str]) -> bool:
    """A query that hangs on nothing written, and is read twice, or reads what will be written."""
    if part.writes or any(_hangs_on(part, each, parts) for each in parts if each.writes):
        return False
    readers = sum(part.name in each.reads for each in parts if each is not part)
    return readers > 1 or bool(_all_reads(part, parts) & written)


def _all_reads(part: Part, parts: Sequence[Part]) -> frozenset[str]:
    """What a part reads, also by the queries that it names."""
    found = part.reads
    for each in parts:
        if each.name in part.reads and each is not part and not each.writes:
            found |= _all_reads(each, [other for other in parts if other is not part])
    return found


def _hangs_on(part: Part, other: Part, parts: Sequence[Part]) -> bool:
    return bool(other.name) and other.name in _all_reads(part, parts)


def _ordered(parts: Sequence[Part]) -> list[Part]:
    """Deletions before updates before insertions, as far as what they read of each other allows."""
    waiting, done = list(parts), []
    while waiting:
        ready = [
            each for each in waiting if not any(each.reads & {other.name} for other in waiting if other is not each)
        ]
        if not ready:
            raise Unreadable
        chosen = min(ready, key=lambda each: _RANKS.get(each.verb, -1))
        waiting.remove(chosen)
        done.append(chosen)
    return done


def _refuse_dependence(parts: Sequence[Part]) -> None:
    for place, part in enumerate(parts):
        before = {each.writes for each in parts[:place] if each.writes}
        earlier = any(each.writes == part.writes and each.verb != "delete" for each in parts[:place])
        if earlier and part.verb in {"update", "delete"}:
            raise _refused(f"two parts of a statement that write {part.writes}")
        silent = {each.name for each in parts if each.writes and not each.returns} & part.reads
        if silent:
            message = f'WITH query "{min(silent)}" does not have a RETURNING clause'
            raise SqlNotSupported(message, construct="WITH without RETURNING")
        if part.qualified & before:
            raise _refused(f"WITH that writes {min(part.qualified & before)} beside a query of it with its schema")


def _refused(construct: str) -> SqlNotSupported:
    return SqlNotSupported(f"{construct} is not supported", construct=construct)


def _part(sql: str, query: Query, common: CommonTable | None) -> Part:
    text = sql[query.start : query.end]
    sources = _sources(query)
    target = ""
    if query.verb in _RANKS:
        target = _target(query)
        if query.verb != "insert":
            sources = sources[1:]
    return Part(
        name=common.name if common is not None else "",
        head=common.head if common is not None else "",
        text=text,
        verb=query.verb,
        reads=frozenset(each.parts[-1] for each in sources),
        qualified=frozenset(each.parts[-1] for each in sources if len(each.parts) > 1),
        writes=target,
        stand_in=_stand_in(text, query.verb) if target else "",
    )


def _sources(node: Node) -> list[Name]:
    """The names in FROM, in order."""
    found = [node.value] if isinstance(node, Source) and isinstance(node.value, Name) else []
    return [*found, *(name for child in node.children for name in _sources(child))]


def _target(query: Query) -> str:
    for child in query.children:
        if isinstance(child, Name) and query.verb == "insert":
            return child.parts[-1]
        if isinstance(child, Source) and isinstance(child.value, Name):
            return child.value.parts[-1]
    raise Unreadable


def _stand_in(text: str, verb: str) -> str:
    """A query with the columns of RETURNING; empty without one."""
    places = _clauses(text)
    if "returning" not in places:
        return ""
    items = text[places["returning"][1] :]
    begin = places["into" if verb == "insert" else verb if verb == "update" else "from"][1]
    table = text[begin : min(start for word, (start, _) in places.items() if start > begin)]
    if verb == "insert":
        table = table.partition("(")[0]
    source = places.get({"update": "from", "delete": "using"}.get(verb, ""))
    others = ""
    if source is not None:
        end = min(start for word, (start, _) in places.items() if start > source[1] and word in {"where", "returning"})
        others = f", {text[source[1] : end]}"
    return f"SELECT {items} FROM {table}{others} WHERE false"


def _clauses(text: str) -> dict[str, tuple[int, int]]:
    """Where the clauses of a statement begin, and where the words that begin them end."""
    found: dict[str, tuple[int, int]] = {}
    depth, before = 0, ""
    for token in tokens(text):
        if token.text in {"(", "["}:
            depth += 1
        elif token.text in {")", "]"}:
            depth -= 1
        word = token.folded
        is_clause = word in _CLAUSES or (word in {"into", "update", "delete"} and word not in found)
        if depth == 0 and is_clause and not (word == "from" and before == "distinct"):
            found.setdefault(word, (token.start, token.end))
        before = word
    return found
