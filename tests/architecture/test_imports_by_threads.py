"""A thread that loads the door while the application loads something else: neither may fail the other.

Where a package imports modules of its own, a thread that enters it by one of those modules holds that module's lock and
waits for the package's, while a thread in the package waits the other way round. Python ends that by handing one of
them a half-loaded module.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src"
MODULES = {
    ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (SOURCES / "reedbed").rglob("*.py")
}
LOADED_BY_THE_DOOR = """
import sys
import reedbed.wiring
before = set(sys.modules)
import reedbed.pgserver.door
print(*sorted(name for name in set(sys.modules) - before if name.startswith("reedbed.")))
"""


def imported(body: list[ast.stmt], *, inside: bool) -> list[str]:
    """What statements import when they run, in their order; with what functions import if `inside`."""
    found: list[str] = []
    for statement in body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            whole = [f"{statement.module}.{alias.name}" for alias in statement.names]
            found += [name if name in MODULES else statement.module for name in whole]
        elif isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            found += imported(statement.orelse, inside=inside)
        elif inside or not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for field in ("body", "orelse", "finalbody"):
                found += imported(getattr(statement, field, []), inside=inside)
    return found


@cache
def imports_of(module: str, *, inside: bool) -> list[str]:
    return imported(ast.parse(MODULES[module].read_text(encoding="utf-8")).body, inside=inside)


def loading_itself(package: str) -> bool:
    """Whether a package imports modules of its own while it is loaded."""
    return MODULES[package].name == "__init__.py" and any(
        name.startswith(f"{package}.") for name in imports_of(package, inside=False)
    )


def entering(module: str, package: str) -> list[str]:
    """By which names a module outside a package comes to load it, up to the package's own."""
    names = [name for name in imports_of(module, inside=True) if name == package or name.startswith(f"{package}.")]
    return names[: names.index(package)] if package in names else names


def test_what_the_door_shares_with_others_can_be_loaded_by_two_threads_at_once() -> None:
    ended = subprocess.run([sys.executable, "-c", LOADED_BY_THE_DOOR], capture_output=True, text=True, check=True)
    loaded = ended.stdout.split()
    assert "reedbed.pgwire.tables" in loaded
    # The rooms above are loaded by the door's thread alone, or before it starts.
    others = [name for name in MODULES if not name.startswith(("reedbed.pgserver", "reedbed.cli", "reedbed.testing"))]
    wrong = {
        f"{module} enters {package} by {entering(module, package)[0]}"
        for package in loaded
        if not package.startswith("reedbed.pgserver") and loading_itself(package)
        for module in others
        if module != package and not module.startswith(f"{package}.") and entering(module, package)
    }
    assert wrong == set()
