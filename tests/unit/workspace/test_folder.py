"""A workspace is a folder that can be made, loaded and found, by any name a path can have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reedbed.errors import UnknownSetting, UsageError, WorkspaceExists, WorkspaceInvalid, WorkspaceNotFound
from reedbed.workspace import Workspace, get_storage_path


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no config"))
    for variable in [name for name in os.environ if name.startswith("REEDBED_")]:
        monkeypatch.delenv(variable)


@pytest.mark.parametrize("name", ["ws", "my workspace", "prostředí 🌾", 'it\'s "quoted"; --', "deep/er"])
def test_init_makes_the_folder_and_its_parts(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    workspace = Workspace.init(folder, owner="Jiří: K")
    assert workspace == Workspace.load(folder) == Workspace.load(folder / "workspace.yaml")
    assert workspace.folder == folder
    assert workspace.database_path == folder / "data" / "workspace.db"
    for part in (workspace.checkpoints_path, workspace.lake_path, workspace.artifacts_path):
        assert part.is_dir()
        assert part.parent == folder / "data"
    assert not workspace.database_path.exists()
    assert workspace.application == {"owner": "Jiří: K"}


def test_init_leaves_other_files_of_the_folder_untouched(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.csv").write_text("a,b\n")
    Workspace.init(tmp_path)
    assert (tmp_path / "data" / "mine.csv").read_text() == "a,b\n"


def test_init_refuses_a_folder_that_is_a_workspace_already(tmp_path: Path) -> None:
    file = Workspace.init(tmp_path).file
    file.write_text("owner: me\n")
    with pytest.raises(WorkspaceExists, match="already"):
        Workspace.init(tmp_path)
    assert file.read_text() == "owner: me\n"


def test_init_refuses_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "inside"):
        with pytest.raises(UsageError, match="found a file"):
            Workspace.init(path)


def test_init_writes_the_keys_of_the_application(tmp_path: Path) -> None:
    keys = {"charts": ["charts/a.yml"], "default": {"theme": "dark", "latitude": 50.0, "on": False}}
    assert Workspace.init(tmp_path, application=keys).application == keys


def test_every_commented_setting_of_a_new_workspace_yaml_is_a_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKE_KEY_ID", "k")
    monkeypatch.setenv("LAKE_SECRET", "s")
    file = Workspace.init(tmp_path).file
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line.replace("  # ", "  ", 1) if line.startswith("  # ") else line for line in lines))
    settings = Workspace.load(tmp_path).settings
    assert settings.memory_limit == "4GB"
    assert settings.secrets["lake"].type == "s3"


def test_loading_what_is_no_workspace_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none", tmp_path / "workspace.yaml", "~nobody-has-this-name"):
        with pytest.raises(WorkspaceNotFound):
            Workspace.load(path)


def test_loading_a_broken_file_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text("owner: me\ncharts: [a\n")
    with pytest.raises(WorkspaceInvalid, match=r"workspace\.yaml:3 "):
        Workspace.load(tmp_path)


def test_settings_are_resolved_with_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text("reedbed:\n  database: other.db\n  checkpoint_dir: /kept\n")
    workspace = Workspace.load(tmp_path, flags={"threads": 3}, environ={"REEDBED_OUTPUT": "text"}, user_file=None)
    assert workspace.database_path == tmp_path / "other.db"
    assert workspace.checkpoints_path == Path("/kept")
    assert (workspace.settings.threads, workspace.settings.output) == (3, "text")
    with pytest.raises(UnknownSetting):
        Workspace.load(tmp_path, flags={"thread": 3})


def test_a_workspace_is_found_from_any_folder_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.init(tmp_path / "ws")
    inside = workspace.folder / "data" / "lake"
    assert Workspace.find(inside) == workspace
    assert Workspace.find(workspace.file) == workspace
    monkeypatch.chdir(inside)
    assert Workspace.find() == workspace
    with pytest.raises(WorkspaceNotFound, match="folder above"):
        Workspace.find(tmp_path)


def test_the_nearest_workspace_is_found(tmp_path: Path) -> None:
    Workspace.init(tmp_path)
    inner = Workspace.init(tmp_path / "inner")
    assert Workspace.find(tmp_path / "inner" / "data") == inner


def test_a_workspace_is_known_by_links_to_it_and_to_its_file(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "real")
    link = tmp_path / "link"
    link.symlink_to(workspace.folder)
    assert Workspace.load(link).database_path == link / "data" / "workspace.db"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "workspace.yaml").symlink_to(workspace.file)
    assert Workspace.load(elsewhere / "workspace.yaml").folder == elsewhere
    Workspace.load(elsewhere).update_application({"owner": "both"})
    assert (elsewhere / "workspace.yaml").is_symlink()
    assert workspace.application == {"owner": "both"}


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Workspace.init("~/ws").folder == tmp_path / "ws"
    assert get_storage_path("~/ws/workspace.yaml") == tmp_path / "ws" / "data" / "workspace.db"


def test_the_storage_path_is_the_default_or_the_configured_one(tmp_path: Path) -> None:
    file = tmp_path / "workspace.yaml"
    assert get_storage_path(file) == get_storage_path(tmp_path) == tmp_path / "data" / "workspace.db"
    file.write_text("reedbed: {database: elsewhere/x.db}\n")
    assert get_storage_path(str(file)) == get_storage_path(tmp_path) == tmp_path / "elsewhere" / "x.db"
