"""What the tests of whole runs share: chats in a line, generated exports, and the program as a user starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from conversations.__main__ import COMMANDS

EXAMPLE = Path(__file__).parents[1]


def chat(*lines: str) -> dict[str, str]:
    """The entries of an archive with one chat of these lines."""
    return {"WhatsApp Chat with Bo.txt": "".join(f"{line}\n" for line in lines)}


def generated(path: Path, **keys: object) -> dict[str, Any]:
    """Write a synthetic export."""
    return COMMANDS["generate"](json.dumps({"path": str(path), **keys}))


def command(*arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    """Run the program as a user does; its last line of stdout must be one compact JSON object."""
    done = subprocess.run(
        [sys.executable, "-m", "conversations", *arguments],
        cwd=EXAMPLE,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    line = done.stdout.splitlines()[-1]
    document = json.loads(line)
    assert line == json.dumps(document, separators=(",", ":"))
    assert "Traceback" not in done.stderr
    return done.returncode, document
