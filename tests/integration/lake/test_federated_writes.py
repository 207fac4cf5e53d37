"""Writes on an archived table do what they do on a plain one: the same rows, the same counts, the same answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.lake.twins import Twins

from reedbed import DuckDBStorageManager, Lake
from reedbed.errors import ArchivedRowsFixed, ConstraintViolated, FederatedTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIXES = """
SELECT ts, id, v * 10 AS v FROM twin WHERE v % 97 = 0
UNION ALL SELECT TIMESTAMP '2019-01-01' + INTERVAL (i) DAY, 5, i FROM range(5) r(i)
"""


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    folder = tmp_path_factory.mktemp("writes")
    with DuckDBStorageManager(folder / "store.db") as store:
        made = Twins(store, folder / "lake")
        store.execute_sql(f"CREATE TABLE fix AS {FIXES}")
        yield made


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {t} SET v = v + 1 WHERE ts >= '2020-01-05' AND ts < '2020-01-05 12:00'",
        "UPDATE {t} AS q SET v = -1, s = 'y' FROM fix f WHERE q.ts = f.ts AND q.id = f.id",
        "DELETE FROM {t} WHERE ts BETWEEN '2020-01-03' AND '2020-01-04'",
        "DELETE FROM {t} WHERE v = -1",
        "DELETE FROM {t} USING fix WHERE {t}.ts = fix.ts - INTERVAL 1 HOUR",
        "INSERT INTO {t} VALUES ('2020-01-09 00:00', 99, 1, 'n')",
        "INSERT INTO {t} (ts, id, v) VALUES ('2020-01-10 05:00', 5, 1) ON CONFLICT DO NOTHING",
        "INSERT INTO {t} (ts, id, v) SELECT ts, id, v FROM fix ON CONFLICT DO NOTHING",
        (
            "INSERT INTO {t} (ts, id) SELECT ts, id FROM twin ON CONFLICT (ts, id) DO UPDATE "
            "SET v = {t}.v + 1000 + EXCLUDED.v WHERE {t}.id = 1"
        ),
        "INSERT OR REPLACE INTO {t} (ts, id, v) SELECT ts, id, v FROM fix",
        (
            "MERGE INTO {t} USING fix ON {t}.ts = fix.ts AND {t}.id = fix.id WHEN MATCHED AND fix.v > 1000 THEN "
            "UPDATE SET v = fix.v * 2 WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (ts, id, v) "
            "VALUES (fix.ts, fix.id, 0)"
        ),
        "UPDATE {t} SET id = id + 10 WHERE ts < '2020-01-08'",
        "UPDATE {t} SET id = id - 10 WHERE ts < '2020-01-08' AND id >= 10",
        "DELETE FROM {t} WHERE v > (SELECT avg(v) FROM {t}) AND ts < '2020-01-15'",
        "WITH c AS (SELECT max(ts) m FROM {t} WHERE ts < '2020-01-20') UPDATE {t} SET s = 'max' FROM c WHERE {t}.ts = c.m",  # noqa: E501 - one statement
        "INSERT INTO {t} SELECT ts + INTERVAL 1 MINUTE, id, v, s FROM {t} WHERE ts < '2020-01-12'",
        "MERGE INTO {t} USING fix USING (ts, id) WHEN MATCHED THEN UPDATE SET v = fix.v",
        (
            'MERGE INTO {t} AS q USING (SELECT ts + INTERVAL 1 HOUR AS ts, id, v FROM fix) USING ("ts", id) '
            "WHEN MATCHED AND q.v < 500 THEN DELETE WHEN NOT MATCHED THEN INSERT BY NAME"
        ),
        "MERGE INTO {t} USING fix JOIN (SELECT 1 AS one) ON true USING (ts, id) WHEN MATCHED THEN UPDATE SET s = 'j'",
        "MERGE INTO {t} USING fix JOIN (SELECT 1 AS one) o ON o.one = 1 ON {t}.ts = fix.ts WHEN MATCHED THEN UPDATE SET s = 'k'",  # noqa: E501 - one statement
        (
            "MERGE INTO {t} USING (SELECT ts, id, v + 0.25 AS v, 'all' AS s FROM {t} WHERE ts < '2020-01-03') n "
            "USING (v) WHEN MATCHED THEN UPDATE"
        ),
        (
            "MERGE INTO {t} USING (SELECT ts, 30 + id AS other, v FROM {t} WHERE ts = '2020-01-14 00:00') n "
            'ON {t}.ts = n.ts AND {t}.v = n.v WHEN MATCHED THEN UPDATE SET "id" = n.other'
        ),
        (
            "MERGE INTO {t} USING (SELECT ts, 60 + id AS id, v, s FROM {t} WHERE ts < '2020-01-02' AND v > 5) n "
            "ON {t}.ts = n.ts AND {t}.v = n.v WHEN MATCHED THEN UPDATE BY NAME"
        ),
        "DELETE FROM {t} WHERE id = 2 RETURNING *",
        "UPDATE {t} SET s = s || '!' WHERE id = 0 AND v > 50 RETURNING {t}.ts, s",
        "INSERT INTO {t} (ts, id) VALUES ('2020-01-11 00:00', 44) RETURNING {t}.ts, main.{t}.v, id + 1 AS next",
        (
            "INSERT INTO {t} (ts, id, v) VALUES ('2020-01-11 00:00', 44, 3) ON CONFLICT (ts, id) DO UPDATE SET v = EXCLUDED.v "  # noqa: E501 - one statement
            "RETURNING {t}.v"
        ),
        "DELETE FROM {t} WHERE ts = '2020-01-11 00:00' AND id = 44",
        "INSERT INTO {t} BY NAME SELECT 45 AS id, TIMESTAMP '2020-01-12' AS ts",
        # The last one: all rows are live from then on.
        (
            "MERGE INTO {t} USING (SELECT * FROM fix WHERE v > 2) f ON {t}.ts = f.ts AND {t}.id = f.id "
            "WHEN NOT MATCHED BY SOURCE AND {t}.ts < '2020-01-06' THEN DELETE"
        ),
    ],
)
def test_a_write_gives_the_rows_and_the_count_of_a_plain_table(twins: Twins, sql: str) -> None:
    archived, plain = twins.both(sql)
    assert archived == plain
    twins.check()


def test_rows_that_were_written_can_be_archived_again(twins: Twins) -> None:
    twins.archive()
    twins.check()


def test_values_that_are_bound_reach_each_part_of_a_write(twins: Twins) -> None:
    for name in ("t", "twin"):
        moment = dt.datetime(2020, 1, 25)  # noqa: DTZ001 - the column has no zone
        twins.store.execute_sql(f"UPDATE {name} SET v = ? WHERE ts >= ? AND id = ?", [0.5, moment, 1])
        twins.store.execute_sql(
            f"INSERT INTO {name} (ts, id, v) VALUES ($at, 1, $v) ON CONFLICT (ts, id) DO UPDATE SET v = $other",
            {"at": moment, "v": 1.0, "other": 2.0},
        )
    twins.check()


def test_the_stores_own_writes_reach_archived_rows(twins: Twins) -> None:
    store, at = twins.store, dt.datetime
    rows = pa.table({"ts": [at(2020, 1, 2), at(2020, 1, 3, 5), at(2021, 1, 1)], "id": [0, 9, 9], "v": [1.5, 2.5, 3.5]})
    for name in ("t", "twin"):
        assert store.write_table(rows, name, mode="upsert").changed == 3
        store.replace_rows(name, rows.slice(0, 1), {"id": 0})
        store.replace_rows(name, rows.slice(1, 1), ("ts", "id"))
    twins.check()
    assert store.diff("t", "twin", key=("ts", "id")).identical
    assert store.list_tables() == ["fix", "t", "twin"]


def test_a_key_that_is_live_cannot_be_inserted_again(twins: Twins) -> None:
    with pytest.raises(ConstraintViolated):
        twins.store.execute_sql("INSERT INTO t (ts, id) SELECT ts, id FROM twin WHERE ts > '2020-02-03' LIMIT 1")


def test_a_definition_is_not_changed_where_files_cannot_follow(twins: Twins) -> None:
    with pytest.raises(FederatedTable) as refused:
        twins.store.execute_sql("ALTER TABLE t ALTER v TYPE VARCHAR USING 'x'")
    assert refused.value.hint == "reedbed lake restore t"


def test_a_transaction_that_is_rolled_back_leaves_every_row(twins: Twins) -> None:
    def undo() -> None:
        with twins.store.transaction():
            twins.store.execute_sql("DELETE FROM t")
            assert twins.store.row_count("t") == 0
            assert twins.store.query("SELECT count(*) AS n FROM t WHERE ts > '2020-01-01'").to_pylist() == [{"n": 0}]
            msg = "changed my mind"
            raise LookupError(msg)

    with pytest.raises(LookupError, match="changed my mind"):
        undo()
    twins.check()


def test_indexes_and_comments_go_to_the_table_behind_the_name(twins: Twins) -> None:
    store = twins.store
    store.execute_sql("CREATE INDEX by_v ON t (v)")
    store.execute_sql("COMMENT ON TABLE t IS 'measured'")
    store.execute_sql("COMMENT ON COLUMN t.v IS 'watts'")
    shown = store.query("SELECT comment FROM duckdb_columns() WHERE table_name = 't:live' AND column_name = 'v'")
    assert shown.to_pylist() == [{"comment": "watts"}]
    store.execute_sql("DROP INDEX by_v")


def test_all_rows_can_be_deleted_replaced_restored_and_dropped(twins: Twins) -> None:
    store = twins.store
    store.checkpoint("t")
    for name in ("t", "twin"):
        store.execute_sql(f"TRUNCATE {name}")
        store.execute_sql(f"INSERT INTO {name} VALUES ('2020-01-09', 1, 1, 'n'), ('2021-01-09', 1, 1, 'n')")
    twins.check()
    twins.archive()
    twins.check()
    for name in ("t", "twin"):
        store.write_table(pa.table({"ts": [dt.datetime(2020, 5, 1)], "id": [1], "v": [1.0], "s": ["a"]}), name)  # noqa: DTZ001 - the column has no zone
    twins.check()
    twins.archive("2021-01-01")
    store.restore("t")
    twins.check()
    twins.archive("2021-01-01")
    store.drop_table("t")
    assert store.list_tables() == ["fix", "twin"]
    assert store.query("SELECT count(*) AS n FROM duckdb_tables() WHERE table_name LIKE '%live%'").to_pylist() == [
        {"n": 0}
    ]


def test_archived_rows_without_a_key_are_not_changed(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "store.db") as store:
        store.execute_sql(
            "CREATE TABLE log AS SELECT TIMESTAMP '2020-01-01' + INTERVAL (i) DAY AS at_, i FROM range(60) r(i)"
        )
        Lake(store, target=tmp_path / "lake").archive("log", time_column="at_", older_than="2020-02-01")
        with pytest.raises(ArchivedRowsFixed) as refused:
            store.execute_sql("DELETE FROM log WHERE i = 3")
        assert refused.value.hint == "reedbed lake restore log"
        assert store.execute_sql("DELETE FROM log WHERE at_ > '2020-02-10'").to_pylist() == [{"Count": 19}]
        assert store.execute_sql("UPDATE log SET i = 0 WHERE i = 1000").to_pylist() == [{"Count": 0}]
        store.execute_sql("INSERT INTO log VALUES ('2020-01-01', 0)")
        assert store.row_count("log") == 42


@pytest.mark.parametrize(
    "sql", ["UPDATE moved SET id = id + 1 WHERE id BETWEEN 2 AND 4", "UPDATE moved SET (id, ts) = (7, ts) WHERE id = 2"]
)
def test_no_row_is_given_the_key_of_an_archived_one(tmp_path: Path, sql: str) -> None:
    with DuckDBStorageManager(tmp_path / "store.db", door=False) as store:
        store.execute_sql("CREATE SEQUENCE numbers; CREATE TABLE moved (id INTEGER PRIMARY KEY, ts TIMESTAMP)")
        store.execute_sql("INSERT INTO moved SELECT i, TIMESTAMP '2020-01-01' + INTERVAL (i) DAY FROM range(20) r(i)")
        Lake(store, target=tmp_path / "lake").archive("moved", "ts", older_than="2020-01-11")
        with pytest.raises(ConstraintViolated, match="Duplicate key"):
            store.execute_sql(sql)
        for drawn in ("nextval('numbers')", "(random() * 5)::INTEGER", "DEFAULT"):
            with pytest.raises(ArchivedRowsFixed, match="drawn"):
                store.execute_sql(f"UPDATE moved SET id = {drawn} WHERE id = 2")
        store.execute_sql("UPDATE moved SET id = id + 100 WHERE id < 5")
        ids = store.execute_sql("SELECT id FROM moved ORDER BY id")["id"].to_pylist()
        assert ids == [*range(5, 20), *range(100, 105)]
