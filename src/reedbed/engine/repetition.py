"""Statements that a cursor runs again and again with other values, such as the ledger's notes: planned once.

An INSERT of one row takes DuckDB 0.07 ms as a prepared statement and 0.18 ms as a text, but only where the plan is used
again. DuckDB 1.5 plans anew at each EXECUTE when a value is not of exactly the type of its parameter, when a parameter
stands twice or in a WHERE, when the text calls `now()`, and once the catalog has changed since PREPARE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from reedbed.errors import SqlNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Repeatable: TypeAlias = Callable[[Sequence[str]], str]
    """Gives the statement with these values: each SQL of exactly its parameter's type, used once, in their order."""

PREPARED_AGAIN_AFTER: Final = 64
"""Runs after which a statement is prepared again, since a change of the catalog would cost every run a plan."""

MOST_STATEMENTS: Final = 64
"""Different statements of one cursor; beyond that all are forgotten."""


class Runner(Protocol):
    """What runs statements: a cursor."""

    def execute(self, sql: str) -> int:
        """Run a statement."""
        ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        ...


class Repetitions:
    """What one cursor has run before. A first run is a text, since most cursors run a statement once."""

    def __init__(self) -> None:
        self._runs: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def rows(self, cursor: Runner, statement: Repeatable, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """Run the statement with these values; its rows, or the number of rows that it changed as the only one."""
        text = statement([f"${number}" for number in range(1, len(values) + 1)])
        runs = self._runs.get(text, 0)
        if runs == 0:
            return self._plainly(cursor, statement, text, values)
        if runs % PREPARED_AGAIN_AFTER == 1:
            name = self._names.setdefault(text, f"reedbed_repeated_{len(self._names)}")
            cursor.execute(f"PREPARE {name} AS {text}")
        self._runs[text] = runs + 1
        arguments = f"({', '.join(values)})" if values else ""
        try:
            return cursor.rows(f"EXECUTE {self._names[text]}{arguments}")
        except SqlNameError as error:
            if "Prepared statement" not in error.message:
                raise
            # Somebody deallocated it with all others.
            return self._plainly(cursor, statement, text, values)

    def _plainly(
        self, cursor: Runner, statement: Repeatable, text: str, values: Sequence[str]
    ) -> list[tuple[Any, ...]]:
        if len(self._runs) >= MOST_STATEMENTS:
            self._runs.clear()
            self._names.clear()
        self._runs[text] = 1
        return cursor.rows(statement(values))
