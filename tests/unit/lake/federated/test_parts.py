"""A writing statement is taken apart at the words that begin its clauses, and nowhere else."""

from __future__ import annotations

import pytest

from reedbed.lake.federated.writing.dispatch import numbered
from reedbed.lake.federated.writing.parts import Parts, parts_of


def parts(sql: str) -> Parts:
    found = parts_of(sql)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sql", "name", "alias", "clauses"),
    [
        ("insert into t values (1, 2)", ("t",), "", {}),
        (
            "INSERT INTO main.t (a) SELECT a FROM x JOIN y ON x.a = y.a RETURNING t.a",
            ("main", "t"),
            "",
            {"returning": " t.a"},
        ),
        (
            "insert into t select 1 on conflict (a) do update set b = 1 where t.a > 1 returning b",
            ("t",),
            "",
            {"on": " conflict (a) do update set b = 1 where t.a > 1 ", "returning": " b"},
        ),
        (
            "with q as (select 1 where 1 is distinct from 2) update t as x set a = 1 from q where x.f is distinct from q.g",  # noqa: E501 - one statement
            ("t",),
            "x",
            {"set": " a = 1 ", "from": " q ", "where": " x.f is distinct from q.g"},
        ),
        (
            'delete from "t:x" y using b where y.id in (select id from c where true);',
            ("t:x",),
            "y",
            {"using": " b ", "where": " y.id in (select id from c where true)"},
        ),
        (
            "merge into t using (select 1 as a) s on t.a = s.a when matched then delete",
            ("t",),
            "",
            {"using": " (select 1 as a) s ", "on": " t.a = s.a ", "when": " matched then delete"},
        ),
        ("truncate table t", ("t",), "", {}),
    ],
)
def test_clauses_begin_at_their_words(sql: str, name: tuple[str, ...], alias: str, clauses: dict[str, str]) -> None:
    found = parts(sql)
    assert (found.name, found.alias) == (name, alias)
    assert {word: found.clause(word) for word in found.clauses} == clauses


def test_a_query_is_no_write() -> None:
    assert parts_of("WITH a AS (SELECT 1) SELECT * FROM a") is None


def test_only_the_target_is_led_elsewhere() -> None:
    led = parts("UPDATE t AS x SET a = (SELECT max(a) FROM t)").led_to('"t:live" AS x')
    assert led == 'UPDATE "t:live" AS x  SET a = (SELECT max(a) FROM t)'


@pytest.mark.parametrize(
    ("sql", "assigned"),
    [
        ("update t set a = 1, \"B\" = [1, 2][1], c = {'d': 1, 'e': 2} where f = 1", {"a", "b", "c"}),
        ("update t set a = (select 1, 2 from b), c = 3", {"a", "c"}),
        ("update t set (a, b) = (1, 2)", None),
    ],
)
def test_the_columns_that_are_set_are_known_or_said_to_be_unknown(sql: str, assigned: set[str] | None) -> None:
    assert parts(sql).assigned == (None if assigned is None else frozenset(assigned))


def test_values_get_numbers_where_they_are_bound() -> None:
    assert (
        numbered("UPDATE t SET a = ?, b = '?' WHERE \"?\" = ? -- ?")
        == "UPDATE t SET a = $1, b = '?' WHERE \"?\" = $2 -- ?"
    )
