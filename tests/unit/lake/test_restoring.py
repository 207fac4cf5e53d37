from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.lake.readings import BEFORE_CUT, CUT, HOURS, content, make_readings

from reedbed import DuckDBStorageManager, Lake, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        yield opened


def _file(store: DuckDBStorageManager, number: int) -> Path:
    assert store.database.path is not None
    return store.database.path.parent / ".reedbed" / "lake" / Lake(store).files("readings")[number].path


def test_a_restored_table_is_the_ordinary_table_that_it_was(store: DuckDBStorageManager) -> None:
    make_readings(store)
    store.execute_sql("CREATE INDEX by_time ON readings (ts)")
    before = content(store)
    shape = store.query("SELECT table_name, sql FROM duckdb_tables() WHERE schema_name = 'main'").to_pylist()
    lake = Lake(store)
    lake.archive("readings", older_than=CUT)
    result = lake.restore("readings")
    assert (result.rows, result.files, result.live_rows, result.archived_rows) == (BEFORE_CUT, 2, HOURS, 0)
    assert content(store) == before
    assert lake.tables() == []
    assert store.query("SELECT table_name, sql FROM duckdb_tables() WHERE schema_name = 'main'").to_pylist() == shape
    assert lake.archive("readings", older_than=CUT).rows == BEFORE_CUT
    assert content(store) == before


def test_a_span_brings_back_the_files_that_reach_into_it(store: DuckDBStorageManager) -> None:
    make_readings(store)
    before = content(store)
    lake = Lake(store)
    lake.archive("readings", older_than=CUT, partition_by=("year", "month", "day"))
    result = lake.restore("readings", since="2024-01-10T12:00:00Z", until="2024-01-12T00:00:00Z")
    assert (result.files, result.rows, result.archived_rows) == (2, 48, BEFORE_CUT - 48)
    assert content(store) == before
    assert lake.restore("readings", since="2025-01-01").files == 0
    assert content(store) == before


def test_corrected_and_deleted_rows_stay_so(store: DuckDBStorageManager) -> None:
    make_readings(store)
    lake = Lake(store)
    lake.archive("readings", older_than=CUT)
    store.execute_sql("UPDATE readings SET value = -1 WHERE id = 3")
    store.execute_sql("DELETE FROM readings WHERE id IN (4, 900)")
    before = content(store)
    lake.restore("readings", until="2024-01-31")
    assert content(store) == before
    store.execute_sql("INSERT INTO readings VALUES (4, '2024-01-01 04:00:00Z', 4)")
    lake.restore("readings")
    assert content(store) == sorted(
        [*before, *[row for row in content(store) if row["id"] == 4]], key=lambda r: r["id"]
    )


def test_an_altered_missing_or_cut_file_is_told_and_nothing_is_restored(store: DuckDBStorageManager) -> None:
    make_readings(store)
    lake = Lake(store)
    lake.archive("readings", older_than="2024-03-10")
    altered, missing, shortened = (_file(store, number) for number in range(3))
    content_before = bytearray(altered.read_bytes())
    content_before[100] ^= 1
    altered.write_bytes(content_before)
    missing.unlink()
    shortened.write_bytes(shortened.read_bytes()[:-10])
    [report] = lake.verify("readings")
    assert [finding.partition(": ")[2].partition(",")[0] for finding in report.findings] == [
        "its content was altered",
        "it is missing",
        f"{shortened.stat().st_size:n} bytes",
    ]
    with pytest.raises(errors.LakeFileDamaged):
        lake.restore("readings")
    assert lake.table("readings").generation == 1


def test_a_file_that_holds_other_rows_than_the_ledger_says_is_told(store: DuckDBStorageManager) -> None:
    make_readings(store)
    lake = Lake(store)
    lake.archive("readings", older_than=CUT)
    assert lake.verify()[0].findings == ()
    store.database.current().execute("UPDATE reedbed.lake_files SET fingerprint = fingerprint || '0'")
    [report] = lake.verify()
    assert [finding.partition(": ")[2] for finding in report.findings] == ["its rows are others than were written"] * 2


def test_what_has_no_archive_is_told(store: DuckDBStorageManager) -> None:
    make_readings(store)
    for call in (Lake(store).restore, Lake(store).verify, Lake(store).snapshots, Lake(store).files):
        with pytest.raises(errors.NotArchived):
            call("readings")
    assert Lake(store).verify() == []
