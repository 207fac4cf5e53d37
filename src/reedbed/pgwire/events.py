"""What `next_event` gives when it gives no message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal


class _Need(Enum):
    DATA = "NEED_DATA"

    def __repr__(self) -> str:
        return self.value


NeedData = Literal[_Need.DATA]
NEED_DATA: Final = _Need.DATA


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionClosed:
    """The other side sends no more. `is_orderly` says whether it said goodbye, or left in the middle of something."""

    is_orderly: bool
