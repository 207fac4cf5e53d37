"""PostgreSQL's statements: clauses, select lists and sources, around the expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reedbed.sql.postgres.syntax.nodes import Clause, Query
from reedbed.sql.postgres.syntax.queries import QueryParser
from reedbed.sql.postgres.syntax.walking import Unreadable
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

_COMBINING: Final = frozenset({"union", "except", "intersect"})


class StatementParser(QueryParser):
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
            self.clause(query)
        if not self.place:
            raise Unreadable
        query.end = self.end
        return query

    def clause(self, query: Query) -> None:
        """One clause, or one step between clauses."""
        reader = self._CLAUSES.get(self.folded[self.place])
        if reader is not None:
            reader(self, query)
        else:
            self._between_clauses(query)

    def _between_clauses(self, query: Query) -> None:
        word = self.folded[self.place]
        if word == "(" and not query.verb and not query.children:
            inner = self.group()
            query.children.append(inner)
            if isinstance(inner, Query):
                inner.independent = True
                query.items = inner.items
        elif word == "order" and self.folded[self.place + 1] == "by":
            query.order_start = self.start
            self.place += 2
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

    def _merge(self, _: Query) -> None:
        raise Unreadable

    _CLAUSES: Final[dict[str, Callable[[Any, Query], None]]] = {
        "with": QueryParser.with_clause,
        "select": QueryParser.select_clause,
        "values": QueryParser.values_clause,
        "into": QueryParser.into_clause,
        "from": QueryParser.from_clause,
        "join": QueryParser.join_clause,
        "using": QueryParser.using_clause,
        "for": QueryParser.for_clause,
        "limit": QueryParser.limit_clause,
        "offset": QueryParser.offset_clause,
        "fetch": QueryParser.fetch_clause,
        "window": QueryParser.window_clause,
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
