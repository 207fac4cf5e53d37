"""Unknown names and values that do not fit are refused with their place, in every layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.errors import InvalidSetting, UnknownSetting, WorkspaceInvalid, WorkspaceNotFound
from reedbed.settings import Settings, resolve_settings

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str = "", *, dotenv: str = "", user: str = "", **environ: str) -> Settings:
    file = folder / "workspace.yaml"
    file.write_text(text)
    (folder / ".env").write_text(dotenv)
    (folder / "config.yaml").write_text(user)
    return resolve_settings(workspace_file=file, environ=environ, user_file=folder / "config.yaml")


def test_an_unknown_key_of_workspace_yaml_is_refused_with_file_line_and_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        written(tmp_path, "owner: me\nreedbed:\n  threads: 2\n  memory_limt: 4GB\n")
    assert f"{tmp_path / 'workspace.yaml'}:4" in str(refusal.value)
    assert "Did you mean 'memory_limit'?" in str(refusal.value)
    assert refusal.value.details["line"] == 4


def test_an_unknown_key_of_the_user_file_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting, match=r"config\.yaml:2.*'threads'"):
        written(tmp_path, user="color: auto\nthread: 2\n")


def test_an_unknown_variable_is_refused_with_the_nearest_variable(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting, match=r"'REEDBED_THREDS' in the environment.*'REEDBED_THREADS'"):
        written(tmp_path, REEDBED_THREDS="2")


def test_an_unknown_variable_of_the_dotenv_file_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting, match=r"\.env:3.*'REEDBED_CHECKPOINT'"):
        written(tmp_path, dotenv="# mine\nANYTHING=1\nexport REEDBED_CHECKPOIN=no\n")


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(UnknownSetting, match="'memory' in the flag"):
        resolve_settings(workspace_file=None, flags={"memory": "4GB"}, environ={}, user_file=None)


def test_an_unknown_key_is_refused_even_where_a_stronger_layer_gives_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting):
        written(tmp_path, "reedbed:\n  thread: 2\n", REEDBED_THREADS="2")


@pytest.mark.parametrize("text", ["[main.f]", "f()", "[1]", "'a b'", "{f: 1}"])
def test_what_is_no_name_of_a_function_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidSetting, match="names of functions"):
        written(tmp_path, f"reedbed:\n  functions: {text}\n")


def test_a_field_of_a_secret_must_belong_to_its_type(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting, match=r"bearer_token.*workspace\.yaml:5"):
        written(tmp_path, "reedbed:\n  secrets:\n    a:\n      type: s3\n      bearer_token: x\n")


def test_a_key_that_comes_by_an_alias_is_refused_at_the_line_that_uses_it(tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting, match=r"'thread' in .*workspace\.yaml:3"):
        written(tmp_path, "mine: &mine\n  thread: 2\nreedbed: *mine\n")


def test_variables_that_are_not_settings_of_ours_are_left_alone(tmp_path: Path) -> None:
    assert written(tmp_path, dotenv="REED=1\nnot a line\n", REEDBED_WORKSPACE="/x", OTHER="y").threads is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("memory_limit", "lots", "a size such as 4GB"),
        ("memory_limit", "0GB", "a size"),
        ("memory_limit", "80%", "a size"),
        ("threads", "0", "a whole number of at least 1"),
        ("threads", "true", "a whole number"),
        ("threads", "1.5", "a whole number"),
        ("lock_timeout_seconds", "-1", "a number of seconds"),
        ("lock_timeout_seconds", ".nan", "a number of seconds"),
        ("checkpoint", "perhaps", "true or false"),
        ("output", "xml", "one of auto, text, json"),
        ("database", "[a]", "a path"),
        ("database", "~nobody-has-this-name/x", "a path"),
        ("secrets", "text", "a mapping"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_type_and_place(
    name: str, value: str, expected: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidSetting, match=expected) as refusal:
        written(tmp_path, f"reedbed:\n  color: auto\n  {name}: {value}\n")
    assert f"{name!r} expects" in str(refusal.value)
    assert f"{tmp_path / 'workspace.yaml'}:3" in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value", "typed"),
    [
        ("memory_limit", "1.5 GiB", "1.5 GiB"),
        ("threads", "8", 8),
        ("checkpoint", "no", False),
        ("checkpoint", "ON", True),
        ("lock_timeout_seconds", "0", 0.0),
        ("output", "JSON", "json"),
        ("views", "my_package.views", "my_package.views"),
    ],
)
def test_a_value_means_the_same_in_a_variable_and_in_a_file(
    name: str, value: str, typed: object, tmp_path: Path
) -> None:
    from_file = written(tmp_path, f"reedbed:\n  {name}: {value}\n")
    from_variable = written(tmp_path, **{f"REEDBED_{name.upper()}": value})
    assert getattr(from_file, name) == getattr(from_variable, name) == typed


def test_a_views_file_is_a_path_and_not_a_module(tmp_path: Path) -> None:
    assert written(tmp_path, REEDBED_VIEWS="views.py,more/a.sql").views == (
        tmp_path / "views.py",
        tmp_path / "more" / "a.sql",
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1,\nc: 2\n", 4),
        ("a: 1\na: 2\n", 2),
        ("a: 1\nb: *nowhere\n", 2),
        ("- a\n- b\n", 1),
        ("a: 1\nb: \x01\n", 2),
    ],
)
def test_a_workspace_yaml_that_is_no_mapping_is_refused_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceInvalid) as refusal:
        written(tmp_path, text)
    assert f"{tmp_path / 'workspace.yaml'}:{line} " in str(refusal.value)


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(WorkspaceInvalid, match=r"workspace\.yaml:2 .*UTF-8"):
        resolve_settings(workspace_file=tmp_path / "workspace.yaml", environ={}, user_file=None)


def test_a_missing_workspace_yaml_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFound):
        resolve_settings(workspace_file=tmp_path / "workspace.yaml", environ={}, user_file=None)


def test_a_stated_user_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="No such file"):
        resolve_settings(workspace_file=None, environ={}, user_file=tmp_path / "none.yaml")


def test_a_dotenv_line_of_ours_that_assigns_nothing_is_refused(tmp_path: Path) -> None:
    for line in ("REEDBED_THREADS: 4", "REEDBED_THREADS", "REEDBED_THREADS='4"):
        with pytest.raises(InvalidSetting, match=r"NAME=value.*\.env:2"):
            written(tmp_path, dotenv=f"A=1\n{line}\n")
