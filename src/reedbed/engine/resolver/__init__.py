"""The resolver: what a statement names, and whether the user it runs for may touch it. Deny by default.

The names are imported from their modules when they are first used: the thread that opens a door imports this package
beside others that import modules of it, and Python lets two threads fail each other where a package imports its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.engine.resolver.resolver import Resolver
    from reedbed.engine.resolver.subjects import Grants, Role, Subject
else:
    from importlib import import_module

    _MODULES = {
        "Grants": "subjects",
        "Resolver": "resolver",
        "Role": "subjects",
        "Subject": "subjects",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "Grants",
    "Resolver",
    "Role",
    "Subject",
]
