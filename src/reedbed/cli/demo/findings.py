"""What is odd in the real data, each finding a query of the demo's own tables: nothing here knows a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed import StorageManager


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A number and what it counts."""

    name: str
    number: int | float
    text: str


_WEATHER_CLOCK = """
    SELECT
        make_timestamp(year, month, day, hour, 0, 0) AS reading,
        reading AT TIME ZONE 'America/New_York' AS instant,
        time_hour,
        count(*) OVER (PARTITION BY origin, reading) AS readings
    FROM weather
"""

_QUERIES = {
    "cancelled_flights": (
        "flights were cancelled: they have no departure",
        "SELECT count(*) FROM flights_utc WHERE departed_at IS NULL",
    ),
    "cancelled_on_the_worst_day": (
        "of them on one day, {0}",
        """
        SELECT count(*), flight_date::VARCHAR FROM flights_utc WHERE departed_at IS NULL
        GROUP BY flight_date ORDER BY ALL DESC LIMIT 1
        """,
    ),
    "departed_but_never_arrived": (
        "flights left and have no arrival: diverted, or lost in the records",
        "SELECT count(*) FROM flights_utc WHERE departed_at IS NOT NULL AND arrival_delay_minutes IS NULL",
    ),
    "landed_before_departure": (
        "flights land before they leave, by the clock: midnight, time zones",
        "SELECT count(*) FROM flights WHERE arr_time < dep_time",
    ),
    "minutes_of_the_longest_delay": (
        "minutes is the longest delay: {0}, {1} to {2}",
        """
        SELECT delay_minutes, flight_date::VARCHAR, origin, dest FROM flights_utc
        ORDER BY delay_minutes DESC NULLS LAST LIMIT 1
        """,
    ),
    "flights_without_a_tail_number": (
        "flights have no tail number; {0} of them were cancelled",
        "SELECT count(*), count(*) FILTER (WHERE departed_at IS NULL) FROM flights_utc WHERE tailnum IS NULL",
    ),
    "repeated_flight_numbers": (
        "times a flight number left twice on a day, from two airports",
        "SELECT count(*) FROM (SELECT 1 FROM flights_utc GROUP BY flight_date, carrier, flight HAVING count(*) > 1)",
    ),
    "duplicate_flights": (
        "flights are there twice: same day, number and airport",
        "SELECT count(*) - count(DISTINCT (flight_date, carrier, flight, origin)) FROM flights_utc",
    ),
    "flights_in_the_repeated_hour": (
        "flights are scheduled in the hour that the clock shows twice",
        "SELECT count(*) FROM flights_utc WHERE clock_shows = 'twice'",
    ),
    "flights_in_the_skipped_hour": (
        "flights are scheduled in the hour that the clock leaves out",
        "SELECT count(*) FROM flights_utc WHERE clock_shows = 'never'",
    ),
    "weather_in_the_repeated_hour": (
        "weather rows are of the hour that repeats, {0}",
        f"SELECT count(*), strftime(any_value(reading), '%Y-%m-%d %H:%M') FROM ({_WEATHER_CLOCK}) WHERE readings > 1",
    ),
    "weather_an_hour_off": (
        "of them would be an hour off if read from the clock alone",
        f"SELECT count(*) FROM ({_WEATHER_CLOCK}) WHERE instant <> time_hour",
    ),
    "missing_weather_hours": (
        "hours of weather are missing, up to {0} in a row",
        "SELECT sum(hours_missing)::BIGINT, max(hours_missing) FROM weather_hourly",
    ),
    "flights_with_old_weather": (
        "flights have weather that is an hour old or more",
        "SELECT count(*) FROM departures_weather WHERE weather_age_minutes >= 60",
    ),
    "flights_after_the_last_weather": (
        "of them fly after the last weather row, {0} UTC",
        """
        SELECT count(*), strftime(any_value(last_at), '%Y-%m-%d %H:%M')
        FROM departures_weather, (SELECT max(observed_at) AS last_at FROM weather_hourly)
        WHERE weather_age_minutes >= 60 AND scheduled_at >= last_at
        """,
    ),
    "flights_without_weather": (
        "flights have no weather at all",
        "SELECT count(*) FROM departures_weather WHERE observed_at IS NULL",
    ),
    "impossible_winds": (
        "wind is impossible: {0} mph at {1} on {2}; it is left out",
        """
        SELECT
            count(*),
            max(wind_speed)::INTEGER,
            arg_max(weather.origin, wind_speed),
            arg_max(time_hour::DATE::VARCHAR, wind_speed)
        FROM weather JOIN weather_hourly ON weather.origin = weather_hourly.origin AND time_hour = observed_at
        WHERE wind_speed IS NOT NULL AND wind_kmh IS NULL
        """,
    ),
}


def findings(store: StorageManager) -> list[Finding]:
    """Every finding, computed."""
    return [_finding(store, name, text, sql) for name, (text, sql) in _QUERIES.items()]


def _finding(store: StorageManager, name: str, text: str, sql: str) -> Finding:
    (row,) = store.query(sql).to_pylist()
    number, *operands = row.values()
    told = [f"{each:,}" if isinstance(each, int) else each for each in operands]
    return Finding(name=name, number=number, text=text.format(*told))
