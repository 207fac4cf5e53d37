"""The stronger layer wins, and every value knows where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from reedbed.settings import Origin, Settings, resolve_settings

LAYERS = ("user", "workspace", "dotenv", "environment", "flag")


def resolved(folder: Path, layers: dict[str, str]) -> Settings:
    """The settings of a workspace in `folder` where each named layer gives `threads` its value."""
    workspace, user = folder / "workspace.yaml", folder / "config.yaml"
    workspace.write_text(f"owner: me\nreedbed:\n  threads: {layers.get('workspace', '')}\n")
    user.write_text(f"# mine\nthreads: {layers.get('user', '')}\n")
    (folder / ".env").write_text(f"OTHER=1\n\nREEDBED_THREADS={layers.get('dotenv', '')}\n")
    return resolve_settings(
        workspace_file=workspace,
        flags={"threads": layers.get("flag")},
        environ={"REEDBED_THREADS": layers["environment"]} if "environment" in layers else {},
        user_file=user,
    )


def origin_of(layer: str, folder: Path) -> Origin:
    return {
        "flag": Origin(kind="flag", variable="--threads"),
        "environment": Origin(kind="environment", variable="REEDBED_THREADS"),
        "dotenv": Origin(kind="dotenv", file=folder / ".env", line=3, variable="REEDBED_THREADS"),
        "workspace": Origin(kind="workspace", file=folder / "workspace.yaml", line=3),
        "user": Origin(kind="user", file=folder / "config.yaml", line=2),
    }[layer]


@pytest.mark.parametrize("strongest", range(len(LAYERS)))
def test_each_layer_overrides_all_weaker_ones_and_is_named_as_the_origin(strongest: int, tmp_path: Path) -> None:
    given = {layer: str(number + 1) for number, layer in enumerate(LAYERS[: strongest + 1])}
    settings = resolved(tmp_path, given)
    assert settings.threads == strongest + 1
    assert settings.origins["threads"] == origin_of(LAYERS[strongest], tmp_path)


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_alone_overrides_the_default(layer: str, tmp_path: Path) -> None:
    settings = resolved(tmp_path, {layer: "7"})
    assert settings.threads == 7
    assert settings.origins["threads"] == origin_of(layer, tmp_path)


def test_a_value_that_nobody_gave_is_the_default_and_says_so(tmp_path: Path) -> None:
    settings = resolved(tmp_path, {})
    assert settings.threads is None
    assert settings.origins["threads"] == Origin(kind="default")


def test_without_a_workspace_the_other_layers_still_count(tmp_path: Path) -> None:
    user = tmp_path / "config.yaml"
    user.write_text("memory_limit: 2GB\nthreads: 2\n")
    settings = resolve_settings(workspace_file=None, environ={"REEDBED_THREADS": "3"}, user_file=user)
    assert (settings.threads, settings.memory_limit, settings.database) == (3, "2GB", None)


def test_the_process_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REEDBED_OUTPUT", "json")
    assert resolve_settings(workspace_file=None, user_file=None).output == "json"


def test_the_user_file_lies_in_the_config_folder_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "reedbed").mkdir()
    (tmp_path / "reedbed" / "config.yaml").write_text("color: never\n")
    settings = resolve_settings(workspace_file=None, environ={"XDG_CONFIG_HOME": str(tmp_path)})
    assert settings.color == "never"
    assert settings.origins["color"].kind == "user"


def test_relative_paths_start_at_the_workspace_but_those_of_flags_at_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = tmp_path / "my ws é", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    file = folder / "workspace.yaml"
    file.write_text("reedbed:\n  database: data/x.db\n  views: [views.py, more]\n")
    settings = resolve_settings(
        workspace_file=file,
        flags={"checkpoint_dir": "kept"},
        environ={"REEDBED_TEMP_DIRECTORY": "spill", "REEDBED_EXTENSION_DIRECTORY": "~/ext", "HOME": "/nowhere"},
        user_file=None,
    )
    assert settings.database == folder / "data" / "x.db"
    assert settings.views == (folder / "views.py", folder / "more")
    assert settings.temp_directory == folder / "spill"
    assert settings.checkpoint_dir == elsewhere / "kept"
    assert settings.extension_directory == Path("~/ext").expanduser()
    assert settings.migrations == folder / "migrations"


@pytest.mark.parametrize("text", ["[st_area, Doubled]", "st_area,Doubled", '"st_area, Doubled"'])
def test_functions_are_a_list_of_names(tmp_path: Path, text: str) -> None:
    file = tmp_path / "workspace.yaml"
    file.write_text(f"reedbed:\n  functions: {text}\n")
    settings = resolve_settings(workspace_file=file, environ={}, user_file=None)
    assert settings.functions == ("st_area", "Doubled")
    assert resolve_settings(workspace_file=None, environ={}, user_file=None).functions is None


def test_explain_lists_every_setting_with_its_origin(tmp_path: Path) -> None:
    shown = {line.name: line for line in resolved(tmp_path, {"dotenv": "5"}).explain()}
    assert shown["threads"].value == 5
    assert str(shown["threads"].origin) == f"{tmp_path / '.env'}:3 (REEDBED_THREADS)"
    assert shown["database"].value == str(tmp_path / "data" / "workspace.db")
    assert str(shown["database"].origin) == "default"
    assert list(shown) == list(resolved(tmp_path, {}).to_dict())[:-1]


def test_a_folder_called_env_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "workspace.yaml"
    file.write_text("")
    (tmp_path / ".env").mkdir()
    assert resolve_settings(workspace_file=file, environ={}, user_file=None).checkpoint is True
