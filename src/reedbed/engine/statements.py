"""What kind of statement a text is, by DuckDB's own parser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb

from reedbed.engine.failures import translated
from reedbed.engine.reader import read_statements

READING: Final = frozenset({"SELECT", "EXPLAIN", "RELATION"})
"""Kinds that change nothing by themselves. `EXPLAIN ANALYZE INSERT` writes, so EXPLAIN is looked at more closely."""

CONTROL: Final = frozenset({"TRANSACTION"})
"""BEGIN, COMMIT and ROLLBACK, which belong to `transaction()` blocks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement of a text: its SQL, DuckDB's name for its kind (`SELECT`, `INSERT`, …) and its parsed form.

    The parsed form is what runs: DuckDB splits a PIVOT in two statements whose texts are not SQL by themselves. It is
    the text for an ALTER that DuckDB splits in several.
    """

    sql: str
    kind: str
    parsed: duckdb.Statement | str

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
    found = [Statement(sql=each.query.strip(), kind=each.type.name, parsed=each) for each in parsed]
    return _whole(sql, found) if any(each.kind == "ALTER" and not each.sql for each in found) else found


def _whole(sql: str, found: list[Statement]) -> list[Statement]:
    """The statements with each ALTER as one that DuckDB makes several of, since a default of its calls a function.

    BEGIN and COMMIT stand around those, and none of them has a text.
    """
    groups: list[list[Statement]] = []
    inside = False
    for each in found:
        if not inside:
            groups.append([])
        groups[-1].append(each)
        inside ^= each.kind in CONTROL and not each.sql
    pieces = _pieces(sql)
    if len(pieces) != len(groups):
        return found
    whole: list[Statement] = []
    for piece, group in zip(pieces, groups, strict=True):
        altering = any(each.kind == "ALTER" and not each.sql for each in group)
        whole += [Statement(sql=piece, kind="ALTER", parsed=piece)] if altering else group
    return whole


def _pieces(sql: str) -> list[str]:
    """The texts between semicolons."""
    source, pieces, start, empty = sql.encode(), [], 0, True
    for at, _ in duckdb.tokenize(sql):
        if source[at : at + 1] != b";":
            empty = False
            continue
        if not empty:
            pieces.append(source[start:at].decode().strip())
        start, empty = at + 1, True
    return pieces if empty else [*pieces, source[start:].decode().strip()]
