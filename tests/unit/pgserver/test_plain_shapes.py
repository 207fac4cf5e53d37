"""A statement that differs in its literals from one before it is planned as if it were the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reedbed.engine import Database
from reedbed.engine.resolver import Resolver
from reedbed.engine.statements import split_statements
from reedbed.errors import SqlSyntaxError
from reedbed.pgserver.statements import StatementCache

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgserver.statements import PlannedStatement

TEXTS = [
    "SELECT v FROM points WHERE id = {}",
    " select v, w from points where s = {} and n < {} order by 1 limit {} ;",
    "SELECT oid FROM points WHERE s = {}",
    "SELECT v FROM points WHERE d = {} OR s IN ({}, {})",
    "SELECT {} + 1 AS v",
    "SELECT v FROM points WHERE s LIKE {}",
    "UPDATE points SET v = {} WHERE id = {}",
    "DELETE FROM points WHERE s = {}",
    "INSERT INTO points VALUES ({}, {})",
    "SELECT v FROM points WHERE s = {}; SELECT v FROM points WHERE s = {}",
    "EXPLAIN SELECT v FROM points WHERE id = {}",
    "SET reedbed.dialect = {}",
]
LITERALS = [
    "1",
    "0",
    "007",
    "1.5",
    "1e5",
    "0x1F",
    "'a'",
    "''",
    "'it''s'",
    "'a;b'",
    "'-- c'",
    "'\\'",
    "E'\\n'",
    "'pg_class'",
    "'{1,2}'",
    "'2026-01-01 10:00+02'",
    "'now'",
    "'pg_advisory_lock(1)'",
    "'reedbed.activity'",
    "$1",
    "'YYYY'",
]


@pytest.fixture(scope="module")
def resolver() -> Iterator[Resolver]:
    with Database.open(None) as database:
        yield Resolver(database)


def shown(plans: Sequence[PlannedStatement]) -> list[tuple[object, ...]]:
    return [
        (each.text, each.offset, each.sql, each.words, each.writes, each.kind, each.command, each.advisory, each.rows)
        for each in plans
    ]


@settings(max_examples=50)
@given(data=st.data())
def test_a_plan_does_not_hang_on_what_was_planned_before(resolver: Resolver, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    literals = st.lists(st.sampled_from(LITERALS), min_size=3, max_size=3)
    cache = StatementCache(resolver)
    for each in data.draw(st.lists(literals, min_size=2, max_size=3)):
        sql = text.format(*each)
        assert planned(cache, sql) == planned(StatementCache(resolver), sql)


def planned(cache: StatementCache, sql: str) -> object:
    """The plan of a text, or the error that it has instead."""
    try:
        return shown(cache.plan(sql, split_statements, postgres=True))
    except SqlSyntaxError as error:
        return error.message


def test_only_literals_make_a_statement_like_another(resolver: Resolver) -> None:
    cache = StatementCache(resolver)
    cache.plan("SELECT v FROM points WHERE id = 1", split_statements, postgres=True)
    (like,) = cache.plan("SELECT v FROM points WHERE id = 2 ;", split_statements, postgres=True)
    (other,) = cache.plan("SELECT v FROM points WHERE id = 5 / 2", split_statements, postgres=True)
    assert (like.text, like.sql, like.words) == ("SELECT v FROM points WHERE id = 2",) * 2 + ("SELECT",)
    assert like.shape is not None
    assert like.shape.plain is not None
    assert like.shape is not other.shape
