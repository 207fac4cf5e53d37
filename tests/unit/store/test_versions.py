"""Versions of tables: they move when content moves, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed import DuckDBStorageManager, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = pa.table({"id": [1, 2, 3], "n": [10, 20, 30]})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "test.db") as opened:
        yield opened


def _version(store: DuckDBStorageManager) -> int:
    record = store.table_record("data")
    assert record is not None
    return record.version


@pytest.mark.parametrize("checkpoint", [True, False])
@pytest.mark.parametrize("mode", ["append", "upsert"])
def test_a_write_of_no_rows_changes_nothing(store: DuckDBStorageManager, mode: str, checkpoint: bool) -> None:  # noqa: FBT001 - a parameter of the test
    store.write_table(ROWS, "data", key="id")
    before = _version(store)
    key = "id" if mode == "upsert" else ()
    result = store.write_table(ROWS.slice(0, 0), "data", mode=mode, key=key, checkpoint=checkpoint)  # type: ignore[arg-type]  # one of the modes
    assert (result.changed, result.rows, result.version) == (0, 3, before)
    assert _version(store) == before
    assert [report.status for report in store.verify()] == ["whole"]
    assert store.prune() == []


def test_every_write_moves_the_version(store: DuckDBStorageManager) -> None:
    seen = [store.write_table(ROWS, "data").version]
    seen.append(store.write_table(ROWS, "data", mode="append").version)
    seen.append(store.write_table(ROWS, "data", mode="upsert", key="id").version)
    store.execute_sql("DELETE FROM data WHERE id = 3")
    seen.append(_version(store))
    seen.append(store.replace_rows("data", ROWS, "id").version)
    assert sorted(set(seen)) == seen


def test_reading_moves_nothing(store: DuckDBStorageManager) -> None:
    before = store.write_table(ROWS, "data").version
    store.execute_sql("SELECT 1; FROM data; PIVOT data ON id USING sum(n)")
    store.execute_sql("CREATE TABLE wide AS PIVOT data ON id USING sum(n)")
    assert _version(store) == before
    assert store.row_count("wide") == 1


def test_a_restored_table_has_the_version_that_its_rows_had(store: DuckDBStorageManager) -> None:
    before = store.write_table(ROWS, "data").version
    store.drop_table("data")
    assert store.restore("data")[0].version == before == _version(store)
    assert [report.status for report in store.verify()] == ["whole"]


def test_going_back_is_never_taken_for_an_append(store: DuckDBStorageManager) -> None:
    before = store.write_table(ROWS, "data").version
    later = store.write_table(ROWS, "data", mode="append", checkpoint=False).version
    store.restore("data")
    record = store.table_record("data")
    assert record is not None
    assert record.version == before
    assert record.replaced_version > later


def test_an_alter_whose_default_calls_a_function_is_one_change(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    before = _version(store)
    store.execute_sql("SELECT 1; ALTER TABLE data ADD COLUMN made TIMESTAMPTZ DEFAULT now(); SELECT ';'")
    assert _version(store) > before
    noted = store.query("SELECT kind, sql FROM reedbed.statements WHERE contains(sql, 'made')").to_pylist()
    assert noted == [{"kind": "ALTER", "sql": "ALTER TABLE data ADD COLUMN made TIMESTAMPTZ DEFAULT now()"}]
    with pytest.raises(errors.ReedbedError), store.transaction():
        store.execute_sql("ALTER TABLE data ADD COLUMN chance DOUBLE DEFAULT random()")
        store.execute_sql("SELECT nosuch")
    assert list(store.get_table_columns("data")) == ["id", "n", "made"]
    assert store.query("SELECT count(DISTINCT made) AS n, count(made) AS m FROM data").to_pylist() == [{"n": 1, "m": 3}]
