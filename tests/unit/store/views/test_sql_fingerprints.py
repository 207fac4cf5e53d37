"""What counts as a change of an SQL view, and of the versions of its inputs."""

from __future__ import annotations

from typing import Any

import pytest

from reedbed.store.views.fingerprints import Fingerprints, view_fingerprint
from reedbed.store.views.registry import ViewRegistry


def sql_code(sql: str, **options: Any) -> str:
    views = ViewRegistry()
    views.register_sql("v", sql, **options)
    return Fingerprints().code(views.get("v"))


@pytest.mark.parametrize(
    "other",
    [
        "SELECT  a,\n\t'x'  FROM t -- why\n WHERE b > 1;",
        "select a, 'x' from t where b > 1",
        "/* head */ SELECT a, 'x' FROM t WHERE b > 1",
    ],
)
def test_white_space_comments_and_keyword_case_of_sql_do_not_count(other: str) -> None:
    assert sql_code(other) == sql_code("SELECT a, 'x' FROM t WHERE b > 1")


@pytest.mark.parametrize(
    "other",
    [
        "SELECT a, 'X' FROM t WHERE b > 1",
        "SELECT a, 'x' FROM t WHERE b > 2",
        "SELECT a, 'x' FROM u WHERE b > 1",
        "SELECT \"a\", 'x' FROM t WHERE b > 1",
        "SELECT A, 'x' FROM t WHERE b > 1",
        "SELECT a, 'x' FROM t WHERE b >= 1",
    ],
)
def test_literals_and_identifiers_of_sql_count(other: str) -> None:
    assert sql_code(other) != sql_code("SELECT a, 'x' FROM t WHERE b > 1")


def test_the_case_of_a_column_name_counts_even_when_it_is_a_keyword() -> None:
    assert sql_code("SELECT 1 AS left") != sql_code("SELECT 1 AS LEFT")


def test_declared_parameters_count_and_checkpoint_does_not() -> None:
    plain = sql_code("FROM t")
    assert sql_code("FROM t", checkpoint=False) == plain
    others = [sql_code("FROM t", time_column="ts"), sql_code("FROM t", key="id"), sql_code("FROM t", inputs=["u"])]
    others.append(sql_code("FROM t", time_column="ts", lookback="1 h"))
    assert len({plain, *others}) == 5


def test_a_result_depends_on_code_and_on_the_version_of_each_input() -> None:
    base = view_fingerprint("c", [("a", 1), ("b", 2)])
    assert base == view_fingerprint("c", [("a", 1), ("b", 2)])
    others: list[tuple[str, list[tuple[str, int | None]]]] = [
        ("c", [("a", 1), ("b", 3)]),
        ("d", [("a", 1), ("b", 2)]),
        ("c", [("a", None), ("b", 2)]),
    ]
    assert len({base, *(view_fingerprint(code, versions) for code, versions in others)}) == 4
