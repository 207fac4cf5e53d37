"""Calls, and the operands that look like them: CASE, CAST, ARRAY, EXISTS, lambdas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from reedbed.sql.postgres.lexing import TokenKind
from reedbed.sql.postgres.syntax import precedence
from reedbed.sql.postgres.syntax.nodes import (
    Argument,
    Call,
    Case,
    Cast,
    Name,
    Node,
)
from reedbed.sql.postgres.syntax.operands import OperandParser
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACE: Final = "position"
_STRING_FORMS: Final = frozenset({"from", "for", "placing", "using", "in", "similar", "escape"})
_CONSTRUCTORS: Final = frozenset({"json_object", "json_array", "json_objectagg", "json_arrayagg"})
_TRIM_SIDES: Final = frozenset({"leading", "trailing", "both"})


class CallParser(OperandParser):
    """Reads calls."""

    def call(self, name: Name) -> Call:
        """The rest of a call, from its opening parenthesis."""
        opening = self.expect("(")
        call = Call(name.start, opening.end, [], name.parts, [], name.end)
        self.take("all")
        call.distinct = self.take("distinct")
        self._arguments(call)
        call.close = self.expect(")").start
        self._tail(call)
        call.end = self.end
        return call

    def _arguments(self, call: Call) -> None:
        keyword = ""
        while not self.at(")"):
            word = self.folded[self.place]
            if word == "order" and self.folded[self.place + 1] == "by":
                call.ordered = True
                self.soup(call.children)
                return
            if word in _TRIM_SIDES and call.name == "trim":
                call.arguments.append(Argument(self.start, self.tokens[self.place].end, [], Node(0, 0, []), word))
                self.place += 1
                continue
            if word == "," or word in _STRING_FORMS:
                keyword = "" if word == "," else word
                self.place += 1
                continue
            if word in {"respect", "ignore"}:
                self.place += 2
                continue
            if call.name in _CONSTRUCTORS and self._constructs(call, word):
                continue
            if word == "variadic":
                keyword = word
                self.place += 1
            value = self._argument(call)
            call.children.append(value)
            call.arguments.append(Argument(value.start, value.end, [value], value, keyword))
            keyword = ""

    def _constructs(self, call: Call, word: str) -> bool:
        """Step over a word of SQL's own constructors of documents."""
        following = self.folded[self.place + 1 : self.place + 3]
        if word in {"null", "absent"} and following == ["on", "null"]:
            self.place += 3
            call.nulls = word
        elif word in {"with", "without"} and following[:1] == ["unique"]:
            self.place += 2
            self.take("keys")
        elif word == "format" and following[:1] == ["json"]:
            self.place += 2
        elif word == "returning":
            self.place += 1
            call.returning = self.type_name().name
        elif word in {":", "value"} and call.arguments and call.arguments[-1].end == self.end:
            # Right behind a key.
            self.place += 1
        else:
            return False
        call.standard = True
        return True

    def _argument(self, call: Call) -> Node:
        if self.folded[self.place] in BEGINS_QUERY and self.folded[self.place + 1] not in {",", ")", "("}:
            return self.query()
        if self.folded[self.place + 1] in {":=", "=>"}:
            return self._possibly_named()
        # POSITION takes IN as its own word.
        return self.expression(precedence.MATCH + 1 if call.name == _PLACE else 0)

    def _tail(self, call: Call) -> None:
        while True:
            word, following = self.folded[self.place], self.folded[self.place + 1]
            if word == "within" and following == "group":
                self.place += 2
                self._clauses(call)
            elif word == "filter" and following == "(":
                self.place += 1
                self._clauses(call)
            elif word == "over":
                self.place += 1
                call.windowed = True
                if self.at("("):
                    self._clauses(call)
                else:
                    self.next()
            elif word in {"respect", "ignore"} and following == "nulls":
                self.place += 2
                continue
            else:
                return
            call.tail = True

    def _clauses(self, call: Call) -> None:
        self.expect("(")
        self.soup(call.children)
        self.expect(")")

    def soup(self, children: list[Node]) -> None:
        """Expressions and the words between them, up to a closing parenthesis or the end."""
        while self.place < self.count and not self.at(")"):
            word = self.folded[self.place]
            if word == "," or (word in SKIPPED and self.folded[self.place + 1] != "("):
                self.place += 1
            elif word in {"between", "and"}:
                # The edges of a window's frame.
                self.place += 1
            else:
                children.append(self.expression())

    def _cast(self) -> Node | None:
        if self.folded[self.place + 1] != "(":
            return None
        token = self.next()
        self.expect("(")
        operand = self.expression()
        self.expect("as")
        kind = self.type_name()
        closing = self.expect(")")
        return Cast(token.start, closing.end, [operand, kind], operand, kind, token.folded == "try_cast")

    def _case(self) -> Node | None:
        start = self.next().start
        children: list[Node] = []
        results: list[Node] = []
        otherwise = None
        while not self.take("end"):
            if self.take("when"):
                continue
            if self.take("then"):
                results.append(self.expression())
                children.append(results[-1])
            elif self.take("else"):
                otherwise = self.expression()
                results.append(otherwise)
                children.append(otherwise)
            else:
                children.append(self.expression())
        return Case(start, self.end, children, otherwise, results)

    def _array(self) -> Node | None:
        if self.folded[self.place + 1] == "[":
            start = self.next().start
            self.next()
            return self._list(start, array=True)
        if self.folded[self.place + 1] == "(" and self.folded[self.place + 2] in BEGINS_QUERY:
            start = self.next().start
            inner = self.group()
            return Call(start, inner.end, [inner], ("array",), [], start + 5, inner.end - 1)
        return None

    def _exists(self) -> Node | None:
        if self.folded[self.place + 1] != "(":
            return None
        start = self.next().start
        inner = self.group()
        return Call(start, inner.end, [inner], ("exists",), [], start + 6, inner.end - 1)

    def _lambda(self) -> Node | None:
        if (
            self.folded[self.place + 1] in {"", ",", ")", "."}
            and self.tokens[self.place + 1].kind is not TokenKind.QUOTED
        ):
            return None
        start = self.next().start
        while not self.take(":"):
            self.next()
        body = self.expression()
        return Node(start, body.end, [body])

    SPECIAL: ClassVar[dict[str, Callable[[Any], Node | None]]] = {
        "case": _case,
        "array": _array,
        "exists": _exists,
        "cast": _cast,
        "try_cast": _cast,
        "interval": OperandParser.interval,
        "lambda": _lambda,
    }
