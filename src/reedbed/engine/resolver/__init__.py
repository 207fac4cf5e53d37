"""The resolver: what a statement names, and whether the user it runs for may touch it. Deny by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.engine.resolver.resolver import Resolver
    from reedbed.engine.resolver.subjects import Grants, Role, Subject
else:
    from reedbed.exports import imported_late

    __getattr__ = imported_late(
        __name__,
        {
            "Grants": "subjects",
            "Resolver": "resolver",
            "Role": "subjects",
            "Subject": "subjects",
        },
    )


__all__ = [
    "Grants",
    "Resolver",
    "Role",
    "Subject",
]
