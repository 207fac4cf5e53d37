"""What reading definitions needs beside expressions and queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql.postgres.syntax.nodes import Call, Name
from reedbed.sql.postgres.syntax.statements import StatementParser
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.nodes import Node


class DefinitionParser(StatementParser):
    """Reads the words of CREATE, ALTER and DROP, between which expressions and queries stand."""

    def take_all(self, *words: str) -> bool:
        """Step over these words in this order, all or none of them."""
        if any(self.folded[self.place + distance] != word for distance, word in enumerate(words)):
            return False
        self.place += len(words)
        return True

    def take_any(self, *words: str) -> str:
        """Step over one of these words and return it; empty when something else comes."""
        return self.next().folded if self.folded[self.place] in words else ""

    def word(self) -> str:
        """Step over any word and return it."""
        return self.next().folded

    def generated_always(self) -> bool:
        """Step over what stands behind GENERATED, and say whether it is ALWAYS, and not BY DEFAULT."""
        if self.take("always"):
            return True
        self.expect("by")
        self.expect("default")
        return False

    def mentions(self, *words: str) -> bool:
        """Whether one of these words comes later."""
        return not set(words).isdisjoint(self.folded[self.place :])

    def group_text(self) -> str:
        """Step over a group in parentheses and return it as written."""
        start = self.start
        self.skip_group()
        return self.sql[start : self.end]

    def skip_to_end(self) -> None:
        """Step over everything that is left."""
        self.place = self.count

    def finish(self) -> None:
        """Refuse to read a statement that goes on."""
        self.take(";")
        if not self.at_end():
            raise Unreadable

    def index_key(self) -> Node:
        """One key of an index, without its order, its operator class and its collation."""
        key = self.expression() if self.at("(") else self._index_column()
        if self.take("collate"):
            self.name()
        if self.at_name() and not self.at("asc") and not self.at("desc"):
            # An operator class.
            self.name()
            if self.at("("):
                self.skip_group()
        self.take_any("asc", "desc")
        if self.take("nulls"):
            self.next()
        return key

    def _index_column(self) -> Node:
        name = self.name()
        return self.call(name) if self.at("(") else name

    def name_of(self, key: Node) -> str:
        """The word that a key gives to the name of its index."""
        return key.parts[-1] if isinstance(key, (Name, Call)) else "expr"
