"""What a look into the database's own catalog says of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Database
from reedbed.pgserver.catalog import install
from reedbed.sql import TableName
from reedbed.store.schema import find_relation, read_definition, read_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = """(
    a INTEGER, b VARCHAR, price DECIMAL(10, 3) DEFAULT 1.5, mood ENUM('good', 'bad') DEFAULT 'good',
    place STRUCT(x INTEGER, "y z" VARCHAR), twice INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL,
    since TIMESTAMPTZ DEFAULT now(), PRIMARY KEY (b, a), UNIQUE (price))"""


@pytest.fixture
def database() -> Iterator[Database]:
    with Database.open(None) as opened:
        yield opened


@pytest.mark.parametrize("name", ["t", "T u", "semi;colon", "dot.ted", 'quo"ted', "quo'ted", "$1 {x}"])
def test_a_schema_is_read_of_a_table_of_any_name(database: Database, name: str) -> None:
    table = TableName(schema="s p", name=name)
    database.current().execute('CREATE SCHEMA "s p"')
    database.current().execute(f"CREATE TABLE {table.quoted} {COLUMNS}")
    database.current().execute(f"CREATE INDEX by_mood ON {table.quoted} (mood)")
    schema = read_schema(database, table)
    assert schema.types == {
        "a": "INTEGER",
        "b": "VARCHAR",
        "price": "DECIMAL(10,3)",
        "mood": "ENUM('good', 'bad')",
        "place": 'STRUCT(x INTEGER, "y z" VARCHAR)',
        "twice": "INTEGER",
        "since": "TIMESTAMP WITH TIME ZONE",
    }
    assert schema.primary_key == ("b", "a")
    columns = {column.name: column for column in schema.columns}
    assert [name for name, column in columns.items() if not column.nullable] == ["a", "b"]
    defaults = {name: column.default for name, column in columns.items() if column.default}
    assert defaults == {"price": "1.5", "mood": "'good'", "since": "now()"}
    assert [name for name, column in columns.items() if column.generated] == ["twice"]
    definition = read_definition(database, table)
    assert "GENERATED ALWAYS" in definition.create_sql
    assert [sql.split()[2] for sql in definition.index_sql] == ["by_mood"]


def test_a_view_has_the_columns_of_its_query_and_no_key(database: Database) -> None:
    database.current().execute(f"CREATE TABLE t {COLUMNS}")
    database.current().execute("CREATE VIEW v AS SELECT b, a + 1 AS next FROM t")
    schema = read_schema(database, TableName(name="v"))
    assert schema.types == {"b": "VARCHAR", "next": "INTEGER"}
    assert schema.primary_key == ()


def test_what_is_not_there_has_no_columns_and_ends_no_transaction(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("CREATE TABLE t (a INTEGER)")
        assert read_schema(database, TableName(name="nothing")).columns == ()
    assert find_relation(database, TableName(name="t")) is not None


def test_a_relation_is_found_as_the_database_spells_it(database: Database) -> None:
    database.current().execute('CREATE TABLE "Größe" (a INTEGER)')
    database.current().execute("CREATE VIEW Shown AS SELECT 1 AS a")
    database.current().execute("CREATE TEMP TABLE passing (a INTEGER)")
    assert find_relation(database, TableName(name="größe")) == (TableName(name="Größe"), "table")
    assert find_relation(database, TableName(schema="MAIN", name="shown")) == (TableName(name="Shown"), "view")
    assert find_relation(database, TableName(name="passing")) is None
    assert find_relation(database, TableName(name="x' OR 'a' = 'a")) is None


def test_the_catalog_of_postgresql_clients_adds_next_to_nothing_to_what_look_ups_walk(database: Database) -> None:
    database.current().execute(f"CREATE TABLE t {COLUMNS}")
    install(database)
    tables = database.rows("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'reedbed_catalog'")[0][0]
    views = database.rows("SELECT count(*) FROM duckdb_views() WHERE database_name = 'reedbed_catalog'")[0][0]
    # DuckDB counts the rows of each table that it lists, whichever is asked for; views cost it nothing.
    assert tables < 20
    assert views > 200
