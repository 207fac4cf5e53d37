"""Training: a model of one hour ahead, tried on the last week, which it did not see, exactly as it will be used."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import lightgbm as lgb
import numpy as np
import polars as pl

from energy.errors import HistoryTooShort
from energy.features import FEATURES, TARGET, with_features
from energy.forecasting import HORIZON, LEVEL_COLUMN, forecast, known_ahead
from energy.intervals import LEVEL, coverage, error_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Matrix: TypeAlias = npt.NDArray[np.float64]

MODEL_TYPE: Final = "lightgbm"
HOLD_OUT_HOURS: Final = 168
LEAST_HOURS: Final = 168
"""Of consumption before the week that is held out."""
FOLDS: Final = 4
"""Weeks, back from the last one, that a twin who did not see them is tried on: bounds need more errors than one has."""
ROUNDS: Final = 300
PARAMETERS: Final[dict[str, object]] = {
    "objective": "regression",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.9,
    "bagging_fraction": 0.9,
    "bagging_freq": 1,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """How a model did on the held-out week, in megawatts, over forecasts of 24 hours from each of its hours.

    `coverage` is the share of hours within the interval of 95 %, which was made from weeks before it, or, where there
    are none, from the other days of the week. `same_hour_yesterday_mae_mw` is the error of whoever says that tomorrow
    will be like today. `lower` and `upper` are what forecasts get as their bounds, for each number of hours ahead.
    """

    hours: int
    folds: int
    held_out_hours: int
    mae_mw: float
    mape: float
    same_hour_yesterday_mae_mw: float
    coverage: float
    level: float
    lower: tuple[float, ...]
    upper: tuple[float, ...]

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trained:
    """A model. Its version is a hash of what it is, behind the last hour that it learned from."""

    booster: str
    report: Report
    trained_until: dt.datetime

    @property
    def version(self) -> str:
        """For example `2026-11-01T00Z-1f9c2ab4`."""
        return f"{self.trained_until:%Y-%m-%dT%HZ}-{hashlib.sha256(self.booster.encode()).hexdigest()[:8]}"


def train(hours: pl.DataFrame) -> Trained:
    """Train on all hours, with bounds from a twin that did not see the last week. Raises `HistoryTooShort`."""
    known = with_features(hours)
    cut = known.height - HOLD_OUT_HOURS
    usable = known.slice(0, max(0, cut)).get_column(TARGET).drop_nulls().len()
    if usable < LEAST_HOURS:
        raise HistoryTooShort(
            f"Training needs {LEAST_HOURS} hours of consumption before the week that is held out; found {usable}.",
            hint="ingest at least two weeks",
            found=usable,
            needed=LEAST_HOURS,
        )
    errors = [_errors(known, hours, each) for each in _cuts(known, cut)]
    report = _report(hours, cut, errors, usable + HOLD_OUT_HOURS)
    last: dt.datetime = hours.select(pl.col("timestamp").max()).item()
    return Trained(
        booster=_fitted(known).model_to_string(),
        report=report,
        trained_until=last + dt.timedelta(hours=1),
    )


def _cuts(known: pl.DataFrame, last: int) -> list[int]:
    """Where the weeks begin that twins are tried on, the last one first."""
    target = known.get_column(TARGET).is_not_null().cum_sum()
    cuts = [last - fold * HOLD_OUT_HOURS for fold in range(FOLDS)]
    return [cut for cut in cuts if cut > 0 and target[cut - 1] >= LEAST_HOURS]


def _fitted(known: pl.DataFrame) -> lgb.Booster:
    """A booster of the change since the hour before: a level may never have been seen, as in a cold winter."""
    rows = known.filter(pl.col(TARGET).is_not_null() & pl.col(LEVEL_COLUMN).is_not_null())
    data = lgb.Dataset(
        rows.select(FEATURES).cast(pl.Float64).to_numpy(),
        label=(rows.get_column(TARGET) - rows.get_column(LEVEL_COLUMN)).to_numpy(),
        feature_name=list(FEATURES),
        params={"verbosity": -1},
    )
    return lgb.train(dict(PARAMETERS), data, num_boost_round=ROUNDS)


def _errors(known: pl.DataFrame, hours: pl.DataFrame, cut: int) -> Matrix:
    """The errors of a twin that learned from what is before the cut, on forecasts within the week behind it."""
    seen = hours.slice(0, cut + HOLD_OUT_HOURS)
    origins = _origins(cut)
    ahead = known_ahead(seen, forecast_weather=False)
    return _windows(hours, origins) - forecast(_fitted(known.slice(0, cut)), seen, ahead, origins)


def _origins(cut: int) -> range:
    return range(cut, cut + HOLD_OUT_HOURS - HORIZON + 1)


def _report(hours: pl.DataFrame, cut: int, errors: list[Matrix], used: int) -> Report:
    held_out, *others = errors
    actual = _windows(hours, _origins(cut))
    yesterday = actual - _windows(hours, [origin - HORIZON for origin in _origins(cut)])
    lower, upper = error_bounds(np.vstack(errors))
    return Report(
        hours=used,
        folds=len(errors),
        held_out_hours=HOLD_OUT_HOURS,
        mae_mw=float(np.nanmean(np.abs(held_out))),
        mape=float(np.nanmean(np.abs(held_out / actual))),
        same_hour_yesterday_mae_mw=float(np.nanmean(np.abs(yesterday))),
        coverage=coverage(held_out, np.vstack(others) if others else None),
        level=LEVEL,
        lower=tuple(lower.tolist()),
        upper=tuple(upper.tolist()),
    )


def _windows(hours: pl.DataFrame, origins: Sequence[int]) -> Matrix:
    known = hours.get_column(TARGET).to_numpy().astype(np.float64)
    return np.stack([known[origin : origin + HORIZON] for origin in origins])
