"""Programs that try a store in a process of its own: its memory is measured, its machine's time zone is set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any


def answer(opening: str, program: str, **environment: str) -> Any:
    """What `program` prints as JSON on its last line, after `opening` has bound `store`."""
    ended = subprocess.run(
        [sys.executable, "-c", f"{opening}\n{program}"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)} | environment,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])
