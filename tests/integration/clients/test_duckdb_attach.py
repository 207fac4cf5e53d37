"""DuckDB's own postgres extension, in a process of its own: `ATTACH 'postgresql://…' (TYPE postgres)` on a door."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.doors import OpenDoor, open_door

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("duckdb_extension_postgres_scanner")

ROWS = 300_000
PROGRAM = """
import json, sys
import duckdb
from reedbed.engine.extensions import load_extension

connection = duckdb.connect()
load_extension(connection, "postgres_scanner", user_directory=None)
connection.execute(f"ATTACH '{sys.argv[1]}' AS shop (TYPE postgres)")
answers = []
for sql in json.load(sys.stdin):
    try:
        answers.append(connection.execute(sql).fetchall())
    except duckdb.Error as error:
        answers.append(str(error).splitlines()[0])
print(json.dumps(answers, default=str))
"""

UNDONE = """
import sys
import duckdb
from reedbed.engine.extensions import load_extension
from reedbed.engine.indexes import are_given_back

connection = duckdb.connect()
load_extension(connection, "postgres_scanner", user_directory=None)
connection.execute(f"ATTACH '{sys.argv[1]}' AS shop (TYPE postgres)")
listed = connection.execute("SELECT index_name FROM duckdb_indexes() WHERE table_name = 'kinds'").fetchall()
print(listed, are_given_back(connection))
"""


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        opened.store.execute_sql(
            "CREATE TABLE kinds AS SELECT i AS n, i::INTEGER AS small, 'text ' || i AS t, i * 1.5::DOUBLE AS d, "
            "(i / 3)::DECIMAL(12, 3) AS m, i % 2 = 0 AS even, DATE '2026-01-01' + i::INTEGER AS day, "
            "TIMESTAMP '2026-01-01 12:00:00' + to_seconds(i) AS moment, CASE WHEN i > 1 THEN i END AS gap, "
            "uuid() AS u, [i, i + 1] AS l FROM range(4) AS r(i)"
        )
        opened.store.execute_sql(f"CREATE TABLE many AS SELECT i, i % 10 AS g FROM range({ROWS}) AS r(i)")
        opened.store.execute_sql("CREATE VIEW shown AS SELECT n, t FROM kinds WHERE even")
        yield opened


def answers(door: OpenDoor, *statements: str) -> list[Any]:
    """What DuckDB answers to each, or the first line of its error, on one connection that has attached the door."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, door.tcp_url],
        input=json.dumps(statements),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_it_reads_values_of_every_common_type(door: OpenDoor) -> None:
    columns = "n, small, t, d, m, even, day::VARCHAR, moment::VARCHAR, gap, u::VARCHAR, l"
    (read,) = answers(door, f"SELECT {columns} FROM shop.main.kinds ORDER BY n")
    expected = door.store.database.rows(f"SELECT {columns} FROM kinds ORDER BY n")
    assert read == json.loads(json.dumps(expected, default=str))


def test_it_reads_a_big_table_whole_and_by_a_condition(door: OpenDoor) -> None:
    found = answers(
        door,
        "SELECT count(*), sum(i), count(DISTINCT i) FROM shop.main.many",
        "SELECT count(*) FROM shop.main.many WHERE g = 3 AND i < 1000",
        "SELECT g, count(*) FROM shop.main.many GROUP BY g ORDER BY g LIMIT 1",
        "SELECT * FROM shop.main.shown ORDER BY n",
    )
    assert found == [
        [[ROWS, ROWS * (ROWS - 1) // 2, ROWS]],
        [[100]],
        [[0, ROWS // 10]],
        [[0, "text 0"], [2, "text 2"]],
    ]


def test_it_makes_tables_inserts_and_drops(door: OpenDoor) -> None:
    found = answers(
        door,
        "CREATE TABLE shop.main.made (a INTEGER PRIMARY KEY, b VARCHAR, d DOUBLE)",
        "INSERT INTO shop.main.made VALUES (1, 'x', 0.1), (2, NULL, 1e300)",
        "CREATE TABLE shop.main.copied AS SELECT * FROM shop.main.kinds",
        "INSERT INTO shop.main.made SELECT i, 'y', i FROM range(10, 5000) AS r(i)",
        "SELECT count(*), sum(a) FROM shop.main.made",
    )
    assert found[-1] == [[4992, 3 + sum(range(10, 5000))]]
    assert door.store.get_table_columns("made") == {"a": "INTEGER", "b": "VARCHAR", "d": "DOUBLE"}
    assert door.store.query("SELECT d FROM made WHERE a < 10 ORDER BY a")["d"].to_pylist() == [0.1, 1e300]
    assert door.store.row_count("copied") == 4
    assert answers(door, "DROP TABLE shop.main.made", "DROP TABLE shop.main.copied") == [[], []]
    assert not door.store.table_exists("made")


def test_it_updates_and_deletes_the_rows_that_it_means(door: OpenDoor) -> None:
    door.store.execute_sql(f"CREATE OR REPLACE TABLE changed AS SELECT i AS n, 'old' AS t FROM range({ROWS}) AS r(i)")
    found = answers(
        door,
        "UPDATE shop.main.changed SET t = 'new' || n WHERE n % 1000 = 7",
        "DELETE FROM shop.main.changed WHERE n % 1000 = 8",
        "SELECT count(*), count(*) FILTER (t = 'old'), count(*) FILTER (t = 'new' || n) FROM shop.main.changed",
        "BEGIN",
        "INSERT INTO shop.main.changed VALUES (-1, 'added')",
        "UPDATE shop.main.changed SET t = 'altered' WHERE n = -1",
        "DELETE FROM shop.main.changed WHERE n = 7",
        "SELECT t FROM shop.main.changed WHERE n IN (-1, 7)",
        "ROLLBACK",
        "SELECT count(*) FROM shop.main.changed WHERE n IN (-1, 7)",
    )
    each = ROWS // 1000
    assert found[:3] == [[[each]], [[each]], [[ROWS - each, ROWS - 2 * each, each]]]
    assert found[7] == [["altered"]]
    assert found[9] == [[1]]
    rows = door.store.database.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'update_data%'")
    assert rows == [(0,)]


def test_its_transactions_count_or_do_not(door: OpenDoor) -> None:
    door.store.execute_sql("CREATE OR REPLACE TABLE counted (a INTEGER)")
    found = answers(
        door,
        "BEGIN",
        "INSERT INTO shop.main.counted VALUES (1)",
        "ROLLBACK",
        "SELECT count(*) FROM shop.main.counted",
        "BEGIN",
        "INSERT INTO shop.main.counted VALUES (2)",
        "COMMIT",
        "SELECT a FROM shop.main.counted",
    )
    assert found[3] == [[0]]
    assert found[7] == [[2]]


def test_it_sees_tables_of_the_catalog_and_sends_queries_of_its_own(door: OpenDoor) -> None:
    found = answers(
        door,
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'shop' AND schema_name = 'main' "
        "AND table_name IN ('kinds', 'many') ORDER BY 1",
        "SELECT * FROM postgres_query('shop', 'SELECT 7 / 2 AS whole')",
        "CALL postgres_execute('shop', 'CREATE TABLE sent (a INTEGER)')",
    )
    assert found[:2] == [[["kinds"], ["many"]], [[3]]]
    assert door.store.table_exists("sent")


def test_who_undoes_a_transaction_beside_it_takes_its_indexes_as_they_are(door: OpenDoor) -> None:
    indexes = "SELECT index_name, index_oid FROM duckdb_indexes()"
    door.store.execute_sql("CREATE UNIQUE INDEX by_n ON kinds (n)")
    before = door.store.database.rows(indexes)
    done = subprocess.run(
        [sys.executable, "-c", UNDONE, door.tcp_url], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[('by_n',)] True\n", "")
    assert door.store.database.rows(indexes) == before
