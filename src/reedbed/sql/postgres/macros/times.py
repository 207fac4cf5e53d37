"""Functions of dates, times and intervals."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "interval_clock": "(a) AS datepart('hour', a) * 3600000000 + datepart('minute', a) * 60000000 + datepart('microsecond', a)",
    "interval_size": """(a) AS (datepart('year', a) * 360 + datepart('month', a) * 30 + datepart('day', a)) * 86400000000
        + reedbed_catalog.dialect.interval_clock(a)""",
    "interval_limited": """(a, months, days, step) AS
        to_months(CAST(trunc((datepart('year', CAST(a AS INTERVAL)) * 12 + datepart('month', CAST(a AS INTERVAL))) / months) * months AS INTEGER))
        + to_days(CAST(datepart('day', CAST(a AS INTERVAL)) * days AS INTEGER))
        + to_microseconds(CASE WHEN step = 0 THEN 0 WHEN step > 1000000
            THEN trunc(CAST(reedbed_catalog.dialect.interval_clock(CAST(a AS INTERVAL)) AS DOUBLE) / step) * step
            ELSE round(CAST(reedbed_catalog.dialect.interval_clock(CAST(a AS INTERVAL)) AS DOUBLE) / step) * step END::BIGINT)""",
    "clock": """(a, pattern) AS replace(replace(replace(replace(pattern, '%d', lpad(CAST(datepart('day', a) AS VARCHAR), 2, '0')), '%H', lpad(CAST(datepart('hour', a) AS VARCHAR), 2, '0')),
        '%M', lpad(CAST(datepart('minute', a) AS VARCHAR), 2, '0')),
        '%S', lpad(CAST(datepart('second', a) AS VARCHAR), 2, '0'))""",
    "overlap": "(a, b, c, d) AS least(a, b) < greatest(c, d) AND least(c, d) < greatest(a, b)",
    "make_interval": """(years := 0, months := 0, weeks := 0, days := 0, hours := 0, mins := 0, secs := 0) AS
        to_months(CAST(years * 12 + months AS INTEGER)) + to_days(CAST(weeks * 7 + days AS INTEGER))
        + to_microseconds(CAST((CAST(hours AS DOUBLE) * 3600 + mins * 60 + secs) * 1000000 AS BIGINT))""",
    "justify_hours": """(a) AS to_months(CAST(datepart('year', a) * 12 + datepart('month', a) AS INTEGER))
        + to_days(CAST(datepart('day', a) + datepart('hour', a) // 24 AS INTEGER))
        + to_microseconds((datepart('hour', a) % 24) * 3600000000 + datepart('minute', a) * 60000000 + datepart('microsecond', a))""",
    "justify_days": """(a) AS to_months(CAST(datepart('year', a) * 12 + datepart('month', a) + datepart('day', a) // 30 AS INTEGER))
        + to_days(CAST(datepart('day', a) % 30 AS INTEGER))
        + to_microseconds(reedbed_catalog.dialect.interval_clock(a))""",
    "justify_interval": """(a) AS to_months(CAST(trunc(reedbed_catalog.dialect.interval_size(a) / 2592000000000.0) AS INTEGER))
        + to_days(CAST(trunc(reedbed_catalog.dialect.interval_size(a) % 2592000000000 / 86400000000.0) AS INTEGER))
        + to_microseconds(reedbed_catalog.dialect.interval_size(a) % 86400000000)""",
    "make_timestamptz": "(y, mo, d, h, mi, s, zone := 'UTC') AS make_timestamp(y, mo, d, h, mi, s) AT TIME ZONE zone",
}
