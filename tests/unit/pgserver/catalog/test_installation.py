from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine import Database
from reedbed.pgserver.advisory import functions
from reedbed.pgserver.catalog import DATABASE, install, is_installed
from reedbed.pgserver.catalog.types import stored
from reedbed.pgwire.values.types import BY_NAME, column_type
from reedbed.sql.postgres.catalog.columns import SCHEMAS, columns_of
from reedbed.sql.postgres.catalog.functions import OWN, SETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACTING = {"pg_cancel_backend", "pg_terminate_backend", "set_config", "hashtext", "hashtextextended"} | set(
    functions.macros()
)
"""Functions that do something to a session, and those written in Python: the door makes them when one is named."""


def test_nothing_of_it_is_in_the_users_file(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    with Database.open(path) as opened:
        install(opened)
        assert opened.rows("SELECT count(*) FROM duckdb_views() WHERE database_name = 'own' AND NOT internal") == [(0,)]
    with Database.open(path) as opened:
        assert opened.rows("SELECT count(*) FROM duckdb_databases() WHERE database_name = ?", (DATABASE,)) == [(0,)]


def test_a_second_installation_leaves_the_first_one(database: Database) -> None:
    before = database.rows("SELECT max(view_oid) FROM duckdb_views()")
    install(database)
    assert database.rows("SELECT max(view_oid) FROM duckdb_views()") == before


def test_a_catalog_counts_once_it_is_whole() -> None:
    with Database.open(None) as opened:
        cursor, seen = opened.cursor(), list[bool]()

        class Last(list[str]):
            def __iter__(self) -> Iterator[str]:
                assert cursor.rows("SELECT 1 FROM duckdb_databases() WHERE database_name = ?", (DATABASE,))
                seen.append(is_installed(cursor))
                return iter(())

        install(opened, Last())
        assert (seen, is_installed(cursor)) == ([False], True)


def test_every_function_that_the_pass_leads_there_is_there(database: Database) -> None:
    found = database.rows(
        "SELECT function_name FROM duckdb_functions() WHERE database_name = ? AND schema_name = 'pg'", (DATABASE,)
    )
    assert (set(OWN) | set(SETS)) - {name for (name,) in found} == ACTING


def test_every_relation_has_the_columns_that_are_declared_for_it(database: Database) -> None:
    places = {"pg_catalog": "pg", "information_schema": "info"}
    different = []
    for schema, relations in SCHEMAS.items():
        for relation in relations:
            described = database.rows(f'DESCRIBE {DATABASE}.{places[schema]}."{relation}"')
            wanted = [(name, stored(kind).replace(", ", ",")) for name, kind in columns_of(schema, relation).items()]
            if [(row[0], row[1]) for row in described] != wanted:
                different.append(f"{schema}.{relation}")
    assert different == []


def test_every_relation_can_be_read(database: Database) -> None:
    # DuckDB looks at some of what a view does only when rows come.
    for place, schema in (("pg", "pg_catalog"), ("info", "information_schema")):
        for relation in SCHEMAS[schema]:
            database.rows(f'SELECT * FROM {DATABASE}.{place}."{relation}"')


def test_the_catalog_and_the_wire_give_a_type_the_same_number(database: Database) -> None:
    composed = {"STRUCT", "UNION", "MAP", "ENUM", "DECIMAL", "VARIANT", "ANY", "T", "K", "V", "TABLE"}
    numbers = dict(database.rows(f"SELECT declared, oid FROM {DATABASE}.src.duckdb_types"))
    plain = [declared for declared in numbers if declared.removesuffix("[]") not in composed]
    assert len(plain) >= 40
    assert {declared: numbers[declared] for declared in plain} == {
        declared: column_type(declared).oid for declared in plain
    }


def test_the_wire_knows_the_type_of_every_column() -> None:
    kinds = {kind for schema, names in SCHEMAS.items() for name in names for kind in columns_of(schema, name).values()}
    assert {kind.removesuffix("[]") for kind in kinds} - set(BY_NAME) == {"pg_statistic"}
