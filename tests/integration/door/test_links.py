"""Foreign keys that a session does not want, and those that would do more than refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]

ACTING = (
    "CREATE TABLE {} (id int PRIMARY KEY, parent int REFERENCES parents (id) ON DELETE CASCADE, n int DEFAULT 5)",
    "CREATE TABLE {} (id int PRIMARY KEY, parent int REFERENCES parents ON UPDATE SET DEFAULT ON DELETE NO ACTION)",
    "CREATE TABLE {} (id int, parent int, FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE  set  null (parent))",
)


@pytest.fixture(autouse=True)
def _parents(connection: Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS parents (id int PRIMARY KEY)")


@pytest.mark.parametrize("text", ACTING)
def test_a_key_that_does_more_than_refuse_is_refused_with_what_makes_tables_without(
    connection: Connection, text: str
) -> None:
    name = sql.Identifier(f"children_{ACTING.index(text)}")
    with pytest.raises(psycopg.errors.FeatureNotSupported) as caught:
        connection.execute(sql.SQL(text).format(name))
    assert caught.value.diag.message_hint == "SET reedbed.foreign_keys = 'ignored'"
    connection.execute(caught.value.diag.message_hint.encode())
    connection.execute(sql.SQL(text).format(name))
    found = connection.execute(
        sql.SQL("INSERT INTO {} (id, parent) VALUES (1, 99) RETURNING *").format(name)
    ).fetchall()
    assert found == [(1, 99, 5) if "n int" in text else (1, 99)]


@pytest.mark.parametrize(
    "change",
    [
        "ADD CONSTRAINT linked FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE",
        "ADD COLUMN other int REFERENCES parents ON DELETE SET NULL",
    ],
)
def test_a_table_gets_no_such_key_afterwards_either(door: OpenDoor, change: str) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("CREATE OR REPLACE TABLE altered (parent int)")
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="Foreign keys with ON DELETE"):
            client.execute(f"ALTER TABLE altered {change}".encode())
        assert client.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'altered'"
        ).fetchone() == (1,)
        client.execute("SET reedbed.foreign_keys = 'ignored'")
        client.execute(f"ALTER TABLE altered {change}".encode())
        client.execute("INSERT INTO altered (parent) VALUES (99)")
