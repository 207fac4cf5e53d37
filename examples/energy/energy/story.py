"""What the demo tells on stderr while it runs: numbered steps, what each found, and how long each took."""

from __future__ import annotations

import logging
import os
import shlex
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BOLD, QUIET, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_INDENT: Final = " " * 4


class Story:
    """The steps of one demo, in order; `seconds` has what each took, by its name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._is_terminal = sys.stderr.isatty() and not os.environ.get("NO_COLOR")

    @contextmanager
    def step(self, name: str, heading: str) -> Iterator[None]:
        """One step: its heading at once, and its seconds below what was told meanwhile."""
        self._write(f"\n{len(self.seconds) + 1:>2}  {self._toned(heading, BOLD)}\n")
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 2)
        self._write(self._toned(f"{_INDENT}{self.seconds[name]:.2f} s", QUIET) + "\n")

    def tell(self, text: str) -> None:
        """What a step found."""
        self._write(f"{_INDENT}{text}\n")

    def end(self, folder: Path, commands: Sequence[tuple[str, str]]) -> None:
        """How long all of it took, and what to look at, to be typed in `folder`."""
        short = min(os.path.relpath(folder), str(folder), key=len)
        pasted = [(f"cd {shlex.quote(short)}", "work in it"), *commands]
        lines = "".join(f"  {command}  {self._toned(f'# {what}', QUIET)}\n" for command, what in pasted)
        self._write(f"\nDone in {sum(self.seconds.values()):.0f} s.\n\nTry next:\n{lines}\n")

    def _toned(self, text: str, tone: str) -> str:
        return f"{tone}{text}{_PLAIN}" if self._is_terminal else text

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


@contextmanager
def indented_logs() -> Iterator[None]:
    """Let what is logged stand below the heading of a step, for a block."""
    handlers = logging.getLogger().handlers
    formatters = [handler.formatter for handler in handlers]
    for handler in handlers:
        handler.setFormatter(logging.Formatter(f"{_INDENT}%(message)s"))
    try:
        yield
    finally:
        for handler, formatter in zip(handlers, formatters, strict=True):
            handler.setFormatter(formatter)
