"""The application's keys change one by one, and the rest of the file stays byte for byte."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reedbed.errors import FileAccessFailed, UsageError, WorkspaceInvalid
from reedbed.workspace import Workspace
from reedbed.workspace.edits import edited, same
from reedbed.workspace.yaml_text import entry_lines

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION = """\
# An observatory's workspace
owner:   johannes   # who asks
active_model: 'kepler'

aspects: [conjunction,   opposition, "trine"]
default:                # taken where a file says nothing
    ephemeris_engine: jpl
    location_name: "Praha"
    location_latitude: 50.0880      # degrees north
    location_longitude: 14.42_08
    # the zone of the place, not of the machine
    timezone: Europe/Prague

    theme:
    default_bodies:
    - sun
    - moon       # mean node is separate
reedbed:
  threads: 2   # one machine
  # memory_limit: 4GB
charts:
  # born
  -   charts/johannes-kepler.yml    # radix

  - charts/tycho-brahe.yml
subjects: []
notes: |
  A line.

  Another.

anchor: &shared {a: 1}
alias: *shared
dates: [2020-01-01, 007, 0x1F, ~, yes]
# the end
"""


def workspace_of(folder: Path, text: str = APPLICATION) -> Workspace:
    (folder / "workspace.yaml").write_bytes(text.encode())
    return Workspace.load(folder, environ={}, user_file=None)


def changed(folder: Path, text: str, changes: dict[str, object], *remove: str) -> str:
    workspace = workspace_of(folder, text)
    workspace.update_application(changes, remove=remove)
    return workspace.file.read_bytes().decode()


def with_default(folder: Path, **changes: object) -> dict[str, object]:
    default = workspace_of(folder).application["default"]
    assert isinstance(default, dict)
    return {"default": default | changes}


@pytest.mark.parametrize(
    ("changes", "before", "after"),
    [
        ({"owner": "tycho"}, "owner:   johannes   #", "owner:   tycho   #"),
        ({"active_model": "yes"}, "'kepler'", '"yes"'),
        ({"subjects": ["a.yml"]}, "subjects: []\n", "subjects:\n  - a.yml\n"),
        ({"aspects": []}, '[conjunction,   opposition, "trine"]', "[]"),
        ({"notes": "short"}, "|\n  A line.\n\n  Another.\n", "short\n"),
        (
            {"charts": ["charts/johannes-kepler.yml", "charts/tycho-brahe.yml", "charts/é.yml"]},
            "  - charts/tycho-brahe.yml\n",
            "  - charts/tycho-brahe.yml\n  - charts/é.yml\n",
        ),
        ({"charts": ["charts/johannes-kepler.yml"]}, "  - charts/tycho-brahe.yml\n", ""),
        ({"alias": None}, "alias: *shared", "alias: null"),
        ({"new": {"list": [{"a": 1, "b": []}]}}, "# the end\n", "# the end\nnew:\n  list:\n    - a: 1\n      b: []\n"),
    ],
)
def test_only_the_changed_key_differs(changes: dict[str, object], before: str, after: str, tmp_path: Path) -> None:
    assert APPLICATION.count(before) == 1
    assert changed(tmp_path, APPLICATION, changes) == APPLICATION.replace(before, after)


@pytest.mark.parametrize(
    ("key", "value", "before", "after"),
    [
        ("theme", "dark", "theme:\n", "theme: dark\n"),
        ("location_latitude", 49.5, "50.0880 ", "49.5 "),
        ("default_bodies", ["moon"], "    - sun\n", ""),
        ("language", "cs", "# mean node is separate\n", "# mean node is separate\n    language: cs\n"),
    ],
)
def test_only_the_changed_key_of_a_nested_mapping_differs(
    key: str, value: object, before: str, after: str, tmp_path: Path
) -> None:
    assert changed(tmp_path, APPLICATION, with_default(tmp_path, **{key: value})) == APPLICATION.replace(before, after)


def test_a_removed_key_takes_its_lines_and_no_others(tmp_path: Path) -> None:
    assert changed(tmp_path, APPLICATION, {}, "active_model", "unknown") == APPLICATION.replace(
        "active_model: 'kepler'\n", ""
    )


def test_writing_what_is_there_already_writes_nothing(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    before = workspace.file.stat()
    workspace.update_application(dict(workspace.application))
    assert workspace.file.stat().st_ino == before.st_ino
    assert workspace.file.read_text() == APPLICATION


def test_windows_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    text = "\ufeff" + APPLICATION.replace("\n", "\r\n")
    after = changed(tmp_path, text, {"owner": "tycho", "subjects": ["a"], "z": 1})
    assert after.replace("\r\n", "").count("\n") == 0
    assert after.startswith("\ufeff# An observatory")
    assert workspace_of(tmp_path, after).application["subjects"] == ["a"]


def test_a_file_without_a_last_line_end_can_grow(tmp_path: Path) -> None:
    assert changed(tmp_path, "a:\n  b: 1", {"a": {"b": 1, "c": 2}, "d": 3}) == "a:\n  b: 1\n  c: 2\nd: 3\n"
    assert changed(tmp_path, "", {"d": 3}) == "d: 3\n"
    assert changed(tmp_path, "# only this", {"d": 3}) == "# only this\nd: 3\n"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("{a: 1, b: 2}\n", {"a": 2}),
        ("a: &x 1\nb: *x\n", {"a": 2}),
        ("base: &b {c: 1}\n<<: *b\n", {"c": 2}),
        ("a: 1\n...\n", {"b": 2}),
    ],
)
def test_what_cannot_be_changed_in_place_is_refused_and_left(
    text: str, changes: dict[str, object], tmp_path: Path
) -> None:
    workspace = workspace_of(tmp_path, text)
    with pytest.raises(WorkspaceInvalid, match="cannot be changed in place"):
        workspace.update_application(changes)
    assert workspace.file.read_text() == text


def test_settings_of_the_package_are_not_the_applications(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    assert "reedbed" not in workspace.application
    with pytest.raises(UsageError, match="'reedbed'"):
        workspace.update_application({"reedbed": {}})
    with pytest.raises(UsageError, match="'reedbed'"):
        workspace.update_application({}, remove=["reedbed"])


def test_a_value_that_yaml_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not object"):
        workspace_of(tmp_path).update_application({"a": [object()]})
    assert (tmp_path / "workspace.yaml").read_text() == APPLICATION


def test_who_reads_during_an_update_reads_the_whole_old_file(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    with workspace.file.open() as reader:
        workspace.update_application({"owner": "tycho"})
        assert reader.read() == APPLICATION
    assert workspace.application["owner"] == "tycho"


def test_permissions_of_the_file_stay(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    workspace.file.chmod(0o640)
    workspace.update_application({"owner": "tycho"})
    assert stat.S_IMODE(workspace.file.stat().st_mode) == 0o640


LIMITED = """
import resource, sys
from reedbed.workspace import Workspace
workspace = Workspace.load(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
workspace.update_application({"owner": "x" * 1000})
"""


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert FileAccessFailed.__name__ in done.stderr
    assert workspace.file.read_text() == APPLICATION
    assert [path.name for path in tmp_path.iterdir()] == ["workspace.yaml"]


def test_an_update_of_a_workspace_whose_folder_is_gone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    workspace = workspace_of(tmp_path / "ws")
    (tmp_path / "ws").rename(tmp_path / "moved")
    with pytest.raises(FileAccessFailed, match="No such file"):
        workspace.update_application({"owner": "tycho"})


def test_editors_at_the_same_time_lose_no_change(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    threads = [
        threading.Thread(target=workspace.update_application, args=({f"key{number}": number},)) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"key{number}" for number in range(8)} <= workspace.application.keys()


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.dates()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["yes", "~", "1e3", "12:30", "- a", "a: b", "# c", "", " x ", "null", "=", "<<", "é\u2028"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcy ", max_size=3), inner, max_size=3),
    max_leaves=8,
)
KEYED = st.dictionaries(st.text("klm", min_size=1, max_size=2), VALUES, max_size=4)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=KEYED, new=KEYED)
def test_any_value_can_take_the_place_of_any_other(
    tmp_path: Path, old: dict[str, object], new: dict[str, object]
) -> None:
    lines = [line for key, value in old.items() for line in (f"# about {key}", *entry_lines(key, value))]
    workspace = workspace_of(tmp_path, "".join(f"{line}\n" for line in lines))
    assert same(dict(workspace.application), old)
    workspace.update_application(new)
    assert same(dict(workspace.application), old | new)
    text = workspace.file.read_text()
    assert all(f"# about {key}\n" in text for key in old)


def test_an_edit_of_nothing_is_the_text_itself() -> None:
    assert edited(APPLICATION, {}, {}, []) == APPLICATION
