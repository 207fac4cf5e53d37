"""The program in a process of its own, from the example's folder, as its users start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[1]


def started(*arguments: str) -> subprocess.Popen[str]:
    """The running program."""
    return subprocess.Popen(
        [sys.executable, "-m", "energy", *arguments],
        cwd=EXAMPLE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"COLUMNS": "80"},
    )


def called(*arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, the document on stdout, and stderr."""
    with started(*arguments) as process:
        out, err = process.communicate()
    document: dict[str, Any] = json.loads(out)
    assert out.count("\n") == 1, out
    return process.returncode, document, err
