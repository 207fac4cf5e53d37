"""What a statement mentions: the relations it reads, the functions it calls, the names its WITH clauses define.

The grammar is followed no further than needed to know where a relation may stand; where that is open, one is assumed.
Property tests hold the outcome against DuckDB's own parse tree. Only reserved words change what may follow: any other
word could be a column's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from reedbed.engine.resolver.functions import words
from reedbed.engine.resolver.tokens import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine.resolver.tokens import Token

Name: TypeAlias = tuple[str, ...]
"""A name with its qualifiers, folded: `("main", "flights")`."""

_FOLLOWED_BY_RELATION: Final = frozenset({"from", "join", "into", "table", "references"})
_DESCRIBING: Final = frozenset(
    {"describe", "desc", "summarize", "show", "pivot", "unpivot", "pivot_wider", "pivot_longer"}
)
_ENDS_LIST: Final = words(
    "where group having order limit offset qualify window union except intersect select returning fetch with do"
)
_BEFORE_RELATION: Final = frozenset({"if", "not", "exists", "only", "lateral", "recursive"})
_SHOWN: Final = frozenset({"tables", "databases", "schemas", "variables", "columns", "all"})
_FROM_INSIDE: Final = frozenset({"extract", "substring", "trim", "overlay"})
"""Calls whose arguments are separated by FROM."""

_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")


@dataclass(frozen=True, slots=True)
class Call:
    """A name before a parenthesis, which is token number `index`; `at` is the token where the name begins.

    `table` says that a relation may stand there, `defines` that it names a common table expression.
    """

    name: Name
    index: int
    at: int
    table: bool
    defines: bool


@dataclass(slots=True)
class Mentions:
    """What a statement mentions.

    `strings` stand where a relation may stand; None is one that is written in another way than between single quotes.
    """

    relations: list[Name] = field(default_factory=list)
    strings: list[str | None] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Frame:
    """One level of brackets: `listing` while commas separate relations, `expecting` where one comes next."""

    call: str = ""
    listing: bool = False
    expecting: bool = False
    selects: bool = False
    cases: int = 0


def mentions_of(tokens: Sequence[Token]) -> Mentions:
    """What one statement mentions, `tokens` being all of its tokens."""
    return _Reading(tokens).read()


def word_at(tokens: Sequence[Token], index: int) -> str | None:
    """The text of a token that is a symbol or an unquoted word, else None; None outside of the tokens too."""
    if not 0 <= index < len(tokens):
        return None
    token = tokens[index]
    return None if token.quoted or token.kind in (Kind.STRING, Kind.OTHER) else token.text


def name_at(tokens: Sequence[Token], index: int) -> tuple[Name, int]:
    """The qualified name that begins at a token, and the index behind it; an empty name where none begins."""
    parts: list[str] = []
    while index < len(tokens) and tokens[index].kind in (Kind.NAME, Kind.KEYWORD):
        parts.append(tokens[index].text or "")
        index += 1
        if word_at(tokens, index) != ".":
            break
        index += 1
    return tuple(parts), index


def closing(tokens: Sequence[Token], index: int) -> int:
    """The index of the parenthesis that closes the one at `index`, or the number of tokens."""
    depth = 0
    while index < len(tokens):
        text = word_at(tokens, index)
        depth += (text == "(") - (text == ")")
        if not depth:
            break
        index += 1
    return index


class _Reading:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._found = Mentions()
        self._frames = [_Frame()]
        self._at = 0
        self._merges = any(
            word_at(tokens, index) in ("merge", "delete") and (word_at(tokens, index + 1) in ("into", "from"))
            for index in range(len(tokens))
        )

    def read(self) -> Mentions:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            frame = self._frames[-1]
            if token.kind is Kind.SYMBOL:
                self._symbol(token.text or "", frame)
            elif token.kind is Kind.STRING:
                self._string(token, frame)
            elif token.kind is Kind.OTHER:
                frame.expecting = False
                self._at += 1
            elif token.quoted or not self._clause(token.text or "", frame):
                self._name(frame)
        return self._found

    def _word(self, offset: int) -> str | None:
        return word_at(self._tokens, self._at + offset)

    def _symbol(self, symbol: str, frame: _Frame) -> None:
        self._at += 1
        if symbol in _OPENING:
            inside = frame.expecting and symbol == "("
            frame.expecting = False
            self._frames.append(_Frame(listing=inside, expecting=inside))
        elif symbol in _CLOSING:
            if len(self._frames) > 1:
                self._frames.pop()
            self._frames[-1].expecting = False
        elif symbol in (",", ":"):
            # A colon stands behind an alias: FROM alias: relation.
            frame.expecting = frame.listing
        else:
            frame.expecting = False

    def _string(self, token: Token, frame: _Frame) -> None:
        if frame.expecting and not (self._word(1) == ":" and frame.listing):
            self._found.strings.append(token.text)
        frame.expecting = False
        self._at += 1

    def _clause(self, word: str, frame: _Frame) -> bool:
        """Take an unquoted word that changes what may follow; False when it is a name."""
        follows = self._word(1)
        if follows == ".":
            return False
        if word in _FOLLOWED_BY_RELATION:
            if not (word == "from" and self._is_inside_expression(frame)):
                frame.listing = frame.listing or word in ("from", "join")
                frame.expecting = not (word == "into" and follows == "name")
        elif word == "update":
            frame.expecting = follows != "set" or self._word(2) == "set"
        elif word == "using":
            self._using(follows, frame)
        elif word in _DESCRIBING:
            frame.expecting = self._describes(word, follows)
        elif word in _ENDS_LIST or (word == "when" and not frame.cases):
            frame.listing = frame.expecting = False
            frame.selects = frame.selects or word == "select"
        elif word in ("case", "end"):
            frame.cases = max(0, frame.cases + (1 if word == "case" else -1))
            frame.expecting = False
        elif not (frame.expecting and (word in _BEFORE_RELATION or (word == "values" and follows == "("))):
            return False
        else:
            frame.expecting = word != "values"
        self._at += 1
        return True

    def _is_inside_expression(self, frame: _Frame) -> bool:
        """EXTRACT(year FROM …) and IS [NOT] DISTINCT FROM name no relation."""
        if frame.call in _FROM_INSIDE and not frame.selects:
            return True
        return self._word(-1) == "distinct" and self._word(-2) in ("is", "not")

    def _using(self, follows: str | None, frame: _Frame) -> None:
        """Relations stand behind the USING of MERGE and DELETE; elsewhere it has columns, a sample or an expression."""
        if follows == "sample":
            frame.listing = frame.expecting = False
        elif self._merges and (follows != "(" or len(self._frames) == 1):
            frame.listing = frame.expecting = True

    def _describes(self, word: str, follows: str | None) -> bool:
        before = self._tokens[self._at - 1] if self._at else None
        if word == "desc" and before is not None and self._word(-1) not in ("(", "explain", "analyze", "as", ")"):
            return False
        if word == "show" and follows in _SHOWN:
            return False
        # FROM t PIVOT (…) has its relation before it, PIVOT (…) ON … behind it.
        return not (follows == "(" and before is not None and before.kind in (Kind.NAME, Kind.STRING))

    def _name(self, frame: _Frame) -> None:
        start = self._at
        name, self._at = name_at(self._tokens, start)
        calls = self._word(0) == "("
        defines = len(name) == 1 and self._defines(self._at, name[0])
        if calls:
            self._found.calls.append(Call(name=name, index=self._at, at=start, table=frame.expecting, defines=defines))
        if frame.expecting and self._is_relation(start):
            self._found.relations.append(name)
        frame.expecting = False
        if calls:
            self._frames.append(_Frame(call=name[-1]))
            self._at += 1

    def _is_relation(self, start: int) -> bool:
        """A name before a parenthesis is a function, or a target that is looked at by itself; but REFERENCES t (a)."""
        follows = self._word(0)
        if follows == "(":
            return word_at(self._tokens, start - 1) == "references"
        # FROM alias: relation
        return not (follows == ":" and self._frames[-1].listing)

    def _defines(self, index: int, name: str) -> bool:
        """Whether a name is that of a common table expression: name [(columns)] AS [[NOT] MATERIALIZED] (."""
        if word_at(self._tokens, index) == "(":
            index = closing(self._tokens, index) + 1
        if word_at(self._tokens, index) != "as":
            return False
        index += 1
        while word_at(self._tokens, index) in ("not", "materialized"):
            index += 1
        if word_at(self._tokens, index) != "(":
            return False
        self._found.defined.add(name)
        return True
