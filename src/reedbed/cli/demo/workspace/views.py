"""Views of the demo that are written with Ibis; those in SQL lie in views/. Change one, then try `reedbed plan`."""

from __future__ import annotations

from itertools import pairwise

import ibis

from reedbed import ViewRegistry

views = ViewRegistry()

LATE_MINUTES = 15
# Stronger winds were never measured at the ground: such a value is a slip of the instrument.
STRONGEST_WIND_MPH = 254
KM_PER_MILE = 1.609344
FRESH_MINUTES = 60
SIGHT_STEPS_KM = (0, 1, 2, 4, 8, 16)


@views.register("weather_hourly", inputs=["weather"], key=["origin", "observed_at"])
def weather_hourly(weather: ibis.Table) -> ibis.Table:
    """What each airport's instruments said, hour by hour (UTC), and how many hours are missing before it."""
    previous = weather.time_hour.lag().over(group_by="origin", order_by="time_hour")
    wind = ibis.ifelse(weather.wind_speed <= STRONGEST_WIND_MPH, weather.wind_speed, None)
    return weather.select(
        "origin",
        observed_at="time_hour",
        hours_missing=weather.time_hour.delta(previous, unit="hour") - 1,
        temperature_c=((weather.temp - 32) / 1.8).round(1),
        humidity_percent=weather.humid,
        wind_kmh=(wind * KM_PER_MILE).round(1),
        gust_kmh=(weather.wind_gust * KM_PER_MILE).round(1),
        visibility_km=(weather.visib * KM_PER_MILE).round(1),
        rain_mm=(weather.precip * 25.4).round(1),
        pressure_hpa=weather.pressure,
    )


def delays(departures: ibis.Table, by: str) -> ibis.Table:
    """Flights, the share that was cancelled, and how late those were that left, for each value of a column."""
    return (
        departures.group_by(by)
        .aggregate(
            flights=departures.count(),
            cancelled_percent=(departures.departed_at.isnull().cast("int64").mean() * 100).round(1),
            late_percent=((departures.delay_minutes > LATE_MINUTES).cast("int64").mean() * 100).round(1),
            mean_delay_minutes=departures.delay_minutes.mean().round(1),
        )
        .order_by(by)
    )


def in_known_weather(departures: ibis.Table) -> ibis.Table:
    """Departures whose weather was seen in the hour before."""
    return departures.filter(departures.weather_age_minutes < FRESH_MINUTES)


@views.register("delay_by_hour", inputs=["flights_utc"])
def delay_by_hour(flights: ibis.Table) -> ibis.Table:
    """By the hour of the day in New York."""
    return delays(flights, "local_hour")


@views.register("delay_by_airport", inputs=["flights_utc"])
def delay_by_airport(flights: ibis.Table) -> ibis.Table:
    """By airport."""
    return delays(flights, "origin")


@views.register("delay_by_wind", inputs=["departures_weather"])
def delay_by_wind(departures: ibis.Table) -> ibis.Table:
    """By wind, in steps of 10 km/h."""
    known = in_known_weather(departures).filter(departures.wind_kmh.notnull())
    return delays(known.mutate(wind_from_kmh=(known.wind_kmh // 10 * 10).cast("int32")), "wind_from_kmh")


@views.register("delay_by_visibility", inputs=["departures_weather"])
def delay_by_visibility(departures: ibis.Table) -> ibis.Table:
    """By how far one can see; instruments stop at 16 km."""
    known = in_known_weather(departures).filter(departures.visibility_km.notnull())
    steps = [(known.visibility_km < upper, lower) for lower, upper in pairwise(SIGHT_STEPS_KM)]
    step = ibis.cases(*steps, else_=SIGHT_STEPS_KM[-1])
    return delays(known.mutate(sight_from_km=step.cast("int32")), "sight_from_km")
