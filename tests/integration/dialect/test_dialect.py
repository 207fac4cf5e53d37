"""Statements in PostgreSQL's dialect have PostgreSQL's answers after rewriting.

Each file of `cases/` holds statements about one subject, one a line unless it goes on with a line that begins with
something else than a statement does. `-- gap: reason` stands before a statement whose answers are known to differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.integration.dialect.answers import of_duckdb, of_postgres

if TYPE_CHECKING:
    import psycopg

    from reedbed.engine import Cursor

CASES = Path(__file__).parent / "cases"
BEGINS = re.compile(r"\(?(SELECT|WITH|VALUES|TABLE|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE|COMMENT)\b")
FEWEST = 350


@dataclass(frozen=True)
class Case:
    line: int
    sql: str
    gap: str


def cases_of(path: Path) -> list[Case]:
    cases: list[Case] = []
    gap = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("-- gap: "):
            gap = line.removeprefix("-- gap: ")
        elif BEGINS.match(line):
            cases.append(Case(number, line, gap))
            gap = ""
        elif line and not line.startswith("--"):
            last = cases.pop()
            cases.append(Case(last.line, f"{last.sql}\n{line}", last.gap))
    return cases


@pytest.mark.parametrize("path", sorted(CASES.glob("*.sql")), ids=lambda path: path.stem)
def test_a_rewritten_statement_has_the_answer_of_postgresql(
    path: Path, postgres: psycopg.Connection, duckdb_cursor: Cursor
) -> None:
    wrong: list[str] = []
    for case in cases_of(path):
        expected = of_postgres(postgres, case.sql)
        found = of_duckdb(duckdb_cursor, case.sql, quiet=not expected.names and not expected.refused)
        if (expected.compared == found.compared) is bool(case.gap):
            wrong.append(f"{path.name}:{case.line} {case.sql}\n  expected {expected}\n  found    {found}")
    assert not wrong, "\n".join(wrong)


def test_there_are_hundreds_of_cases() -> None:
    assert sum(len(cases_of(path)) for path in CASES.glob("*.sql")) >= FEWEST
