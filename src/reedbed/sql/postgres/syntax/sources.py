"""Entries of FROM and of select lists."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from reedbed.sql.postgres.lexing import NAMES, TokenKind
from reedbed.sql.postgres.syntax.expressions import ExpressionParser
from reedbed.sql.postgres.syntax.nodes import Clause, Item, Name, Node, Query, Source, TypeName
from reedbed.sql.postgres.syntax.walking import Unreadable
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY, ENDS_EXPRESSION, SKIPPED

_NOT_AN_ALIAS: Final = ENDS_EXPRESSION | {"set", "returning", "tablesample", "default", "overriding", "using", "only"}


class SourceParser(ExpressionParser):
    """Reads the entries of FROM and of select lists."""

    @abstractmethod
    def clause(self, query: Query) -> None:
        """One clause, or one step between clauses; `statements` knows how to read it."""

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
            opening = self.start
            self.skip_group()
            source.children.append(Clause(opening, self.end, [], "sample"))
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
            self.clause(query)
        query.end = self.end
        return query

    def _source_alias(self, source: Source) -> None:
        if self.take("as"):
            if self.at("("):
                self._record(source)
                return
        elif not self.at_name() or self.folded[self.place] in _NOT_AN_ALIAS or self.folded[self.place] in SKIPPED:
            return
        source.alias = self._alias_name()
        source.children.append(source.alias)
        if self.at("("):
            if self.folded[self.place + 2] not in {",", ")"}:
                self._record(source)
                return
            self.place += 1
            names: list[str] = []
            while not self.at(")"):
                name = self._alias_name()
                names.append(name.parts[0])
                source.children.append(name)
                self.take(",")
            self.place += 1
            source.columns = tuple(names)

    def _record(self, source: Source) -> None:
        """The columns of a record, each with its type."""
        source.typed = True
        self.expect("(")
        names: list[str] = []
        kinds: list[TypeName] = []
        while not self.at(")"):
            names.append(self._alias_name().parts[0])
            kinds.append(self.type_name())
            self.take(",")
        self.place += 1
        source.columns, source.kinds = tuple(names), tuple(kinds)

    def _alias_name(self) -> Name:
        token = self.next()
        if token.kind not in NAMES:
            raise Unreadable
        quoted = token.kind is TokenKind.QUOTED
        self.place -= 1
        self.place += 1
        text = token.text[1:-1].replace('""', '"') if quoted else token.folded
        return Name(token.start, token.end, [], (text,), quoted)

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
