"""Tables that are made anew by an ALTER TABLE, and an owner that is killed behind it or in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.faults.door.owners import owner_process

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = (
    "CREATE TABLE parents (id serial PRIMARY KEY, name text UNIQUE)",
    "CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents (id), n int DEFAULT 5)",
    "CREATE INDEX children_n ON children (n)",
    "INSERT INTO parents (name) SELECT 'p' || i FROM generate_series(1, 50) AS s(i)",
    "INSERT INTO children (id, parent) SELECT i, i % 50 + 1 FROM generate_series(1, 2000) AS s(i)",
)
CHANGES = (
    "ALTER TABLE parents ALTER COLUMN name TYPE varchar(20), RENAME COLUMN name TO label",
    "ALTER TABLE children ADD CHECK (n > 0), ALTER COLUMN n SET NOT NULL",
)
REFUSED = (
    ("INSERT INTO children VALUES (9999, 77, 1)", "23503"),
    ("INSERT INTO children VALUES (9999, 1, 0)", "23514"),
    ("INSERT INTO parents (label) VALUES ('p1')", "23505"),
)


def test_what_was_altered_is_there_whole_after_a_kill_and_what_was_not_committed_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with owner_process(folder) as owner:
        client = psycopg.connect(owner.url, autocommit=True)
        for statement in (*BEFORE, *CHANGES):
            client.execute(statement.encode())
        client.execute("BEGIN")
        client.execute("ALTER TABLE parents RENAME TO ancestors")
        client.execute("ALTER TABLE children DROP COLUMN parent")
        owner.process.kill()
        owner.process.wait()
        client.close()
    with owner_process(folder) as owner, psycopg.connect(owner.url, autocommit=True) as client:
        assert client.execute("SELECT count(*), count(DISTINCT label) FROM parents").fetchone() == (50, 50)
        linked = client.execute("SELECT count(*), sum(n) FROM children JOIN parents ON parent = parents.id").fetchone()
        assert linked == (2000, 10_000)
        for statement, state in REFUSED:
            with pytest.raises(psycopg.IntegrityError) as refused:
                client.execute(statement.encode())
            assert refused.value.sqlstate == state
        # The index on `n` is that of these rows: DuckDB's own is not always after such a log.
        assert client.execute("DELETE FROM children WHERE n = 5 AND id > 10").rowcount == 1990
        assert client.execute("SELECT count(*) FROM children WHERE n = 5").fetchone() == (10,)
