from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import duckdb
import pytest

from reedbed.engine.extensions import load_extension
from reedbed.engine.secrets import create_secrets
from reedbed.errors import ExtensionMissing, InvalidSetting, OperationRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VALUE = "hunter2"
S3: dict[str, object] = {"type": "s3", "key_id": "AKIA'; DROP", "secret": VALUE, "region": "eu-west-1"}


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "secret_directory": str(tmp_path / "secrets"),
    }
    with duckdb.connect(config=config) as opened:
        yield opened


@pytest.fixture
def connection(bare: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    load_extension(bare, "httpfs", user_directory=None)
    return bare


def listed(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT name, type, persistent, scope FROM duckdb_secrets() ORDER BY name").fetchall()


def described(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute("SELECT secret_string FROM duckdb_secrets() ORDER BY name").fetchall()
    return " ".join(text for (text,) in rows)


def test_secrets_of_both_types_are_there_for_every_cursor(connection: duckdb.DuckDBPyConnection) -> None:
    create_secrets(
        connection,
        {
            'a "b"': {**S3, "use_ssl": False, "url_style": "path", "scope": ["s3://one", "s3://two"]},
            "web": {"type": "http", "bearer_token": VALUE, "scope": "https://example.org"},
        },
    )
    assert listed(connection.cursor()) == [
        ('a "b"', "s3", False, ["s3://one", "s3://two"]),
        ("web", "http", False, ["https://example.org"]),
    ]
    assert "key_id=AKIA'; DROP" in described(connection)
    assert "use_ssl=false" in described(connection)


def test_headers_are_quoted(connection: duckdb.DuckDBPyConnection) -> None:
    create_secrets(connection, {"web": {"type": "http", "extra_http_headers": {"X-Who's": "me, 'you'"}}})
    assert "X-Who" in described(connection)


def test_an_empty_scope_is_every_address(connection: duckdb.DuckDBPyConnection) -> None:
    create_secrets(connection, {"web": {"type": "http", "bearer_token": VALUE, "scope": ()}})
    assert listed(connection) == [("web", "http", False, [])]


def test_a_secret_given_again_is_replaced(connection: duckdb.DuckDBPyConnection) -> None:
    create_secrets(connection, {"lake": S3})
    create_secrets(connection, {"lake": {**S3, "region": "us-east-1"}})
    assert "region=us-east-1" in described(connection)
    assert len(listed(connection)) == 1


def test_nothing_is_written_to_disk_and_persistent_secrets_are_shut_off(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    create_secrets(connection, {"lake": S3})
    assert list(tmp_path.rglob("*")) == []
    with pytest.raises(duckdb.Error):
        connection.execute("CREATE PERSISTENT SECRET kept (TYPE s3)")


def test_secrets_from_disk_that_are_in_use_are_not_passed_over(connection: duckdb.DuckDBPyConnection) -> None:
    listed(connection)
    with pytest.raises(OperationRefused, match="used secrets from disk"):
        create_secrets(connection, {"lake": S3})


def test_without_httpfs_nothing_is_created(bare: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ExtensionMissing) as raised:
        create_secrets(bare, {"lake": S3})
    assert raised.value.hint == f"pip install duckdb-extension-httpfs=={duckdb.__version__}"
    assert VALUE not in str(raised.value.to_dict())


def test_no_secrets_need_no_extension(bare: duckdb.DuckDBPyConnection) -> None:
    create_secrets(bare, {})
    assert bare.execute("SELECT current_setting('allow_persistent_secrets')").fetchall() == [(True,)]


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "s3", "use_ssl": VALUE},
        {"type": "s3", "scope": {VALUE: VALUE}},
        {"type": "s3", "secret": f"{VALUE}\0"},
        {"type": "s3", "secret": VALUE.encode()},
        {"type": "http", "secret": VALUE},
        {"type": "http", "extra_http_headers": VALUE},
        {"type": "gcs", "secret": VALUE},
        {"type": VALUE},
        {"secret": VALUE},
    ],
)
def test_a_refused_secret_is_named_and_its_values_are_not(
    connection: duckdb.DuckDBPyConnection, fields: dict[str, object]
) -> None:
    with pytest.raises(InvalidSetting, match="'lake'") as raised:
        create_secrets(connection, {"lake": fields})
    assert VALUE not in "".join(traceback.format_exception(raised.value))
    assert VALUE not in str(raised.value.to_dict())
    assert raised.value.__context__ is None


def test_a_parameter_that_does_not_exist_is_named_with_those_that_do(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(InvalidSetting, match=r"no 'key', only .*key_id"):
        create_secrets(connection, {"lake": {"type": "s3", "key": VALUE}})
