"""DuckDB's own walls around a served database: what they keep out, what they let through, and that they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Database, EngineOptions
from reedbed.errors import OperationRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "inside-not").mkdir()
    (tmp_path / "inside-not" / "x.csv").write_text("a\n1\n", encoding="utf-8")
    return inside


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    database = Database.open(folder / "w.db", options=EngineOptions(shut_in=(folder,)))
    yield database
    database.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '{folder}/../outside.csv'",
        "SELECT * FROM '{folder}-not/x.csv'",
        "COPY (SELECT 1) TO '{folder}/../made.csv'",
        "ATTACH '{folder}/../other.db'",
        "LOAD httpfs",
        "SET temp_directory = '/'",
    ],
)
def test_what_lies_outside_is_out_of_reach(database: Database, folder: Path, sql: str) -> None:
    with pytest.raises(OperationRefused):
        database.cursor().execute(sql.format(folder=folder))


def test_work_inside_goes_on(database: Database, folder: Path) -> None:
    cursor = database.cursor()
    cursor.execute("CREATE TABLE t AS SELECT range AS a FROM range(1000)")
    cursor.execute(f"COPY t TO '{folder}/t.parquet'")
    assert cursor.rows(f"SELECT count(*) FROM '{folder}/t.parquet'") == [(1000,)]
    cursor.execute("CHECKPOINT")
    cursor.execute("ATTACH ':memory:' AS beside")
    cursor.execute("SET TimeZone = 'Europe/Prague'")


@pytest.mark.parametrize("sql", ["SET enable_external_access = true", "SET allowed_directories = ['/']"])
def test_the_walls_cannot_be_taken_down(database: Database, sql: str) -> None:
    with pytest.raises(Exception, match="Cannot"):
        database.cursor().execute(sql)


def test_the_walls_stand_again_when_the_database_is_opened_again(database: Database) -> None:
    instance = database._instance
    instance._give_up(instance.generation)
    with pytest.raises(OperationRefused):
        database.cursor().execute("SELECT * FROM read_text('/etc/passwd')")


def test_an_owner_that_is_not_shut_in_reads_what_it_likes(folder: Path) -> None:
    with Database.open(folder / "free.db") as database:
        assert database.rows(f"SELECT a FROM '{folder.parent}/outside.csv'") == [(1,)]
