"""PostgreSQL's expressions: operands, operators by their precedence, and the special forms of calls.

The precedences are those of PostgreSQL's manual, section 4.1.6. DuckDB's own forms (lists, structs, lambdas, named
arguments) are read as far as their parts matter. What cannot be read raises `Unreadable`, and the statement stays as
it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.lexing import Token, TokenKind, name_value, tokens
from reedbed.sql.postgres.syntax.nodes import (
    Argument,
    Between,
    Binary,
    Brackets,
    Call,
    Case,
    Cast,
    Constant,
    Field,
    Group,
    Name,
    Node,
    Quantified,
    Query,
    Star,
    Subscript,
    Test,
    TypedLiteral,
    TypeName,
    Unary,
)
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY, ENDS_EXPRESSION, SKIPPED, TYPES_BEFORE_STRINGS

if TYPE_CHECKING:
    from collections.abc import Callable

_OR, _AND, _NOT, _IS, _COMPARISON, _MATCH, _OTHER, _SUM, _PRODUCT, _POWER, _ZONE, _COLLATE, _SIGN = range(1, 14)

_SYMBOL_PRECEDENCE: Final = {
    **dict.fromkeys(("=", "<", ">", "<=", ">=", "<>", "!=", "=="), _COMPARISON),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/", "%", "//"), _PRODUCT),
    "^": _POWER,
    "**": _POWER,
}
_PREFIXES: Final = frozenset({"-", "+", "~", "@", "|/", "||/", "!!", "!"})
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_PLACE: Final = "position"
_STRING_FORMS: Final = frozenset({"from", "for", "placing", "using", "in", "similar", "escape"})
_TRIM_SIDES: Final = frozenset({"leading", "trailing", "both"})
_INTERVAL_FIELDS: Final = frozenset(
    {
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "years",
        "months",
        "days",
        "hours",
        "minutes",
        "seconds",
        "week",
        "weeks",
    }
)


class Unreadable(Exception):  # noqa: N818 - a situation, and one that never leaves this package
    """The statement is not of a form that this package reads."""


class ExpressionParser:
    """Reads expressions from a statement's tokens."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.tokens = list(tokens(sql))
        self.folded = [
            "" if token.kind in {TokenKind.QUOTED, TokenKind.STRING} else token.text.lower() for token in self.tokens
        ]
        self.folded.extend(("", "", "", ""))
        self.count = len(self.tokens)
        self.place = 0

    # -- tokens ------------------------------------------------------------------------------------------------

    def at(self, word: str) -> bool:
        """Whether the next token is this word or symbol."""
        return self.folded[self.place] == word

    def at_name(self) -> bool:
        """Whether the next token can be a name."""
        if self.place >= self.count:
            return False
        token = self.tokens[self.place]
        return token.kind is TokenKind.QUOTED or (
            token.kind is TokenKind.WORD and self.folded[self.place] not in ENDS_EXPRESSION
        )

    def at_end(self) -> bool:
        """Whether no token is left."""
        return self.place >= self.count

    def take(self, word: str) -> bool:
        """Step over this word or symbol if it is next."""
        if self.folded[self.place] != word:
            return False
        self.place += 1
        return True

    def expect(self, word: str) -> Token:
        """Step over this word or symbol."""
        if self.folded[self.place] != word:
            raise Unreadable
        self.place += 1
        return self.tokens[self.place - 1]

    def next(self) -> Token:
        """Step over any token."""
        if self.place >= self.count:
            raise Unreadable
        self.place += 1
        return self.tokens[self.place - 1]

    @property
    def start(self) -> int:
        """Where the next token begins."""
        return self.tokens[self.place].start if self.place < self.count else len(self.sql)

    @property
    def end(self) -> int:
        """Where the last token ended."""
        return self.tokens[self.place - 1].end

    def skip_group(self) -> None:
        """Step over a bracketed group without reading it."""
        closing = _OPENING.get(self.folded[self.place])
        if closing is None:
            raise Unreadable
        self.place += 1
        while not self.at(closing):
            if self.folded[self.place] in _OPENING:
                self.skip_group()
            else:
                self.next()
        self.place += 1

    # -- operators ---------------------------------------------------------------------------------------------

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
            operand = self.expression(_NOT)
            return Unary(start, operand.end, [operand], "not", operand)
        if word in _PREFIXES:
            self.place += 1
            operand = self.expression(_SIGN if word in {"-", "+"} else _OTHER + 1)
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
        binding = _SYMBOL_PRECEDENCE.get(word, _OTHER)
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
        binding = _OR if word == "or" else _AND
        if binding < floor:
            return None
        self.place += 1
        right = self.expression(binding + 1)
        return Binary(left.start, right.end, [left, right], word, left, right)

    def _is(self, left: Node, floor: int) -> Node | None:
        if floor > _IS:
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
            right = self.expression(_IS + 1)
            return Binary(left.start, right.end, [left, right], " ".join(words), left, right)
        words.append(self.next().folded)
        while self.folded[self.place] in {"object", "array", "scalar", "normalized"}:
            words.append(self.next().folded)
        return Test(left.start, self.end, [left], left, " ".join(words))

    def _negated(self, left: Node, floor: int) -> Node | None:
        if self.folded[self.place + 1] not in {"like", "ilike", "similar", "in", "between", "glob"} or floor > _MATCH:
            return None
        self.place += 1
        return self._WORD_OPERATORS[self.folded[self.place]](self, left, -1)

    def _like(self, left: Node, floor: int) -> Node | None:
        if floor > _MATCH or (self.at("similar") and self.folded[self.place + 1] != "to"):
            return None
        negated = "not " if floor < 0 else ""
        word = self.next().folded
        if word == "similar":
            self.expect("to")
            word = "similar to"
        right = self._quantified() or self.expression(_MATCH + 1)
        children = [left, right]
        escape = None
        if self.take("escape"):
            escape = self.expression(_MATCH + 1)
            children.append(escape)
        return Binary(left.start, self.end, children, negated + word, left, right, escape)

    def _in(self, left: Node, floor: int) -> Node | None:
        if floor > _MATCH:
            return None
        self.place += 1
        right = self._operand()
        return Binary(left.start, right.end, [left, right], "not in" if floor < 0 else "in", left, right)

    def _between(self, left: Node, floor: int) -> Node | None:
        if floor > _MATCH:
            return None
        self.place += 1
        symmetric = self.take("symmetric")
        self.take("asymmetric")
        low = self.expression(_MATCH + 1)
        self.expect("and")
        high = self.expression(_MATCH + 1)
        return Between(left.start, high.end, [left, low, high], left, low, high, floor < 0, symmetric)

    def _named_operator(self, left: Node, floor: int) -> Node | None:
        """`OPERATOR(schema.symbol)`."""
        if self.folded[self.place + 1] != "(" or floor > _OTHER:
            return None
        self.place += 2
        while self.tokens[self.place].kind is not TokenKind.SYMBOL:
            self.next()
            self.expect(".")
        operator = self.next().text
        self.expect(")")
        return self._right_side(left, operator, _OTHER)

    def _zone(self, left: Node, floor: int) -> Node | None:
        if floor > _ZONE:
            return None
        if self.folded[self.place + 1] == "local":
            self.place += 2
            return Test(left.start, self.end, [left], left, "at local")
        if self.folded[self.place + 1] != "time" or self.folded[self.place + 2] != "zone":
            return None
        self.place += 3
        right = self.expression(_ZONE + 1)
        return Binary(left.start, right.end, [left, right], "at time zone", left, right)

    def _collate(self, left: Node, floor: int) -> Node | None:
        if floor > _COLLATE:
            return None
        self.place += 1
        name = self.name()
        return Binary(left.start, name.end, [left, name], "collate", left, name)

    def _overlaps(self, left: Node, floor: int) -> Node | None:
        if floor > _MATCH:
            return None
        self.place += 1
        right = self.expression(_MATCH + 1)
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

    # -- operands ----------------------------------------------------------------------------------------------

    def _postfixes(self, operand: Node) -> Node:
        while True:
            word = self.folded[self.place]
            if word == "::":
                self.place += 1
                kind = self.type_name()
                operand = Cast(operand.start, kind.end, [operand, kind], operand, kind)
            elif word == "[":
                operand = self._subscript(operand)
            elif word == ".":
                self.place += 1
                name = "*" if self.take("*") else name_value(self.next())
                operand = Field(operand.start, self.end, [operand], operand, name)
            else:
                return operand

    def _subscript(self, operand: Node) -> Node:
        self.place += 1
        children = [operand]
        while not self.at("]"):
            if self.at(":"):
                self.place += 1
            elif self.at("-") and self.folded[self.place + 1] == ":":
                self.place += 1
            else:
                children.append(self.expression())
        self.place += 1
        return Subscript(operand.start, self.end, children, operand)

    def _operand(self) -> Node:
        if self.place >= self.count:
            raise Unreadable
        token = self.tokens[self.place]
        if token.kind is TokenKind.WORD:
            return self._word()
        if token.kind is TokenKind.QUOTED:
            return self._named()
        self.place += 1
        match token.kind:
            case TokenKind.STRING:
                while self.place < self.count and self._continues():
                    self.place += 1
                return Constant(token.start, self.end, [], "string")
            case TokenKind.NUMBER:
                return Constant(token.start, token.end, [], "number")
            case TokenKind.PARAMETER:
                return Constant(token.start, token.end, [], "parameter")
            case _:
                return self._symbol(token)

    def _continues(self) -> bool:
        """Whether the next token is a string that goes on with the last one, on a line of its own."""
        token = self.tokens[self.place]
        return token.kind is TokenKind.STRING and "\n" in self.sql[self.end : token.start]

    def _symbol(self, token: Token) -> Node:
        match token.text:
            case "(":
                self.place -= 1
                return self.group()
            case "[":
                return self._list(token.start, array=False)
            case "{":
                return self._struct(token.start)
            case "*":
                return self._star(token.start)
            case "?":
                return Constant(token.start, token.end, [], "parameter")
            case "$":
                self.next()
                return Constant(token.start, self.end, [], "parameter")
            case _:
                raise Unreadable

    def group(self) -> Node:
        """Parentheses: a query, one expression, or a row."""
        opening = self.expect("(")
        if self.folded[self.place] in BEGINS_QUERY or self._query_in_parentheses():
            query = self.query()
            closing = self.expect(")")
            return Query(opening.start, closing.end, [query], query.items, query.verb, parenthesised=True)
        items: list[Node] = []
        while not self.at(")"):
            items.append(self._possibly_named())
            if not self.take(","):
                break
        closing = self.expect(")")
        return Group(opening.start, closing.end, list(items), items)

    def _query_in_parentheses(self) -> bool:
        place = self.place
        while self.folded[place] == "(":
            place += 1
        return place > self.place and self.folded[place] in BEGINS_QUERY and self._joined_after(place)

    def _joined_after(self, place: int) -> bool:
        """Whether the parentheses around a query are followed by a set operation: then they are one, too."""
        depth = 1
        while depth and place < self.count:
            depth += {"(": 1, ")": -1}.get(self.folded[place], 0)
            place += 1
        return self.folded[place] in {"union", "intersect", "except", "order", "limit"} if place < self.count else False

    def query(self) -> Query:
        """A query; statements know how to read one."""
        raise NotImplementedError

    def _possibly_named(self) -> Node:
        """An expression, with the name that a row's field or an argument may have before it."""
        if self.folded[self.place + 1] in {":=", "=>"}:
            start = self.next().start
            self.next()
            value = self.expression()
            return Argument(start, value.end, [value], value, "named")
        return self.expression()

    def _list(self, start: int, *, array: bool) -> Node:
        items: list[Node] = []
        while not self.at("]"):
            items.append(self.expression())
            if self.take("for") or self.take("if"):
                raise Unreadable
            if not self.take(","):
                break
        closing = self.expect("]")
        return Brackets(start, closing.end, list(items), items, array)

    def _struct(self, start: int) -> Node:
        children: list[Node] = []
        while not self.at("}"):
            self.next()
            self.expect(":")
            children.append(self.expression())
            if not self.take(","):
                break
        closing = self.expect("}")
        return Node(start, closing.end, children)

    def _star(self, start: int) -> Node:
        while (
            self.folded[self.place] in {"exclude", "except", "replace", "rename"} and self.folded[self.place + 1] == "("
        ):
            self.next()
            self.skip_group()
        return Star(start, self.end, [])

    # -- words -------------------------------------------------------------------------------------------------

    def _word(self) -> Node:
        word = self.folded[self.place]
        special = self._SPECIAL.get(word)
        if special is not None:
            found = special(self)
            if found is not None:
                return found
        if word in ENDS_EXPRESSION and self.folded[self.place + 1] != "(":
            raise Unreadable
        if word in TYPES_BEFORE_STRINGS:
            literal = self._typed_literal()
            if literal is not None:
                return literal
        return self._named()

    def name(self) -> Name:
        """A name with its qualifiers, ended by `*` for all columns of a table."""
        token = self.next()
        if token.kind not in {TokenKind.WORD, TokenKind.QUOTED}:
            raise Unreadable
        parts = [name_value(token)]
        quoted = token.kind is TokenKind.QUOTED
        while self.at("."):
            self.place += 1
            if self.at("*"):
                self.place += 1
                parts.append("*")
                break
            following = self.next()
            if following.kind not in {TokenKind.WORD, TokenKind.QUOTED}:
                raise Unreadable
            quoted = quoted or following.kind is TokenKind.QUOTED
            parts.append(name_value(following))
        return Name(token.start, self.end, [], tuple(parts), quoted)

    def _named(self) -> Node:
        name = self.name()
        if name.parts[-1] == "*":
            self._star(name.start)
            return Star(name.start, self.end, [])
        if self.at("("):
            return self.call(name)
        return name

    def _typed_literal(self) -> Node | None:
        """`type 'text'`, where the type's name may have several words and arguments."""
        before = self.place
        if self.folded[self.place + 1] in {".", "::"}:
            return None
        try:
            kind = self.type_name()
        except Unreadable:
            self.place = before
            return None
        if self.place < self.count and self.tokens[self.place].kind is TokenKind.STRING:
            token = self.next()
            constant = Constant(token.start, token.end, [], "string")
            if kind.name == "interval":
                kind.fields = self._interval_fields()
            return TypedLiteral(kind.start, self.end, [constant], kind, constant)
        self.place = before
        return None

    def _interval_fields(self) -> str:
        words: list[str] = []
        if self.folded[self.place] in _INTERVAL_FIELDS:
            words.append(self.next().folded)
            if self.at("to") and self.folded[self.place + 1] in _INTERVAL_FIELDS:
                self.place += 1
                words.append(self.next().folded)
            if words[-1] == "second" and self.at("("):
                self.skip_group()
        return " to ".join(words)

    def _interval(self) -> Node | None:
        """DuckDB's `INTERVAL 3 DAY` and `INTERVAL (n) DAY`; the standard's form is a typed literal."""
        following = self.place + 1
        if following < self.count and self.tokens[following].kind is TokenKind.NUMBER:
            start = self.next().start
            self.next()
            if not self._interval_fields():
                raise Unreadable
            return Node(start, self.end, [])
        if self.folded[following] == "(" and self.tokens[following + 1].kind is not TokenKind.NUMBER:
            start = self.next().start
            inner = self.group()
            if not self._interval_fields():
                raise Unreadable
            return Node(start, self.end, [inner])
        return None

    def _case(self) -> Node | None:
        start = self.next().start
        children: list[Node] = []
        otherwise = None
        while not self.take("end"):
            if self.take("when") or self.take("then"):
                continue
            if self.take("else"):
                otherwise = self.expression()
                children.append(otherwise)
                continue
            children.append(self.expression())
        return Case(start, self.end, children, otherwise)

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

    def _lambda(self) -> Node | None:
        if (
            self.folded[self.place + 1] in {"", ",", ")", "."}
            and not self.tokens[self.place + 1].kind.value == "quoted name"
        ):
            return None
        start = self.next().start
        while not self.take(":"):
            self.next()
        body = self.expression()
        return Node(start, body.end, [body])

    _SPECIAL: Final[dict[str, Callable[[ExpressionParser], Node | None]]] = {
        "case": _case,
        "array": _array,
        "exists": _exists,
        "cast": _cast,
        "try_cast": _cast,
        "interval": _interval,
        "lambda": _lambda,
    }

    # -- calls -------------------------------------------------------------------------------------------------

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
            if word == "variadic":
                keyword = word
                self.place += 1
            value = self._argument(call)
            call.children.append(value)
            call.arguments.append(Argument(value.start, value.end, [value], value, keyword))
            keyword = ""

    def _argument(self, call: Call) -> Node:
        if self.folded[self.place] in BEGINS_QUERY and self.folded[self.place + 1] not in {",", ")", "("}:
            return self.query()
        if self.folded[self.place + 1] in {":=", "=>"}:
            return self._possibly_named()
        # POSITION takes IN as its own word.
        return self.expression(_MATCH + 1 if call.name == _PLACE else 0)

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
            elif word == "between" or word == "and":
                # The edges of a window's frame.
                self.place += 1
            else:
                children.append(self.expression())

    # -- types -------------------------------------------------------------------------------------------------

    def type_name(self) -> TypeName:
        """A type with its arguments and dimensions."""
        token = self.next()
        if token.kind not in {TokenKind.WORD, TokenKind.QUOTED}:
            raise Unreadable
        parts = [f'"{name_value(token)}"' if token.text == '"char"' else name_value(token)]
        while self.at("."):
            self.place += 1
            parts.append(name_value(self.next()))
        kind = TypeName(token.start, token.end, [], parts[-1], parts=tuple(parts))
        self._more_words(kind)
        if self.at("("):
            opening = self.start
            self.skip_group()
            kind.arguments = self.sql[opening + 1 : self.end - 1].strip()
        self._time_zone(kind)
        if kind.name == "interval":
            kind.fields = self._interval_fields()
        self._dimensions(kind)
        kind.end = self.end
        return kind

    def _more_words(self, kind: TypeName) -> None:
        following = self.folded[self.place]
        if kind.name == "double" and following == "precision":
            kind.name = "double precision"
        elif kind.name in {"character", "char", "bit"} and following == "varying":
            kind.name = "bit varying" if kind.name == "bit" else "varchar"
        else:
            return
        self.place += 1

    def _time_zone(self, kind: TypeName) -> None:
        if kind.name not in {"timestamp", "time"} or self.folded[self.place] not in {"with", "without"}:
            return
        if self.folded[self.place + 1] != "time" or self.folded[self.place + 2] != "zone":
            return
        if self.at("with"):
            kind.name += "tz"
        self.place += 3

    def _dimensions(self, kind: TypeName) -> None:
        while self.at("[") and (
            self.folded[self.place + 1] == "]"
            or (self.folded[self.place + 2] == "]" and self.tokens[self.place + 1].kind is TokenKind.NUMBER)
        ):
            self.skip_group()
            kind.dimensions += 1
        if self.at("array") and self.folded[self.place + 1] != "(":
            self.place += 1
            kind.dimensions += 1
            if self.at("["):
                self.skip_group()
