"""What kind of statement a text is, by DuckDB's own parser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.engine.failures import translated
from reedbed.engine.reader import read_statements

if TYPE_CHECKING:
    import duckdb

READING: Final = frozenset({"SELECT", "EXPLAIN", "RELATION"})
"""Kinds that change nothing by themselves. `EXPLAIN ANALYZE INSERT` writes, so EXPLAIN is looked at more closely."""

CONTROL: Final = frozenset({"TRANSACTION"})
"""BEGIN, COMMIT and ROLLBACK, which belong to `transaction()` blocks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement of a text: its SQL, DuckDB's name for its kind (`SELECT`, `INSERT`, …) and its parsed form.

    The parsed form is what runs: DuckDB splits a PIVOT in two statements whose texts are not SQL by themselves.
    """

    sql: str
    kind: str
    parsed: duckdb.Statement

    @property
    def reads_only(self) -> bool:
        """Whether the statement leaves all data as it is."""
        if self.kind == "EXPLAIN":
            return "analyze" not in self.sql.casefold()
        # DuckDB puts the making of a temporary type before a PIVOT: a statement without a text, and nobody's data.
        return self.kind in READING or not self.sql


def split_statements(sql: str, raw: duckdb.DuckDBPyConnection | None = None) -> list[Statement]:
    """The statements of a text, in order; an empty list for one that holds none.

    With a connection they are read as its settings say: `integer_division` is a matter of DuckDB's parser.
    Raises `SqlSyntaxError` when it does not parse.
    """
    with translated():
        parsed = read_statements(sql) if raw is None else raw.extract_statements(sql)
    return [Statement(sql=each.query.strip(), kind=each.type.name, parsed=each) for each in parsed]
