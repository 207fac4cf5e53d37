"""Writes the generated pages of `docs/reference`, or says which of them are out of date.

python tools/reference.py            write them (make docs)
python tools/reference.py --check    exit with 1 and name the pages that differ from the code
"""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

from pages import api, cli, errors, protocol, settings

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGES = {
    "errors.md": errors.page,
    "api.md": api.page,
    "cli.md": cli.page,
    "settings.md": settings.page,
    "protocol.md": protocol.page,
}
NOTE = "<!-- Written by tools/reference.py from the code; change the code and run `make docs`. -->\n\n"


def difference(path: Path, text: str) -> str:
    """What is in the file against what the code says, or nothing."""
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(found.splitlines(), text.splitlines(), str(path), "the code", lineterm="", n=1)
    return "\n".join(lines)


def main(*, check: bool) -> int:
    """Write or compare every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = 0
    for name, write in PAGES.items():
        text = NOTE + write()
        changes = difference(FOLDER / name, text)
        if changes and check:
            print(changes)
            stale = 1
        elif changes:
            (FOLDER / name).write_text(text, encoding="utf-8")
            print(f"{FOLDER.name}/{name}")
    if stale:
        print("The reference is out of date: make docs")
    return stale


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
