"""Files are short, named after what they hold, documented, and free of what this project does without."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LINES = 300
# Longer ones stand here with their reason.
LONGER = {
    "tests/unit/store/diff/test_comparison.py": "one call and every claim about it, over two ways to make its tables",
}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "shared", "stuff"}
HOST_FOLDERS = ("work", "root", "tmp")


def test_no_file_is_longer_than_300_lines(root: Path, modules: list[Path]) -> None:
    long = {
        str(path.relative_to(root)): lines
        for path in modules
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert {path: lines for path, lines in long.items() if path not in LONGER} == {}


def test_every_exception_to_the_length_is_still_needed(root: Path) -> None:
    assert [path for path in LONGER if len((root / path).read_text(encoding="utf-8").splitlines()) <= LINES] == []


def test_no_module_or_folder_has_a_name_that_says_nothing(root: Path, modules: list[Path]) -> None:
    parts = {path: {*path.relative_to(root).parts[:-1], path.stem} for path in modules}
    assert [path for path, names in parts.items() if names & SAYS_NOTHING] == []


def test_every_module_says_what_it_owns(modules: list[Path]) -> None:
    # A test module owns claims, and their names say them.
    silent = [path for path in modules if "tests" not in path.parts and is_silent(path)]
    assert silent == []


def test_nothing_is_mocked(modules: list[Path]) -> None:
    assert [path for path in modules if any("mock" in name.split(".") for name in imported(path))] == []


def test_duckdb_is_imported_only_in_the_engine_room(root: Path) -> None:
    package = root / "src" / "reedbed"
    users = [
        path.relative_to(package)
        for path in package.rglob("*.py")
        if any(name.split(".")[0] in {"duckdb", "_duckdb"} for name in imported(path))
    ]
    assert [path for path in users if path.parts[0] != "engine"] == []


def test_no_committed_text_names_a_folder_of_the_machine_it_was_written_on(root: Path, texts: list[Path]) -> None:
    host_path = re.compile(rf"(?<![\w./~}}-])/({'|'.join(HOST_FOLDERS)})/")
    hits = [
        f"{path.relative_to(root)}:{number}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if host_path.search(line)
    ]
    assert hits == []


def test_every_suppressed_finding_has_its_reason_beside_it(root: Path, modules: list[Path]) -> None:
    bare = re.compile(r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[\w, -]+\])?)\s*$")
    hits = [
        f"{path.relative_to(root)}:{number}"
        for path in modules
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert hits == []


def test_every_ignored_rule_has_its_reason_beside_it(root: Path) -> None:
    lines = (root / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if re.match(r'\s*"[A-Z]+[0-9]*",', line)]
    assert rules
    assert [line for line in rules if "#" not in line] == []


def is_silent(path: Path) -> bool:
    """Whether a module has content and no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return bool(tree.body) and not ast.get_docstring(tree)


def imported(path: Path) -> set[str]:
    """The full names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names
