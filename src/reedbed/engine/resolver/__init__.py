"""The resolver: what a statement names, and whether the user it runs for may touch it. Deny by default."""

from reedbed.engine.resolver.resolver import Resolver
from reedbed.engine.resolver.subjects import Grants, Role, Subject

__all__ = ["Grants", "Resolver", "Role", "Subject"]
