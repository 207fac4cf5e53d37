"""Fingrid and FMI on this machine: the formats of both, synthetic values, and the faults that real servers have."""

from energy.loopback.faults import Faults
from energy.loopback.server import Sources, serve

__all__ = ["Faults", "Sources", "serve"]
