"""View code in a workspace folder: found, loaded, kept apart, and its errors placed."""

from __future__ import annotations

import importlib
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import ViewCodeInvalid, ViewExists
from reedbed.store.views.fingerprints import Fingerprints
from reedbed.store.views.loading import load_views

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.store.views.loading import ViewCode

VIEWS = """
    from reedbed.store.views.registry import ViewRegistry

    views = ViewRegistry()

    @views.register("chunks")
    def chunks(messages):
        return messages
"""


@pytest.fixture(autouse=True)
def _import_system_is_left_as_it_was() -> Iterator[None]:
    path, modules = list(sys.path), set(sys.modules)
    yield
    assert sys.path == path
    left = {name for name in set(sys.modules) - modules if name.startswith(("reedbed_views", "cleaning", "app"))}
    assert left == set()


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_py", ".py").replace("_sql", ".sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root


def answer(code: ViewCode) -> object:
    builder = code.registry.get("chunks").builder
    assert builder is not None
    return builder(None)


def test_without_view_code_the_registry_is_empty(tmp_path: Path) -> None:
    with load_views(tmp_path) as code:
        assert code.registry.list_views() == []


def test_views_are_found_by_convention(tmp_path: Path) -> None:
    write(
        tmp_path,
        views_py=VIEWS,
        views__daily_sql="SELECT * FROM chunks",
        views__b_py=VIEWS.replace("chunks", "more"),
        views__notes="not a view",
    )
    with load_views(tmp_path) as code:
        assert code.registry.list_views() == ["chunks", "more", "daily"]
        assert code.registry.get("chunks").origin == f"{tmp_path.resolve() / 'views.py'}:6"


def test_several_registries_of_a_module_are_merged(tmp_path: Path) -> None:
    write(
        tmp_path,
        views_py=dedent(VIEWS) + "same = views\nothers = ViewRegistry()\nothers.register_sql('x', 'SELECT 1')\n",
    )
    with load_views(tmp_path) as code:
        assert code.registry.list_views() == ["chunks", "x"]


def test_the_setting_names_paths(tmp_path: Path) -> None:
    write(tmp_path, code__one_py=VIEWS, sql__daily_sql="FROM chunks", views_py="raise RuntimeError")
    with load_views(tmp_path, [tmp_path / "code" / "one.py", "sql"]) as code:
        assert code.registry.list_views() == ["chunks", "daily"]


def test_the_setting_names_a_module_of_a_package_with_relative_imports(tmp_path: Path) -> None:
    text = dedent(VIEWS) + "from .cleaning import clean\nfrom app.cleaning import clean as same\nassert clean is same\n"
    write(tmp_path, app____init___py="", app__cleaning_py="def clean(t):\n    return t\n")
    (tmp_path / "app" / "__init__.py").write_text("")
    (tmp_path / "app" / "views.py").write_text(text)
    with load_views(tmp_path, "app.views") as code:
        assert code.registry.list_views() == ["chunks"]


def test_helpers_of_two_workspaces_with_one_name_do_not_mix(tmp_path: Path) -> None:
    text = dedent(VIEWS).replace("return messages", "return cleaning.clean(messages)") + "import cleaning\n"
    codes = []
    for name in ("one", "two"):
        root = write(tmp_path / name, views_py=text, cleaning_py=f"def clean(t):\n    return {name!r}\n")
        codes.append(load_views(root))
    answers = [answer(code) for code in codes]
    fingerprints = {Fingerprints().code(code.registry.get("chunks")) for code in codes}
    for code in codes:
        code.close()
    assert answers == ["one", "two"]
    assert len(fingerprints) == 2


def test_imports_inside_builders_find_their_own_workspace_while_it_is_active(tmp_path: Path) -> None:
    text = dedent(VIEWS).replace("return messages", "import cleaning\n    return cleaning.NAME")
    codes = [
        load_views(write(tmp_path / name, views_py=text, cleaning_py=f"NAME = {name!r}\n")) for name in ("one", "two")
    ]
    answers = []
    for code in [*codes, *codes]:
        with code.active():
            answers.append(answer(code))
    for code in codes:
        code.close()
    assert answers == ["one", "two", "one", "two"]


def test_the_folder_is_importable_while_it_is_open(tmp_path: Path) -> None:
    write(tmp_path, cleaning_py="NAME = 'here'\n")
    with load_views(tmp_path):
        cleaning = importlib.import_module("cleaning")

        assert cleaning.NAME == "here"
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("cleaning")


def test_code_is_read_again_when_the_workspace_is_opened_again(tmp_path: Path) -> None:
    found = []
    for number in (1, 2):
        text = dedent(VIEWS).replace("return messages", f"return {number} + cleaning.NUMBER") + "import cleaning\n"
        write(tmp_path, views_py=text, cleaning_py=f"NUMBER = {number}0\n# {'x' * number}\n")
        with load_views(tmp_path) as code:
            found.append((answer(code), Fingerprints().code(code.registry.get("chunks"))))
    assert [value for value, _ in found] == [11, 22]
    assert found[0][1] != found[1][1]


def test_what_is_fingerprinted_is_what_was_loaded(tmp_path: Path) -> None:
    write(tmp_path, views_py=VIEWS)
    with load_views(tmp_path) as code:
        before = Fingerprints().code(code.registry.get("chunks"))
        write(tmp_path, views_py=VIEWS.replace("return messages", "return None"))
        assert Fingerprints().code(code.registry.get("chunks")) == before


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("x = 1\ndef broken(:\n", "views.py, line 2", "invalid syntax"),
        ("x = 1\n\nraise RuntimeError('no luck')\n", "views.py, line 3", "RuntimeError: no luck"),
        ("import sys\nsys.exit(3)\n", "views.py, line 2", "SystemExit: 3"),
        ("import no_such_module\n", "views.py, line 1", "no_such_module"),
        ("x = 1\n", "views.py", "no ViewRegistry"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, place: str, what: str) -> None:
    write(tmp_path, views_py=text)
    with pytest.raises(ViewCodeInvalid, match=what) as caught:
        load_views(tmp_path)
    assert place in str(caught.value)


def test_an_error_in_a_helper_is_told_where_it_is(tmp_path: Path) -> None:
    write(tmp_path, views_py="import cleaning\n", cleaning_py="x = 1\ny = x / 0\n")
    with pytest.raises(ViewCodeInvalid, match=r"cleaning\.py, line 2: ZeroDivisionError"):
        load_views(tmp_path)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ViewCodeInvalid, match="UTF-8"):
        load_views(tmp_path)


def test_a_name_in_two_files_is_told_with_both(tmp_path: Path) -> None:
    write(tmp_path, views_py=VIEWS, views__chunks_sql="SELECT 1")
    with pytest.raises(ViewExists, match=r"views\.py:6 and .*chunks\.sql"):
        load_views(tmp_path)


@pytest.mark.parametrize("setting", ["no_such_module_at_all", ["no such file.py"], ["../nowhere"]])
def test_a_setting_that_names_nothing_is_told(tmp_path: Path, setting: str | list[str]) -> None:
    with pytest.raises(ViewCodeInvalid, match="setting `views`"):
        load_views(tmp_path, setting)


def test_options_stand_in_the_head_of_an_sql_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        views__daily_sql="""\
            -- Daily sums. Note: this is a comment.
            -- time_column: ts
            -- lookback: 2 days

            -- checkpoint: false
            -- key: ts, author
            SELECT * FROM messages -- inputs: nothing
        """,
    )
    with load_views(tmp_path) as code:
        view = code.registry.get("daily")
    assert (view.time_column, view.lookback.days, view.checkpoint, view.key) == ("ts", 2, False, ("ts", "author"))
    assert [str(name) for name in view.inputs] == ["messages"]


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("-- lokback: 2 days", "line 2: No option 'lokback'.*Did you mean 'lookback'"),
        ("-- lookback: 2 moons", "line 2: A lookback is"),
        ("-- checkpoint: perhaps", "line 2: checkpoint is true or false"),
    ],
)
def test_an_option_that_is_not_known_is_told_with_its_line(tmp_path: Path, head: str, what: str) -> None:
    write(tmp_path, views__daily_sql=f"-- time_column: ts\n{head}\nSELECT 1\n")
    with pytest.raises(ViewCodeInvalid, match=what):
        load_views(tmp_path)


def test_sql_that_does_not_parse_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, views__daily_sql="-- checkpoint: false\nSELECT *\nFROM (\n")
    with pytest.raises(ViewCodeInvalid, match=r"daily\.sql, line 3"):
        load_views(tmp_path)


@pytest.mark.parametrize("name", ['weird "name"', "😀", "x; drop table y"])
def test_the_name_of_a_file_may_be_anything(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "views"
    folder.mkdir()
    (folder / f"{name}.sql").write_text("SELECT 1")
    with load_views(tmp_path) as code:
        assert code.registry.list_views() == [name]
