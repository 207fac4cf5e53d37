"""What counts as a change of a view's code, and what does not."""

from __future__ import annotations

import linecache
import subprocess
import sys
from functools import partial
from textwrap import dedent
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from reedbed.store.views.fingerprints import Fingerprints
from reedbed.store.views.registry import View

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def code_of(builder: Callable[..., object]) -> str:
    return Fingerprints().code(View(name="v", inputs=(), builder=builder))


def module(folder: Path, text: str, name: str = "views") -> ModuleType:
    """A module of this text in `folder`, as an import of it makes one."""
    file = folder / f"{name}.py"
    file.write_text(dedent(text))
    made = ModuleType(name)
    made.__file__ = str(file)
    linecache.checkcache(str(file))
    sys.modules[name] = made
    try:
        exec(compile(dedent(text), str(file), "exec"), made.__dict__)  # noqa: S102 - the test's own text
    finally:
        del sys.modules[name]
    return made


def python_code(tmp_path: Path, text: str) -> str:
    number = len(list(tmp_path.iterdir()))
    folder = tmp_path / str(number)
    folder.mkdir()
    return code_of(module(folder, text).view)


BASE = """
    RATE = 3
    NAMES = {"a": [1, 2], "b": (3, {4})}

    def helper(t):
        return inner(t) * RATE

    def inner(t):
        return t + NAMES["a"][0]

    def view(t, scale=2):
        return helper(t) * scale
"""


def test_comments_docstrings_annotations_and_layout_of_a_function_do_not_count(tmp_path: Path) -> None:
    other = '''
        """A docstring of the module."""
        from __future__ import annotations
        import re

        RATE = 3
        NAMES = {"a": [1, 2], "b": (3, {4})}
        unused = 7

        def view(
            t: int,
            scale: int = 2,
        ) -> int:
            """Say what it does."""
            # and why
            return (helper(t)
                    * scale)

        def inner(t):
            "Docstring."
            return t + NAMES["a"][0]

        def helper(t):
            return inner(t) * RATE
    '''
    assert python_code(tmp_path, other) == python_code(tmp_path, BASE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("helper(t) * scale", "helper(t) + scale"),
        ("inner(t) * RATE", "inner(t) * RATE + 1"),
        ("t + NAMES", "t - NAMES"),
        ("RATE = 3", "RATE = 4"),
        ("[1, 2]", "[1, 3]"),
        ("{4}", "{5}"),
        ("scale=2", "scale=3"),
    ],
)
def test_a_change_of_what_the_function_uses_counts(tmp_path: Path, old: str, new: str) -> None:
    assert python_code(tmp_path, BASE.replace(old, new)) != python_code(tmp_path, BASE)


def test_values_that_are_closed_over_count() -> None:
    def made(factor: int) -> Callable[[int], int]:
        return lambda t: t * factor

    assert code_of(made(2)) == code_of(made(2))
    assert code_of(made(2)) != code_of(made(3))


def test_a_decorated_function_counts_with_what_it_wraps(tmp_path: Path) -> None:
    text = """
        import functools

        def doubled(function):
            @functools.wraps(function)
            def wrapper(t):
                return function(t) * 2
            return wrapper

        @doubled
        def view(t):
            return t + 1
    """
    base = python_code(tmp_path, text)
    assert python_code(tmp_path, text.replace("t + 1", "t + 2")) != base
    assert python_code(tmp_path, text.replace("* 2", "* 3")) != base
    assert python_code(tmp_path, text) == base


def test_classes_enums_and_dataclasses_of_the_module_count(tmp_path: Path) -> None:
    text = """
        from dataclasses import dataclass
        from enum import Enum

        class Level(Enum):
            LOW = 1

        @dataclass(frozen=True)
        class Limits:
            top: int = 5

        class Cleaner:
            def run(self, t):
                return t + 1

        LIMITS = Limits()

        def view(t):
            return Cleaner().run(t), Level.LOW, LIMITS.top
    """
    base = python_code(tmp_path, text)
    assert python_code(tmp_path, text) == base
    for old, new in [("LOW = 1", "LOW = 2"), ("top: int = 5", "top: int = 6"), ("t + 1", "t + 2")]:
        assert python_code(tmp_path, text.replace(old, new)) != base


def test_functions_of_another_module_of_the_user_count(tmp_path: Path) -> None:
    def build(body: str, number: int) -> str:
        folder = tmp_path / str(number)
        folder.mkdir()
        cleaning = module(
            folder, f"def clean(t):\n    return {body}\n\ndef other(t):\n    return {number}\n", "cleaning"
        )
        views = module(folder, "def view(t):\n    return cleaning.clean(t)\n")
        views.__dict__["cleaning"] = cleaning
        return code_of(views.view)

    assert build("t + 1", 1) == build("t + 1", 2)
    assert build("t + 1", 3) != build("t + 2", 4)


def test_partials_methods_and_callable_objects_are_read() -> None:
    def scaled(t: int, by: int) -> int:
        return t * by

    class Scale:
        def __init__(self, by: int) -> None:
            self.by = by

        def __call__(self, t: int) -> int:
            return t * self.by

        def apply(self, t: int) -> int:
            return t - self.by

    assert code_of(partial(scaled, by=2)) != code_of(partial(scaled, by=3))
    assert code_of(Scale(2)) != code_of(Scale(3))
    assert code_of(Scale(2)) == code_of(Scale(2))
    assert code_of(Scale(2).apply) != code_of(Scale(2))


def test_a_function_without_source_counts_by_its_bytecode() -> None:
    def compiled(text: str) -> Callable[..., object]:
        space: dict[str, Callable[..., object]] = {}
        exec(compile(text, "<no such file>", "exec"), space)  # noqa: S102 - the test's own text
        return space["view"]

    one = compiled("def view(t):\n    return t + 1")
    same = compiled("def view(t):\n\n    # comment\n    return t + 1")
    other = compiled("def view(t):\n    return t + 2")
    assert code_of(one) == code_of(same)
    assert code_of(one) != code_of(other)


def test_functions_that_call_one_another_end(tmp_path: Path) -> None:
    text = """
        def odd(t):
            return even(t - 1)

        def even(t):
            return odd(t - 1) if t else FACTOR

        FACTOR = []
        FACTOR.append(FACTOR)

        def view(t):
            return odd(t)
    """
    base = python_code(tmp_path, text)
    assert python_code(tmp_path, text.replace("t - 1) if", "t - 2) if")) != base


def test_two_lambdas_on_one_line_are_told_apart() -> None:
    one, two = (lambda t: t + 1), (lambda t: t + 2)
    assert code_of(one) != code_of(two)


def test_fingerprints_are_the_same_in_another_process(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(dedent(BASE) + '\nSETS = frozenset({"x", "y", ("z", 1), ("z", 1)})\n')
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import views; "
        "from reedbed.store.views.fingerprints import Fingerprints; from reedbed.store.views.registry import View; "
        "exec('def more(t): return SETS', views.__dict__); "
        "print(*[Fingerprints().code(View(name='v', inputs=(), builder=f)) for f in (views.view, views.more)])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_two_hundred_functions_of_one_file_are_read_at_once(tmp_path: Path) -> None:
    text = "".join(f"def view_{number}(t):\n    return t + {number}\n\n" for number in range(200))
    views = module(tmp_path, text)
    fingerprints = Fingerprints()
    found = {fingerprints.code(View(name="v", inputs=(), builder=vars(views)[f"view_{n}"])) for n in range(200)}
    assert len(found) == 200
