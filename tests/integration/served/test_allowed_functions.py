"""The setting `functions`: what readers and writers of a server may call beside DuckDB's harmless functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed import Workspace
from reedbed.engine.resolver import Role
from reedbed.errors import AccessDenied, InvalidSetting, ReedbedError
from reedbed.pgserver.access import UserFile, UserRecord, verifier_of
from reedbed.wiring import open_store
from reedbed.wiring.serving import Serving, served

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "reed"  # noqa: S105 - of a user that lives as long as a test
CALL = "SELECT spelled_out(2) AS word"


def workspace(folder: Path, setting: str) -> Workspace:
    made = Workspace.init(folder / "w")
    file = made.folder / "workspace.yaml"
    file.write_text(f"reedbed:\n  functions: {setting}\n")
    UserFile(made.users_path).add(UserRecord(name="ana", role=Role.READER, verifier=verifier_of(PASSWORD)))
    return Workspace.load(made.folder)


def spell(number: int) -> str:
    return ["none", "one", "two"][number]


def asked(served_workspace: Workspace, sql: str) -> list[dict[str, object]]:
    """What a reader's query gives on a server whose owner has registered a function."""
    with served(served_workspace, Serving(port=0)) as server:
        server.store.database.define_function("spelled_out", spell, ["BIGINT"], "VARCHAR")
        url = f"postgresql://ana:{PASSWORD}@127.0.0.1:{server.door.address.port}/{server.database_name}"
        with open_store(url) as store:
            rows: list[dict[str, object]] = store.query(sql).to_pylist()
            return rows


def test_a_registered_function_is_refused_until_the_setting_names_it(tmp_path: Path) -> None:
    with pytest.raises(ReedbedError) as refusal:
        asked(workspace(tmp_path / "without", "[other]"), CALL)
    assert "spelled_out" in str(refusal.value)
    assert asked(workspace(tmp_path / "with", "[Spelled_Out]"), CALL) == [{"word": "two"}]


def test_the_setting_opens_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(AccessDenied):
        asked(workspace(tmp_path, "[spelled_out]"), "SELECT spelled_out(1), * FROM read_text('/etc/passwd')")


@pytest.mark.parametrize("name", ["read_csv", "getenv", "duckdb_settings", "nextval", "query"])
def test_a_function_that_reaches_out_cannot_be_allowed(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(InvalidSetting, match=name),
        served(workspace(tmp_path, f"[{name}]"), Serving(port=0)),
    ):
        pytest.fail("the server has opened")
