"""Intervals that hold 95 % of what comes, out of the errors that a model made on hours that it had not seen.

Split conformal prediction, for each number of hours ahead by itself: the interval is the forecast plus the quantiles of
its past errors, with the correction for their number (Vovk et al., 2005; Romano et al., 2019). It supposes that errors
will be as they were, and nothing about their distribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Matrix: TypeAlias = npt.NDArray[np.float64]

LEVEL: Final = 0.95
DAY: Final = 24


def error_bounds(errors: Matrix) -> Matrix:
    """The lower and the upper bound of the errors `actual - forecast` at each horizon, two rows.

    `errors` has a row for each origin and NaN where nothing was measured.
    """
    bounds = np.zeros((2, errors.shape[1]))
    for horizon, column in enumerate(errors.T):
        found = np.sort(column[~np.isnan(column)])
        if len(found):
            low, high = _ranks(len(found))
            bounds[:, horizon] = found[low], found[high]
    return np.vstack([np.minimum(bounds[0], 0), np.maximum(bounds[1], 0)])


def _ranks(count: int) -> tuple[int, int]:
    """The places of the bounds among so many sorted errors; the outermost where there are too few."""
    tail = (1 - LEVEL) / 2
    high = min(count - 1, int(np.ceil((count + 1) * (1 - tail))) - 1)
    return count - 1 - high, high


def coverage(errors: Matrix, others: Matrix | None = None) -> float:
    """The share of errors within bounds that were made from other errors; NaN when there are none.

    Without others, the errors of each day are held against those of the other days: errors of one day resemble each
    other, so that a day is never measured by itself.
    """
    if others is not None:
        return _share(_within(errors, error_bounds(others)))
    days = np.arange(len(errors)) // DAY
    found = [_within(errors[days == day], error_bounds(errors[days != day])) for day in np.unique(days)]
    return _share(np.vstack(found))


def _within(errors: Matrix, bounds: Matrix) -> Matrix:
    """1 and 0 for errors within and without, NaN where nothing was measured."""
    inside = (errors >= bounds[0]) & (errors <= bounds[1])
    return np.where(np.isnan(errors), np.nan, inside.astype(np.float64))


def _share(within: Matrix) -> float:
    return float(np.nanmean(within)) if not np.isnan(within).all() else float("nan")
