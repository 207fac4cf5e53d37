"""Answers of statements that somebody else runs as what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reedbed.engine import Cursor, Database, EngineAnswer, split_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Twice:
    """Runs a query again with another text, as is done when somebody wrote in the meantime; notes what it was asked."""

    def __init__(self, again: str) -> None:
        self.again = again
        self.asked: list[str] = []

    def concerns(self, sql: str) -> bool:
        """Whatever names `t`."""
        return " t" in sql

    def run(self, cursor: Cursor, sql: str, params: Any, run: Callable[[Any, Any], Any]) -> Any:
        """First as it is, then the other text."""
        del cursor
        self.asked.append(sql)
        run(sql, params)
        return run(self.again, params)


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with Database.open(None) as database:
        for table in ("t", "other"):
            database.current().execute(f"CREATE TABLE {table} AS SELECT 1 AS n")
        yield database.current()


@pytest.mark.parametrize(("few", "rows"), [(0, 3), (2, 3), (5, 3), (2, 1)])
def test_an_answer_that_is_run_again_has_the_rows_of_the_second_run(cursor: Cursor, few: int, rows: int) -> None:
    cursor.federated = Twice(f"SELECT range + 7 AS n FROM range({rows}) t")  # type: ignore[assignment]  # as far as it is called
    answer = EngineAnswer(cursor, split_statements("SELECT n FROM t"), few=few)
    assert [n for batch in answer.batches() for n in batch.column(0).to_pylist()] == [7, 8, 9][:rows]


@pytest.mark.parametrize("tables", [("t", "other"), ("other", "t")])
def test_each_of_several_statements_is_run_as_what_it_means(cursor: Cursor, tables: tuple[str, str]) -> None:
    meaning = Twice("DELETE FROM t")
    cursor.federated = meaning  # type: ignore[assignment]  # as far as it is called
    EngineAnswer(cursor, split_statements("; ".join(f"TRUNCATE {table}" for table in tables)))
    assert [each.strip() for each in meaning.asked] == ["TRUNCATE t"]
    cursor.federated = None
    assert cursor.rows("SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM other)") == [(0, 0)]
