"""What a package exports of its modules, each imported when its name is first used.

So a package costs nothing before it is needed: a registry of views loads no DuckDB. And two threads can load it at
once. Where a package imports modules of its own, a thread that enters it by one of those modules waits for the package
while another one waits for the module, and Python ends that by handing one of them a half-loaded module: the thread
that opens a door meets the application's own imports so.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def imported_late(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package: `modules` tells in which of its modules each name is."""

    def get(name: str) -> object:
        if name not in modules:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value = getattr(import_module(f"{package}.{modules[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return get
