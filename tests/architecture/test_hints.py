"""A hint is a command to paste, so every command that a message or a docstring offers exists."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reedbed.cli.application import COMMANDS, FAMILIES

if TYPE_CHECKING:
    from pathlib import Path

OFFERED = re.compile(r"(?:^|[`'\"(]|\bor )reedbed (?P<first>[a-z]+)(?: (?P<second>[a-z]+))?")
FAMILY = {family.word for family in FAMILIES}
KNOWN = {command.words for command in COMMANDS} | FAMILY | {"overview"}


def offered_commands(path: Path) -> list[tuple[int, str]]:
    """Line and words of each command that a text in the file tells a person to type."""
    texts = [
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [(line, words(match)) for line, text in texts for match in OFFERED.finditer(text)]


def words(match: re.Match[str]) -> str:
    family = match["first"] in FAMILY and match["second"]
    return f"{match['first']} {match['second']}" if family else match["first"]


def test_every_command_that_is_offered_exists(root: Path) -> None:
    files = sorted((root / "src" / "reedbed").rglob("*.py"))
    found = [(path, line, command) for path in files for line, command in offered_commands(path)]
    assert len(found) > 50
    assert [f"{path}:{line} reedbed {command}" for path, line, command in found if command not in KNOWN] == []
