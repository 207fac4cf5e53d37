"""The parts of a writing statement, by its words: its target, and the clauses behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.mentions import closing, name_at, word_at
from reedbed.engine.resolver.tokens import Kind, tokens_of
from reedbed.lake.federated.words import end_of_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.engine.resolver.mentions import Name
    from reedbed.engine.resolver.tokens import Token

_BEFORE_NAME: Final = {
    "insert": frozenset({"or", "replace", "ignore", "into"}),
    "update": frozenset({"only"}),
    "delete": frozenset({"from", "only"}),
    "merge": frozenset({"into", "only"}),
    "truncate": frozenset({"table", "only"}),
}
_CLAUSES: Final = {
    "insert": ("on", "returning"),
    "update": ("set", "from", "where", "returning"),
    "delete": ("using", "where", "returning"),
    "merge": ("using", "on", "when", "returning"),
    "truncate": (),
}
"""Words that begin a clause outside of parentheses, each counted once, in their order."""

_NO_ALIAS: Final = frozenset(
    {"set", "using", "where", "returning", "on", "default", "values", "select", "with", "from", "by", "table", "pivot"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """One writing statement on one table, as bytes of its text.

    `before` is all up to its verb (a WITH clause), `name` the target's as it is written, folded. `clauses` are what
    follows each clause's word, up to the next one. `body` is what stands between the target and the first clause: the
    columns and rows of an INSERT. `assigned` are the columns that SET gives values to; None when they are not known.
    """

    source: bytes
    verb: str
    alternative: str
    before: bytes
    name: Name
    alias: str
    target: tuple[int, int]
    body: bytes
    clauses: Mapping[str, bytes] = field(default_factory=dict)
    assigned: frozenset[str] | None = None

    def clause(self, word: str) -> str:
        """The text of a clause, without its word; "" where there is none."""
        return self.clauses.get(word, b"").decode()

    def led_to(self, table: str) -> str:
        """The text with another target."""
        start, end = self.target
        return (self.source[:start] + table.encode() + b" " + self.source[end:]).decode()


def parts_of(sql: str) -> Parts | None:
    """The parts of an INSERT, UPDATE, DELETE, MERGE or TRUNCATE; None for anything else."""
    tokens = tokens_of(sql)
    verb_at = _verb(tokens)
    verb = word_at(tokens, verb_at) or ""
    if verb not in _BEFORE_NAME:
        return None
    index = verb_at + 1
    alternative = word_at(tokens, index + 1) or "" if word_at(tokens, index) == "or" else ""
    while word_at(tokens, index) in _BEFORE_NAME[verb]:
        index += 1
    name, after = name_at(tokens, index)
    if not name:
        return None
    source = sql.encode()
    end = end_of_name(source, tokens[after - 1].start)
    alias, after, end = _alias(tokens, source, after, end)
    clauses, body_end = _clauses(tokens, source, after, verb)
    return Parts(
        source=source,
        verb=verb,
        alternative=alternative,
        before=source[: tokens[verb_at].start],
        name=name,
        alias=alias,
        target=(tokens[index].start, end),
        body=source[end:body_end],
        clauses=clauses,
        assigned=_assigned(tokens, after) if verb == "update" else None,
    )


def _verb(tokens: Sequence[Token]) -> int:
    """The first token, or the one behind the WITH clause."""
    if word_at(tokens, 0) != "with":
        return 0
    depth = 0
    for index in range(len(tokens)):
        text = word_at(tokens, index)
        depth += (text == "(") - (text == ")")
        if not depth and text in _BEFORE_NAME and word_at(tokens, index - 1) in (")", "recursive"):
            return index
    return 0


def _alias(tokens: Sequence[Token], source: bytes, index: int, end: int) -> tuple[str, int, int]:
    explicit = word_at(tokens, index) == "as" and word_at(tokens, index + 1) != "("
    at = index + 1 if explicit else index
    if at >= len(tokens) or tokens[at].kind not in (Kind.NAME, Kind.KEYWORD):
        return "", index, end
    if not explicit and word_at(tokens, at) in _NO_ALIAS:
        return "", index, end
    start = tokens[at].start
    stop = end_of_name(source, start)
    return source[start:stop].decode(), at + 1, stop


def _clauses(tokens: Sequence[Token], source: bytes, index: int, verb: str) -> tuple[dict[str, bytes], int]:
    found: list[tuple[str, int, int]] = []
    wanted = list(_CLAUSES[verb])
    while index < len(tokens):
        word = word_at(tokens, index)
        if word == "(":
            index = closing(tokens, index) + 1
            continue
        if word in wanted and _begins(tokens, index, verb):
            start = tokens[index].start
            found.append((word, start, end_of_name(source, start)))
            wanted = wanted[wanted.index(word) + 1 :]
        elif verb == "merge" and found and found[-1][0] == "on" and word in ("on", "using"):
            # What came before was a join's in the source; the last ON or USING is the MERGE's own.
            found.pop()
            if word == "on":
                start = tokens[index].start
                found.append((word, start, end_of_name(source, start)))
        index += 1
    stop = len(source.rstrip().rstrip(b";"))
    ends = [start for _, start, _ in found[1:]] + [stop] * bool(found)
    clauses = {word: source[after:end] for (word, _, after), end in zip(found, ends, strict=True)}
    return clauses, found[0][1] if found else stop


def _begins(tokens: Sequence[Token], index: int, verb: str) -> bool:
    """Whether a word begins a clause where it stands: ON CONFLICT, but not the ON of a join in an INSERT's query."""
    if verb == "insert" and word_at(tokens, index) == "on":
        return word_at(tokens, index + 1) == "conflict"
    if word_at(tokens, index) == "from" and word_at(tokens, index - 1) == "distinct":
        return word_at(tokens, index - 2) not in ("is", "not")
    return word_at(tokens, index - 1) != "."


def _assigned(tokens: Sequence[Token], index: int) -> frozenset[str] | None:
    """The columns that an UPDATE sets."""
    if word_at(tokens, index) != "set":
        return None
    names: set[str] = set()
    index += 1
    begins = True
    while index < len(tokens):
        word = word_at(tokens, index)
        if begins:
            name, after = name_at(tokens, index)
            if not name or word_at(tokens, after) != "=":
                return None
            names.add(name[-1])
            index, begins = after, False
            continue
        if word in ("(", "["):
            index = closing(tokens, index) if word == "(" else index
        elif word == ",":
            begins = _depth_zero(tokens, index)
        elif word in ("from", "where", "returning") and word_at(tokens, index - 1) != ".":
            break
        index += 1
    return frozenset(names)


def _depth_zero(tokens: Sequence[Token], index: int) -> bool:
    """Whether a comma stands outside of square and curly brackets."""
    depth = 0
    for place in range(index):
        text = word_at(tokens, place)
        depth += (text in ("[", "{")) - (text in ("]", "}"))
    return depth == 0
