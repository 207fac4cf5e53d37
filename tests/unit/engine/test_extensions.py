from __future__ import annotations

import socket
import time
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from reedbed.engine import extensions
from reedbed.engine.extensions import is_loaded, load_extension
from reedbed.errors import ExtensionMissing, InvalidName, OperationRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "duckdb-extension-httpfs"
NOBODY_ANSWERS = "http://127.0.0.1:9"  # the discard port: refused at once


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "extension_directory": str(tmp_path / "extensions"),
        "custom_extension_repository": NOBODY_ANSWERS,
    }
    with duckdb.connect(config=config) as opened:
        yield opened


@pytest.fixture
def extension_file() -> Path:
    files = metadata.distribution(PACKAGE).files or []
    found: list[Path] = [Path(file.locate()) for file in files if file.name == "httpfs.duckdb_extension"]
    return found[0]


@pytest.fixture
def _without_packages(extension_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `duckdb-extension-…` package can be found, as in an environment that has none."""
    assert extension_file.exists()  # found before the packages are out of sight
    monkeypatch.setattr("sys.path", [str(tmp_path)])


def place(connection: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    (platform,) = connection.execute("PRAGMA platform").fetchall()[0]
    made: Path = folder / f"v{duckdb.__version__}" / platform
    made.mkdir(parents=True)
    return made


def test_an_installed_package_is_loaded_without_the_network(connection: duckdb.DuckDBPyConnection) -> None:
    assert not is_loaded(connection, "httpfs")
    load_extension(connection, "httpfs", user_directory=None)
    assert is_loaded(connection, "httpfs")


def test_every_cursor_of_the_database_can_use_it(connection: duckdb.DuckDBPyConnection) -> None:
    load_extension(connection, "s3", user_directory=None)
    assert is_loaded(connection.cursor(), "https")


def test_what_is_built_in_or_loaded_is_left_alone(connection: duckdb.DuckDBPyConnection) -> None:
    load_extension(connection, "parquet", user_directory=None)
    load_extension(connection, "httpfs", user_directory=None)
    load_extension(connection, "HTTPFS", user_directory=Path("nowhere"))


@pytest.mark.usefixtures("_without_packages")
def test_a_file_in_the_users_folder_is_loaded(
    connection: duckdb.DuckDBPyConnection, extension_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "weird 'folder'"
    (place(connection, folder) / extension_file.name).symlink_to(extension_file)
    load_extension(connection, "httpfs", user_directory=folder)
    assert is_loaded(connection, "httpfs")


@pytest.mark.usefixtures("_without_packages")
def test_the_connections_own_folder_is_the_users_by_default(
    connection: duckdb.DuckDBPyConnection, extension_file: Path, tmp_path: Path
) -> None:
    (place(connection, tmp_path / "extensions") / extension_file.name).symlink_to(extension_file)
    load_extension(connection, "httpfs", user_directory=None)
    assert is_loaded(connection, "httpfs")


def test_without_package_and_file_it_is_fetched_into_the_users_folder(
    connection: duckdb.DuckDBPyConnection,
    extension_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository = tmp_path / "repository"
    (place(connection, repository) / extension_file.name).symlink_to(extension_file)
    connection.execute(f"SET custom_extension_repository = '{repository}'")
    monkeypatch.setattr(extensions, "_package", lambda name: f"not-installed-{name}")
    load_extension(connection, "httpfs", user_directory=tmp_path / "mine")
    assert is_loaded(connection, "httpfs")
    assert [path.name for path in (tmp_path / "mine").rglob("*.duckdb_extension")] == ["httpfs.duckdb_extension"]


def test_a_package_for_another_duckdb_is_named_with_both_versions(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = tmp_path / "site" / "duckdb_extension_spatial-1.4.0.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: duckdb-extension-spatial\nVersion: 1.4.0\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(ExtensionMissing, match=rf"is for DuckDB 1\.4\.0, and this is {duckdb.__version__}") as raised:
        load_extension(connection, "spatial", user_directory=None)
    assert raised.value.hint == f"pip install duckdb-extension-spatial=={duckdb.__version__}"


def test_what_is_nowhere_is_an_error_that_says_where_it_was_looked_for(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(ExtensionMissing) as raised:
        load_extension(connection, "sqlite", user_directory=tmp_path / "mine")
    assert raised.value.hint == f"pip install duckdb-extension-sqlite-scanner=={duckdb.__version__}"
    package, folder, fetch = raised.value.details["tried"]
    assert package == "the package duckdb-extension-sqlite-scanner is not installed"
    assert folder.startswith(str(tmp_path / "mine"))
    assert "127.0.0.1:9" in fetch


def test_a_server_that_does_not_answer_costs_no_more_than_the_limit(connection: duckdb.DuckDBPyConnection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        connection.execute(f"SET custom_extension_repository = 'http://127.0.0.1:{silent.getsockname()[1]}'")
        began = time.monotonic()
        with pytest.raises(ExtensionMissing, match="no answer within 1 s"):
            load_extension(connection, "spatial", user_directory=None, install_timeout_seconds=1)
        assert time.monotonic() - began < 10


def test_a_damaged_file_is_named_with_duckdbs_reason(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    damaged = place(connection, tmp_path / "mine") / "spatial.duckdb_extension"
    damaged.write_bytes(b"torn" * 1000)
    with pytest.raises(ExtensionMissing, match=r"LOAD .*spatial\.duckdb_extension: "):
        load_extension(connection, "spatial", user_directory=tmp_path / "mine")


def test_a_database_that_is_shut_in_refuses(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_external_access = false")
    with pytest.raises(OperationRefused, match="before the database is shut in"):
        load_extension(connection, "spatial", user_directory=None)


def test_a_database_that_is_shut_in_a_folder_fetches_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute(f"SET allowed_directories = ['{tmp_path}']")
    connection.execute("SET enable_external_access = false")
    with pytest.raises(ExtensionMissing, match="INSTALL is not permitted"):
        load_extension(connection, "spatial", user_directory=None)


@pytest.mark.parametrize("name", ["", "x; DROP TABLE t", "../x", "http'fs", "9"])
def test_only_a_name_is_taken_for_one(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    with pytest.raises(InvalidName):
        load_extension(connection, name, user_directory=None)


def test_what_is_built_in_makes_no_folder(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_extension(connection, "json", user_directory=tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
