"""What readers and writers do all day passes: no rule refuses ordinary SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from reedbed.engine import Cursor, Database
from reedbed.engine.resolver import Resolver, Role, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

READER = Subject(user="ana", role=Role.READER)
WRITER = Subject(user="ben", role=Role.WRITER)

SETUP = """
CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR, ts TIMESTAMP, j JSON, l INTEGER[], s STRUCT(x INTEGER, y VARCHAR));
INSERT INTO t VALUES (1, 'x', '2026-01-01', '{"k": [1, 2]}', [1, 2], {x: 1, y: 'z'});
CREATE TABLE stats (summary VARCHAR, "from" INTEGER);
CREATE SCHEMA weather;
CREATE TABLE weather.hours (ts TIMESTAMP, temp DOUBLE);
CREATE VIEW shown AS SELECT a, b FROM t;
CREATE MACRO plus_one(x) AS x + 1;
CREATE MACRO rows_of_t() AS TABLE SELECT * FROM t;
CREATE SEQUENCE numbers;
CREATE TYPE mood AS ENUM ('good', 'bad');
"""

QUERIES = (
    "SELECT 1",
    "SELECT a, b FROM t WHERE a = $1 AND b IN ('x.csv', 'y.parquet') ORDER BY a DESC NULLS LAST LIMIT 10 OFFSET 0",
    "SELECT * FROM main.t AS x (a, b) JOIN weather.hours h ON x.a = h.temp LEFT JOIN t u USING (a)",
    "SELECT b, count(*), sum(a) FILTER (WHERE a > 0) FROM t GROUP BY ALL HAVING count(*) > 0",
    "SELECT b, sum(a) FROM t GROUP BY GROUPING SETS ((b), ()), CUBE (a), ROLLUP (ts)",
    "SELECT a, row_number() OVER (PARTITION BY b ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
    "SELECT a, lag(a, 1) OVER w, rank() OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY ts)",
    "WITH c (n) AS (SELECT 1), d AS MATERIALIZED (SELECT * FROM c) SELECT * FROM c, d",
    "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT sum(n) FROM r",
    "SELECT j->'k'->0, j->>'$.k[0]', json_extract(j, '$.k'), json_array_length(j->'k') FROM t",
    "SELECT key, value FROM t, json_each(t.j)",
    "SELECT l[1], l[1:2], list_transform(l, LAMBDA x: x + 1), [x * 2 FOR x IN l IF x > 1], unnest(l) FROM t",
    "SELECT s.x, s['y'], struct_pack(a := 1), {'a': 1, 'b': [1, 2]}, MAP {'k': 1}, s.* FROM t",
    "SELECT CASE WHEN a > 1 THEN 'x' ELSE coalesce(b, 'n') END, nullif(a, 1), greatest(1, 2), a BETWEEN 1 AND 2 FROM t",
    "SELECT extract(year FROM ts), date_trunc('month', ts), ts + INTERVAL 1 DAY, ts AT TIME ZONE 'UTC', age(ts) FROM t",
    "SELECT substring(b FROM 1 FOR 2), trim(BOTH 'x' FROM b), position('x' IN b) FROM t",
    "SELECT CAST(a AS DECIMAL(10, 2)), a::VARCHAR(3), TRY_CAST(b AS INTEGER), TRY_CAST(b AS mood) FROM t",
    "SELECT b ILIKE '%x%', b ~ 'x', b SIMILAR TO 'x', regexp_matches(b, 'x'), b GLOB '*.csv', b COLLATE NOCASE FROM t",
    "SELECT EXISTS (SELECT 1 FROM t), a = ANY (SELECT 1), a NOT IN (SELECT a FROM t), a IS DISTINCT FROM 1 FROM t",
    "SELECT string_agg(b, ',' ORDER BY a), array_agg(DISTINCT a), quantile_cont(a, 0.5), arg_max(b, a) FROM t",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY a) FROM t",
    "SELECT * EXCLUDE (j) REPLACE (a + 1 AS a) RENAME (b AS c) FROM t",
    "SELECT COLUMNS('a|b'), COLUMNS(* EXCLUDE (a)) FROM t",
    "SELECT a FROM t UNION ALL BY NAME SELECT a FROM t EXCEPT SELECT 2 INTERSECT SELECT 3",
    "FROM t SELECT a WHERE a > 0",
    "FROM f: t, g: (SELECT 1) SELECT f.a",
    "SELECT x: a, y: b FROM t",
    "TABLE t",
    "VALUES (1, 'a'), (2, 'b')",
    "(SELECT 1) UNION (SELECT 2)",
    "SELECT * FROM (VALUES (1, 'x')) v (n, s), LATERAL (SELECT v.n + 1) w (m)",
    "SELECT * FROM range(10), generate_series(1, 3) g (i), unnest([1, 2]) u (j)",
    "SELECT * FROM t ASOF JOIN weather.hours h ON t.ts >= h.ts",
    "SELECT * FROM t POSITIONAL JOIN t u",
    "SELECT * FROM t TABLESAMPLE reservoir(10 ROWS)",
    "SELECT * FROM t USING SAMPLE 10 PERCENT (bernoulli)",
    "SELECT * FROM t TABLESAMPLE SYSTEM (10%)",
    "PIVOT t ON b USING sum(a), max(a) GROUP BY ts",
    "SELECT * FROM (PIVOT t ON b USING sum(a))",
    "SELECT * FROM t PIVOT (sum(a) FOR b IN ('x', 'y.csv'))",
    "FROM (SELECT a, b FROM t) PIVOT (sum(a) FOR b IN ('x'))",
    "UNPIVOT (SELECT a, length(b) AS n FROM t) ON a, n INTO NAME k VALUE v",
    "SUMMARIZE t",
    "DESCRIBE t",
    "DESCRIBE SELECT 1",
    "SHOW TABLES",
    "SHOW ALL TABLES",
    "SELECT * FROM (DESCRIBE t)",
    "EXPLAIN SELECT * FROM t",
    "EXPLAIN ANALYZE SELECT count(*) FROM t",
    "EXPLAIN (FORMAT json) SELECT 1",
    "SELECT plus_one(a) FROM rows_of_t()",
    'SELECT "plus_one"(1), main.plus_one(2), memory.main.plus_one(3)',
    "SELECT * FROM shown, memory.main.shown s",
    "SELECT table_name FROM information_schema.tables",
    "SELECT relname FROM pg_catalog.pg_class",
    "SELECT * FROM duckdb_tables(), duckdb_columns()",
    "SELECT current_date, now(), current_user, current_schema(), current_database(), version()",
    "SELECT current_setting('TimeZone')",
    "SELECT * FROM query('SELECT a FROM t')",
    "SELECT * FROM query_table('t')",
    "SELECT getvariable('x'), gen_random_uuid(), random(), md5('x'), hash(1), typeof(1)",
    "SELECT count(*) FROM reedbed.tables",
    "SELECT summary, stats.\"from\" FROM stats WHERE summary = 'read_text(''x'')'",
    "SELECT 'SELECT * FROM read_csv(''x'')', \"summary\" AS \"read_csv\" FROM stats -- read_csv('x')",
    "SELECT /* read_text('x') */ 1",
    "SELECT b FROM t WHERE b LIKE '/etc/%' OR b = 'https://example.org/x.parquet'",
    "SELECT histogram(a), approx_quantile(a, 0.5), list(a ORDER BY a), first(b), any_value(b) FROM t",
    "SELECT CAST('[1]' AS JSON), to_json(t), row_to_json(t), json_group_array(a) FROM t GROUP BY t",
    "SELECT ROW(1, 2), (1, 2), [1, 2, 3], [], {'a': {'b': 1}}.a.b",
    "SELECT left(b, 1), right(b, 1), replace(b, 'x', 'y'), format('{}', a), if(a > 1, 1, 2), ifnull(b, '') FROM t",
    "SELECT a FROM t WHERE (a, b) IN ((1, 'x'), (2, 'y'))",
    "SELECT upper('x').lower().concat('y'), b.upper() FROM t",
    "SELECT 1 AS \"a b\", 2 \"c\", 'é' AS ü, 'x' || 'y'",
    "SELECT $name::INTEGER",
    "SELECT ?::VARCHAR",
    "SELECT DATE '2026-01-01', TIMESTAMP '2026-01-01 00:00:00', INTERVAL '1' DAY, INTERVAL (a) HOUR, X'00' FROM t",
    "SELECT a FROM t ORDER BY ALL LIMIT 10%",
    "SELECT a FROM t FETCH FIRST 5 ROWS ONLY",
    "BEGIN",
    "COMMIT",
    "",
    "-- nothing",
)
"""For everybody."""

WRITES = (
    "INSERT INTO t (a, b) VALUES (2, 'x.csv'), (3, '/etc/passwd')",
    "INSERT INTO stats (summary) SELECT b FROM t",
    "INSERT INTO t (a) SELECT a FROM t ON CONFLICT DO NOTHING",
    "INSERT INTO t (a, b) VALUES (1, 'y') ON CONFLICT (a) DO UPDATE SET b = excluded.b, ts = now() WHERE t.a > 0",
    "INSERT OR REPLACE INTO t BY NAME SELECT 4 AS a RETURNING a, b",
    "WITH c AS (SELECT 5 AS a) INSERT INTO t (a) SELECT a FROM c RETURNING *",
    "INSERT INTO weather.hours DEFAULT VALUES",
    "UPDATE t SET a = a + 1, b = lower(b) FROM weather.hours h WHERE h.temp = t.a RETURNING *",
    "UPDATE memory.main.t SET l = [1], s = {'x': 1, 'y': 'z'} WHERE a IN (SELECT a FROM t)",
    "DELETE FROM t USING weather.hours h, shown WHERE t.a = h.temp",
    "TRUNCATE stats",
    """MERGE INTO t USING (SELECT 1 AS a, 'q' AS b) s ON t.a = s.a
       WHEN MATCHED THEN UPDATE SET b = s.b, ts = now() WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b)""",
    "MERGE INTO t USING weather.hours h ON t.a = CASE WHEN h.temp > 0 THEN 1 END WHEN MATCHED THEN DELETE",
    "CREATE TABLE n (a INTEGER PRIMARY KEY, b VARCHAR(20) DEFAULT 'x', c DECIMAL(10, 2) CHECK (c > 0), m mood)",
    "CREATE TABLE IF NOT EXISTS summary (id INTEGER DEFAULT nextval('numbers'), ts TIMESTAMPTZ DEFAULT now())",
    "CREATE TABLE child (a INTEGER REFERENCES t (a), b STRUCT(x INTEGER), c UNION(n INTEGER), d MAP(INTEGER, TEXT))",
    "CREATE OR REPLACE TABLE n AS SELECT * FROM t",
    "CREATE TEMP TABLE n AS FROM t",
    "CREATE TABLE n AS PIVOT t ON b USING sum(a)",
    "CREATE TABLE n (a INTEGER, b INTEGER GENERATED ALWAYS AS (a + 1) VIRTUAL)",
    "CREATE VIEW n (x, y) AS SELECT a, b FROM t",
    "CREATE OR REPLACE TEMP VIEW n AS FROM shown",
    "CREATE MACRO n(x, y := 2) AS x + y",
    "CREATE MACRO n(x) AS TABLE SELECT * FROM t WHERE a = x",
    "CREATE FUNCTION n(x) AS (SELECT max(a) + x FROM t)",
    "CREATE SCHEMA n",
    "CREATE SCHEMA IF NOT EXISTS weather",
    "CREATE SEQUENCE n START 1",
    "CREATE TYPE n AS ENUM ('a', 'b')",
    "CREATE TYPE n AS STRUCT(x INTEGER)",
    "CREATE INDEX i ON stats (summary)",
    "CREATE UNIQUE INDEX IF NOT EXISTS i ON main.stats USING ART (lower(summary))",
    "ALTER TABLE t ADD COLUMN c INTEGER DEFAULT 3",
    "ALTER TABLE t RENAME COLUMN b TO c",
    "ALTER TABLE stats RENAME TO figures",
    "ALTER TABLE stats ALTER COLUMN summary TYPE VARCHAR USING upper(summary)",
    "ALTER TABLE t ALTER a SET DEFAULT 3",
    "ALTER VIEW shown RENAME TO seen",
    "COMMENT ON TABLE t IS 'the table'",
    "COMMENT ON COLUMN main.t.a IS 'the column'",
    "DROP TABLE IF EXISTS n",
    "DROP VIEW shown",
    "DROP MACRO plus_one",
    "DROP MACRO TABLE rows_of_t",
    "DROP SCHEMA weather CASCADE",
    "DROP INDEX IF EXISTS i",
    "DROP SEQUENCE numbers",
    "DROP TYPE mood",
    "SELECT nextval('numbers'), nextval('main.numbers'), currval('numbers')",
    "EXPLAIN ANALYZE INSERT INTO stats (summary) VALUES ('x')",
    "INSERT INTO t (a) VALUES (9); UPDATE t SET b = 'x'; DELETE FROM t",
)
"""For writers."""


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database.open(None)
    database.cursor().execute("CREATE SCHEMA reedbed; CREATE TABLE reedbed.tables (row_count BIGINT)")
    database.cursor().execute(SETUP)
    yield database
    database.close()


@pytest.fixture(scope="module")
def shared() -> tuple[Resolver, Cursor]:
    database = Database.open(None)
    cursor = database.cursor()
    cursor.execute("CREATE SCHEMA reedbed; CREATE TABLE reedbed.tables (row_count BIGINT)")
    cursor.execute(SETUP)
    return Resolver(database), cursor


@pytest.mark.parametrize("role", [Role.READER, Role.WRITER])
@pytest.mark.parametrize("sql", QUERIES)
def test_a_query_passes(shared: tuple[Resolver, Cursor], role: Role, sql: str) -> None:
    resolver, cursor = shared
    resolver.check_text(sql, Subject(user="ana", role=role), cursor)


@pytest.mark.parametrize("sql", WRITES)
def test_a_write_passes_for_a_writer(shared: tuple[Resolver, Cursor], sql: str) -> None:
    resolver, cursor = shared
    resolver.check_text(sql, WRITER, cursor)


@pytest.mark.parametrize("sql", [sql for sql in QUERIES if "?" not in sql and "$" not in sql and sql != "COMMIT"])
def test_the_queries_of_this_list_run(database: Database, sql: str) -> None:
    # A list of texts that DuckDB refuses would prove nothing.
    database.cursor().execute("SET VARIABLE x = 1")
    database.cursor().execute(sql)


@pytest.mark.parametrize("sql", WRITES)
def test_the_writes_of_this_list_run(database: Database, sql: str) -> None:
    database.cursor().execute(sql)


def test_the_queries_of_tpch_pass(shared: tuple[Resolver, Cursor]) -> None:
    resolver, cursor = shared
    with Database.open(None) as database:
        database.load_extension("tpch")
        queries = database.rows("SELECT query FROM tpch_queries()")
    assert len(queries) == 22
    for (sql,) in queries:
        resolver.check_text(sql, READER, cursor)


def test_what_an_application_runs_on_duckdbs_own_connection_changes_no_verdict(shared: tuple[Resolver, Cursor]) -> None:
    resolver, cursor = shared
    duckdb.execute("SELECT 1")
    resolver.check_text("CREATE TABLE n AS PIVOT t ON b USING sum(a)", WRITER, cursor)
