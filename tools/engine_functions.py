"""Hold DuckDB's functions against `src/reedbed/engine/resolver/functions.txt`: `python tools/engine_functions.py`.

Prints the functions that the file does not classify, with their kind, and the names in it that DuckDB no longer has.
Ends with 1 when there is one. What is not classified is refused to readers and writers; put a new function into the
section where it belongs, `anyone` only when it neither reaches out nor shows what its arguments do not name.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from reedbed.engine import ENGINE_VERSION, Database
from reedbed.engine.resolver.functions import function_classes
from reedbed.engine.resolver.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUERY = """
SELECT function_name, string_agg(DISTINCT function_type ORDER BY function_type) FROM duckdb_functions()
WHERE internal GROUP BY function_name ORDER BY function_name
"""


def engine_functions() -> Mapping[str, str]:
    """DuckDB's functions and their kinds, without operators, which nobody can call by name."""
    with Database.open(None) as database:
        rows = database.rows(_QUERY)
    return {folded(name): kind for name, kind in rows if re.fullmatch(r"\w+", name)}


def unclassified(functions: Mapping[str, str]) -> list[str]:
    """The functions that stand in no section of the file."""
    return sorted(set(functions) - function_classes().every)


def gone(functions: Mapping[str, str]) -> list[str]:
    """The names in the file, extensions aside, that DuckDB does not have."""
    classes = function_classes()
    return sorted(classes.every - classes.extensions - set(functions))


def main() -> int:
    """Print what has to be done; the exit code."""
    functions = engine_functions()
    missing, superfluous = unclassified(functions), gone(functions)
    for name in missing:
        print(f"unclassified  {name}  ({functions[name]})")
    for name in superfluous:
        print(f"gone          {name}")
    if not missing and not superfluous:
        print(f"All {len(functions)} functions of DuckDB {ENGINE_VERSION} are classified.")
    return int(bool(missing or superfluous))


if __name__ == "__main__":
    sys.exit(main())
