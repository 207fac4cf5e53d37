"""INSERTs whose rows are written alike."""

from __future__ import annotations

import pytest

from reedbed.sql.postgres.repetition import one_row

ROWS = ", ".join(f"(${at}, ${at + 1}::int)" for at in range(1, 12, 2))


def test_rows_that_are_written_alike_are_one() -> None:
    assert one_row(f"INSERT INTO t (a, b) VALUES {ROWS};") == ("INSERT INTO t (a, b) VALUES ($1, $2::int)", 6)
    assert one_row(f"insert into s.t values {ROWS}") == ("insert into s.t values ($1, $2::int)", 6)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t VALUES ($1), ($2)",
        f"INSERT INTO t VALUES {ROWS} RETURNING a",
        f"INSERT INTO t VALUES {ROWS} ON CONFLICT DO NOTHING",
        f"INSERT INTO t VALUES {ROWS}, (1, 2)",
        f"INSERT INTO t VALUES {ROWS}, ($13, $14)",
        f"INSERT INTO t VALUES {ROWS}, ($14, $13::int)",
        f"INSERT INTO t VALUES {ROWS}, ($1, $2::int)",
        f"INSERT INTO t VALUES {ROWS}; DELETE FROM t",
        "INSERT INTO t VALUES ($1), ($2), ($3), (($4))",
        "INSERT INTO t SELECT * FROM (VALUES ($1), ($2), ($3), ($4)) AS v",
    ],
)
def test_what_is_written_otherwise_is_taken_as_it_is(sql: str) -> None:
    assert one_row(sql) is None
