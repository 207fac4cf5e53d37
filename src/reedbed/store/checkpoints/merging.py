"""Which parts of a checkpoint become one. A pure decision, so that many small appends stay cheap to read and to name.

Parts are merged like the levels of a log-structured tree: when the last `FAN_IN` parts are of one size class, they
become one part of the next. A row is written again once per class, so the cost of an append stays flat on average.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.store.checkpoints.manifest import Part

FAN_IN = 64
_SMALLEST_ROWS = 1_000


def mergeable_tail(parts: Sequence[Part]) -> int:
    """How many parts at the end should become one; 0 when none should."""
    tail = parts[-FAN_IN:]
    if len(tail) < FAN_IN:
        return 0
    largest = max(size_class(part.row_count) for part in tail)
    same = all(size_class(part.row_count) == largest for part in tail)
    # Small parts behind larger ones are merged once there are as many of them, so a mixed tail has to wait.
    return FAN_IN if same else 0


def size_class(rows: int) -> int:
    """0 below 64 thousand rows, 1 below 4 million, and so on by powers of the fan-in."""
    level = 0
    while rows >= _SMALLEST_ROWS * FAN_IN:
        rows //= FAN_IN
        level += 1
    return level
