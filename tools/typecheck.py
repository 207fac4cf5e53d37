"""Runs mypy over everything: the package and its tests in one go, each example with its own folder as root.

An example is a separate application, so its `tests` folder has the same name as everybody else's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOGETHER = ("src", "tests", "benchmarks", "tools", "conftest.py")


def mypy(*paths: str, root: Path | None = None) -> int:
    """Run mypy over `paths`, with `root` as one more folder to import from; its exit code."""
    found = [path for path in paths if Path(path).suffix == ".py" or any((ROOT / path).rglob("*.py"))]
    if not found:
        return 0
    # The tests of an example import what lies beside them by its bare name, as pytest lets them.
    environment = os.environ | ({"MYPYPATH": f"{root}{os.pathsep}{root / 'tests'}"} if root else {})
    return subprocess.run([sys.executable, "-m", "mypy", *found], cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Check everything, and say so when any of it fails."""
    examples = sorted(path for path in (ROOT / "examples").glob("*") if path.is_dir())
    codes = [mypy(*TOGETHER), *(mypy(str(folder.relative_to(ROOT)), root=folder) for folder in examples)]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
