"""What a profile says of a table: `ColumnProfile`, `Histogram`, and how numbers and bars look in text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Cell = str | int | float | bool | None
_BARS: Final = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Rows with low < value <= high; the first bin of a histogram includes its low end. Times are ISO 8601."""

    low: Cell
    high: Cell
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TopValue:
    """A value and the rows that have it."""

    value: Cell
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnProfile:
    """One column's figures; None where a figure means nothing for the type.

    `distinct` counts values without NULL. Numbers in `mean` and `quartiles` and `bins` are over finite values;
    NaN and infinities are counted apart. `minimum` and `maximum` are finite too. Lengths are elements of lists
    and maps, bytes of BLOBs.
    """

    name: str
    type: str
    nulls: int
    null_share: float
    distinct: int | None = None
    minimum: Cell = None
    maximum: Cell = None
    mean: Cell = None
    quartiles: tuple[Cell, Cell, Cell] | None = None
    nans: int = 0
    infinities: int = 0
    shortest: int | None = None
    longest: int | None = None
    bins: tuple[Bin, ...] = ()
    top: tuple[TopValue, ...] = ()


def bars(counts: list[int]) -> str:
    """A histogram in one line: the fullest bin has the highest bar, an empty bin none."""
    most = max(counts, default=0)
    return "".join(_BARS[(count * len(_BARS) - 1) // most] if count else " " for count in counts)


def short(value: Cell) -> str:
    """A figure in few characters: six digits of a float, whole integers, text as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.6g}" if isinstance(value, float) else value
