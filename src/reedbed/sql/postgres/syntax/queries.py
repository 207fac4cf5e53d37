"""The clauses of queries."""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.lexing import NAMES, name_value
from reedbed.sql.postgres.syntax.nodes import Clause, CommonTable, Group, Query, Values
from reedbed.sql.postgres.syntax.sources import SourceParser
from reedbed.sql.postgres.syntax.walking import Unreadable
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY, SKIPPED

_LOCKS: Final = frozenset({"update", "share", "no", "key"})


class QueryParser(SourceParser):
    """Reads the clauses of queries."""

    def with_clause(self, query: Query) -> None:
        """WITH."""
        self.place += 1
        if self.at("ordinality") or self.at("ties") or self.at("no") or self.at("data"):
            return
        query.recursive = self.take("recursive")
        while True:
            start = self.start
            name = self.name()
            if self.at("("):
                self.skip_group()
            head = self.sql[start : self.end]
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
            query.common.append(CommonTable(name.parts[0], head, self.end, inner))
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

    def select_clause(self, query: Query) -> None:
        """SELECT."""
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

    def values_clause(self, query: Query) -> None:
        """VALUES."""
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

    def into_clause(self, query: Query) -> None:
        """`SELECT … INTO [TEMP] [TABLE] name`."""
        start = self.next().start
        words = []
        while self.folded[self.place] in {"temp", "temporary", "unlogged", "table"}:
            words.append(self.next().folded)
        name = self.name()
        query.makes_table = True
        query.children.append(Clause(start, self.end, [name], "select into", tuple(words)))

    def from_clause(self, query: Query) -> None:
        """FROM."""
        self.place += 1
        if not query.verb:
            query.verb = "from"
        while True:
            query.children.append(self._source())
            if not self.take(","):
                return

    def join_clause(self, query: Query) -> None:
        """JOIN."""
        self.place += 1
        query.children.append(self._source())

    def using_clause(self, query: Query) -> None:
        """USING."""
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

    def for_clause(self, query: Query) -> None:
        """FOR."""
        if self.folded[self.place + 1] not in _LOCKS:
            raise Unreadable
        start = self.next().start
        while self.place < self.count and not self.at(")") and not self.at("for") and not self.at(";"):
            if self.folded[self.place] in {"limit", "offset", "fetch"}:
                break
            self.next()
        lock = Clause(start, self.end, [], "lock", self._locked(start))
        query.children.append(lock)

    def _locked(self, start: int) -> tuple[str, ...]:
        """The tables that FOR UPDATE OF names."""
        words = [token for token in self.tokens[: self.place] if token.start >= start]
        places = [place for place, token in enumerate(words) if token.folded == "of"]
        if not places:
            return ()
        names = [token for token in words[places[0] + 1 :] if token.kind in NAMES]
        return tuple(name_value(token) for token in names if token.folded not in {"nowait", "skip", "locked"})

    def limit_clause(self, query: Query) -> None:
        """LIMIT."""
        start = self.next().start
        if self.take("all"):
            query.children.append(Clause(start, self.end, [], "limit all"))
            return
        query.children.append(self.expression())

    def offset_clause(self, query: Query) -> None:
        """OFFSET."""
        self.next()
        query.children.append(self.expression())
        if self.at("row") or self.at("rows"):
            self.next()

    def fetch_clause(self, query: Query) -> None:
        """FETCH."""
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

    def window_clause(self, query: Query) -> None:
        """WINDOW."""
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
