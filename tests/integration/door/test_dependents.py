"""What depends on what: views, foreign keys, defaults and schemas under DROP and ALTER, as PostgreSQL has it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.integration.doors import open_door

from reedbed import Lake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[tuple[Any, ...]]

HINT = "Use DROP ... CASCADE to drop the dependent objects too."


@pytest.fixture(scope="module")
def opened() -> Iterator[OpenDoor]:
    with open_door() as door:
        yield door


@pytest.fixture
def connection(opened: OpenDoor, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A client whose tables lie in a schema of their own."""
    with psycopg.connect(opened.url, autocommit=True) as client:
        schema = f"own_{abs(hash(request.node.name))}"
        client.execute(f"CREATE SCHEMA {schema}".encode())
        client.execute(f"SET search_path = {schema}".encode())
        yield client


@contextmanager
def notices(connection: Connection) -> Iterator[list[tuple[str | None, str | None]]]:
    """What the server remarks in a block, with its detail."""
    found: list[tuple[str | None, str | None]] = []

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        found.append((diagnostic.message_primary, diagnostic.message_detail))

    connection.add_notice_handler(note)
    yield found
    connection.remove_notice_handler(note)


def refused(connection: Connection, sql: str) -> tuple[str | None, str | None, str | None, str | None]:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(sql)
    told = caught.value.diag
    return told.sqlstate, told.message_primary, told.message_detail, told.message_hint


def make(connection: Connection, *statements: str) -> None:
    for each in statements:
        connection.execute(each)


def relations(connection: Connection) -> list[str]:
    here = "relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v')"
    found = connection.execute(f"SELECT relname FROM pg_class WHERE {here} ORDER BY 1".encode())
    return [name for (name,) in found]


def test_a_column_that_views_read_stays_until_they_go_with_it(connection: Connection) -> None:
    make(
        connection,
        "CREATE TABLE t (a int, b int)",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE VIEW w AS SELECT a FROM v",
        "CREATE VIEW other AS SELECT b FROM t",
    )
    assert refused(connection, "ALTER TABLE t DROP COLUMN a") == (
        "2BP01",
        "cannot drop column a of table t because other objects depend on it",
        "view v depends on column a of table t\nview w depends on view v",
        HINT,
    )
    with notices(connection) as told:
        connection.execute("ALTER TABLE t DROP COLUMN a CASCADE")
    assert told == [("drop cascades to 2 other objects", "drop cascades to view v\ndrop cascades to view w")]
    assert relations(connection) == ["other", "t"]


def test_a_relation_that_is_read_stays_until_its_readers_go_with_it(connection: Connection) -> None:
    make(connection, "CREATE TABLE t (a int)", "CREATE VIEW v AS SELECT a FROM t", "CREATE VIEW w AS SELECT a FROM v")
    _, message, detail, _ = refused(connection, "DROP TABLE t")
    assert message == "cannot drop table t because other objects depend on it"
    assert detail == "view v depends on table t\nview w depends on view v"
    assert refused(connection, "DROP VIEW v")[2] == "view w depends on view v"
    with notices(connection) as told:
        connection.execute("DROP VIEW v CASCADE")
    assert told == [("drop cascades to view w", None)]
    make(connection, "CREATE VIEW v AS SELECT a FROM t", "DROP TABLE t CASCADE")
    assert relations(connection) == []


def test_views_that_go_together_need_no_cascade(connection: Connection) -> None:
    make(connection, "CREATE VIEW a AS SELECT 1 AS n", "CREATE VIEW b AS SELECT n FROM a", "DROP VIEW a, b")
    assert relations(connection) == []


def test_a_name_in_another_schema_or_of_a_common_table_expression_is_no_dependence(connection: Connection) -> None:
    make(
        connection,
        "CREATE TABLE t (a int)",
        "CREATE SCHEMA aside",
        "CREATE TABLE aside.t (a int)",
        "CREATE VIEW v AS WITH t AS (SELECT 1 AS a) SELECT a FROM t",
        "CREATE VIEW w AS SELECT a FROM aside.t",
        "CREATE VIEW x AS SELECT 't' AS t",
        "DROP TABLE t",
        "DROP SCHEMA aside CASCADE",
    )
    assert relations(connection) == ["v", "x"]


def test_the_type_of_a_column_stays_while_a_view_reads_it(connection: Connection) -> None:
    make(connection, "CREATE TABLE t (a int, b int)", "CREATE VIEW v AS SELECT 1 AS one FROM t WHERE a > 0")
    state, message, detail, _ = refused(connection, "ALTER TABLE t ALTER COLUMN a TYPE text")
    assert (state, message) == ("0A000", "cannot alter type of a column used by a view or rule")
    assert detail == 'rule _RETURN on view v depends on column "a"'
    connection.execute("ALTER TABLE t ALTER COLUMN b TYPE text")


def test_a_foreign_key_goes_with_the_table_or_the_column_that_it_leads_to(connection: Connection) -> None:
    make(
        connection,
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (id int, p_id int REFERENCES p (id))",
        "INSERT INTO p VALUES (1)",
        "INSERT INTO c VALUES (1, 1)",
    )
    assert refused(connection, "DROP TABLE p")[2] == "constraint c_p_id_fkey on table c depends on table p"
    assert refused(connection, "ALTER TABLE p DROP COLUMN id")[0] == "2BP01"
    with notices(connection) as told:
        connection.execute("DROP TABLE p CASCADE")
    assert told == [("drop cascades to constraint c_p_id_fkey on table c", None)]
    connection.execute("INSERT INTO c VALUES (2, 99)")
    assert connection.execute("SELECT * FROM c ORDER BY id").fetchall() == [(1, 1), (2, 99)]


def test_linked_tables_go_together_in_whatever_order_they_are_named(connection: Connection) -> None:
    make(connection, "CREATE TABLE p (id int PRIMARY KEY)", "CREATE TABLE c (p_id int REFERENCES p)", "DROP TABLE p, c")
    assert relations(connection) == []


def test_a_sequence_takes_its_default_along_and_not_its_table(connection: Connection) -> None:
    make(
        connection,
        "CREATE SEQUENCE s",
        "CREATE TABLE t (id int DEFAULT nextval('s'), n int)",
        "INSERT INTO t (n) VALUES (7)",
    )
    assert refused(connection, "DROP SEQUENCE s")[2] == "default value for column id of table t depends on sequence s"
    connection.execute("DROP SEQUENCE s CASCADE")
    connection.execute("INSERT INTO t (n) VALUES (8)")
    assert connection.execute("SELECT id, n FROM t ORDER BY n").fetchall() == [(1, 7), (None, 8)]


def test_a_schema_goes_with_all_that_reads_what_is_in_it(connection: Connection) -> None:
    make(
        connection,
        "CREATE SCHEMA going",
        "CREATE TABLE going.t (a int)",
        "CREATE VIEW v AS SELECT a FROM going.t",
    )
    assert (
        refused(connection, "DROP SCHEMA going")[2]
        == "table going.t depends on schema going\nview v depends on table going.t"
    )
    with notices(connection) as told:
        connection.execute("DROP SCHEMA going CASCADE")
    assert told == [("drop cascades to 2 other objects", "drop cascades to table going.t\ndrop cascades to view v")]
    assert relations(connection) == []


def test_a_view_keeps_the_columns_that_it_was_made_with(connection: Connection) -> None:
    make(
        connection,
        "CREATE TABLE t (a int, b int)",
        "CREATE TABLE u (b int, c int)",
        "CREATE VIEW plain AS SELECT * FROM t",
        "CREATE VIEW joined AS SELECT t.*, u.c FROM t JOIN u ON t.b = u.b",
        "CREATE VIEW inner_star AS SELECT * FROM (SELECT * FROM t) AS x",
        "INSERT INTO t VALUES (1, 2)",
        "INSERT INTO u VALUES (2, 3)",
        "ALTER TABLE t ADD COLUMN z int DEFAULT 9",
    )
    assert connection.execute("SELECT * FROM plain").fetchall() == [(1, 2)]
    assert connection.execute("SELECT * FROM joined").fetchall() == [(1, 2, 3)]
    assert connection.execute("SELECT * FROM inner_star").fetchall() == [(1, 2)]


def test_a_view_reads_what_its_maker_meant_whatever_the_path_is_later(connection: Connection) -> None:
    make(
        connection,
        "CREATE TABLE t (a int)",
        "INSERT INTO t VALUES (1)",
        "CREATE VIEW public.reads_own AS SELECT a FROM t",
        "SET search_path = public",
    )
    assert connection.execute("SELECT a FROM reads_own").fetchall() == [(1,)]
    connection.execute("DROP VIEW reads_own")


def test_a_view_is_replaced_only_by_one_that_has_its_columns(connection: Connection) -> None:
    make(connection, "CREATE VIEW v AS SELECT 1 AS a, 2 AS b", "COMMENT ON VIEW v IS 'kept'")
    assert refused(connection, "CREATE OR REPLACE VIEW v AS SELECT 1 AS a")[:2] == (
        "42P16",
        "cannot drop columns from view",
    )
    assert refused(connection, "CREATE OR REPLACE VIEW v AS SELECT 1 AS z, 2 AS b")[0] == "42P16"
    for other, kind in (("'x'", "text"), ("1::float8", "double precision"), ("true", "boolean")):
        assert refused(connection, f"CREATE OR REPLACE VIEW v AS SELECT {other} AS a, 2 AS b")[1] == (
            f'cannot change data type of view column "a" from integer to {kind}'
        )
    connection.execute("CREATE OR REPLACE VIEW v AS SELECT 5 AS a, 6 AS b, 7 AS c")
    assert connection.execute("SELECT *, obj_description('v'::regclass) FROM v").fetchall() == [(5, 6, 7, "kept")]
    assert refused(connection, "CREATE VIEW twice AS SELECT a, a FROM v")[0] == "42701"


SKIPPED = {
    "DROP TABLE IF EXISTS nothing": 'table "nothing" does not exist, skipping',
    "DROP TABLE IF EXISTS nowhere.nothing": 'schema "nowhere" does not exist, skipping',
    "DROP VIEW IF EXISTS nothing CASCADE": 'view "nothing" does not exist, skipping',
    "DROP SCHEMA IF EXISTS nothing": 'schema "nothing" does not exist, skipping',
    "DROP SEQUENCE IF EXISTS nothing": 'sequence "nothing" does not exist, skipping',
    "DROP TYPE IF EXISTS nothing": 'type "nothing" does not exist, skipping',
    "DROP INDEX IF EXISTS nothing": 'index "nothing" does not exist, skipping',
    "CREATE TABLE IF NOT EXISTS t (a int)": 'relation "t" already exists, skipping',
    "CREATE SCHEMA IF NOT EXISTS public": 'schema "public" already exists, skipping',
    "CREATE INDEX IF NOT EXISTS i ON t (a)": 'relation "i" already exists, skipping',
    "ALTER TABLE IF EXISTS nothing ADD COLUMN b int": 'relation "nothing" does not exist, skipping',
    "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int": 'column "a" of relation "t" already exists, skipping',
    "ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS": 'column "a" of relation "t" is not an identity column, skipping',
    "ALTER TABLE t DROP COLUMN IF EXISTS z": 'column "z" of relation "t" does not exist, skipping',
}


def test_what_is_skipped_is_said(connection: Connection) -> None:
    make(connection, "CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)")
    for sql, said in SKIPPED.items():
        with notices(connection) as told:
            connection.execute(sql)
        assert told == [(said, None)], sql


def test_truncate_is_refused_beside_a_table_that_refers_and_spreads_where_it_says_so(connection: Connection) -> None:
    make(connection, "CREATE TABLE p (id int PRIMARY KEY)", "CREATE TABLE c (p_id int REFERENCES p)")
    assert refused(connection, "TRUNCATE p") == (
        "0A000",
        "cannot truncate a table referenced in a foreign key constraint",
        'Table "c" references "p".',
        'Truncate table "c" at the same time, or use TRUNCATE ... CASCADE.',
    )
    with notices(connection) as told:
        connection.execute("TRUNCATE p CASCADE")
    assert told == [('truncate cascades to table "c"', None)]


def test_an_archived_table_is_a_table_to_its_views(opened: OpenDoor) -> None:
    with psycopg.connect(opened.url, autocommit=True) as client:
        make(
            client,
            "CREATE TABLE flights (id int PRIMARY KEY, ts timestamp NOT NULL, v int)",
            "INSERT INTO flights "
            "SELECT n, timestamp '2020-01-01' + n * interval '1 day', n FROM generate_series(0, 59) AS g(n)",
            "CREATE VIEW before AS SELECT * FROM flights",
        )
        assert Lake(opened.store, target=opened.folder / "lake").archive("flights", "ts", "2020-02-01").rows == 31
        client.execute("CREATE VIEW after AS SELECT id FROM flights WHERE v < 40")
        assert refused(client, "ALTER TABLE flights DROP COLUMN v")[0] == "2BP01"
        assert (
            refused(client, "DROP TABLE flights")[2]
            == "view before depends on table flights\nview after depends on table flights"
        )
        make(client, "ALTER TABLE flights RENAME COLUMN v TO value", "ALTER TABLE flights RENAME TO trips")
        assert client.execute("SELECT count(*), max(v) FROM before").fetchall() == [(60, 59)]
        assert client.execute("SELECT count(*) FROM after").fetchall() == [(40,)]
        client.execute("DROP TABLE trips CASCADE")
        assert client.execute("SELECT count(*) FROM reedbed.lake_tables").fetchall() == [(0,)]


def test_in_duckdbs_dialect_nothing_is_held_or_followed(connection: Connection) -> None:
    make(connection, "CREATE TABLE t (a int, b int)", "CREATE VIEW v AS SELECT a FROM t")
    make(
        connection,
        "SET reedbed.dialect = 'duckdb'",
        "ALTER TABLE t RENAME COLUMN a TO c",
        "SET reedbed.dialect = 'postgres'",
    )
    assert refused(connection, "SELECT * FROM v")[0] == "42703"
