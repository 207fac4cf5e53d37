from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from tests.unit.lake.readings import BEFORE_CUT, CUT, HOURS, content, make_readings

from reedbed import DuckDBStorageManager, Lake, TableName, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        yield opened


def _rows(store: DuckDBStorageManager, sql: str) -> int:
    return int(store.query(sql)[0][0].as_py())


@pytest.mark.parametrize("key", ["PRIMARY KEY (id)", "PRIMARY KEY (ts, id)", "UNIQUE (id)", ""])
def test_the_name_answers_with_every_row_once_and_old_rows_lie_in_files(store: DuckDBStorageManager, key: str) -> None:
    make_readings(store, key=key)
    before = content(store)
    result = Lake(store).archive("readings", older_than=CUT)
    assert content(store) == before
    assert (result.rows, result.files, result.live_rows) == (BEFORE_CUT, 2, HOURS - BEFORE_CUT)
    assert _rows(store, 'SELECT count(*) FROM "readings:live"') == HOURS - BEFORE_CUT
    paths = [file.path for file in Lake(store).files("readings")]
    assert [path.split("/")[1:3] for path in paths] == [["year=2024", "month=01"], ["year=2024", "month=02"]]


def test_a_second_archive_adds_what_has_become_old_and_a_third_finds_nothing(store: DuckDBStorageManager) -> None:
    make_readings(store)
    before = content(store)
    lake = Lake(store)
    first = lake.archive("readings", older_than=CUT)
    second = lake.archive("readings", older_than="2024-03-10")
    third = lake.archive("readings", older_than="2024-03-10")
    assert (first.snapshot, second.snapshot, third.snapshot) == (1, 2, 2)
    assert first.rows + second.rows == 69 * 24
    assert (third.rows, third.files) == (0, 0)
    assert content(store) == before
    assert [(each.kind, each.row_count) for each in lake.snapshots("readings")] == [
        ("archive", BEFORE_CUT),
        ("archive", 69 * 24),
    ]


def test_a_plan_says_what_an_archive_then_does_and_changes_nothing(store: DuckDBStorageManager) -> None:
    make_readings(store)
    lake = Lake(store)
    plan = lake.plan_archive("readings", older_than=CUT, partition_by=("year", "month", "day"))
    assert store.list_tables() == ["readings"]
    assert lake.tables() == []
    result = lake.archive("readings", older_than=CUT, partition_by=("year", "month", "day"))
    assert (plan.rows, plan.files) == (result.rows, result.files) == (BEFORE_CUT, 50)
    assert plan.size_bytes == pytest.approx(result.size_bytes, rel=0.5)


@pytest.mark.parametrize("target", ["s3://", "s3:///", "gs://bucket/x"])
def test_a_url_without_a_bucket_is_no_folder(store: DuckDBStorageManager, target: str) -> None:
    make_readings(store)
    with pytest.raises(errors.UnsupportedURL, match=r"is no target|A target is"):
        Lake(store).archive("readings", older_than=CUT, target=target)


def test_rows_within_a_file_are_in_the_order_of_time_however_they_lay_in_the_table(
    store: DuckDBStorageManager,
) -> None:
    store.execute_sql("CREATE TABLE readings (id BIGINT, ts TIMESTAMP, station VARCHAR)")
    store.execute_sql(
        "INSERT INTO readings SELECT i, TIMESTAMP '2024-01-01' + to_minutes(i), 'st' || i % 3 "
        "FROM range(300_000) AS r(i) ORDER BY hash(i)"
    )
    before = store.query("SELECT count(*), sum(hash(readings)) FROM readings").to_pylist()
    lake = Lake(store)
    result = lake.archive("readings", older_than="2024-07-01", partition_by=("year", "month", "station"))
    assert result.files == 6 * 3
    assert store.query("SELECT count(*), sum(hash(readings)) FROM readings").to_pylist() == before
    for file in lake.files("readings"):
        path = store.database.path.parent / ".reedbed" / "lake" / file.path  # type: ignore[union-attr]  # a file
        ordered = (
            "SELECT bool_and(ts >= earlier), count(DISTINCT station), count(DISTINCT month(ts)) FROM (SELECT *, "
            "lag(ts, 1, ts) OVER (ORDER BY file_row_number) AS earlier "
            f"FROM read_parquet('{path}', file_row_number = true))"
        )
        assert store.database.rows(ordered) == [(True, 1, 1)]


def test_rows_without_a_time_stay_live(store: DuckDBStorageManager) -> None:
    make_readings(store)
    store.execute_sql("INSERT INTO readings VALUES (-1, NULL, 0)")
    Lake(store).archive("readings", older_than="2030-01-01")
    assert store.query('SELECT id FROM "readings:live"').to_pylist() == [{"id": -1}]
    assert store.row_count("readings") == HOURS + 1


def test_a_live_row_wins_over_the_archived_one_of_its_key_and_stays_where_it_is(store: DuckDBStorageManager) -> None:
    make_readings(store)
    lake = Lake(store)
    lake.archive("readings", older_than=CUT)
    store.database.current().execute("INSERT INTO \"readings:live\" VALUES (3, '2024-01-01 03:00:00Z', -1)")
    result = lake.archive("readings", older_than=CUT)
    assert (result.rows, result.staying) == (0, 1)
    assert [row["value"] for row in content(store) if row["id"] == 3] == [-1]
    again = lake.archive("readings", older_than="2024-03-01")
    assert (again.staying, again.rows) == (1, 10 * 24)
    assert [row["value"] for row in content(store) if row["id"] == 3] == [-1]
    assert len(content(store)) == HOURS


def test_a_deleted_key_hides_its_archived_row(store: DuckDBStorageManager) -> None:
    make_readings(store)
    lake = Lake(store)
    lake.archive("readings", older_than=CUT)
    number = lake.table("readings").id
    store.database.current().execute(f"INSERT INTO reedbed.lake_{number}_deleted VALUES (3)")
    assert [row["id"] for row in content(store)] == [0, 1, 2, *range(4, HOURS)]
    lake.archive("readings", older_than="2024-03-01")
    assert store.row_count("readings") == HOURS - 1


def test_indexes_defaults_generated_columns_and_constraints_go_on_with_the_live_rows(
    store: DuckDBStorageManager,
) -> None:
    store.execute_sql("CREATE SEQUENCE numbers")
    store.execute_sql(
        "CREATE TABLE readings (id BIGINT DEFAULT nextval('numbers') PRIMARY KEY, ts TIMESTAMPTZ NOT NULL, "
        "value DOUBLE CHECK (value >= 0), twice DOUBLE GENERATED ALWAYS AS (value * 2))"
    )
    store.execute_sql('CREATE INDEX "by time" ON readings (ts)')
    store.execute_sql("CREATE UNIQUE INDEX by_both ON readings (ts, (id + 1))")
    store.execute_sql(
        "INSERT INTO readings (ts, value) SELECT TIMESTAMPTZ '2024-01-01' + to_hours(i), i FROM range(100) AS r(i)"
    )
    before = content(store)
    lake = Lake(store)
    lake.archive("readings", older_than="2024-01-03")
    assert content(store) == before
    indexes = store.query("SELECT index_name, table_name, is_unique FROM duckdb_indexes() ORDER BY ALL").to_pylist()
    assert [tuple(row.values()) for row in indexes] == [
        ("by time", "readings:live", False),
        ("by_both", "readings:live", True),
    ]
    live = store.database.current()
    live.execute("INSERT INTO \"readings:live\" (ts, value) VALUES ('2024-02-01 00:00:00Z', 1)")
    with pytest.raises(errors.ConstraintViolated):
        live.execute("INSERT INTO \"readings:live\" (ts, value) VALUES ('2024-02-01 00:00:00Z', -1)")
    lake.restore("readings")
    assert [row["id"] for row in content(store)] == list(range(1, 102))
    assert {row["twice"] for row in content(store) if row["id"] == 5} == {8.0}


VALUES = {
    "HUGEINT": "170141183460469231731687303715884105727 - i",
    "INTERVAL": "to_months((i % 5)::INT) + to_microseconds(i)",
    "UNION(n INTEGER, s VARCHAR)": "CASE i % 2 WHEN 0 THEN i::INT::{type} ELSE 'x'::{type} END",
    "TIMETZ": "TIMETZ '01:02:03.000004+05:30'",
    "BIT": "'0101'::BIT",
    "ENUM('a', 'b')": "CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END",
    "DOUBLE": "CASE i % 3 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN '-inf'::DOUBLE ELSE -0.0::DOUBLE END",
    "DECIMAL(38, 10)": "i / 7",
    "STRUCT(a INTEGER[], b MAP(VARCHAR, DATE))": "{'a': [1, NULL], 'b': MAP {'k': '2024-01-01'::DATE}}",
    "TIMESTAMP_NS": "'2024-01-01 00:00:00.123456789'::TIMESTAMP_NS",
    "TIMESTAMP_S": "'2024-01-01 00:00:01'::TIMESTAMP_S",
    "BLOB": "'\\xAA\\x00\\xFF'::BLOB",
    "UUID": "md5(i::VARCHAR)::UUID",
    "VARCHAR": "chr(0) || repeat('ž', 300)",
    "DATE": "CASE WHEN i % 2 = 0 THEN 'infinity'::DATE ELSE '0044-03-15 (BC)'::DATE END",
    "INTEGER[3]": "[1, 2, i]::INTEGER[3]",
    "JSON": "'{\"a\": 1}'",
}


def test_values_of_every_type_come_back_as_they_were(store: DuckDBStorageManager) -> None:
    columns = ", ".join(f"x{n} {kind}, none{n} {kind}" for n, kind in enumerate(VALUES))
    values = ", ".join(f"{value.replace('{type}', kind)}, NULL" for kind, value in VALUES.items())
    store.execute_sql(f"CREATE TABLE readings (id BIGINT PRIMARY KEY, ts TIMESTAMP, {columns})")
    store.execute_sql(
        f"INSERT INTO readings SELECT i, TIMESTAMP '2024-01-01' + to_hours(i), {values} FROM range(30) AS r(i)"
    )
    shown = ", ".join(f"x{n}::VARCHAR, typeof(x{n}), none{n} IS NULL" for n in range(len(VALUES)))
    asked = f"SELECT id, {shown} FROM readings ORDER BY id"
    before = store.query(asked).to_pylist()
    lake = Lake(store)
    lake.archive("readings", "ts", "2030-01-01")
    assert store.query(asked).to_pylist() == before
    assert [report.findings for report in lake.verify()] == [()]
    lake.restore("readings")
    assert store.query(asked).to_pylist() == before


def test_a_table_of_another_schema_with_an_awkward_name_is_archived_like_any_other(
    store: DuckDBStorageManager,
) -> None:
    store.execute_sql('CREATE SCHEMA "s.x"')
    store.execute_sql(
        'CREATE TABLE "s.x"."a ""b"" [*]?" ("the time" TIMESTAMP, "k?" INTEGER PRIMARY KEY, reedbed_file INT)'
    )
    store.execute_sql(
        'INSERT INTO "s.x"."a ""b"" [*]?" '
        "SELECT TIMESTAMP '2024-01-01' + to_days(i::INT), i, i FROM range(60) AS r(i)"
    )
    name = TableName(schema="s.x", name='a "b" [*]?')
    lake = Lake(store)
    assert lake.archive(name, older_than="2024-02-01", partition_by=("month", "k?")).files == 31
    assert store.row_count(name) == 60
    assert lake.restore(name).live_rows == 60


def test_a_table_that_foreign_keys_point_to_is_refused_by_name(store: DuckDBStorageManager) -> None:
    store.execute_sql("CREATE TABLE stations (id INTEGER PRIMARY KEY, since TIMESTAMP)")
    store.execute_sql("CREATE TABLE readings (station INTEGER REFERENCES stations (id), ts TIMESTAMP)")
    for table in ("stations", "readings"):
        with pytest.raises(errors.NotArchivable, match="foreign key") as refused:
            Lake(store).archive(table, older_than=CUT)
        assert refused.value.code == "LAKE002"


def test_what_cannot_be_archived_is_refused_before_anything_happens(store: DuckDBStorageManager) -> None:
    make_readings(store, key="")
    lake = Lake(store)
    with pytest.raises(errors.TableNotFound):
        lake.archive("reading")
    with pytest.raises(errors.ColumnNotFound):
        lake.archive("readings", "tss")
    with pytest.raises(errors.NotArchivable, match="no time"):
        lake.archive("readings", "value")
    with pytest.raises(errors.KeyInvalid, match=r"it repeats in \d+ rows?\."):
        store.execute_sql("INSERT INTO readings SELECT * FROM readings LIMIT 1")
        lake.archive("readings", key="id")
    with pytest.raises(errors.NaiveTime):
        lake.archive("readings", older_than=dt.datetime(2024, 1, 1))  # noqa: DTZ001 - it is what is refused
    store.execute_sql("CREATE VIEW seen AS FROM readings")
    with pytest.raises(errors.NotArchivable, match="view"):
        lake.archive("seen")
    with pytest.raises(errors.UsageError), store.transaction():
        lake.archive("readings", older_than=CUT)
    assert lake.tables() == []


def test_an_archive_is_not_kept_in_two_ways(store: DuckDBStorageManager, tmp_path: Path) -> None:
    make_readings(store)
    lake = Lake(store)
    lake.archive("readings", older_than=CUT)
    for wishes in ({"partition_by": "day"}, {"target": tmp_path / "elsewhere"}, {"key": ("ts",)}):
        with pytest.raises(errors.ArchiveDiffers):
            lake.archive("readings", older_than=CUT, **wishes)
    assert lake.archive("readings", "ts", "2024-02-21", ("year", "month"), key="id").rows == 24


def test_two_archives_of_one_table_at_once_do_not_disturb_each_other(store: DuckDBStorageManager) -> None:
    make_readings(store)
    before = content(store)
    lake = Lake(store)
    done: list[int] = []
    threads = [
        threading.Thread(target=lambda: done.append(lake.archive("readings", older_than=CUT).rows)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, BEFORE_CUT]
    assert content(store) == before


def test_a_copy_of_the_database_file_reads_the_same_rows(store: DuckDBStorageManager, tmp_path: Path) -> None:
    make_readings(store)
    before = content(store)
    Lake(store).archive("readings", older_than=CUT)
    store.execute_sql("CHECKPOINT")
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "s.db").read_bytes())
    with DuckDBStorageManager(copy, door=False) as other:
        assert content(other) == before


def test_a_workspace_that_was_moved_finds_its_files(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    with DuckDBStorageManager(old / "s.db", door=False) as store:
        make_readings(store)
        before = content(store)
        Lake(store).archive("readings", older_than=CUT)
    old.rename(new)
    with DuckDBStorageManager(new / "s.db", door=False) as store:
        assert content(store) == before
        assert store.query("SELECT id FROM readings WHERE ts = '2024-01-02 00:00:00Z'").to_pylist() == [{"id": 24}]
