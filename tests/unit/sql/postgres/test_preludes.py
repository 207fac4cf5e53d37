"""What comes before a statement."""

from __future__ import annotations

import pytest

from reedbed.sql.postgres.creations import TableCreation
from reedbed.sql.postgres.drops import Drop
from reedbed.sql.postgres.preludes import (
    IndexCreation,
    SequenceChange,
    SequenceSetting,
    Truncation,
    prelude_of,
)
from reedbed.sql.postgres.views import ViewChange, ViewCreation


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "SELECT setval('s', 1), 2",
        "SELECT 'setval(' || a FROM t",
        "WITH a AS (SELECT 1) SELECT setval('s', 1)",
        "DROP TABLEt",
        "ALTER SEQUENCE s RENAME TO r",
        "CREATE TABLE t (a text DEFAULT 'like')",
    ],
)
def test_nearly_all_statements_have_none(sql: str) -> None:
    assert prelude_of(sql) is None


def test_setval_is_taken_out_of_its_query() -> None:
    found = prelude_of("SELECT pg_catalog.setval('s', max(id), false) AS top FROM t")
    assert isinstance(found, SequenceSetting)
    assert found.columns == ("top",)
    assert found.probe == "SELECT ('s')::text AS s0, (max(id))::bigint AS v0, (false)::boolean AS c0 FROM t"


def test_options_of_a_sequence_are_numbers() -> None:
    found = prelude_of("ALTER SEQUENCE IF EXISTS s RESTART WITH -3 INCREMENT BY 2 NO MAXVALUE OWNED BY t.a")
    assert isinstance(found, SequenceChange)
    assert found.options == {"restart": -3, "increment": 2, "maxvalue": None}
    assert found.if_exists


def test_tables_are_named_by_the_parts_of_their_names() -> None:
    truncated = prelude_of("TRUNCATE TABLE ONLY a, s.b RESTART IDENTITY CASCADE")
    assert isinstance(truncated, Truncation)
    assert (truncated.tables, truncated.cascades, truncated.restarts) == ((("a",), ("s", "b")), True, True)
    dropped = prelude_of('DROP TABLE IF EXISTS "A b", c CASCADE')
    assert isinstance(dropped, Drop)
    assert (dropped.kind, dropped.names, dropped.if_exists, dropped.cascades) == (
        "table",
        (("A b",), ("c",)),
        True,
        True,
    )


@pytest.mark.parametrize("sql", ["DROP MACRO m", "DROP TABLE t PURGE", "DROP SECRET s", "DROP VIEW"])
def test_other_drops_are_the_engines(sql: str) -> None:
    assert prelude_of(sql) is None


def test_a_view_that_is_made_and_one_that_is_renamed_are_named() -> None:
    made = prelude_of("CREATE OR REPLACE TEMP VIEW s.v (a) AS SELECT 1")
    assert isinstance(made, ViewCreation)
    assert (made.name, made.replaces, made.is_temporary, made.if_missing) == (("s", "v"), True, True, False)
    renamed = prelude_of("ALTER VIEW IF EXISTS public.v RENAME a TO b")
    assert isinstance(renamed, ViewChange)
    assert (renamed.change.kind, renamed.change.name, renamed.change.new_name) == ("rename column", "a", "b")
    assert renamed.remaining == 'ALTER VIEW IF EXISTS "main"."v" RENAME TO "b"'


def test_an_index_names_its_table() -> None:
    found = prelude_of("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY public.t (a)")
    assert isinstance(found, IndexCreation)
    assert (found.table, found.is_named) == (("main", "t"), True)
    assert prelude_of("CREATE INDEX ON t (a)") == IndexCreation(
        remaining="CREATE INDEX ON t (a)", table=("t",), is_named=False
    )


def test_a_table_like_another_names_what_it_takes_of_it() -> None:
    found = prelude_of("CREATE TEMP TABLE t (a int, LIKE s.u INCLUDING ALL EXCLUDING INDEXES, b text)")
    assert isinstance(found, TableCreation)
    assert [(each.table, "indexes" in each.includes, "defaults" in each.includes) for each in found.likenesses] == [
        (("s", "u"), False, True)
    ]
