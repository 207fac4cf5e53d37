"""Grants: a reader or writer with a list of tables reaches those and no others."""

from __future__ import annotations

import pytest

from reedbed.engine import Cursor, Database
from reedbed.engine.resolver import Grants, Resolver, Role, Subject
from reedbed.errors import AccessDenied

SETUP = """
CREATE TABLE open_a (a INTEGER);
CREATE TABLE secret (a INTEGER);
CREATE TABLE "Open_Quoted" (a INTEGER);
CREATE SCHEMA weather;
CREATE TABLE weather.hours (a INTEGER);
CREATE SCHEMA vault;
CREATE TABLE vault.open_a (a INTEGER);
CREATE TABLE vault.gold (a INTEGER);
CREATE SCHEMA scratch;
CREATE TABLE scratch.x (a INTEGER);
CREATE VIEW shown AS SELECT * FROM secret;
CREATE MACRO of_secret() AS (SELECT max(a) FROM secret);
CREATE MACRO of_open() AS TABLE SELECT * FROM open_a;
"""
GRANTS = Grants(reads=("open_*", "weather.*", "shown"), writes=("scratch.*",))
READER = Subject(user="ana", role=Role.READER, grants=GRANTS)
WRITER = Subject(user="ben", role=Role.WRITER, grants=GRANTS)

READ = (
    "SELECT * FROM open_a",
    "SELECT * FROM OPEN_A, main.open_a, memory.main.open_a",
    'SELECT * FROM "Open_Quoted", open_quoted',
    "SELECT * FROM weather.hours, scratch.x",
    "SELECT * FROM shown",
    "SELECT * FROM of_open()",
    "SELECT * FROM query('SELECT * FROM open_a')",
    "SELECT * FROM query_table('open_a')",
    "WITH c AS (SELECT 1) SELECT * FROM c",
    "SELECT extract(year FROM current_date), 1 IS DISTINCT FROM 2 FROM open_a",
    "SELECT * FROM open_a PIVOT (sum(a) FOR a IN (1, 2))",
    "PIVOT open_a ON a USING sum(a)",
    "SELECT * FROM (VALUES (1)) v, unnest([1]) u, range(3) r",
    "SELECT * FROM duckdb_tables(), information_schema.tables, pg_catalog.pg_class, pg_class, sqlite_master",
    "FROM f: open_a",
    "SHOW TABLES",
    "DESCRIBE open_a",
    "UNPIVOT open_a ON a INTO NAME n VALUE v",
)

NOT_READ = (
    "SELECT * FROM secret",
    "SELECT * FROM SECRET",
    'SELECT * FROM "secret"',
    "SELECT * FROM main.secret",
    "SELECT * FROM memory.main.secret",
    "SELECT * FROM vault.gold",
    "SELECT * FROM vault.open_a",
    "SELECT * FROM open_a, secret",
    "SELECT * FROM open_a JOIN open_a o USING (a), secret",
    "SELECT * FROM open_a WHERE a IN (SELECT a FROM secret)",
    "SELECT (SELECT max(a) FROM secret)",
    "SELECT * FROM (open_a JOIN secret USING (a))",
    "WITH secret AS (SELECT 1) SELECT * FROM secret",
    "SELECT * FROM (WITH secret AS (SELECT 1) SELECT * FROM secret), secret",
    "WITH c AS (SELECT * FROM secret) SELECT * FROM c",
    "SELECT of_secret()",
    "FROM query('SELECT * FROM secret')",
    "FROM query_table('secret')",
    "FROM query_table('main.secret')",
    "FROM 'secret'",
    "FROM f: secret",
    "TABLE secret",
    "DESCRIBE secret",
    "SUMMARIZE secret",
    "PIVOT secret ON a USING sum(a)",
    "UNPIVOT secret ON a",
    "EXPLAIN ANALYZE SELECT * FROM secret",
    "SELECT * FROM reedbed.tables",
    "SELECT * FROM nothing_there",
    "SELECT 1 UNION SELECT a FROM secret",
    "FROM open_a SEMI JOIN secret USING (a)",
)

WRITTEN = (
    "INSERT INTO scratch.x SELECT * FROM open_a",
    "CREATE TABLE scratch.y AS SELECT * FROM weather.hours",
    "CREATE VIEW scratch.v AS SELECT * FROM open_a",
    "DROP TABLE scratch.x",
    "ALTER TABLE scratch.x RENAME TO z",
    "CREATE INDEX i ON scratch.x (a)",
    "CREATE TEMP TABLE mine AS SELECT * FROM open_a",
    "DROP SCHEMA scratch CASCADE",
    "MERGE INTO scratch.x USING open_a s ON x.a = s.a WHEN MATCHED THEN UPDATE SET a = s.a",
)

NOT_WRITTEN = (
    "INSERT INTO open_a VALUES (1)",
    "INSERT INTO scratch.x SELECT * FROM secret",
    "UPDATE secret SET a = 1",
    "UPDATE scratch.x SET a = s.a FROM secret s",
    "DELETE FROM weather.hours",
    "DELETE FROM scratch.x USING secret WHERE true",
    "CREATE TABLE y (a INTEGER)",
    "CREATE TABLE vault.y AS SELECT 1",
    "CREATE VIEW scratch.v AS SELECT * FROM secret",
    "CREATE MACRO scratch.m() AS (SELECT max(a) FROM secret)",
    "DROP TABLE secret",
    "DROP VIEW shown",
    "ALTER TABLE secret RENAME TO open_b",
    "CREATE INDEX i ON secret (a)",
    "CREATE SCHEMA other",
    "DROP SCHEMA vault CASCADE",
    "CREATE TEMP TABLE mine AS SELECT * FROM secret",
    "COMMENT ON TABLE secret IS 'x'",
    "CREATE TEMP TABLE secret AS SELECT * FROM secret",
    "CREATE TABLE scratch.y (a INTEGER REFERENCES secret (a))",
    "CREATE TABLE scratch.y (a INTEGER REFERENCES secret)",
    "CREATE TABLE scratch.y (a INTEGER, FOREIGN KEY (a) REFERENCES vault.gold (a))",
    "MERGE INTO scratch.x USING secret s ON true WHEN MATCHED THEN DELETE",
)


@pytest.fixture(scope="module")
def shared() -> tuple[Resolver, Cursor, Database]:
    database = Database.open(None)
    cursor = database.cursor()
    cursor.execute("CREATE SCHEMA reedbed; CREATE TABLE reedbed.tables (row_count BIGINT)")
    cursor.execute(SETUP)
    return Resolver(database), cursor, database


@pytest.mark.parametrize("subject", [READER, WRITER], ids=["reader", "writer"])
@pytest.mark.parametrize("sql", READ)
def test_granted_tables_are_read(shared: tuple[Resolver, Cursor, Database], subject: Subject, sql: str) -> None:
    shared[0].check_text(sql, subject, shared[1])


@pytest.mark.parametrize("subject", [READER, WRITER], ids=["reader", "writer"])
@pytest.mark.parametrize("sql", NOT_READ)
def test_other_tables_are_not_read(shared: tuple[Resolver, Cursor, Database], subject: Subject, sql: str) -> None:
    with pytest.raises(AccessDenied):
        shared[0].check_text(sql, subject, shared[1])


@pytest.mark.parametrize("sql", WRITTEN)
def test_granted_tables_are_written(shared: tuple[Resolver, Cursor, Database], sql: str) -> None:
    shared[0].check_text(sql, WRITER, shared[1])


@pytest.mark.parametrize("sql", NOT_WRITTEN)
def test_other_tables_are_not_written(shared: tuple[Resolver, Cursor, Database], sql: str) -> None:
    with pytest.raises(AccessDenied):
        shared[0].check_text(sql, WRITER, shared[1])


@pytest.mark.parametrize(
    ("path", "sql", "passes"),
    [
        ("weather", "SELECT * FROM hours", True),
        ('"memory"."weather","memory"."main"', "SELECT * FROM hours, open_a", True),
        ("vault", "SELECT * FROM gold", False),
        ("vault, main", "SELECT * FROM open_a", False),
        ("vault", "SELECT * FROM of_open()", False),
    ],
)
def test_names_without_a_schema_mean_what_the_search_path_says(
    shared: tuple[Resolver, Cursor, Database], path: str, sql: str, *, passes: bool
) -> None:
    if passes:
        shared[0].check_text(sql, READER, shared[1], search_path=path)
    else:
        with pytest.raises(AccessDenied):
            shared[0].check_text(sql, READER, shared[1], search_path=path)


@pytest.mark.parametrize("path", ["reedbed", "main, reedbed", "memory.reedbed", "other.main"])
def test_a_search_path_leads_no_write_into_the_ledger(shared: tuple[Resolver, Cursor, Database], path: str) -> None:
    everything = Subject(user="eve", role=Role.WRITER)
    with pytest.raises(AccessDenied):
        shared[0].check_text("DELETE FROM tables", everything, shared[1], search_path=path)


def test_a_session_uses_its_own_temporary_tables_and_no_other_session_does(
    shared: tuple[Resolver, Cursor, Database],
) -> None:
    resolver, cursor, database = shared
    cursor.execute("CREATE TEMP TABLE passing (a INTEGER)")
    for sql in ("INSERT INTO passing VALUES (1)", "SELECT * FROM passing", "SELECT * FROM temp.passing"):
        resolver.check_text(sql, WRITER, cursor)
    with pytest.raises(AccessDenied):
        resolver.check_text("SELECT * FROM passing", WRITER, database.cursor())
    cursor.execute("DROP TABLE passing")


def test_a_name_in_letters_of_another_alphabet_is_another_name() -> None:
    # The Kelvin sign folds to k in Unicode; DuckDB folds ASCII only, and so knows two tables here.
    database = Database.open(None)
    cursor = database.cursor()
    cursor.execute('CREATE TABLE book (a INTEGER); CREATE TABLE "boo\N{KELVIN SIGN}" (a INTEGER)')
    subject = Subject(user="ana", role=Role.READER, grants=Grants(reads=("book",), writes=()))
    with pytest.raises(AccessDenied):
        Resolver(database).check_text('SELECT * FROM "boo\N{KELVIN SIGN}"', subject, cursor)
