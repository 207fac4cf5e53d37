"""PostgreSQL's expressions: operands, operators by their precedence, and the special forms of calls.

The precedences are those of PostgreSQL's manual, section 4.1.6. DuckDB's own forms (lists, structs, lambdas, named
arguments) are read as far as their parts matter. What cannot be read raises `Unreadable`, and the statement stays as
it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.lexing import TokenKind
from reedbed.sql.postgres.syntax import precedence
from reedbed.sql.postgres.syntax.calls import CallParser
from reedbed.sql.postgres.syntax.nodes import (
    Between,
    Binary,
    Node,
    Quantified,
    Test,
    Unary,
)
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY

if TYPE_CHECKING:
    from collections.abc import Callable

_SYMBOL_PRECEDENCE: Final = {
    **dict.fromkeys(("=", "<", ">", "<=", ">=", "<>", "!=", "=="), precedence.COMPARISON),
    **dict.fromkeys(("+", "-"), precedence.SUM),
    **dict.fromkeys(("*", "/", "%", "//"), precedence.PRODUCT),
    "^": precedence.POWER,
    "**": precedence.POWER,
}
_PREFIXES: Final = frozenset({"-", "+", "~", "@", "|/", "||/", "!!", "!"})


class ExpressionParser(CallParser):
    """Reads expressions from a statement's tokens."""

    def expression(self, floor: int = 0) -> Node:
        """One expression whose operators bind at least as tightly as `floor`."""
        left = self._prefix()
        while True:
            longer = self._operator(left, floor)
            if longer is None:
                return left
            left = longer

    def _prefix(self) -> Node:
        start, word = self.start, self.folded[self.place]
        if word == "not":
            self.place += 1
            operand = self.expression(precedence.NOT)
            return Unary(start, operand.end, [operand], "not", operand)
        if word in _PREFIXES:
            self.place += 1
            operand = self.expression(precedence.SIGN if word in {"-", "+"} else precedence.OTHER + 1)
            return Unary(start, operand.end, [operand], word, operand)
        return self._postfixes(self._operand())

    def _operator(self, left: Node, floor: int) -> Node | None:
        word = self.folded[self.place]
        if not word:
            return None
        token = self.tokens[self.place]
        if token.kind is TokenKind.SYMBOL:
            return self._symbol_operator(left, floor, word)
        reader = self._WORD_OPERATORS.get(word)
        return reader(self, left, floor) if reader else None

    def _symbol_operator(self, left: Node, floor: int, word: str) -> Node | None:
        if word in {"(", ")", "[", "]", ",", ";", ".", ":", "{", "}", "::", ":=", "=>", "..", "$"}:
            return None
        binding = _SYMBOL_PRECEDENCE.get(word, precedence.OTHER)
        if binding < floor:
            return None
        self.place += 1
        return self._right_side(left, word, binding)

    def _right_side(self, left: Node, operator: str, binding: int) -> Node:
        right = self._quantified() or self.expression(binding + 1)
        return Binary(left.start, right.end, [left, right], operator, left, right)

    def _quantified(self) -> Node | None:
        if self.folded[self.place] not in {"any", "some", "all"} or self.folded[self.place + 1] != "(":
            return None
        start = self.start
        every = self.next().folded == "all"
        self.expect("(")
        inner = self.query() if self.folded[self.place] in BEGINS_QUERY else self.expression()
        closing = self.expect(")")
        return Quantified(start, closing.end, [inner], every, inner)

    def _logical(self, left: Node, floor: int) -> Node | None:
        word = self.folded[self.place]
        binding = precedence.OR if word == "or" else precedence.AND
        if binding < floor:
            return None
        # A chain is one node: hundreds of conditions are ordinary, and each level of a tree is one of recursion.
        children = [left]
        while self.at(word):
            self.place += 1
            children.append(self.expression(binding + 1))
        return Node(left.start, self.end, children)

    def _is(self, left: Node, floor: int) -> Node | None:
        if floor > precedence.IS:
            return None
        if self.at("isnull") or self.at("notnull"):
            word = self.next().folded
            return Test(left.start, self.end, [left], left, word)
        self.place += 1
        words = ["is"]
        if self.take("not"):
            words.append("not")
        if self.take("distinct"):
            self.expect("from")
            words += ["distinct", "from"]
            right = self.expression(precedence.IS + 1)
            return Binary(left.start, right.end, [left, right], " ".join(words), left, right)
        words.append(self.next().folded)
        while self.folded[self.place] in {"object", "array", "scalar", "value", "normalized", "json"}:
            words.append(self.next().folded)
        return Test(left.start, self.end, [left], left, " ".join(words))

    def _negated(self, left: Node, floor: int) -> Node | None:
        if (
            self.folded[self.place + 1] not in {"like", "ilike", "similar", "in", "between", "glob"}
            or floor > precedence.MATCH
        ):
            return None
        self.place += 1
        return self._WORD_OPERATORS[self.folded[self.place]](self, left, -1)

    def _like(self, left: Node, floor: int) -> Node | None:
        if floor > precedence.MATCH or (self.at("similar") and self.folded[self.place + 1] != "to"):
            return None
        negated = "not " if floor < 0 else ""
        word = self.next().folded
        if word == "similar":
            self.expect("to")
            word = "similar to"
        right = self._quantified() or self.expression(precedence.MATCH + 1)
        children = [left, right]
        escape = None
        if self.take("escape"):
            escape = self.expression(precedence.MATCH + 1)
            children.append(escape)
        return Binary(left.start, self.end, children, negated + word, left, right, escape)

    def _in(self, left: Node, floor: int) -> Node | None:
        if floor > precedence.MATCH:
            return None
        self.place += 1
        right = self._operand()
        return Binary(left.start, right.end, [left, right], "not in" if floor < 0 else "in", left, right)

    def _between(self, left: Node, floor: int) -> Node | None:
        if floor > precedence.MATCH:
            return None
        self.place += 1
        symmetric = self.take("symmetric")
        self.take("asymmetric")
        low = self.expression(precedence.MATCH + 1)
        self.expect("and")
        high = self.expression(precedence.MATCH + 1)
        return Between(left.start, high.end, [left, low, high], left, low, high, floor < 0, symmetric)

    def _named_operator(self, left: Node, floor: int) -> Node | None:
        """`OPERATOR(schema.symbol)`."""
        if self.folded[self.place + 1] != "(" or floor > precedence.OTHER:
            return None
        self.place += 2
        operator = self.next()
        while operator.kind is not TokenKind.SYMBOL:
            self.expect(".")
            operator = self.next()
        self.expect(")")
        return self._right_side(left, operator.text, precedence.OTHER)

    def _zone(self, left: Node, floor: int) -> Node | None:
        if floor > precedence.ZONE:
            return None
        if self.folded[self.place + 1] == "local":
            self.place += 2
            return Test(left.start, self.end, [left], left, "at local")
        if self.folded[self.place + 1] != "time" or self.folded[self.place + 2] != "zone":
            return None
        self.place += 3
        right = self.expression(precedence.ZONE + 1)
        return Binary(left.start, right.end, [left, right], "at time zone", left, right)

    def _collate(self, left: Node, floor: int) -> Node | None:
        if floor > precedence.COLLATE:
            return None
        self.place += 1
        name = self.name()
        return Binary(left.start, name.end, [left, name], "collate", left, name)

    def _overlaps(self, left: Node, floor: int) -> Node | None:
        if floor > precedence.MATCH:
            return None
        self.place += 1
        right = self.expression(precedence.MATCH + 1)
        return Binary(left.start, right.end, [left, right], "overlaps", left, right)

    _WORD_OPERATORS: Final[dict[str, Callable[[ExpressionParser, Node, int], Node | None]]] = {
        "or": _logical,
        "and": _logical,
        "is": _is,
        "isnull": _is,
        "notnull": _is,
        "not": _negated,
        "like": _like,
        "ilike": _like,
        "glob": _like,
        "similar": _like,
        "in": _in,
        "between": _between,
        "operator": _named_operator,
        "at": _zone,
        "collate": _collate,
        "overlaps": _overlaps,
    }
