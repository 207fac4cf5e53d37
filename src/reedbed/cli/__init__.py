"""A person at a terminal: the command `reedbed`.

Stdout is data and stderr is talk. Each command is a function that returns an `Answer`; the frame parses the
command line, shows the answer as text or as one JSON document, and turns failures into exit codes. Command modules
are imported when they are called, so that `reedbed --help` needs neither DuckDB nor Ibis nor Arrow.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    0 done, 1 done and found something, 2 usage, 3 known failure, 4 our bug, 75 retry later, 130 interrupted.
    """
    from reedbed.cli.frame import run  # noqa: PLC0415 - `import reedbed.cli` stays free of the parser

    return run(sys.argv[1:] if arguments is None else list(arguments))
