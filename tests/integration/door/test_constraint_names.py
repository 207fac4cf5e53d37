"""Names of constraints as clients meet them: in errors beside PostgreSQL's, after a restart, under an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pyarrow as pa
import pytest
import sqlalchemy
from tests.integration.doors import open_door

from reedbed import Lake
from reedbed.pgserver.access import Authenticator
from reedbed.pgserver.configuration import DoorConfig
from reedbed.pgserver.door import Door
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.doors import OpenDoor
    from tests.integration.postgres_server import PostgresServer

    Connection = psycopg.Connection[tuple[Any, ...]]

TABLES = """
    CREATE SCHEMA side;
    CREATE TABLE good (id int CONSTRAINT good_key PRIMARY KEY, code text CONSTRAINT code_once UNIQUE,
        n int CONSTRAINT n_positive CHECK (n > 0), m int NOT NULL DEFAULT 1, UNIQUE (code, n));
    CREATE TABLE buyer (id int PRIMARY KEY);
    CREATE TABLE sale (good int CONSTRAINT to_good REFERENCES good, code text REFERENCES good (code), n int, d text,
        buyer int REFERENCES buyer, CONSTRAINT pair FOREIGN KEY (d, n) REFERENCES good (code, n));
    CREATE TABLE side.good (id int PRIMARY KEY, a int CHECK (a > 0));
    INSERT INTO good VALUES (1, 'a', 1), (2, 'b', 2);
    INSERT INTO buyer VALUES (7), (8);
    INSERT INTO side.good VALUES (1, 1);
    INSERT INTO sale VALUES (1, 'a', 1, 'a', 7)
"""
VIOLATIONS = [
    ("INSERT INTO good VALUES (1, 'z', 1)", ()),
    ("INSERT INTO good VALUES (9, 'a', 9)", ()),
    ("INSERT INTO good VALUES (9, 'z', 0)", ()),
    ("INSERT INTO good VALUES (9, 'z', 1, NULL)", ()),
    ("INSERT INTO good VALUES (20, 'x', 1), (20, 'y', 1)", ()),
    ("INSERT INTO public.good (id, n) VALUES (%s, %s)", (9, -1)),
    ("INSERT INTO sale (good) VALUES (99)", ()),
    ("INSERT INTO sale (good, buyer) VALUES (1, 99)", ()),
    ("INSERT INTO sale (good, buyer) VALUES (%s, %s)", (1, 98)),
    ("INSERT INTO sale (good, buyer) VALUES (%s, %s)", (98, 7)),
    ("INSERT INTO sale VALUES (1, NULL, NULL, NULL, 97)", ()),
    ("INSERT INTO sale (code) VALUES ('zz')", ()),
    ("INSERT INTO sale (d, n) VALUES ('a', 7)", ()),
    ("UPDATE sale SET buyer = 44", ()),
    ("DELETE FROM good WHERE id = 1", ()),
    ("DELETE FROM buyer WHERE id = 7", ()),
    ("INSERT INTO side.good VALUES (1, 1)", ()),
    ("INSERT INTO side.good VALUES (2, -1)", ()),
    ("UPDATE side.good SET id = NULL", ()),
    ("WITH made AS (INSERT INTO good VALUES (1, 'q', 1) RETURNING *) SELECT * FROM made", ()),
]


class Told(NamedTuple):
    """What a driver is told of an error, but for the rows that PostgreSQL shows in its detail."""

    message: str | None
    schema: str | None
    table: str | None
    column: str | None
    constraint: str | None


def told(connection: Connection, sql: str, values: tuple[object, ...]) -> Told:
    with pytest.raises(psycopg.errors.IntegrityError) as caught:
        connection.execute(sql.encode(), values or None)
    diag = caught.value.diag
    return Told(diag.message_primary, diag.schema_name, diag.table_name, diag.column_name, diag.constraint_name)


@pytest.fixture(scope="module")
def sides(postgres_server: PostgresServer) -> Iterator[tuple[Connection, Connection]]:
    """PostgreSQL and a door with the same tables."""
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS constraint_names WITH (FORCE)")
        connection.execute("CREATE DATABASE constraint_names")
    with (
        open_door() as door,
        psycopg.connect(postgres_server.url("constraint_names"), autocommit=True) as expected,
        psycopg.connect(door.url, autocommit=True) as found,
    ):
        for each in (expected, found):
            each.execute(TABLES)
        yield expected, found


@pytest.mark.parametrize(("sql", "values"), VIOLATIONS)
def test_an_error_names_the_constraint_as_postgresql_does(
    sides: tuple[Connection, Connection], sql: str, values: tuple[object, ...]
) -> None:
    expected, found = sides
    assert told(found, sql, values) == told(expected, sql, values)


def test_what_a_transaction_has_made_is_named_in_it(connection: Connection) -> None:
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE TABLE young (a int CONSTRAINT a_positive CHECK (a > 0))")
        assert told(connection, "INSERT INTO young VALUES (0)", ()).constraint == "a_positive"


def test_a_table_of_the_search_path_is_the_one_that_is_named(connection: Connection) -> None:
    connection.execute("CREATE SCHEMA apart; CREATE TABLE apart.lone (a int CONSTRAINT alone CHECK (a > 0))")
    connection.execute("SET search_path = apart")
    assert told(connection, "INSERT INTO lone VALUES (0)", ())[1:] == ("apart", "lone", None, "alone")


def names(connection: Connection, table: str) -> list[str]:
    """Those of its keys and checks."""
    rows = connection.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype <> 'n' ORDER BY 1", [table]
    )
    return [row[0] for row in rows]


def test_names_stay_while_rows_go_into_an_archive_and_back(door: OpenDoor, connection: Connection) -> None:
    connection.execute(
        "CREATE TABLE kept (id int CONSTRAINT kept_by PRIMARY KEY, ts timestamp CONSTRAINT ts_there NOT NULL, "
        "v int CONSTRAINT v_small CHECK (v < 100), w int GENERATED ALWAYS AS IDENTITY)"
    )
    connection.execute(
        "INSERT INTO kept SELECT i, timestamp '2020-01-01' + i * interval '1 day', i FROM range(60) t(i)"
    )
    lake = Lake(door.store, target=door.folder / "kept")
    assert lake.archive("kept", "ts", "2020-02-01").rows == 31
    assert names(connection, "kept") == ["kept_by", "v_small"]
    assert told(connection, "INSERT INTO kept VALUES (70, '2021-01-01', 100)", ()).constraint == "v_small"
    with pytest.raises(psycopg.errors.GeneratedAlways):
        connection.execute("INSERT INTO kept VALUES (70, '2021-01-01', 1, 5)")
    identity = "SELECT attidentity FROM pg_attribute WHERE attrelid = 'kept'::regclass AND attname = 'w'"
    assert connection.execute(identity).fetchone() == ("a",)


def test_names_are_there_when_the_store_is_opened_again(tmp_path: Path) -> None:
    config = DoorConfig(authenticator=Authenticator(None), socket_path=tmp_path / ".s.PGSQL.5433")
    url = f"host={tmp_path} port=5433 dbname=store"
    for statement in ("CREATE TABLE t (a int CONSTRAINT first CHECK (a > 0))", "ALTER TABLE t RENAME TO u", ""):
        with (
            DuckDBStorageManager(tmp_path / "store.db") as store,
            Door(store, config),
            psycopg.connect(url, autocommit=True) as connection,
        ):
            connection.execute(statement.encode())
            if not statement:
                assert names(connection, "u") == ["first"]
                assert told(connection, "INSERT INTO u VALUES (0)", ()).constraint == "first"


def test_a_table_that_the_store_has_made_has_postgresqls_names(door: OpenDoor, connection: Connection) -> None:
    door.store.execute_sql(
        "CREATE TABLE plain (a INTEGER CHECK (a > 0), b INTEGER UNIQUE, CHECK (a < 9), CHECK (a > b))"
    )
    door.store.write_table(pa.table({"id": [1], "x": [2]}), "written", key="id")
    assert names(connection, "plain") == ["plain_a_check", "plain_a_check1", "plain_b_key", "plain_check"]
    assert names(connection, "written") == ["written_pkey"]


def test_a_table_that_is_dropped_leaves_no_names_behind(door: OpenDoor, connection: Connection) -> None:
    made = "CREATE TABLE short (a int GENERATED ALWAYS AS IDENTITY, b int CONSTRAINT {} CHECK (b > 0))"
    connection.execute(made.format("of_short"))
    connection.execute("DROP TABLE short")
    for table in ("constraint_names", "identity_columns"):
        rows = door.store.query(f"SELECT count(*) AS n FROM reedbed.{table} WHERE table_name = 'short'")
        assert rows["n"].to_pylist() == [0], table
    door.store.execute_sql("CREATE TABLE short (b INTEGER CHECK (b > 0))")
    assert names(connection, "short") == ["short_b_check"]
    door.store.drop_table("short")


def test_sqlalchemy_reflects_names_and_identities_as_on_postgresql(sides: tuple[Connection, Connection]) -> None:
    expected, found = (reflected(each) for each in sides)
    assert found == expected


def reflected(connection: Connection) -> list[object]:
    """What SQLAlchemy says of a table that it has made."""
    info = connection.info
    url = f"postgresql+psycopg://{info.user}@/{info.dbname}?host={info.host}&port={info.port}"
    engine = sqlalchemy.create_engine(url)
    metadata = sqlalchemy.MetaData()
    metadata.reflect(engine, only=["buyer"])
    shelf = sqlalchemy.Table(
        "shelf",
        metadata,
        sqlalchemy.Column("id", sqlalchemy.Integer, sqlalchemy.Identity(always=True, start=5), primary_key=True),
        sqlalchemy.Column("big", sqlalchemy.BigInteger, sqlalchemy.Identity(increment=2)),
        sqlalchemy.Column("a", sqlalchemy.Integer, sqlalchemy.CheckConstraint("a > 0", name="a_positive")),
        sqlalchemy.Column("b", sqlalchemy.Integer, sqlalchemy.ForeignKey("buyer.id", name="b_buys")),
        sqlalchemy.UniqueConstraint("a", "b", name="a_with_b"),
    )
    shelf.create(engine)
    inspector = sqlalchemy.inspect(engine)
    try:
        return [
            inspector.get_pk_constraint("shelf")["name"],
            [each["name"] for each in inspector.get_foreign_keys("shelf")],
            [each["name"] for each in inspector.get_unique_constraints("shelf")],
            [each["name"] for each in inspector.get_check_constraints("shelf")],
            [(each["name"], each.get("identity"), each["default"]) for each in inspector.get_columns("shelf")],
        ]
    finally:
        engine.dispose()


def test_a_check_of_a_length_is_the_clients_own_beside_that_of_the_type(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute(
            "CREATE TABLE lengths (a text CONSTRAINT at_least CHECK (length(a::varchar) >= 2), b varchar(5), "
            "n int CONSTRAINT positive CHECK (n > 0))"
        )
        client.execute("ALTER TABLE lengths ALTER COLUMN a TYPE varchar(10)")
        named = "SELECT array_agg(conname::text ORDER BY conname) FROM pg_constraint WHERE conrelid = %s::regclass"
        assert client.execute(named, ("lengths",)).fetchone() == (["at_least", "positive"],)
        with pytest.raises(psycopg.errors.CheckViolation):
            client.execute("INSERT INTO lengths VALUES ('x')")
        client.execute("CREATE TABLE like_lengths (LIKE lengths)")
        assert client.execute(named, ("like_lengths",)).fetchone() == (None,)
        client.execute("INSERT INTO like_lengths VALUES ('x', 'y', 0)")
        with pytest.raises(psycopg.errors.StringDataRightTruncation):
            client.execute("INSERT INTO like_lengths VALUES ('x', 'longer')")
        client.execute("DROP TABLE lengths, like_lengths")
