-- Every scheduled departure with the last weather seen at its airport before it, however old: weather_age_minutes says.
--
-- key: flight_date, carrier, flight, origin
SELECT
    flights_utc.*,
    observed_at,
    date_diff('minute', observed_at, scheduled_at) AS weather_age_minutes,
    temperature_c,
    wind_kmh,
    visibility_km,
    rain_mm
FROM flights_utc
ASOF LEFT JOIN weather_hourly
    ON flights_utc.origin = weather_hourly.origin AND flights_utc.scheduled_at >= weather_hourly.observed_at
