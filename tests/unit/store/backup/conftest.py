"""Stores to be backed up: a bare one with a bit of everything that DuckDB keeps, and one of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.wiring import DuckDBStorageManager, open_store
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.store import StorageManager

EVERYTHING = '''
CREATE SEQUENCE ids START 5;
CREATE TYPE mood AS ENUM ('calm', 'loud');
CREATE TABLE people (id INTEGER PRIMARY KEY DEFAULT nextval('ids'), name VARCHAR CHECK (length(name) > 0), mood mood,
    twice INTEGER GENERATED ALWAYS AS (id * 2));
INSERT INTO people (name, mood) VALUES ('Ada', 'calm'), ('Bo', 'loud');
CREATE TABLE visits (person INTEGER REFERENCES people (id), fee DECIMAL(5, 2) DEFAULT 1.5);
INSERT INTO visits (person) SELECT id FROM people;
CREATE INDEX by_fee ON visits (fee);
CREATE VIEW bills AS SELECT name, sum(fee) AS total FROM visits JOIN people ON person = id GROUP BY name;
CREATE MACRO doubled(x) AS x * 2;
COMMENT ON TABLE people IS 'who came';
CREATE SCHEMA attic;
CREATE TABLE attic."weird ""name""" AS SELECT range AS n FROM range(1000);
'''


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StorageManager]:
    """A store whose file has the name of the ledger's schema, with rows in the log as well as in the file."""
    with DuckDBStorageManager(tmp_path / "reedbed.db") as opened:
        opened.execute_sql(EVERYTHING)
        opened.write_table(pa.table({"n": range(50_000)}), "numbers")
        opened.execute_sql("CHECKPOINT")
        opened.write_table(pa.table({"n": range(50_000, 50_010)}), "numbers", mode="append")
        yield opened


@pytest.fixture
def workspace_store(tmp_path: Path) -> Iterator[StorageManager]:
    folder = tmp_path / "ws"
    workspace = Workspace.init(folder)
    for path, text in {
        "views.py": "# views",
        "views/late.sql": "SELECT 1",
        "migrations/0001_first.sql": "CREATE TABLE t (i INTEGER);",
        "notes/deep/er.txt": "äöü",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "latest").symlink_to("notes/deep")
    (folder / "data" / "lake" / "part.parquet").write_bytes(b"x")
    with open_store(workspace) as opened:
        opened.write_table(pa.table({"n": [1, 2, 3]}), "t")
        yield opened
