-- Every scheduled departure, with instants in UTC in place of readings of a clock in New York.
--
-- 517 in the data means 5:17. A reading is not an instant on two days of the year: on 10 March 2013 the clock never
-- shows 2:00 to 2:59, on 3 November it shows 1:00 to 1:59 twice. The column clock_shows says for each scheduled reading
-- whether it was there once, twice or never; where it was not once, the hour in UTC that the data has beside it decides.
-- The departure is the scheduled instant plus the delay: minutes are the same minutes whatever the clock does meanwhile.
--
-- key: flight_date, carrier, flight, origin
WITH read_off AS (
    SELECT
        *,
        make_timestamp(year, month, day, sched_dep_time // 100, sched_dep_time % 100, 0) AS reading,
        reading AT TIME ZONE 'America/New_York' AS instant
    FROM flights
),
told_apart AS (
    SELECT
        *,
        CASE
            WHEN instant AT TIME ZONE 'America/New_York' <> reading THEN 'never'
            WHEN (instant - INTERVAL 1 HOUR) AT TIME ZONE 'America/New_York' = reading THEN 'twice'
            WHEN (instant + INTERVAL 1 HOUR) AT TIME ZONE 'America/New_York' = reading THEN 'twice'
            ELSE 'once'
        END AS clock_shows
    FROM read_off
)
SELECT
    make_date(year, month, day) AS flight_date,
    carrier,
    flight,
    tailnum,
    origin,
    dest,
    CASE clock_shows WHEN 'once' THEN instant ELSE time_hour + to_minutes(minute) END AS scheduled_at,
    scheduled_at + to_minutes(dep_delay) AS departed_at,
    dep_delay AS delay_minutes,
    arr_delay AS arrival_delay_minutes,
    air_time AS air_minutes,
    distance AS distance_miles,
    hour AS local_hour,
    clock_shows
FROM told_apart
