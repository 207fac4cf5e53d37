"""The tree of errors is complete: each class is documented, drawn, exported and has a code of its own."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from reedbed import errors
from reedbed.errors import ReedbedError
from reedbed.errors.root import DOCS_PAGE

if TYPE_CHECKING:
    from pathlib import Path


def descendants(parent: type[ReedbedError]) -> list[type[ReedbedError]]:
    children = [child for child in parent.__subclasses__() if child.__module__.startswith("reedbed.")]
    return [*children, *(deeper for child in children for deeper in descendants(child))]


EVERY: list[type[ReedbedError]] = sorted(
    {ReedbedError, *descendants(ReedbedError)}, key=lambda kind: (kind.code, kind.__name__)
)
# A parent is there to be caught and is never raised; its code ends in 000.
SITUATIONS = [kind for kind in EVERY if not (kind.code.endswith("000") and kind.__subclasses__())]
# Signals between two functions, always caught before they leave their room; nobody outside can meet them.
INTERNAL = {"ClientGone", "Failed", "NotEditable", "Unfit", "Unreadable", "VariableMissing"}
by_name = pytest.mark.parametrize("kind", SITUATIONS, ids=lambda kind: kind.__name__)


def test_every_error_has_a_code_of_its_own() -> None:
    assert [code for code, count in Counter(kind.code for kind in EVERY).items() if count > 1] == []


def test_every_code_is_letters_and_three_digits() -> None:
    assert [kind.code for kind in EVERY if not re.fullmatch(r"[A-Z]{2,5}\d{3}", kind.code)] == []


@by_name
def test_the_docstring_says_what_happened_and_how_to_mend_it(kind: type[ReedbedError]) -> None:
    what, _, mend = (kind.__doc__ or "").partition("Mend:")
    assert what.strip().endswith("."), "the first sentence says what happened"
    assert mend.strip().endswith("."), "after 'Mend:' it says what to do"


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_the_error_is_drawn_in_the_tree_beside_its_code(kind: type[ReedbedError]) -> None:
    drawing = errors.__doc__ or ""
    wanted = kind.__name__ if kind is ReedbedError else rf"{kind.__name__}\s+{kind.code}"
    assert re.search(rf"\b{wanted}\b", drawing)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_the_error_is_imported_from_reedbed_errors(kind: type[ReedbedError]) -> None:
    assert kind.__name__ in errors.__all__
    assert getattr(errors, kind.__name__) is kind


@by_name
def test_the_reference_has_the_error_where_its_docs_link_points(root: Path, kind: type[ReedbedError]) -> None:
    headings = re.findall(r"^## (\w+)", (root / DOCS_PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert kind.code.lower() in [heading.lower() for heading in headings]


def test_no_other_room_defines_an_exception(root: Path) -> None:
    elsewhere = [path for path in (root / "src" / "reedbed").rglob("*.py") if "errors" not in path.parts]
    assert [stray for path in elsewhere for stray in exceptions_defined_in(path)] == []


def exceptions_defined_in(path: Path) -> list[str]:
    classes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)]
    return [
        f"{path}:{node.lineno} {node.name}"
        for node in classes
        for base in node.bases
        if not node.name.startswith("_")
        and node.name not in INTERNAL
        and re.search(r"(Error|Exception|Warning)$", ast.unparse(base))
    ]
