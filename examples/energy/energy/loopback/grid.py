"""A synthetic power system: what each of Fingrid's datasets has at a moment, as a function of that moment."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from energy.loopback.weather import YEAR_HOURS, chance, temperature, wind_speed

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
Series: TypeAlias = Callable[[dt.datetime], float]

_SATURDAY: Final = 6
_FORECAST_ERROR: Final = 90.0


def consumption(moment: dt.datetime) -> float:
    """Megawatts: houses are heated by the weather of the last hours, and people live by the clock on the wall."""
    local = moment.astimezone(HELSINKI)
    hour = local.hour + local.minute / 60
    felt = (temperature(moment) + temperature(moment - dt.timedelta(hours=6))) / 2
    daily = 420 * math.exp(-(((hour - 8.5) / 2.2) ** 2)) + 520 * math.exp(-(((hour - 18.5) / 3.0) ** 2))
    night = -650 * math.exp(-(((hour - 3.5) / 2.8) ** 2))
    rest = -520.0 if local.isoweekday() >= _SATURDAY else 0.0
    return 6900 + 118 * max(0.0, 18 - felt) + daily + night + rest + 70 * (chance(moment.timestamp() / 180, 7) - 0.5)


def wind_power(moment: dt.datetime) -> float:
    """Megawatts of the wind farms: nothing in a calm, and no more than they are rated for."""
    return 7_200 * min(1.0, math.pow(max(0.0, (wind_speed(moment) - 2.0) / 10), 1.6))


def nuclear(moment: dt.datetime) -> float:
    """Megawatts: five units, of which one is out for its yearly overhaul in spring."""
    season = (moment.timestamp() / 3600 / YEAR_HOURS) % 1
    return (3_500.0 if 0.33 < season < 0.42 else 4_390.0) + 6 * (chance(moment.timestamp() / 180, 8) - 0.5)  # noqa: PLR2004 - May


def net_import(moment: dt.datetime) -> float:
    """Megawatts that come from the neighbours; negative when they go there."""
    return 0.35 * (consumption(moment) - wind_power(moment) - nuclear(moment)) - 300


def production(moment: dt.datetime) -> float:
    """Megawatts that are made in the country."""
    return consumption(moment) - net_import(moment)


def _expected(series: Series) -> Series:
    def forecast(moment: dt.datetime) -> float:
        return series(moment) + _FORECAST_ERROR * (chance(moment.timestamp() / 300, 9) - 0.5)

    return forecast


STEP: Final = dt.timedelta(minutes=3)
SERIES: Final[dict[int, tuple[Series, dt.timedelta]]] = {
    124: (consumption, STEP),
    192: (production, STEP),
    75: (wind_power, STEP),
    188: (nuclear, STEP),
    194: (net_import, STEP),
    165: (_expected(consumption), dt.timedelta(minutes=5)),
    166: (_expected(consumption), dt.timedelta(hours=1)),
}
"""Datasets by number, each with the time between its points."""
