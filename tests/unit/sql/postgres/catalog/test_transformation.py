from __future__ import annotations

import pytest

from reedbed.sql.postgres import catalog

MARK = "\x1f"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM pg_class",
        "select 1 from information_schema.tables",
        "SELECT 'x'::regclass",
        "SELECT CAST('x' AS regtype)",
        "SELECT 1 WHERE 'a' OPERATOR(pg_catalog.~) 'b'",
        "SELECT * FROM public.flights",
        "SELECT current_user",
        "SELECT 1::oid",
        "SELECT pg_catalog.lower('x')",
    ],
)
def test_a_text_that_speaks_of_the_catalog_is_noticed(text: str) -> None:
    assert catalog.mentions(text)


@pytest.mark.parametrize(
    "text", ["SELECT 1", "SELECT sum(fare) FROM flights", "INSERT INTO t VALUES (1)", "SELECT public FROM t"]
)
def test_an_ordinary_text_is_not(text: str) -> None:
    assert not catalog.mentions(text)


def test_what_went_through_the_pass_does_not_go_through_it_again() -> None:
    assert not catalog.mentions(catalog.translate("SELECT relname FROM pg_class"))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("SELECT relpages FROM pg_catalog.pg_class", "FROM reedbed_catalog.pg.pg_class AS pg_class"),
        ("SELECT 'AS select,' AS a, 1 AS select FROM pg_class", """SELECT 'AS select,' AS "a", 1 AS "select" FROM"""),
        ("SELECT relpages FROM pg_class c", "FROM reedbed_catalog.pg.pg_class AS c"),
        ("SELECT pg_catalog.pg_class.relpages FROM pg_catalog.pg_class", "SELECT pg_class.relpages"),
        ("SELECT 1 FROM information_schema.tables t", "FROM reedbed_catalog.info.tables AS t"),
        ("SELECT a FROM public.pg_users", "FROM main.pg_users"),
        ("SELECT pg_table_is_visible(oid) FROM pg_class", "reedbed_catalog.pg.pg_table_is_visible(oid)"),
        ("SELECT 'a'::regclass::oid", "CAST(reedbed_catalog.src.regclass_in(CAST('a' AS TEXT)) AS UINTEGER)"),
        ("SELECT c.oid::regclass::text FROM pg_class c", "reedbed_catalog.src.regclass_out(CAST(c.oid AS UINTEGER))"),
        ("SELECT 1 FROM pg_type WHERE typinput = 'array_in'::regproc", "typinput = reedbed_catalog.src.regproc_in("),
        ("SELECT 1 FROM pg_class WHERE relname OPERATOR(pg_catalog.~) '^a' COLLATE pg_catalog.default", "'^a')"),
        ("SELECT 1 FROM pg_class WHERE relkind = ANY (ARRAY['r', 'v'])", "LIST_CONTAINS(['r', 'v'], relkind)"),
        ("SELECT 1 FROM pg_class WHERE relkind = ANY ('{r,v}')", "LIST_CONTAINS(reedbed_catalog.src.array_in('{r,v}')"),
        ("SELECT 1 FROM pg_class WHERE relname <> ALL (ARRAY['a'])", "NOT LIST_CONTAINS(['a'], relname)"),
        ("SELECT 1 FROM pg_class WHERE relkind = ANY ($1)", "LIST_CONTAINS(CAST($1 AS TEXT[]), relkind)"),
        ("SELECT indkey[0] FROM pg_index", "indkey[1]"),
        ("SELECT conkey[1] FROM pg_constraint", "conkey[1]"),
        ("SELECT oid FROM pg_class WHERE oid = ANY ('{1,2}'::oid[])", "AS UINTEGER[])"),
        ("SELECT tableoid FROM pg_class", "reedbed_catalog.src.system_relation('pg_class')"),
        ("SELECT pg_relation_size('t')", "pg_relation_size(reedbed_catalog.src.regclass_in("),
    ],
)
def test_each_spelling_becomes_duckdbs(text: str, part: str) -> None:
    assert part in catalog.translate(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT relname, relpages FROM pg_class", [f"relname{MARK}name"]),
        ("SELECT oid AS number FROM pg_class", [f"number{MARK}oid"]),
        ("SELECT oid AS Number FROM pg_class", [f"number{MARK}oid"]),
        ("SELECT relkind, count(*) FROM pg_class GROUP BY relkind", [f"relkind{MARK}char", "count"]),
        ("SELECT oid::regtype FROM pg_type", [f"oid{MARK}regtype"]),
        ("SELECT format_type(oid, NULL) FROM pg_type", ["format_type"]),
        ("SELECT array_agg(relname) FROM pg_class", [f"array_agg{MARK}name[]"]),
        ("SELECT coalesce(relname, 'x') FROM pg_class", [f"coalesce{MARK}name"]),
        ("SELECT CASE WHEN true THEN oid ELSE 0 END FROM pg_class", [f"case{MARK}oid"]),
        ("SELECT s.oid FROM (SELECT oid FROM pg_class) s", [f"oid{MARK}oid"]),
        ("WITH w AS (SELECT oid AS o FROM pg_class) SELECT o FROM w", [f"o{MARK}oid"]),
        ("SELECT * FROM pg_enum", [f"oid{MARK}oid", f"enumtypid{MARK}oid", f"enumlabel{MARK}name"]),
    ],
)
def test_columns_bear_postgresqls_names_and_types(text: str, names: list[str]) -> None:
    made = catalog.translate(text)
    assert [name for name in names if f'AS "{name}"' not in made] == []


def test_the_order_by_a_name_of_the_answer_is_kept() -> None:
    assert catalog.translate('SELECT relname AS "Name" FROM pg_class ORDER BY "Name" DESC').endswith(
        "ORDER BY 1 DESC NULLS FIRST"
    )


def test_the_types_of_an_answer_are_told() -> None:
    assert catalog.result_types("SELECT oid, relname, relkind, relnatts FROM pg_class") == (
        "oid",
        "name",
        "char",
        "int2",
    )
    assert catalog.result_types("SELECT * FROM my_table, pg_class") is None
    assert catalog.result_types("SELECT FROM WHERE") is None
