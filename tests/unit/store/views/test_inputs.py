"""Which relations a SELECT reads."""

from __future__ import annotations

import pytest

from reedbed.engine import Database
from reedbed.errors import EngineError, ViewCodeInvalid
from reedbed.store.views.inputs import sql_inputs, sql_references, sql_with_sources
from reedbed.store.views.relations import relation_key


def names(sql: str) -> list[str]:
    return [str(name) for name in sql_inputs(sql, where="test")]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", []),
        ("SELECT * FROM a JOIN b USING (id), c", ["a", "b", "c"]),
        ("FROM a SELECT x", ["a"]),
        ("SELECT (SELECT max(x) FROM q) FROM z WHERE EXISTS (FROM w)", ["q", "z", "w"]),
        ("SELECT * FROM (SELECT * FROM a) x", ["a"]),
        ("SELECT * FROM a ASOF JOIN b ON a.t >= b.t, unnest([1]) u", ["a", "b"]),
        ("SELECT * FROM a UNION ALL FROM b EXCEPT SELECT * FROM c", ["a", "b", "c"]),
        ("PIVOT t ON a IN (1, 2) USING sum(b)", ["t"]),
        ("FROM x: messages", ["messages"]),
        ("FROM t TABLESAMPLE 10%", ["t"]),
        ("FROM a; -- the end", ["a"]),
        ("-- FROM c\nSELECT '/* FROM b */' FROM a", ["a"]),
    ],
)
def test_tables_are_found_wherever_they_stand(sql: str, expected: list[str]) -> None:
    assert names(sql) == expected


SHADOWED = [
    ("WITH a AS (FROM b) FROM a, c", ["b", "c"]),
    ("WITH a AS (FROM b), c AS (FROM a) FROM c", ["b"]),
    # A name that is not RECURSIVE is not yet known in its own definition.
    ("WITH a AS (FROM a) FROM a", ["a"]),
    ("WITH a AS (FROM b), b AS (FROM a) FROM b", ["b"]),
    ("WITH RECURSIVE a AS (SELECT 1 UNION ALL FROM a) FROM a", []),
    # Known inside the subquery only.
    ("SELECT * FROM (WITH q AS (FROM z) FROM q), q", ["z", "q"]),
    # A schema looks past common table expressions.
    ("WITH a AS (FROM b) SELECT * FROM a AS z, main.a", ["b", "a"]),
    ("WITH A AS (FROM b) FROM a", ["b"]),
]


@pytest.mark.parametrize(("sql", "expected"), SHADOWED)
def test_common_table_expressions_shadow_tables_as_in_duckdb(sql: str, expected: list[str]) -> None:
    assert names(sql) == expected


@pytest.mark.parametrize(("sql", "expected"), SHADOWED)
def test_duckdb_needs_exactly_these_tables(sql: str, expected: list[str]) -> None:
    with Database.open(None) as database:
        for name in expected:
            database.current().execute(f"CREATE TABLE {name} AS SELECT 1 AS x")
        database.rows(f"EXPLAIN {sql}")
        for name in expected:
            database.current().execute(f"ALTER TABLE {name} RENAME TO gone")
            with pytest.raises(EngineError):
                database.rows(f"EXPLAIN {sql}")
            database.current().execute(f"ALTER TABLE gone RENAME TO {name}")


@pytest.mark.parametrize(
    "sql", ["FROM read_csv('x.csv')", "FROM 'x.parquet'", "FROM range(3)", "FROM query_table('t')"]
)
def test_functions_and_files_are_no_inputs(sql: str) -> None:
    assert names(sql) == []


def test_quoted_and_qualified_names_are_read_as_names() -> None:
    assert names('SELECT * FROM "weird ""name""", "😀" x, lake."a.b", "../x"') == [
        'weird "name"',
        "😀",
        "lake.a.b",
        "../x",
    ]


def test_one_relation_in_two_spellings_is_one_input() -> None:
    assert names('FROM Messages m, messages n, main."MESSAGES" o') == ["Messages"]


@pytest.mark.parametrize(
    "sql", ["", "SELECT 1; SELECT 2", "CREATE TABLE x AS FROM y", "INSERT INTO x FROM y", "DROP TABLE x"]
)
def test_anything_but_one_select_is_refused(sql: str) -> None:
    with pytest.raises(ViewCodeInvalid, match="one SELECT"):
        names(sql)


def test_a_table_of_another_database_is_refused_with_its_line() -> None:
    with pytest.raises(ViewCodeInvalid, match=r"test, line 3: other\.main\.t"):
        names("SELECT *\nFROM a,\n other.main.t")


def test_a_thousand_terms_are_no_trouble() -> None:
    assert names(f"SELECT {' + '.join(['x'] * 2000)} FROM big") == ["big"]


def test_references_say_where_the_names_stand() -> None:
    sql = 'SELECT \'é😀\' FROM "a"."b" x, c'
    assert [sql[each.start : each.end] for each in sql_references(sql, where="test")] == ['"a"."b"', "c"]


def test_only_names_are_replaced_by_other_sources() -> None:
    sql = "SELECT a.x /* kept */ FROM A JOIN a AS z USING (x), b WHERE x = 'a'"
    assert sql_with_sources(sql, {relation_key("a"): "(FROM s)"}, where="test") == (
        "SELECT a.x /* kept */ FROM (FROM s) AS \"A\" JOIN (FROM s) AS z USING (x), b WHERE x = 'a'"
    )
