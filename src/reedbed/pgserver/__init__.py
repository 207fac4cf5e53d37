"""The door: PostgreSQL clients on a store, over TCP and Unix sockets."""

from reedbed.pgserver.configuration import DEFAULT_PORT, Certificate, DoorConfig, Limits
from reedbed.pgserver.door import Door
from reedbed.pgserver.network.listening import Address

__all__ = ["DEFAULT_PORT", "Address", "Certificate", "Door", "DoorConfig", "Limits"]
