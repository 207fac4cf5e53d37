"""A synthetic climate of southern Finland: every value is a function of the moment, so that nothing is stored."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

YEAR_HOURS: Final = 8766.0
# Weather comes and goes with periods that never meet, so that no day is like another.
_FRONTS: Final = ((97.3, 4.1, 0.3), (41.7, 2.2, 1.9), (233.1, 3.0, 4.4))


def chance(*parts: float) -> float:
    """A number in [0, 1) that depends on its parts and on nothing else."""
    mixed = math.sin(sum((place + 1) * 12.9898 * part for place, part in enumerate(parts))) * 43758.5453
    return mixed - math.floor(mixed)


def temperature(moment: dt.datetime) -> float:
    """Degrees Celsius two metres above the ground."""
    hours = moment.timestamp() / 3600
    season = -10.5 * math.cos(2 * math.pi * (hours / YEAR_HOURS - 0.055))
    day = -2.5 * math.cos(2 * math.pi * (hours - 1.5) / 24)
    fronts = sum(size * math.sin(2 * math.pi * hours / period + turn) for period, size, turn in _FRONTS)
    return 5.5 + season + day + fronts + 0.4 * (chance(hours, 1) - 0.5)


def wind_speed(moment: dt.datetime) -> float:
    """Metres a second, mean of ten minutes."""
    hours = moment.timestamp() / 3600
    gusty = math.sin(2 * math.pi * hours / 61.0) + 0.6 * math.sin(2 * math.pi * hours / 17.3 + 1)
    return max(0.0, 5.2 + 2.4 * gusty + 0.8 * (chance(hours, 2) - 0.5))


def observation(moment: dt.datetime) -> dict[str, float]:
    """What a station measures, by the names that FMI gives it."""
    hours = moment.timestamp() / 3600
    t2m, wind = temperature(moment), wind_speed(moment)
    humidity = min(100.0, max(20.0, 82 - 9 * math.sin(2 * math.pi * (hours - 9) / 24) + 8 * (chance(hours, 3) - 0.5)))
    rain = max(0.0, 2.2 * math.sin(2 * math.pi * hours / 53.9) - 1.6)
    values = {
        "t2m": t2m,
        "ws_10min": wind,
        "wg_10min": 1.6 * wind,
        "wd_10min": (180 + 120 * math.sin(2 * math.pi * hours / 71.0)) % 360,
        "rh": humidity,
        "td": t2m - (100 - humidity) / 5,
        "r_1h": rain,
        "ri_10min": rain * 1.1,
        "snow_aws": max(0.0, -2.0 * t2m),
        "p_sea": 1012 + 14 * math.sin(2 * math.pi * hours / 181.0),
        "vis": 35_000 - 20_000 * chance(hours, 4),
        "n_man": float(round(8 * chance(hours // 3, 5))),
        "wawa": 60.0 if rain > 0 else 0.0,
    }
    return {name: round(value, 1) for name, value in values.items()}
