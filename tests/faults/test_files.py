"""Database files that cannot be opened, or are held by others: each its own error, and the file left as it was."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed import DuckDBStorageManager, errors, open_store

if TYPE_CHECKING:
    from pathlib import Path

NEWER = zlib.decompress(
    base64.b64decode(
        "eNrt2aEKwmAQwPHvmwsmq8VgWB5DJwbDwrZkNtnmXBrYZBi0Cz6ALzBYMQ0MsmQzafMNfAYxaBgiiIoIgsL/V467gwvXjhvFpers"
        "tFacjt0+FMRbhjXd0I3nfb9h9jyvX/eD13OW6WYhtcFkOi/vxmF6FAAAAAAA4Cv2zSiqdB1LPm4rt7qah2IeXFYHAAAAAMDfyGRr"
        "FSTm9pqf74gP7n/+/wAAAAAA/JYLAtI2Qw=="
    )
)
"""The first three blocks of a file that DuckDB 2.0.0 made with its own defaults."""

ROWS = pa.table({"id": [1, 2, 3]})


def _state(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _whole_database(path: Path) -> bytes:
    with DuckDBStorageManager(path) as store:
        store.write_table(ROWS, "data")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        ("no database", errors.DatabaseCorrupt),
        ("empty", errors.DatabaseCorrupt),
        ("torn", errors.DatabaseCorrupt),
        ("altered header", errors.DatabaseCorrupt),
        ("altered block", errors.DatabaseCorrupt),
        ("newer", errors.DatabaseNewer),
        ("folder", errors.DatabaseUnreadable),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_apart_and_left_as_it_was(
    tmp_path: Path, harm: str, expected: type[errors.ReedbedError]
) -> None:
    path = tmp_path / "x.db"
    whole = _whole_database(path)
    if harm == "folder":
        path.unlink()
        path.mkdir()
    else:
        contents = {
            "no database": b"this is a text file" * 1000,
            "empty": b"",
            "torn": whole[:9000],
            "altered header": whole[:4096] + bytes(8192) + whole[12288:],
            "altered block": whole[:12400] + b"x" * 4000 + whole[16400:],
            "newer": NEWER,
        }
        path.write_bytes(contents[harm])
    before = _state(path)
    with pytest.raises(expected) as caught:
        DuckDBStorageManager(path)
    assert _state(path) == before
    assert str(path) in caught.value.message
    assert caught.value.hint
    # The failure gave ownership up again.
    with pytest.raises(expected):
        DuckDBStorageManager(path, lock_timeout_seconds=0)


def test_a_corrupt_database_is_rebuilt_beside_itself_from_its_checkpoints(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(_whole_database(path)[:9000])
    with pytest.raises(errors.DatabaseCorrupt, match="untouched") as caught:
        DuckDBStorageManager(path)
    assert "checkpoint restore" in caught.value.hint
    with DuckDBStorageManager(tmp_path / "rebuilt.db") as store:
        store.restore()
        assert store.query("SELECT id FROM data ORDER BY id")["id"].to_pylist() == [1, 2, 3]


def test_a_second_process_is_told_who_holds_the_file_and_the_place_is_free_after_a_kill(tmp_path: Path) -> None:
    program = (
        "import sys, time; from reedbed import DuckDBStorageManager\n"
        "store = DuckDBStorageManager(sys.argv[1]); print('open', flush=True); time.sleep(600)"
    )
    path = tmp_path / "x.db"
    with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(errors.StoreLocked, match=str(holder.pid)) as caught:
            DuckDBStorageManager(path, lock_timeout_seconds=0.2)
        assert caught.value.retryable
        holder.kill()
    with DuckDBStorageManager(path, lock_timeout_seconds=0) as store:
        assert store.list_tables() == []


def test_a_program_that_holds_the_file_without_reedbed_is_told_too(tmp_path: Path) -> None:
    program = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(600)"
    path = tmp_path / "x.db"
    with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(errors.StoreLocked, match=str(holder.pid)):
            DuckDBStorageManager(path, lock_timeout_seconds=0.2)
        holder.kill()


def test_readers_stand_beside_one_another_and_an_owner_to_be_is_told_who_they_are(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    _whole_database(path)
    program = (
        "import sys, time; from reedbed import DuckDBStorageManager\n"
        "store = DuckDBStorageManager(sys.argv[1], read_only=True)\n"
        "print(store.row_count('data'), flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "3\n"
        with DuckDBStorageManager(path, read_only=True) as beside:
            assert beside.row_count("data") == 3
            with pytest.raises(errors.StoreReadOnly):
                beside.write_table(ROWS, "data")
        with pytest.raises(errors.StoreBeingRead, match=str(reader.pid)):
            DuckDBStorageManager(path, lock_timeout_seconds=0.2)
        reader.kill()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite:///x.db", "s3://bucket/x", "duckdb://host/x.db"])
def test_a_url_that_cannot_be_opened_says_what_can(url: str) -> None:
    with pytest.raises(errors.UnsupportedURL, match="duckdb") as caught:
        open_store(url)
    assert caught.value.hint


def test_urls_name_files_and_memory(tmp_path: Path) -> None:
    with open_store(f"duckdb://{tmp_path}/a%20b.db") as store:
        store.write_table(ROWS, "data")
    assert (tmp_path / "a b.db").is_file()
    with open_store("duckdb://") as store:
        assert store.database.path is None
