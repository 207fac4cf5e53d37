"""What an owner says about itself and its store when a served store begins to speak with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from reedbed.errors import DoorRefused
from reedbed.store.served.requests import PROTOCOL
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Greeting:
    """The owner's process and its store, and the role that the client has there.

    `database` and `checkpoint_dir` are paths there, None in memory; who is no owner is told neither.
    """

    protocol: int
    version: str
    pid: int
    catalog: str
    database: str | None
    checkpoint_dir: str | None
    checkpoints_by_default: bool
    role: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """What an owner said. Raises `DoorRefused` when it speaks of other things than this version knows."""
        if values.get("protocol") != PROTOCOL:
            raise DoorRefused(
                f"The owner runs Reedbed {values.get('version')}, this process {__version__}; they do not understand "
                "each other.",
                hint="pip install --upgrade reedbed, on both sides",
                owner=values.get("version"),
                here=__version__,
            )
        return cls(**values)
