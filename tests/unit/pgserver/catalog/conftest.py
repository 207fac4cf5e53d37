from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from reedbed.engine import Database
from reedbed.pgserver.catalog import install
from reedbed.sql.postgres import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = (
    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
    "CREATE SEQUENCE numbers START 7",
    """CREATE TABLE parents (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE,
        price DECIMAL(10, 2) CHECK (price > 0))""",
    """CREATE TABLE children (id BIGINT DEFAULT nextval('numbers'), parent INTEGER REFERENCES parents (id),
        tags VARCHAR[], feels mood)""",
    "CREATE INDEX children_by_parent ON children (parent, id)",
    "CREATE VIEW both_of_them AS SELECT p.name, c.id FROM parents p JOIN children c ON c.parent = p.id",
    "CREATE MACRO twice(a) AS a * 2",
    "CREATE SCHEMA archive",
    "CREATE TABLE archive.parents (id INTEGER)",
    "COMMENT ON TABLE parents IS 'who has children'",
    "COMMENT ON COLUMN parents.price IS 'in euros'",
)


class Ask(Protocol):
    def __call__(self, sql: str) -> list[tuple[Any, ...]]: ...


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with Database.open(None) as opened:
        install(opened)
        for statement in TABLES:
            with opened.transaction() as transaction:
                transaction.execute(statement)
        yield opened


@pytest.fixture(scope="module")
def ask(database: Database) -> Ask:
    """Ask in PostgreSQL's SQL."""
    return lambda sql: database.rows(catalog.translate(sql))
