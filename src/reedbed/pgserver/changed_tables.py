"""The tables whose rows a transaction has changed or removed: DuckDB fails at the COMMIT where those are altered then.

An UPDATE or DELETE and then ADD COLUMN, DROP COLUMN, TYPE or SET NOT NULL of the same table does. An INSERT does not,
nor do changes of another table. Which tables statements change is found out when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.targets import targets_of
from reedbed.engine.resolver.tokens import tokens_of

if TYPE_CHECKING:
    from reedbed.engine import Statement
    from reedbed.pgserver.statements import PlannedStatement

MOST: Final = 1000
"""Texts that are kept apart. A transaction with more of them is taken to have changed every table."""
CATALOG_CHANGING: Final = frozenset({"CREATE", "DROP", "ALTER", "CREATE_FUNC", "ATTACH", "DETACH"})
_ADDING: Final = CATALOG_CHANGING | {"SELECT", "COPY", "INSERT"}


class ChangedTables:
    """Those of one transaction."""

    def __init__(self) -> None:
        self._statements: dict[str, tuple[Statement, ...]] = {}
        self._names: set[str] = set()
        self._any = False

    def note(self, planned: PlannedStatement) -> None:
        """A writing statement has run."""
        if planned.kind == "ALTER":
            # What was known by a name may have another one.
            self._any |= bool(self._statements or self._names) and "rename" in planned.sql.casefold()
        elif planned.kind not in _ADDING or "conflict" in planned.sql.casefold():
            self._statements[planned.sql] = planned.statements
            self._any |= len(self._statements) > MOST
            if self._any:
                self._statements.clear()

    def holds(self, table: str) -> bool:
        """Whether rows that were in a table of this name before may have been changed or removed."""
        while self._statements and not self._any:
            _, statements = self._statements.popitem()
            targets = [each for one in statements for each in targets_of(one.kind, tokens_of(one.sql))]
            self._any = not targets or not all(each.name for each in targets)
            self._names |= {each.name[-1] for each in targets if each.name}
        return self._any or table.casefold() in self._names

    def made_anew(self, table: str) -> None:
        """A table was made anew, so that all of its rows are the transaction's own."""
        if self.holds(table):
            self._names.discard(table.casefold())

    def clear(self) -> None:
        """The transaction has ended."""
        self._statements.clear()
        self._names.clear()
        self._any = False
