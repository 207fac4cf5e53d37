"""The reference of the command line, from what `--help` prints."""

from __future__ import annotations

import contextlib
import io
import os

from reedbed.cli import main
from reedbed.cli.application import COMMANDS

INTRODUCTION = """\
# Command line

stdout is data, stderr is talk. `--output json` prints exactly one JSON document, for success and for failure.
Exit codes: 0 done, 1 done and found something, 2 usage, 3 known failure, 4 a bug of ours, 75 retry later,
130 interrupted. The common options, shown first, stand before or after the command.
"""
WIDTH = 100


def help_text(*words: str) -> str:
    """What `reedbed WORDS… --help` prints where stdout is not a terminal."""
    os.environ["COLUMNS"] = str(WIDTH)
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()) as talk:
        code = main([*words, "--help"])
    if code:
        raise SystemExit(f"reedbed {' '.join(words)} --help ended with {code}: {talk.getvalue()}")
    return "\n".join(line.rstrip() for line in said.getvalue().strip().splitlines())


def entry(title: str, *words: str) -> str:
    """One heading and the help below it; the common options are told once, with the program."""
    text = help_text(*words)
    own = text.partition("\n\nCommon options:")[0] if words else text
    return f"## {title}\n\n```text\n{own}\n```\n"


def page() -> str:
    """The whole page: the program first, then each command in the order of the help."""
    commands = (entry(f"reedbed {command.words}", *command.words.split()) for command in COMMANDS)
    return "\n".join([INTRODUCTION, entry("reedbed"), *commands])
