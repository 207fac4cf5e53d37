"""Whether a role may call a function, and with which arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.functions import SAFE_SETTINGS, SYNTAX, function_classes
from reedbed.engine.resolver.mentions import word_at
from reedbed.engine.resolver.subjects import Role
from reedbed.engine.resolver.tokens import Kind, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine.resolver.mentions import Call
    from reedbed.engine.resolver.tokens import Token

_NAMES_FOLLOW: Final = frozenset({"into", "table", "references"})
"""Reserved words behind which a name and a parenthesis are a table and its columns."""

_DEFINING: Final = _NAMES_FOLLOW | {"view", "macro", "function", "with", "recursive", "type"}
_CONDITIONS: Final = frozenset({"if", "not", "exists"})


def is_table(call: Call, tokens: Sequence[Token]) -> bool:
    """Whether the name is a table's before its columns: INSERT INTO t (a), CREATE TABLE t (a), INDEX i ON t (a)."""
    before = _before(call, tokens)
    return before in _NAMES_FOLLOW or (before == "on" and _makes(tokens, {"index"}))


def is_known(call: Call, tokens: Sequence[Token], known: frozenset[str], keywords: frozenset[str]) -> bool:
    """Whether a name that is no function of DuckDB's is syntax, an alias with columns, or one of `known`."""
    name = call.name[-1]
    if name in known or (len(call.name) == 1 and name in SYNTAX) or call.defines:
        return True
    last = tokens[call.index - 1]
    if last.kind is Kind.KEYWORD and len(call.name) == 1 and name in keywords:
        return True
    if call.at == 0:
        return False
    previous = tokens[call.at - 1]
    if previous.kind is Kind.NAME or (previous.kind is Kind.SYMBOL and previous.text in (")", "::")):
        return True
    before = _before(call, tokens)
    return before in _DEFINING or (before == "as" and not _makes(tokens, {"macro", "function"}))


def refused_function(call: Call, tokens: Sequence[Token], role: Role, *, kept: bool) -> str | None:
    """Why a function of DuckDB's may not be called, as what the role may not do; None when it may, or is none.

    `kept` is a text that stays in the catalog, in a view or a macro.
    """
    name = call.name[-1]
    classes = function_classes()
    deed = f"call {name}()"
    if name in classes.owners or name in classes.extensions or (name == "histogram" and call.table):
        return deed
    if name in classes.writers and role is Role.READER:
        return deed
    if name in classes.checked:
        constant = constant_argument(call, tokens)
        if constant is None:
            return f"{deed} with anything but one constant in single quotes"
        if name == "current_setting":
            return None if folded(constant) in SAFE_SETTINGS else f"read the setting {constant!r}"
        return f"{deed} in a view or a macro" if kept else None
    return None


def constant_argument(call: Call, tokens: Sequence[Token]) -> str | None:
    """The only argument of a call, when it is a string between single quotes, be it as a `regclass`."""
    index = call.index + 1
    if index >= len(tokens) or tokens[index].kind is not Kind.STRING:
        return None
    end = index + 1
    if word_at(tokens, end) == "::" and word_at(tokens, end + 1) == "regclass":
        end += 2
    return tokens[index].text if word_at(tokens, end) == ")" else None


def _before(call: Call, tokens: Sequence[Token]) -> str | None:
    """The word before a name, and before the IF NOT EXISTS that stands between them."""
    index = call.at - 1
    while word_at(tokens, index) in _CONDITIONS and word_at(tokens, index - 1) in (*_CONDITIONS, *_DEFINING):
        index -= 1
    return word_at(tokens, index)


def _makes(tokens: Sequence[Token], kinds: set[str]) -> bool:
    """Whether the statement makes an object of one of these kinds."""
    words = [word_at(tokens, index) for index in range(6)]
    return words[0] == "create" and bool(kinds.intersection(word for word in words if word))
