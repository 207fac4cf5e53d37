-- One row for each month and airport.
--
-- key: month, origin
SELECT
    month(flight_date) AS month,
    origin,
    count(*) AS flights,
    count(*) FILTER (departed_at IS NULL) AS cancelled,
    round(avg(delay_minutes), 1) AS mean_delay_minutes,
    max(delay_minutes) AS longest_delay_minutes,
    count(*) FILTER (rain_mm > 0) AS flights_in_rain
FROM departures_weather
GROUP BY ALL
ORDER BY ALL
