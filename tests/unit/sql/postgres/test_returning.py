"""UPDATE … RETURNING and its parts."""

from __future__ import annotations

import pytest

from reedbed.sql.postgres.returning import returning_update


def test_an_update_is_taken_apart_at_its_own_clauses() -> None:
    sql = """UPDATE ONLY s."T" * AS x SET a = (SELECT 1 FROM b WHERE c), d = $1 WHERE e IN (SELECT 'set')"""
    found = returning_update(f"{sql} RETURNING x.*, 1 -- a remark")
    assert found is not None
    assert (found.table, found.name) == (("s", "T"), "x")
    assert found.assignments.strip() == "a = (SELECT 1 FROM b WHERE c), d = $1"
    assert found.condition.strip() == "e IN (SELECT 'set')"
    assert found.answer == " x.*, 1"


def test_a_table_without_an_alias_is_called_as_it_is_written() -> None:
    found = returning_update('update "T" set a = 1 returning a')
    assert found is not None
    assert (found.table, found.name, found.condition) == (("T",), '"T"', "")


def test_a_comparison_with_from_reads_no_other_table() -> None:
    found = returning_update("UPDATE t SET a = b IS NOT DISTINCT FROM 1 WHERE c IS DISTINCT FROM 2 RETURNING a")
    assert found is not None
    assert found.condition.strip() == "c IS DISTINCT FROM 2"
    assert returning_update("UPDATE t SET a = 1 FROM u WHERE u.c IS DISTINCT FROM 2 RETURNING a") is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE t SET a = 1 FROM u WHERE u.b = t.b RETURNING a",
        "UPDATE t SET a = 1",
        "UPDATE SET a = 1 RETURNING a",
        "INSERT INTO t VALUES (1) RETURNING a",
        "WITH x AS (SELECT 1) UPDATE t SET a = 1 RETURNING a",
    ],
)
def test_others_are_left(sql: str) -> None:
    assert returning_update(sql) is None
