"""Values that a statement gives to IDENTITY columns."""

from __future__ import annotations

import pytest

from reedbed.errors import SqlNameError, SqlNotSupported
from reedbed.pgserver.amendments.identities import refuse_values, without_user_values

COLUMNS = ["id", "n", "c"]
ALWAYS = {"id": True, "n": False}


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t (id) VALUES (1)",
        "insert into s.t as x (c, ID) values ('a', $1)",
        'INSERT INTO t ("id") SELECT 1',
        "INSERT INTO t VALUES (1)",
        "INSERT INTO t VALUES (DEFAULT, 1), (f(1, 2), 1) RETURNING *",
        "INSERT INTO t TABLE other",
        "INSERT INTO t SELECT * FROM other",
        "INSERT INTO t SELECT o.* FROM other o",
        "WITH q AS (SELECT 1) INSERT INTO t (c, id) SELECT 'x', * FROM q",
        "INSERT INTO t (c) VALUES ('x') ON CONFLICT (c) DO UPDATE SET id = 1",
        "UPDATE t SET c = 'x', id = 1 WHERE c = 'y'",
        "UPDATE t SET (c, id) = ('x', 1)",
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET c = 'x', id = 1",
        (
            "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.n > 1 THEN UPDATE SET c = 'x' "
            "WHEN MATCHED THEN UPDATE SET (n, id) = (1, 2) WHEN NOT MATCHED THEN DO NOTHING"
        ),
    ],
)
def test_a_value_for_a_column_that_is_generated_always_is_refused(sql: str) -> None:
    with pytest.raises(SqlNameError, match=r"^428C9: .*\"(id|ID)\""):
        refuse_values(sql, ALWAYS, lambda: COLUMNS)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t (n, c) VALUES (1, 'id')",
        "INSERT INTO t (id, c) OVERRIDING SYSTEM VALUE VALUES (1, 'x')",
        "INSERT INTO t (id, c) OVERRIDING USER VALUE VALUES (1, 'x')",
        "INSERT INTO t VALUES (DEFAULT, 1, (SELECT max(id) FROM t))",
        "INSERT INTO t DEFAULT VALUES",
        "INSERT INTO t (c) SELECT id FROM t",
        "INSERT INTO t (c) VALUES ('x') ON CONFLICT (id) DO UPDATE SET c = excluded.c, id = DEFAULT",
        "UPDATE t SET c = (SELECT 1 WHERE id = 1), n = id WHERE id = 1",
        "UPDATE t SET id = DEFAULT",
        (
            "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.n > 1 THEN UPDATE SET c = 'x', id = DEFAULT "
            "WHEN MATCHED THEN UPDATE SET n = s.id WHEN NOT MATCHED THEN INSERT (n, c) VALUES (s.id, 'x')"
        ),
        "DELETE FROM t WHERE id = 1",
    ],
)
def test_other_statements_are_let_through(sql: str) -> None:
    refuse_values(sql, ALWAYS, lambda: COLUMNS)


def test_a_table_without_such_columns_is_not_looked_at() -> None:
    refuse_values("INSERT INTO t VALUES (1", {"n": False}, lambda: COLUMNS)


def _without(sql: str) -> str:
    return without_user_values(sql, lambda _: ALWAYS, lambda _: COLUMNS)


def test_user_values_are_left_out() -> None:
    assert _without("INSERT INTO t (c, id) OVERRIDING USER VALUE VALUES ('x', 1) RETURNING *") == (
        'INSERT INTO t ("c") SELECT "c" FROM (VALUES (\'x\', 1)) AS reedbed_given ("c", "id") RETURNING *'
    )
    assert _without("INSERT INTO t OVERRIDING USER VALUE SELECT 1, 2, 'x' ON CONFLICT DO NOTHING") == (
        'INSERT INTO t ("c") SELECT "c" FROM (SELECT 1, 2, \'x\') AS reedbed_given ("id", "n", "c") '
        "ON CONFLICT DO NOTHING"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t (c) OVERRIDING USER VALUE VALUES ('x')",
        "INSERT INTO t OVERRIDING USER VALUE DEFAULT VALUES",
        "INSERT INTO t (id) OVERRIDING SYSTEM VALUE VALUES (1)",
        "SELECT 'overriding user value'",
    ],
)
def test_where_none_are_given_the_statement_stays(sql: str) -> None:
    assert _without(sql) == sql


def test_user_values_that_are_parameters_are_refused() -> None:
    with pytest.raises(SqlNotSupported, match="OVERRIDING USER VALUE"):
        _without("INSERT INTO t (c, id) OVERRIDING USER VALUE VALUES ($1, $2)")
