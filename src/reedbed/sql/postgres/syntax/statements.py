"""PostgreSQL's statements: clauses, select lists and sources, around the expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.lexing import TokenKind
from reedbed.sql.postgres.syntax.expressions import ExpressionParser, Unreadable
from reedbed.sql.postgres.syntax.nodes import Clause, Group, Item, Name, Node, Query, Source, Values
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY, ENDS_EXPRESSION, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

_LOCKS: Final = frozenset({"update", "share", "no", "key"})
_COMBINING: Final = frozenset({"union", "except", "intersect"})
_NOT_AN_ALIAS: Final = ENDS_EXPRESSION | {"set", "returning", "tablesample", "default", "overriding", "using", "only"}


class StatementParser(ExpressionParser):
    """Reads whole statements."""

    def statement(self) -> Query:
        """The one statement of the text."""
        query = self.query()
        query.independent = True
        self.take(";")
        if not self.at_end():
            raise Unreadable
        return query

    def query(self) -> Query:
        """A statement up to a closing parenthesis or the end."""
        query = Query(self.start, self.start, [])
        while self.place < self.count and not self.at(")") and not self.at(";"):
            reader = self._CLAUSES.get(self.folded[self.place])
            if reader is not None:
                reader(self, query)
            else:
                self._between_clauses(query)
        if not self.place:
            raise Unreadable
        query.end = self.end
        return query

    def _between_clauses(self, query: Query) -> None:
        word = self.folded[self.place]
        if word == "(" and not query.verb and not query.children:
            inner = self.group()
            query.children.append(inner)
            if isinstance(inner, Query):
                inner.independent = True
                query.items = inner.items
        elif word in _COMBINING:
            query.combined = True
            self.place += 1
        elif word == "," or (word in SKIPPED and self.folded[self.place + 1] != "("):
            self.place += 1
        elif word == "(" and isinstance(query.children[-1:], list) and self.folded[self.place + 1] in BEGINS_QUERY:
            query.children.append(self.group())
        elif word in {"grouping", "cube", "rollup", "sets", "all", "where", "on", "by"}:
            self.place += 1
        else:
            query.children.append(self.expression())

    # -- queries -----------------------------------------------------------------------------------------------

    def _with(self, query: Query) -> None:
        self.place += 1
        if self.at("ordinality") or self.at("ties") or self.at("no") or self.at("data"):
            return
        self.take("recursive")
        while True:
            self.name()
            if self.at("("):
                self.skip_group()
            if self.take("using"):
                self.expect("key")
                self.skip_group()
            self.expect("as")
            self.take("not")
            self.take("materialized")
            self.expect("(")
            inner = self.query()
            inner.independent = True
            self.expect(")")
            query.children.append(inner)
            if inner.verb in {"insert", "update", "delete", "merge"}:
                query.children.append(Clause(inner.start, inner.end, [], "data-modifying WITH"))
            while self.folded[self.place] in {"search", "cycle"}:
                word = self.next()
                query.children.append(Clause(word.start, word.end, [], word.folded))
                while self.place < self.count and self.folded[self.place] not in {
                    ",",
                    "select",
                    "insert",
                    "update",
                    "delete",
                }:
                    self.next()
            if not self.take(","):
                return

    def _select(self, query: Query) -> None:
        first = not query.verb
        if first:
            query.verb = "select"
        self.place += 1
        self.take("all")
        if self.take("distinct") and self.at("on") and self.folded[self.place + 1] == "(":
            self.place += 1
            query.children.append(self.group())
        items = self._items()
        query.children.extend(items)
        if first or query.verb != "select":
            query.items = query.items or items
        else:
            for item in items:
                item.named = False

    def _items(self) -> list[Item]:
        items: list[Item] = []
        while self.place < self.count and (self.folded[self.place] not in ENDS_EXPRESSION or self._starts_operand()):
            if self.at(")") or self.at(";"):
                break
            items.append(self._item())
            if not self.take(","):
                break
        return items

    def _starts_operand(self) -> bool:
        return self.folded[self.place] == "not" or self.folded[self.place + 1] == "("

    def _item(self) -> Item:
        start = self.start
        if self.folded[self.place + 1] == ":" and self.at_name():
            # DuckDB's alias before its value.
            alias = self.name()
            self.place += 1
            value = self.expression()
            return Item(start, value.end, [value], value, alias)
        value = self.expression()
        alias_name: Name | None = None
        if self.take("as"):
            token = self.next()
            if token.kind is TokenKind.STRING:
                return Item(start, token.end, [value], value, None, named=False)
            self.place -= 1
            alias_name = self._alias_name()
        elif self.at_name() and self.folded[self.place] not in _NOT_AN_ALIAS:
            alias_name = self._alias_name()
        children: list[Node] = [value]
        if alias_name is not None:
            children.append(alias_name)
        return Item(start, self.end, children, value, alias_name)

    def _alias_name(self) -> Name:
        token = self.next()
        if token.kind not in {TokenKind.WORD, TokenKind.QUOTED}:
            raise Unreadable
        quoted = token.kind is TokenKind.QUOTED
        self.place -= 1
        self.place += 1
        text = token.text[1:-1].replace('""', '"') if quoted else token.folded
        return Name(token.start, token.end, [], (text,), quoted)

    def _values(self, query: Query) -> None:
        start = self.next().start
        values = Values(start, start, [])
        while self.at("("):
            row = self.group()
            values.children.append(row)
            if isinstance(row, Group):
                values.width = len(row.items)
            if not self.take(","):
                break
        values.end = self.end
        if not query.verb:
            query.verb = "values"
        query.children.append(values)

    def _into(self, query: Query) -> None:
        """`SELECT … INTO [TEMP] [TABLE] name`."""
        start = self.next().start
        words = []
        while self.folded[self.place] in {"temp", "temporary", "unlogged", "table"}:
            words.append(self.next().folded)
        name = self.name()
        query.children.append(Clause(start, self.end, [name], "select into", tuple(words)))

    # -- sources -----------------------------------------------------------------------------------------------

    def _from(self, query: Query) -> None:
        self.place += 1
        if not query.verb:
            query.verb = "from"
        while True:
            query.children.append(self._source())
            if not self.take(","):
                return

    def _join(self, query: Query) -> None:
        self.place += 1
        query.children.append(self._source())

    def _using(self, query: Query) -> None:
        start = self.next().start
        if self.at("sample"):
            raise Unreadable
        if self.at("<") or self.at(">"):
            word = "desc" if self.next().text == ">" else "asc"
            query.children.append(Clause(start, self.end, [], "order", (word,)))
            return
        if self.at("("):
            if query.verb == "delete" and self.folded[self.place + 1] in BEGINS_QUERY:
                query.children.append(self._source())
                return
            self.skip_group()
            if self.take("as"):
                self.name()
            return
        while True:
            query.children.append(self._source())
            if not self.take(","):
                return

    def _source(self) -> Source:
        start = self.start
        lateral = self.take("lateral")
        only: tuple[int, int] | None = None
        if self.at("only") and self.folded[self.place + 1] not in {"", ",", ".", ")", "as"}:
            word = self.next()
            only = (word.start, self.start)
        if self.at("rows") and self.folded[self.place + 1] == "from":
            raise Unreadable
        value = self._source_value()
        if isinstance(value, Query) and not lateral:
            value.independent = True
            for inner in value.children:
                if isinstance(inner, Query):
                    inner.independent = True
        source = Source(start, self.end, [value], value, only=only)
        if self.at("*"):
            star = self.next()
            source.children.append(Clause(star.start, star.end, [], "inheritance star"))
        if self.at("with") and self.folded[self.place + 1] == "ordinality":
            self.place += 2
            source.ordinality = True
        self._source_alias(source)
        if self.at("tablesample"):
            self.next()
            self.name()
            self.skip_group()
            if self.take("repeatable"):
                self.skip_group()
        source.end = self.end
        return source

    def _source_value(self) -> Node:
        if self.at("("):
            if self.folded[self.place + 1] in BEGINS_QUERY or self._query_in_parentheses():
                return self.group()
            opening = self.next()
            inner = self.query_of_joins()
            closing = self.expect(")")
            return Node(opening.start, closing.end, [inner])
        token = self.tokens[self.place] if self.place < self.count else None
        if token is None:
            raise Unreadable
        if token.kind is TokenKind.STRING:
            self.place += 1
            return Node(token.start, token.end, [])
        name = self.name()
        return self.call(name) if self.at("(") else name

    def query_of_joins(self) -> Query:
        """Sources that are joined inside parentheses."""
        query = Query(self.start, self.start, [], verb="joins")
        query.children.append(self._source())
        while not self.at(")"):
            reader = self._CLAUSES.get(self.folded[self.place])
            if reader is not None:
                reader(self, query)
            else:
                self._between_clauses(query)
        query.end = self.end
        return query

    def _source_alias(self, source: Source) -> None:
        if self.take("as"):
            if self.at("("):
                source.typed = True
                self.skip_group()
                return
        elif not self.at_name() or self.folded[self.place] in _NOT_AN_ALIAS or self.folded[self.place] in SKIPPED:
            return
        source.alias = self._alias_name()
        source.children.append(source.alias)
        if self.at("("):
            before = self.place
            self.place += 1
            names: list[str] = []
            while not self.at(")"):
                name = self._alias_name()
                names.append(name.parts[0])
                source.children.append(name)
                if not self.at(",") and not self.at(")"):
                    # Types follow: the columns of a record.
                    source.typed = True
                    self.place = before
                    self.skip_group()
                    return
                self.take(",")
            self.place += 1
            source.columns = tuple(names)

    # -- the ends of queries -----------------------------------------------------------------------------------

    def _for(self, query: Query) -> None:
        if self.folded[self.place + 1] not in _LOCKS:
            raise Unreadable
        start = self.next().start
        while self.place < self.count and not self.at(")") and not self.at("for") and not self.at(";"):
            if self.folded[self.place] in {"limit", "offset", "fetch"}:
                break
            self.next()
        query.children.append(Clause(start, self.end, [], "lock"))

    def _limit(self, query: Query) -> None:
        start = self.next().start
        if self.take("all"):
            query.children.append(Clause(start, self.end, [], "limit all"))
            return
        query.children.append(self.expression())

    def _offset(self, query: Query) -> None:
        self.next()
        query.children.append(self.expression())
        if self.at("row") or self.at("rows"):
            self.next()

    def _fetch(self, query: Query) -> None:
        start = self.next().start
        self.next()
        count = None if self.at("row") or self.at("rows") else self.expression()
        self.next()
        words = []
        if self.at("with"):
            words = [self.next().folded, self.next().folded]
        else:
            self.expect("only")
        query.children.append(Clause(start, self.end, [count] if count else [], "fetch", tuple(words)))

    def _window(self, query: Query) -> None:
        self.place += 1
        while True:
            self.name()
            self.expect("as")
            self.expect("(")
            if (
                self.at_name()
                and self.folded[self.place] not in SKIPPED
                and self.folded[self.place + 1] in {"order", "rows", "range", ")"}
            ):
                self.next()
            self.soup(query.children)
            self.expect(")")
            if not self.take(","):
                return

    # -- changes -----------------------------------------------------------------------------------------------

    def _insert(self, query: Query) -> None:
        self.place += 1
        query.verb = "insert"
        while self.folded[self.place] in {"or", "replace", "ignore"}:
            self.place += 1
        if not self.take("into"):
            raise Unreadable
        name = self.name()
        query.children.append(name)
        if self.take("as"):
            query.children.append(self._alias_name())
        if self.at("(") and self.folded[self.place + 1] not in BEGINS_QUERY:
            self._columns(query)
        if self.take("by"):
            self.next()
        if self.at("overriding"):
            start = self.next().start
            self.next()
            self.expect("value")
            query.children.append(Clause(start, self.end, [], "overriding"))

    def _columns(self, query: Query) -> None:
        self.expect("(")
        while not self.at(")"):
            query.children.append(self.name())
            while self.at("["):
                self.skip_group()
            if not self.take(","):
                break
        self.expect(")")

    def _on(self, query: Query) -> None:
        self.place += 1
        if not self.take("conflict"):
            query.children.append(self.expression())
            return
        if self.at("on"):
            start = self.next().start
            self.expect("constraint")
            self.name()
            query.children.append(Clause(start, self.end, [], "conflict constraint"))
        elif self.at("("):
            query.children.append(self.group())
            if self.at("where"):
                where = self.next().start
                self.expression()
                query.children.append(Clause(where, self.end, [], "index predicate"))
        self.expect("do")
        if not self.take("nothing"):
            self.expect("update")

    def _set(self, query: Query) -> None:
        self.place += 1
        while True:
            self._assignment(query)
            if not self.take(","):
                return

    def _assignment(self, query: Query) -> None:
        start = self.start
        if self.at("("):
            self.expect("(")
            names = [self.name()]
            while self.take(","):
                names.append(self.name())
            self.expect(")")
            self.expect("=")
            value = self.expression()
            query.children.append(
                Clause(start, self.end, [*names, value], "row assignment", tuple(name.parts[0] for name in names))
            )
            return
        query.children.append(self.name())
        while self.at("["):
            raise Unreadable
        self.expect("=")
        query.children.append(self.expression())

    def _update(self, query: Query) -> None:
        self.place += 1
        if query.verb in {"merge", "insert"}:
            return
        query.verb = "update"
        query.children.append(self._source())

    def _delete(self, query: Query) -> None:
        self.place += 1
        if query.verb == "merge":
            return
        query.verb = "delete"
        self.expect("from")
        query.children.append(self._source())

    def _returning(self, query: Query) -> None:
        self.place += 1
        items = self._items()
        query.items = items
        query.children.extend(items)

    def _where(self, query: Query) -> None:
        self.place += 1
        if self.at("current") and self.folded[self.place + 1] == "of":
            start = self.next().start
            self.next()
            self.name()
            query.children.append(Clause(start, self.end, [], "WHERE CURRENT OF"))
            return
        query.children.append(self.expression())

    def _merge(self, query: Query) -> None:
        raise Unreadable

    _CLAUSES: Final[dict[str, Callable[[StatementParser, Query], None]]] = {
        "with": _with,
        "select": _select,
        "values": _values,
        "into": _into,
        "from": _from,
        "join": _join,
        "using": _using,
        "for": _for,
        "limit": _limit,
        "offset": _offset,
        "fetch": _fetch,
        "window": _window,
        "insert": _insert,
        "on": _on,
        "set": _set,
        "update": _update,
        "delete": _delete,
        "returning": _returning,
        "where": _where,
        "merge": _merge,
    }


def parse_statement(sql: str) -> Query:
    """The parts of one statement; raises `Unreadable` for what this package does not read."""
    return StatementParser(sql).statement()
