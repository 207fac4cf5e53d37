"""Where the bins of a histogram lie: equal widths between the least and the greatest value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.store.profile.figures import Bin
from reedbed.store.profile.statements import BINS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.store.profile.figures import Cell


def upper_edges(low: float, high: float, *, whole: bool) -> list[float]:
    """The upper ends of at most `BINS` bins, the last one `high` itself.

    Equal ends make one bin; `whole` numbers that are fewer than the bins get one bin each; ends so near
    to each other that edges would coincide get fewer bins.
    """
    if whole and high - low < BINS:
        return [low + step for step in range(int(high - low) + 1)]
    # Divided before subtracting, because the distance of two finite numbers can be infinite.
    width = high / BINS - low / BINS
    edges = {low + width * step for step in range(1, BINS)}
    return [*sorted(edge for edge in edges if low < edge < high), high]


def bins(low: Cell, uppers: Sequence[Cell], counts: Sequence[int], *, whole: bool) -> tuple[Bin, ...]:
    """The bins with their counts; a bin for one whole number has that number at both ends.

    `counts` may have one count more than there are edges, of values that rounding put beyond the last.
    """
    rows = [*counts[: len(uppers) - 1], sum(counts[len(uppers) - 1 :])]
    lows = list(uppers) if whole else [low, *uppers[:-1]]
    return tuple(Bin(low=start, high=end, rows=count) for start, end, count in zip(lows, uppers, rows, strict=True))
