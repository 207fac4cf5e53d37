"""The generated pages of the reference are what the code says today."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_the_reference_is_up_to_date(root: Path) -> None:
    answer = subprocess.run(
        [sys.executable, str(root / "tools" / "reference.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
