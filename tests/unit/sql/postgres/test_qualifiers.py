"""Columns that are called by the name of their table."""

from __future__ import annotations

import pytest

from reedbed.sql.postgres.rules.qualifiers import unqualified


@pytest.mark.parametrize(
    ("sql", "bare"),
    [
        ("t.a > 0", "a > 0"),
        ('"t"."a" > s.t.b', '"a" > b'),
        ("T . a > 0", "a > 0"),
    ],
)
def test_the_table_s_own_name_is_left_out(sql: str, bare: str) -> None:
    assert unqualified(sql, ("s", "t")) == bare


@pytest.mark.parametrize(
    "sql", ["u.a > 0", "other.t.a > 0", "t(a) > 0", "t.f(a) > 0", "'t.a' = a", '"T".a > 0', "t", "a.t"]
)
def test_what_is_no_column_of_the_table_stays(sql: str) -> None:
    assert unqualified(sql, ("s", "t")) == sql
