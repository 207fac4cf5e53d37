"""PostgreSQL's text becomes DuckDB's where they differ, and stays the same object where they do not."""

from __future__ import annotations

import pytest

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.rewriting import rewrite


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a, b FROM t WHERE a = $1",
        "SELECT * FROM t",
        "SELECT t.a, u.b AS c FROM t JOIN u ON t.id = u.id WHERE u.x > 5 ORDER BY t.a DESC NULLS LAST LIMIT 10",
        'SELECT "Name" FROM "Mixed"',
        "INSERT INTO t (a, b) VALUES ($1, $2)",
        "UPDATE t SET a = $1 WHERE id = $2",
        "DELETE FROM t WHERE id = 5",
        "SELECT a FROM t WHERE s = 'FOR UPDATE; a / b'",
        "INSERT INTO t VALUES (1, 'Ž', 1.50)",
    ],
)
def test_ordinary_statements_are_the_same_object(sql: str) -> None:
    assert rewrite(sql) is sql


@pytest.mark.parametrize(
    "sql",
    [
        "FROM t SELECT a / b",
        "FROM t",
        "PIVOT t ON a USING sum(b)",
        "SUMMARIZE t",
        "DESCRIBE SELECT 1 / 0",
        "ATTACH 'x.db' AS x",
        "PRAGMA version",
        "CALL f()",
        "USE s",
        "INSTALL httpfs",
        "CREATE MACRO f(a) AS a / 2",
        "CREATE FUNCTION f(a) AS a / 2",
        "SELECT [x / 2 for x in l] FROM t",
        "SELECT COLUMNS(*) FROM t",
        "CREATE SECRET s (TYPE s3)",
        "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE",
    ],
)
def test_the_sql_of_duckdb_passes_untouched(sql: str) -> None:
    assert rewrite(sql) is sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a) = 1",
        "SELECT list_transform(l, lambda x: x + 1) AS l FROM t",
        "SELECT list_transform(l, x -> x + 1) AS l FROM t",
        "SELECT {'a': 1, 'b': [1, 2]} AS s",
        "SELECT MAP {'a': 1} AS m",
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT a FROM 'file.csv'",
        "SELECT l[1:2] AS part FROM t",
        "SELECT 1 // 2 AS q",
        "SELECT INTERVAL 3 DAY AS i",
        "SELECT a FROM t GROUP BY ALL ORDER BY ALL",
    ],
)
def test_the_forms_of_duckdb_keep_their_text(sql: str) -> None:
    assert rewrite(sql) == sql


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("SELECT 1", "?column?"), ("SELECT count(*) FROM t", "count"), ("SELECT a::int8 FROM t", "a"),
        ("SELECT '1'::int8", "int8"), ("SELECT '1'::double precision", "float8"), ("SELECT date '2020-01-01'", "date"),
        ("SELECT CASE WHEN true THEN 1 END", "case"), ("SELECT CASE WHEN true THEN 1 ELSE a END FROM t", "a"),
        ("SELECT EXISTS (SELECT 1)", "exists"), ("SELECT ARRAY[1]", "array"), ("SELECT (SELECT max(a) FROM t)", "max"),
        ("SELECT coalesce(a, 1) FROM t", "coalesce"), ("SELECT trim(leading 'x' from a) FROM t", "ltrim"),
        ("SELECT extract(year from a) FROM t", "extract"), ("SELECT (a)[1] FROM t", "a"),
        ("SELECT -a FROM t", "?column?"),
        ("SELECT a AT TIME ZONE 'UTC' FROM t", "timezone"), ("SELECT true", "?column?"), ("SELECT ROW(1, 2)", "row"),
        ("SELECT current_date", "current_date"), ("INSERT INTO t VALUES (1) RETURNING a + 1", "?column?"),
        ("SELECT a AS Foo FROM t", "foo"), ("SELECT a name FROM t", "name"),
    ],
)  # fmt: skip
def test_a_column_has_the_name_that_postgresql_gives_it(sql: str, name: str) -> None:
    written = rewrite(sql)
    assert f'AS "{name}"' in written or written.endswith(f"AS {name} FROM t")


def test_what_no_rule_touches_keeps_every_character() -> None:
    sql = "SELECT a ,  b /* kept */ ,\n\t count( * )  FROM t -- the end\n WHERE s = 'It''s  /  A'"
    assert rewrite(sql) == sql.replace("count( * )", 'count( * ) AS "count"')


@pytest.mark.parametrize(
    ("sql", "written"),
    [
        ("SELECT a FROM t FOR UPDATE OF t NOWAIT", "SELECT a FROM t "),
        ("SELECT a FROM t WHERE b SIMILAR TO 'x%'", "SELECT a FROM t WHERE regexp_matches(b, '^(?:x.*)$', 's')"),
        ("SELECT a FROM t WHERE b ~* 'x'", "SELECT a FROM t WHERE regexp_matches(b, 'x', 'is')"),
        ("SELECT a FROM t WHERE b = ANY (ARRAY[1, 2])", "SELECT a FROM t WHERE (b IN (1, 2))"),
        ("SELECT a FROM t WHERE b LIKE $1", "SELECT a FROM t WHERE b LIKE $1 ESCAPE '\\'"),
        ("SELECT a FROM t WHERE b ILIKE ANY (ARRAY['x', 'y'])", "SELECT a FROM t WHERE (b ILIKE 'x' OR b ILIKE 'y')"),
        ("SELECT a FROM t LIMIT ALL", "SELECT a FROM t "),
        ("SELECT a FROM public.t", 'SELECT a FROM main."t"'),
        ("SELECT a INTO b FROM t", "CREATE TABLE b AS SELECT a  FROM t"),
        ("VALUES (1, 2)", 'SELECT * FROM (VALUES (1, 2)) AS "*VALUES*"(column1, column2)'),
        ("UPDATE t SET (a, b) = (1, 2)", "UPDATE t SET a = 1, b = 2"),
        (
            "SELECT g FROM generate_series(1, 3) g",
            'SELECT g FROM (SELECT CAST(generate_series AS INTEGER) FROM generate_series(1, 3)) AS "g"("g")',
        ),
        (
            "INSERT INTO t VALUES (1) ON CONFLICT ON CONSTRAINT k DO NOTHING",
            "INSERT INTO t VALUES (1) ON CONFLICT  DO NOTHING",
        ),
        ("INSERT INTO t VALUES ('\\xdead')", "INSERT INTO t VALUES ('\\xdead')"),
        ("SELECT a FROM t WHERE a = '\\xdead'::bytea", "SELECT a FROM t WHERE a = CAST('\\xde\\xad' AS BLOB)"),
        ("DELETE FROM t WHERE '\\xdead' = a::bytea", "DELETE FROM t WHERE CAST('\\xde\\xad' AS BLOB) = a::BLOB"),
        ("SELECT a FROM t WHERE (a, b) = (1, 2)", "SELECT a FROM t WHERE (a = 1 AND b = 2)"),
        ("SELECT a FROM t ORDER BY a USING >", "SELECT a FROM t ORDER BY a DESC"),
        ("DELETE FROM ONLY t", "DELETE FROM t"),
        ("SELECT a FROM Tab WHERE X = 1", "SELECT a FROM tab WHERE x = 1"),
        ("SELECT t.at FROM t", 'SELECT t."at" FROM t'),
    ],
)
def test_the_spelling_of_postgresql_becomes_that_of_duckdb(sql: str, written: str) -> None:
    assert rewrite(sql) == written


@pytest.mark.parametrize(
    ("sql", "written"),
    [
        (
            "CREATE TABLE S.T (Id bigserial PRIMARY KEY, n numeric, b bytea)",
            (
                'CREATE OR REPLACE SEQUENCE "s"."t_id_seq";\n'
                'CREATE TABLE s.t (id BIGINT DEFAULT nextval(\'"s"."t_id_seq"\') NOT NULL PRIMARY KEY, '
                "n DECIMAL(38, 10), b BLOB)"
            ),
        ),
        (
            "CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME public.q START WITH 5))",
            (
                'CREATE OR REPLACE SEQUENCE "main"."q" START WITH 5;\n'
                'CREATE TABLE t (a bigint DEFAULT nextval(\'"main"."q"\') NOT NULL)'
            ),
        ),
        ("DROP TABLE IF EXISTS a, b CASCADE", "DROP TABLE IF EXISTS a CASCADE;\nDROP TABLE IF EXISTS b CASCADE"),
        ("TRUNCATE TABLE ONLY a, b CONTINUE IDENTITY CASCADE", "TRUNCATE a;\nTRUNCATE b"),
        ("CREATE INDEX ON t USING btree (lower(a) DESC, b)", 'CREATE INDEX "t_lower_b_idx" ON t (lower(a), b)'),
        ('CREATE INDEX ON "T" ("a ""b")', 'CREATE INDEX "T_a ""b_idx" ON "T" ("a ""b")'),
        (
            "ALTER TABLE ONLY t ADD COLUMN a int NOT NULL DEFAULT 5, DROP COLUMN b",
            (
                "ALTER TABLE t ADD COLUMN a int DEFAULT 5;\nALTER TABLE t ALTER COLUMN a SET NOT NULL;\n"
                "ALTER TABLE t DROP COLUMN b"
            ),
        ),
        ("CREATE SCHEMA AUTHORIZATION Me", "CREATE SCHEMA me"),
        ("CREATE TYPE c AS (a int, b text)", "CREATE TYPE c AS STRUCT(a int, b text)"),
    ],
)
def test_a_definition_becomes_what_duckdb_can_define(sql: str, written: str) -> None:
    assert rewrite(sql) == written


def test_what_a_database_stores_does_not_depend_on_the_process() -> None:
    assert "reedbed_catalog" in rewrite("SELECT sum(a) / b, a::text, substring(c, 2) FROM t")
    assert "reedbed_catalog" not in rewrite("CREATE VIEW v AS SELECT sum(a) / b, a::text, substring(c, 2) FROM t")
    assert "reedbed_catalog" not in rewrite("CREATE TABLE t (a int, b int DEFAULT length('x') CHECK (a / b > 1))")
    with pytest.raises(SqlNotSupported, match="stores"):
        rewrite("CREATE VIEW v AS SELECT initcap(a) FROM t")


@pytest.mark.parametrize(
    ("sql", "construct"),
    [
        ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "a data-modifying statement in WITH"),
        ("SELECT to_tsvector('a')", "to_tsvector"),
        ("SELECT '1.2.3.4'::cidr", "cidr"),
        ("SELECT a FROM t ORDER BY a FETCH FIRST 1 ROW WITH TIES", "FETCH … WITH TIES"),
        ("SELECT to_char(a, b) FROM t", "to_char"),
        ("SELECT a @? '$.x' FROM t", "@?"),
        ("CREATE EXTENSION postgis", "CREATE EXTENSION"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED"),
        ("CREATE UNIQUE INDEX i ON t (a) WHERE b", "CREATE UNIQUE INDEX … WHERE"),
        ("CREATE INDEX i ON t USING gin (a)", "USING gin"),
        ("CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT", "NULLS NOT DISTINCT"),
        ("CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT)", "NULLS NOT DISTINCT"),
        ("CREATE TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a))", "NULLS NOT DISTINCT"),
        ("ALTER TABLE t CLUSTER ON i", "ALTER TABLE … CLUSTER"),
        ("CREATE TABLE t (a int) PARTITION BY RANGE (a)", "CREATE TABLE … PARTITION"),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(sql: str, construct: str) -> None:
    with pytest.raises(SqlNotSupported) as caught:
        rewrite(sql)
    assert caught.value.details["construct"] == construct


def test_the_name_of_a_column_carries_a_type_only_where_a_client_is_told_of_it() -> None:
    assert rewrite("SELECT a::varchar AS v FROM t ORDER BY v").count("v\x1fvarchar") == 2
    assert "\x1f" not in rewrite("SELECT a::varchar AS v INTO u FROM t")
    assert "\x1f" not in rewrite("CREATE TABLE u AS SELECT a::varchar AS v FROM t")
    assert "\x1f" not in rewrite("CREATE VIEW u AS SELECT a::varchar AS v FROM t")
    assert "\x1f" not in rewrite("INSERT INTO u SELECT a::varchar FROM t")
    assert "\x1f" not in rewrite("SELECT s.v FROM (SELECT a::varchar AS v FROM t) s")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('SELECT $1::"pg_catalog"."_int4"::text AS t', "SELECT reedbed_catalog.dialect.text($1::INTEGER[]) AS t"),
        ("SELECT $1::pg_catalog._date AS t", "SELECT $1::date[] AS t"),
        ("SELECT $1::pg_catalog.timestamptz AS t", "SELECT $1::TIMESTAMPTZ AS t"),
    ],
)
def test_types_by_their_full_names_are_the_same_types(text: str, written: str) -> None:
    assert rewrite(text) == written
