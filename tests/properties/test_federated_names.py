"""A query on an archived table answers as it did on the plain one, whatever it asks and wherever rows lie."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.properties.archived_queries import COLUMNS, queries

from reedbed import Lake
from reedbed.errors import ReedbedError
from reedbed.storage import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor
    from reedbed.store import StorageManager

CASES = int(os.environ.get("REEDBED_CASES", "48"))
ZONES = ("UTC", "Europe/Prague", "America/New_York")

# Around the nights in which clocks are put forward and back, in rows whose columns know nothing of each other.
ROWS = """
SELECT TIMESTAMP '2023-10-20' + INTERVAL (i * 5) HOUR AS ts, (i % 3)::BIGINT AS id,
  TIMESTAMPTZ '2023-10-28 20:00:00+00' + INTERVAL (i * 7 % 160) HOUR AS seen,
  CASE WHEN i % 11 <> 0 THEN DATE '2023-10-01' + (i * 13 % 90)::INTEGER END AS day,
  CASE WHEN i % 5 <> 0 THEN (i * 37 % 250 - 125)::TINYINT END AS small,
  (i * 17 % 900 - 450)::DECIMAL(9,2) / 4 AS amount,
  CASE i % 13 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN NULL WHEN 2 THEN 'inf'::DOUBLE WHEN 3 THEN -0.0
    ELSE i - 60.5 END AS value,
  CASE WHEN i % 7 <> 0 THEN chr((97 + i % 26)::INTEGER) || repeat('é', (i % 3)::INTEGER) END AS name
FROM range(150) r(i)
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorageManager]:
    folder = tmp_path_factory.mktemp("federated")
    with DuckDBStorageManager(folder / "store.db") as store:
        for table in ("t", "twin", "calm", "calm_twin"):
            columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
            store.execute_sql(f"CREATE TABLE {table} ({columns}, PRIMARY KEY (ts, id))")
            store.execute_sql(f"INSERT INTO {table} BY NAME {ROWS}")
            store.execute_sql(f"CREATE VIEW v_{table} AS SELECT * FROM {table}")
            store.execute_sql(
                f"CREATE VIEW w_{table} AS SELECT seen, day AS ts, id, CAST(ts AS DATE) AS day, small, amount, "
                f"value, name FROM v_{table} WHERE id < 2 AND ts > '2023-10-21'"
            )
        store.execute_sql("CREATE TABLE other AS SELECT ts, id, value AS measure, day AS until FROM twin WHERE id < 2")
        lake = Lake(store, target=folder / "lake")
        for table in ("t", "calm"):
            lake.archive(table, time_column="ts", older_than="2023-11-10", partition_by=("year", "month", "day"))
        for table in ("t", "twin"):
            store.execute_sql(f"DELETE FROM {table} WHERE ts BETWEEN '2023-10-25' AND '2023-10-25 12:00'")
            store.execute_sql(f"UPDATE {table} SET value = 1000, name = 'zz' WHERE ts < '2023-10-22' AND id = 1")
            store.execute_sql(
                f"INSERT INTO {table} (ts, id, value) VALUES ('2023-10-21 00:30', 7, 1), ('2022-01-01', 0, 2)"
            )
        yield store


def answer(cursor: Cursor, sql: str) -> Any:
    """The rows as text, in any order, below the names of the columns; or the kind of failure.

    DuckDB calls a column that is a query by the query's text, if it is given no name.
    """
    try:
        table = cursor.arrow(sql)
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        return ["" if "SELECT" in name else name for name in table.column_names], sorted(map(repr, rows))
    except ReedbedError as error:
        return type(error).__name__


@pytest.mark.parametrize("before", ["", "BEGIN"], ids=["alone", "in a transaction"])
@pytest.mark.parametrize("pair", [("t", "twin"), ("calm", "calm_twin")], ids=["with corrections", "without"])
@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=max(8, CASES // 6), deadline=None, suppress_health_check=list(HealthCheck))
@given(query=queries())
def test_an_archived_table_answers_as_the_plain_one(
    store: StorageManager, zone: str, pair: tuple[str, str], before: str, query: str
) -> None:
    found = []
    for name in pair:
        with closing(store.database.cursor()) as cursor:
            cursor.execute(f"SET SESSION TimeZone = '{zone}'")
            if before:
                cursor.execute(before)
            found.append(answer(cursor, query.format(t=name)))
    archived, plain = found
    assert archived == plain
