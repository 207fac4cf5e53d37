"""Checkpoints of a store: parts, manifests, what verify says of damage, and restoring."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reedbed import DuckDBStorageManager, errors
from reedbed.store.checkpoints import merging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = pa.table({"id": [1, 2, 3], "text": ["a", "b", None]})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "test.db") as opened:
        yield opened


def _files(store: DuckDBStorageManager, pattern: str) -> list[Path]:
    assert store.checkpoint_dir is not None
    return sorted(store.checkpoint_dir.glob(f"*/{pattern}"))


def _status(store: DuckDBStorageManager, name: str = "data") -> tuple[str, str]:
    [report] = store.verify(name)
    return report.status, "; ".join(report.findings)


def test_append_keeps_every_batch_in_the_checkpoint(store: DuckDBStorageManager) -> None:
    for _ in range(4):
        store.write_table(ROWS, "data", mode="append")
    parts = _files(store, "part-*.parquet")
    assert len(parts) == 4
    assert sum(pq.read_metadata(part).num_rows for part in parts) == 12 == store.row_count("data")
    assert _status(store) == ("whole", "")


def test_a_replaced_table_leaves_no_files_of_the_state_before(store: DuckDBStorageManager) -> None:
    for _ in range(3):
        store.write_table(ROWS, "data")
    assert len(_files(store, "part-*")) == 1
    assert len(_files(store, "manifest-*")) == 1
    assert store.prune() == []


def test_a_write_that_fails_leaves_no_file_behind(store: DuckDBStorageManager) -> None:
    with pytest.raises(errors.ConstraintViolated):
        store.write_table(pa.table({"id": [1, 1]}), "data", key="id")
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.write_table(ROWS, "data")
        raise ZeroDivisionError
    assert _files(store, "*") == []
    assert store.list_tables() == []


def test_many_appends_are_merged_and_still_hold_every_row(
    store: DuckDBStorageManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "FAN_IN", 4)
    for number in range(11):
        store.write_table(pa.table({"n": [number]}), "data", mode="append")
    assert len(_files(store, "part-*")) < 4
    assert _status(store) == ("whole", "")
    store.drop_table("data")
    store.restore("data")
    assert store.query("SELECT n FROM data")["n"].to_pylist() == list(range(11))


def test_a_write_without_checkpoint_is_durable_and_verify_says_the_checkpoint_is_behind(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "x.db") as store:
        store.write_table(ROWS, "data")
        store.write_table(ROWS, "data", mode="append", checkpoint=False)
    with DuckDBStorageManager(tmp_path / "x.db") as store:
        assert store.row_count("data") == 6
        assert _status(store)[0] == "stale"
        store.write_table(ROWS, "data", mode="append")
        assert _status(store) == ("whole", "")


def test_sql_that_changes_a_table_makes_its_checkpoint_stale_and_the_next_append_whole(
    store: DuckDBStorageManager,
) -> None:
    store.write_table(ROWS, "data")
    store.execute_sql("UPDATE data SET text = 'z' WHERE id = 1")
    assert _status(store)[0] == "stale"
    store.write_table(ROWS, "data", mode="append")
    assert _status(store) == ("whole", "")


def test_a_change_behind_the_stores_back_is_told_by_content(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    with store.database.transaction() as transaction:
        transaction.execute("UPDATE data SET text = 'z' WHERE id = 1")
    assert _status(store)[0] == "differs"


def _tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("pattern", ["part-*.parquet", "manifest-*.json"])
@pytest.mark.parametrize("harm", [_tear, _alter, _empty, _remove])
def test_damage_is_found_named_and_never_restored_from(store: DuckDBStorageManager, pattern: str, harm: object) -> None:
    store.write_table(ROWS, "data")
    [victim] = _files(store, pattern)
    assert callable(harm)
    harm(victim)
    status, finding = _status(store)
    assert status == "damaged"
    assert victim.name in finding
    with pytest.raises(errors.CheckpointDamaged, match=victim.name) as caught:
        store.restore("data")
    assert caught.value.hint == "reedbed checkpoint write data"
    assert store.row_count("data") == 3
    store.checkpoint("data")
    assert _status(store) == ("whole", "")


def test_a_dropped_table_comes_back_with_key_defaults_and_index(store: DuckDBStorageManager) -> None:
    store.execute_sql(
        "CREATE TABLE data (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 7 CHECK (n > 0), "
        "twice INTEGER GENERATED ALWAYS AS (n * 2)); CREATE INDEX by_n ON data (n)"
    )
    store.write_table(pa.table({"id": pa.array([1, 2], pa.int32())}), "data", mode="append")
    store.drop_table("data")
    assert not store.table_exists("data")
    [result] = store.restore("data")
    assert result.rows == 2
    assert store.query("FROM data ORDER BY id").to_pylist() == [
        {"id": 1, "n": 7, "twice": 14},
        {"id": 2, "n": 7, "twice": 14},
    ]
    with pytest.raises(errors.ConstraintViolated):
        store.execute_sql("INSERT INTO data (id) VALUES (1)")
    assert store.query("SELECT index_name FROM duckdb_indexes()").to_pylist() == [{"index_name": "by_n"}]


def test_a_lost_database_is_rebuilt_from_its_files_alone(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "x.db") as store:
        store.write_table(ROWS, "data")
        store.write_table(ROWS, "data", mode="append")
        store.write_table(ROWS, 'weird "name"; drop')
    for file in tmp_path.glob("x.db*"):
        file.unlink()
    with DuckDBStorageManager(tmp_path / "x.db") as store:
        assert store.list_tables() == []
        assert store.prune(dry_run=False) == []
        assert sorted((result.table, result.rows) for result in store.restore()) == [
            ("data", 6),
            ('weird "name"; drop', 3),
        ]
        assert [report.status for report in store.verify()] == ["whole", "whole"]


def test_without_a_ledger_the_newest_whole_manifest_counts(tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    with DuckDBStorageManager(tmp_path / "x.db", folder) as store:
        store.write_table(ROWS, "data")
        kept = {path: path.read_bytes() for path in folder.glob("*/*")}
        store.write_table(ROWS.slice(0, 1), "data")
        [newest] = _files(store, "manifest-*")
    for path, content in kept.items():
        path.write_bytes(content)
    with DuckDBStorageManager(tmp_path / "other.db", folder) as store:
        assert store.restore("data")[0].rows == 1
    _empty(newest)
    with DuckDBStorageManager(tmp_path / "third.db", folder) as store:
        for path in _files(store, "manifest-*"):
            if path != newest and path not in kept:
                path.unlink()
        assert store.restore("data")[0].rows == 3


def test_prune_tells_first_and_removes_only_what_does_not_count(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    [part] = _files(store, "part-*")
    orphan = part.with_name("part-00000000000000000000000000000000.parquet")
    orphan.write_bytes(b"x" * 10)
    unfinished = part.with_name("part-1.parquet.unfinished")
    unfinished.write_bytes(b"")
    assert {(file.path, file.size_bytes) for file in store.prune()} == {(orphan, 10), (unfinished, 0)}
    assert orphan.exists()
    store.prune(dry_run=False)
    assert not orphan.exists()
    assert not unfinished.exists()
    assert _status(store) == ("whole", "")


def test_dropping_with_the_checkpoint_leaves_nothing_to_restore(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    store.drop_table("data", checkpoint_too=True)
    assert _files(store, "*") == []
    with pytest.raises(errors.CheckpointNotFound):
        store.restore("data")


def test_a_manifest_says_what_it_holds(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    [manifest] = _files(store, "manifest-*")
    body = json.loads(manifest.read_text())
    assert body["format"] == 1
    assert body["table"] == "data"
    assert body["row_count"] == 3
    assert [column["type"] for column in body["columns"]] == ["BIGINT", "VARCHAR"]
    assert body["parts"][0]["row_count"] == 3


def test_an_in_memory_store_keeps_no_checkpoints_unless_told_where(tmp_path: Path) -> None:
    with DuckDBStorageManager() as store:
        assert store.write_table(ROWS, "data").checkpoint is False
        with pytest.raises(errors.CheckpointsDisabled):
            store.verify()
    with DuckDBStorageManager(checkpoint_dir=tmp_path) as store:
        assert store.write_table(ROWS, "data").checkpoint is True
        assert len(list(tmp_path.glob("*/part-*"))) == 1
