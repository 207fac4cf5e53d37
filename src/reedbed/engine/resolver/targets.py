"""What a writing statement changes: the kind of object and its name, read from the statement's first words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.engine.resolver.mentions import closing, name_at, word_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine.resolver.mentions import Name
    from reedbed.engine.resolver.tokens import Token

_BEFORE_TYPE: Final = frozenset({"or", "replace", "temp", "temporary", "local", "unlogged", "recursive", "unique"})
_TEMPORARY: Final = frozenset({"temp", "temporary"})
MADE: Final = frozenset({"table", "view", "macro", "function", "type", "sequence", "index", "schema"})
"""What may be made and dropped by who may write."""
ALTERED: Final = frozenset({"table", "view", "sequence"})
COMMENTED: Final = frozenset({"table", "view", "column", "index", "sequence", "type", "macro", "function", "schema"})


class Target(NamedTuple):
    """An object that a statement changes. `kind` is a word of DuckDB's, or "" for one that nobody may name."""

    kind: str
    name: Name
    temporary: bool = False


NOTHING: Final = (Target("", ()),)
"""The targets of a statement that cannot be read: nobody may change them."""


def targets_of(kind: str, tokens: Sequence[Token]) -> Sequence[Target]:
    """What a statement of DuckDB's kind `kind` changes; nothing for one that only reads."""
    verbs = VERBS.get(kind)
    if verbs is None:
        return []
    index = _verb_index(tokens)
    read = verbs.get(word_at(tokens, index) or "")
    return NOTHING if read is None else read(tokens, index + 1)


def _verb_index(tokens: Sequence[Token]) -> int:
    """The token behind the WITH clause, or the first one; the number of tokens where the clause cannot be followed."""
    if word_at(tokens, 0) != "with":
        return 0
    index = 2 if word_at(tokens, 1) == "recursive" else 1
    while index < len(tokens):
        # name [(columns)] [USING KEY (columns)] AS [[NOT] MATERIALIZED] (query)
        index += 1
        while word_at(tokens, index) in _CLAUSE:
            index = closing(tokens, index) if word_at(tokens, index) == "(" else index
            index += 1
        if word_at(tokens, index) != ",":
            break
        index += 1
    return index


_CLAUSE: Final = frozenset({"(", "using", "key", "as", "not", "materialized"})


def _depth_zero(tokens: Sequence[Token]) -> list[int]:
    """The tokens outside of parentheses."""
    depth, found = 0, []
    for index in range(len(tokens)):
        text = word_at(tokens, index)
        depth += (text == "(") - (text == ")")
        if not depth:
            found.append(index)
    return found


def _behind(tokens: Sequence[Token], index: int, words: frozenset[str]) -> int:
    while word_at(tokens, index) in words:
        index += 1
    return index


_CONDITIONS: Final = frozenset({"if", "not", "exists"})


def _named(tokens: Sequence[Token], index: int, kind: str = "table", *, temporary: bool = False) -> list[Target]:
    """The object named at `index`, behind IF [NOT] EXISTS."""
    if word_at(tokens, index) == "if" and word_at(tokens, index + 1) in _CONDITIONS:
        index = _behind(tokens, index, _CONDITIONS)
    name, _ = name_at(tokens, index)
    return [Target(kind, name, temporary)]


def _inserted(tokens: Sequence[Token], index: int) -> list[Target]:
    index = _behind(tokens, index, frozenset({"or", "replace", "ignore"}))
    return _named(tokens, index + 1) if word_at(tokens, index) == "into" else list(NOTHING)


def _updated(tokens: Sequence[Token], index: int) -> list[Target]:
    return _named(tokens, _behind(tokens, index, frozenset({"only"})))


def _deleted(tokens: Sequence[Token], index: int) -> list[Target]:
    return _named(tokens, _behind(tokens, index, frozenset({"from", "only"})))


def _merged(tokens: Sequence[Token], index: int) -> list[Target]:
    return _named(tokens, _behind(tokens, index, frozenset({"into", "only"})))


def _truncated(tokens: Sequence[Token], index: int) -> list[Target]:
    return _named(tokens, _behind(tokens, index, frozenset({"table", "only"})))


def _created(tokens: Sequence[Token], index: int) -> list[Target]:
    end = _behind(tokens, index, _BEFORE_TYPE)
    temporary = any(word_at(tokens, each) in _TEMPORARY for each in range(index, end))
    kind = word_at(tokens, end) or ""
    if kind not in MADE:
        return list(NOTHING)
    if kind == "index":
        # An index lies where its table lies.
        found = [each for each in _depth_zero(tokens) if word_at(tokens, each) == "on"]
        return _named(tokens, found[0] + 1) if found else list(NOTHING)
    return _named(tokens, end + 1, kind, temporary=temporary)


def _dropped(tokens: Sequence[Token], index: int) -> list[Target]:
    kind = word_at(tokens, index) or ""
    if kind not in MADE:
        return list(NOTHING)
    if kind in ("macro", "function") and word_at(tokens, index + 1) == "table":
        index += 1
    return _named(tokens, index + 1, kind)


def _altered(tokens: Sequence[Token], index: int) -> list[Target]:
    kind = word_at(tokens, index) or ""
    if kind not in ALTERED:
        return list(NOTHING)
    found = _named(tokens, index + 1, kind)
    for each in _depth_zero(tokens):
        if word_at(tokens, each) == "rename" and word_at(tokens, each + 1) == "to":
            name, _ = name_at(tokens, each + 2)
            found.append(Target(kind, (*found[0].name[:-1], *name)))
    return found


def _commented(tokens: Sequence[Token], index: int) -> list[Target]:
    kind = word_at(tokens, index + 1) or ""
    if word_at(tokens, index) != "on" or kind not in COMMENTED:
        return list(NOTHING)
    found = _named(tokens, index + 2, kind)[0]
    return [Target("table", found.name[:-1]) if kind == "column" else found]


VERBS: Final = {
    "INSERT": {"insert": _inserted},
    "UPDATE": {"update": _updated},
    "DELETE": {"delete": _deleted, "truncate": _truncated},
    "MERGE_INTO": {"merge": _merged},
    "CREATE": {"create": _created},
    "DROP": {"drop": _dropped},
    "ALTER": {"alter": _altered, "comment": _commented},
}
