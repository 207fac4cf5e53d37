"""How far apart two values may be and still count as equal."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reedbed.errors import UsageError
from reedbed.store.diff.families import MEASURABLE, TEMPORAL, distance, family


@dataclass(frozen=True, kw_only=True, slots=True)
class Tolerance:
    """Two values are equal when |a - b| <= max(absolute, relative * max(|a|, |b|)), as in `math.isclose`.

    `absolute` is in the column's unit, in seconds for times; `relative` is a share and goes with numbers
    only. NULL, NaN and infinities are never within a tolerance of anything but themselves.
    """

    absolute: float = 0.0
    relative: float = 0.0

    def __post_init__(self) -> None:
        for name, value in (("absolute", self.absolute), ("relative", self.relative)):
            if not math.isfinite(value) or value < 0:
                msg = f"A tolerance is a finite number of at least 0; {name} is {value!r}."
                raise UsageError(msg, argument=name, found=repr(value))

    def __str__(self) -> str:
        parts = [f"±{self.absolute:g}"] if self.absolute or not self.relative else []
        return " or ".join(parts + ([f"±{self.relative:g} of the value"] if self.relative else []))


def checked_tolerance(column: str, type_name: str, given: float | Tolerance) -> Tolerance:
    """The tolerance for a column of this type.

    Raises `UsageError` when the type has no distance, or when a time is given a relative tolerance.
    """
    tolerance = given if isinstance(given, Tolerance) else Tolerance(absolute=float(given))
    kind = family(type_name)
    if kind not in MEASURABLE or distance(type_name, "a", "b") is None:
        msg = f"Column {column!r} is {type_name}; a tolerance goes with numbers and times only."
        raise UsageError(msg, column=column, type=type_name)
    if tolerance.relative and kind in TEMPORAL:
        msg = f"Column {column!r} is {type_name}; a time takes an absolute tolerance in seconds, no relative one."
        raise UsageError(msg, column=column, type=type_name)
    return tolerance


def within_sql(tolerance: Tolerance, type_name: str, left: str, right: str) -> str:
    """SQL that is true where two values are within the tolerance, false elsewhere and for NULL, NaN and infinities."""
    allowed = f"CAST({tolerance.absolute!r} AS DOUBLE)"
    if tolerance.relative:
        size = f"greatest(abs(CAST({left} AS DOUBLE)), abs(CAST({right} AS DOUBLE)))"
        allowed = f"greatest({allowed}, CAST({tolerance.relative!r} AS DOUBLE) * {size})"
    return f"coalesce({distance(type_name, left, right)} <= {allowed}, false)"
