"""Which INSERTs are rows of constants, and where each constant begins and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.sql.postgres.literal_rows import literal_rows

ROW = "(1, 'a')"
MANY = ", ".join([ROW] * 8)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1", "1"),
        (" -1.5e-07 ", "-1.5e-07"),
        (".5", ".5"),
        ("'it''s'", "'it''s'"),
        ("'a,b),(c'", "'a,b),(c'"),
        ("'\\'", "'\\'"),
        (" E'it\\'s, \\\\'", "E'it\\'s, \\\\'"),
        ("''", "''"),
        ("NULL", "NULL"),
        ("null::text", "null::text"),
        ("true", "true"),
        ("'2026-01-01'::timestamp with time zone", "'2026-01-01'::timestamp with time zone"),
        ("'1'::numeric(10, 2)", "'1'::numeric(10, 2)"),
        ("'{1}'::int[]", "'{1}'::int[]"),
        ("'-- \n /* '", "'-- \n /* '"),
    ],
)
def test_a_constant_is_taken_as_it_is_written(value: str, found: str) -> None:
    rows = literal_rows(f"INSERT INTO t (a, b) VALUES {', '.join([f'({value},{value})'] * 8)}")
    assert rows is not None
    assert (rows.rows, rows.width, {each.strip() for each in rows.values}) == (8, 2, {found})


@given(st.lists(st.text(), min_size=8, max_size=12))
def test_any_text_between_quotes_is_one_constant(texts: list[str]) -> None:
    written = [f"'{each.replace(chr(39), chr(39) * 2)}'" for each in texts]
    rows = literal_rows(f"INSERT INTO t VALUES {', '.join(f'({each}, 1)' for each in written)}")
    assert rows is not None
    assert rows.column(0) == written
    assert rows.column(1) == ["1"] * len(texts)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("INSERT INTO t VALUES ", ""),
        ('insert into public."T u" ("a b", c)\nvalues', ""),
        ("INSERT INTO t AS x (a, b) OVERRIDING SYSTEM VALUE VALUES ", ""),
        ("INSERT INTO t VALUES ", " RETURNING a, upper(b)"),
        ("INSERT INTO t VALUES ", "\nON CONFLICT (a) DO UPDATE SET b = excluded.b RETURNING *"),
    ],
)
def test_what_stands_around_the_rows_stands_around_one(head: str, tail: str) -> None:
    rows = literal_rows(head + MANY + tail)
    assert rows is not None
    one = rows.of_one_row(["::bigint", ""])
    assert "".join(one.split()) == "".join(f"{head}($1::bigint, $2){tail}".split())


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO t VALUES {ROW}",
        f"INSERT INTO t VALUES {MANY}, (1)",
        f"INSERT INTO t VALUES {MANY}, (1, 'a', 2)",
        f"INSERT INTO t VALUES {MANY}, (1, 'a'",
        f"INSERT INTO t VALUES {MANY},",
        f"INSERT INTO t VALUES {MANY}; DROP TABLE t",
        f"INSERT INTO t VALUES {MANY} -- the end",
        f"INSERT INTO t VALUES {MANY} WHERE true",
        f"INSERT INTO t /* here */ VALUES {MANY}",
        f"INSERT INTO t VALUES {MANY}, (1, 'a' 'b')",
        f"INSERT INTO t VALUES {MANY}, (1, 'a' || 'b')",
        f"INSERT INTO t VALUES {MANY}, (1, lower('a'))",
        f"INSERT INTO t VALUES {MANY}, (1, DEFAULT)",
        f"INSERT INTO t VALUES {MANY}, (1, $1)",
        f"INSERT INTO t VALUES {MANY}, (1, nullx)",
        f"INSERT INTO t VALUES {MANY}, (1, 1x)",
        f"INSERT INTO t VALUES {MANY}, (1, B'1')",
        f"INSERT INTO t VALUES {MANY}, (1, U&'a')",
        f"INSERT INTO t VALUES {MANY}, (1, 'a'::text::bytea)",
        f"INSERT INTO t SELECT * FROM (VALUES {MANY}) AS v",
        f"WITH x AS (SELECT 1) INSERT INTO t VALUES {MANY}",
        f"SELECT * FROM (VALUES {MANY}) AS v",
    ],
)
def test_another_statement_is_none(sql: str) -> None:
    assert literal_rows(sql) is None
