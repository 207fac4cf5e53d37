"""A program that works until it is killed, and what it had said by then."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def told_until_killed(program: Path, *arguments: object, seconds: float, first: str | None = "open") -> list[str]:
    """The lines that a program wrote before `kill -9`, `seconds` after its first line.

    `first` is what that line has to be, and is left out of the answer; None for a program that begins with any line.
    """
    command = [sys.executable, str(program), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        line = worker.stdout.readline()
        assert line == f"{first}\n" if first is not None else line, "the program ended before its first line"
        time.sleep(seconds)
        worker.send_signal(signal.SIGKILL)
        lines = worker.stdout.read().splitlines()
    assert worker.returncode == -signal.SIGKILL
    return lines if first is not None else [line.rstrip("\n"), *lines]
