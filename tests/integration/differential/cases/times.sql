-- Dates, times, intervals and zones.
SELECT DATE '2026-01-31' + 1, DATE '2026-01-31' - 1;
SELECT DATE '2026-03-01' - DATE '2026-02-01';
SELECT DATE '2026-01-31' + INTERVAL '1 month';
SELECT DATE '2026-01-31' + TIME '10:00';
SELECT TIMESTAMP '2026-01-31 10:00' + INTERVAL '1 day 2 hours';
SELECT TIMESTAMP '2026-01-31 10:00' - TIMESTAMP '2026-01-30 08:30';
SELECT TIMESTAMPTZ '2026-01-31 10:00+00' - TIMESTAMPTZ '2026-01-30 08:30+00';
SELECT TIME '10:00' + INTERVAL '90 minutes', TIME '10:00' - TIME '08:30';
SELECT INTERVAL '1 day' * 3, INTERVAL '1 hour' / 2, 2 * INTERVAL '1 minute';
SELECT INTERVAL '1 year 2 months 3 days 04:05:06.789';
SELECT INTERVAL '-1 day', INTERVAL '-01:30:00', INTERVAL '1 month -1 day';
SELECT INTERVAL '0';
SELECT INTERVAL '90 minutes', INTERVAL '36 hours';
SELECT INTERVAL 'P1Y2M3DT4H5M6S';
SELECT INTERVAL '1 week', INTERVAL '1.5 hours', INTERVAL '1.5 days';
SELECT INTERVAL '1 day' = INTERVAL '24 hours', INTERVAL '1 month' > INTERVAL '29 days';
SELECT -INTERVAL '1 day';
SELECT justify_days(INTERVAL '35 days'), justify_hours(INTERVAL '27 hours'), justify_interval(INTERVAL '1 mon -1 hour');
SELECT make_interval(days => 10), make_interval(1, 2, 0, 3);
SELECT make_date(2026, 1, 31), make_time(1, 2, 3.5), make_timestamp(2026, 1, 31, 1, 2, 3.5);
SELECT make_timestamptz(2026, 1, 31, 1, 2, 3, 'UTC');
SELECT extract(year FROM DATE '2026-01-31'), extract(month FROM DATE '2026-01-31'), extract(day FROM DATE '2026-01-31');
SELECT extract(hour FROM TIMESTAMP '2026-01-31 12:34:56.789'), extract(second FROM TIMESTAMP '2026-01-31 12:34:56.789');
SELECT extract(epoch FROM TIMESTAMPTZ '2026-01-31 00:00+00'), extract(epoch FROM INTERVAL '1 day');
SELECT extract(dow FROM DATE '2026-02-01'), extract(isodow FROM DATE '2026-02-01'), extract(doy FROM DATE '2026-02-01');
SELECT extract(week FROM DATE '2026-01-01'), extract(isoyear FROM DATE '2027-01-01'), extract(quarter FROM DATE '2026-05-01');
SELECT extract(century FROM DATE '2026-01-01'), extract(decade FROM DATE '2026-01-01'), extract(millennium FROM DATE '2026-01-01');
SELECT extract(milliseconds FROM TIME '00:00:01.5'), extract(microseconds FROM TIME '00:00:01.5');
SELECT date_part('year', DATE '2026-01-31'), date_part('hour', TIMESTAMP '2026-01-31 12:00');
SELECT date_trunc('month', TIMESTAMP '2026-01-31 12:34:56'), date_trunc('hour', TIMESTAMP '2026-01-31 12:34:56');
SELECT date_trunc('month', DATE '2026-01-31');
SELECT date_trunc('day', TIMESTAMPTZ '2026-01-31 12:34:56+00');
SELECT date_trunc('week', TIMESTAMP '2026-01-31 12:00'), date_trunc('quarter', TIMESTAMP '2026-05-31');
SELECT date_trunc('day', TIMESTAMPTZ '2026-01-31 02:00+00', 'America/New_York');
SELECT date_trunc('hour', INTERVAL '1 day 02:03:04');
SELECT date_bin('15 minutes', TIMESTAMP '2026-01-31 12:34:56', TIMESTAMP '2026-01-01');
SELECT age(TIMESTAMP '2026-03-01', TIMESTAMP '2025-01-31');
SELECT TIMESTAMP '2026-01-31 12:00' AT TIME ZONE 'America/New_York';
SELECT TIMESTAMPTZ '2026-01-31 12:00+00' AT TIME ZONE 'Europe/Prague';
SELECT TIMESTAMPTZ '2026-07-31 12:00+00' AT TIME ZONE 'UTC';
SELECT TIMESTAMPTZ '2026-01-31 12:00+00'::date, TIMESTAMPTZ '2026-01-31 12:00+00'::time;
SELECT TIMESTAMP '2026-01-31 12:00'::date, TIMESTAMP '2026-01-31 12:34:56'::time;
SELECT DATE '2026-01-31'::timestamp, DATE '2026-01-31'::timestamptz;
SELECT TIMESTAMP '2026-01-31 12:00:00.100', TIMESTAMP '2026-01-31 12:00:00.123456';
SELECT TIMESTAMP '0001-01-01 00:00', TIMESTAMP '9999-12-31 23:59:59.999999';
SELECT TIMESTAMP(0) '2026-01-31 12:00:00.6', '12:00:00.6'::time(0);
SELECT '24:00'::time(6), '23:59:59.96'::time(1), TIME(0) '23:59:59.5', '23:59:59.4'::time(0);
SELECT '12:00:00.126+02'::timetz(2), TIMETZ(0) '11:59:59.5Z', '12:00:00.0005'::time(3), '12:00:00.1234565'::time(6), TIME(9) '10:00:00.25';
SELECT t::time(1), t::time(2) FROM (VALUES ('23:59:59.96'::time)) AS v(t);
SELECT ts::timestamp(0), tz::timestamptz(3), d::timestamp(2) FROM (VALUES ('-infinity'::timestamp, 'infinity'::timestamptz, 'infinity'::date)) AS v(ts, tz, d);
SELECT (interval '1 hour 1.5 seconds')::time(0), TIMESTAMPTZ '2026-01-31 12:00:00.7+00'::time(0), now()::time(0) IS NULL;
SELECT * FROM generate_series('2026-01-01 00:00+00'::timestamptz(0), '2026-01-03 01:00:00.4 Europe/Prague', '1 day');
SELECT count(*) > 0 FROM generate_series('2026-01-01'::timestamptz, 'now', '1 day');
SELECT to_char(TIMESTAMP '2026-01-31 14:05:06', 'YYYY-MM-DD HH24:MI:SS');
SELECT to_char(TIMESTAMP '2026-01-31 14:05:06', 'Day, DD Month YYYY, HH12:MI AM');
SELECT to_char(TIMESTAMP '2026-01-31 14:05:06.789', 'FMMonth FMDD, Dy Mon MS US');
SELECT to_char(DATE '2026-01-31', 'IYYY-IW'), to_char(DATE '2026-01-31', 'Q DDD D');
SELECT to_date('31.01.2026', 'DD.MM.YYYY'), to_date('20260131', 'YYYYMMDD');
SELECT to_timestamp('2026-01-31 14:05', 'YYYY-MM-DD HH24:MI');
SELECT to_timestamp(0), to_timestamp(1769817600.5);
SELECT now() = now(), now() = current_timestamp, now() = transaction_timestamp();
-- gap: the columns are pg_typeof 25, pg_typeof 25, pg_typeof 25, pg_typeof 25, pg_typeof 25, PostgreSQL's pg_typeof 2206, pg_typeof 2206, pg_typeof 2206, pg_typeof 2206, pg_typeof 2206
SELECT pg_typeof(now()), pg_typeof(current_date), pg_typeof(localtimestamp), pg_typeof(current_time), pg_typeof(clock_timestamp());
SELECT now() - now(), current_date - current_date;
SELECT isfinite(DATE '2026-01-01'), isfinite('infinity'::timestamp);
SELECT DATE '2026-01-31' < DATE '2026-02-01', DATE '2026-01-31' = TIMESTAMP '2026-01-31';
SELECT (DATE '2026-01-01', DATE '2026-02-01') OVERLAPS (DATE '2026-01-15', DATE '2026-03-01');
SELECT * FROM generate_series(TIMESTAMP '2026-01-01', TIMESTAMP '2026-01-03', INTERVAL '1 day');
SELECT * FROM generate_series(TIMESTAMPTZ '2026-01-01 00:00+00', TIMESTAMPTZ '2026-01-01 02:00+00', '1 hour');
SELECT d::date FROM generate_series(DATE '2026-01-01', DATE '2026-01-03', INTERVAL '1 day') AS g(d);
SELECT min(d), max(d) FROM (VALUES (DATE '2026-01-31'), (DATE '2026-02-01')) AS v(d);
SELECT sum(i), avg(i) FROM (VALUES (INTERVAL '1 hour'), (INTERVAL '2 hours')) AS v(i);
SELECT '2026-01-31'::date::text, '12:00'::time::text, '2026-01-31 12:00+00'::timestamptz::text;
SELECT '31 Jan 2026'::date, 'January 31, 2026'::date, '20260131'::date, '2026/1/31'::date;
SELECT '2026-01-31T12:34:56Z'::timestamptz, '2026-01-31T12:34:56'::timestamp;
SELECT '2026-01-31 12:34:56 America/New_York'::timestamptz;
SELECT '2026-01-31 12:34:56 EST'::timestamptz;
SELECT TIMESTAMP WITH TIME ZONE '2026-01-31 12:00:00 Europe/Prague';
SELECT TIMESTAMP 'epoch';
SELECT 'now'::timestamp IS NOT NULL, 'today'::date = current_date;
SELECT '24:00:00'::time;
SELECT '12:00 PM'::time, '1:30 pm'::time;
SELECT timezone('UTC', TIMESTAMP '2026-01-31 12:00');
SELECT date(TIMESTAMP '2026-01-31 12:00');
SELECT extract(timezone FROM TIMESTAMPTZ '2026-01-31 12:00+00');
SELECT extract(julian FROM DATE '2026-01-31');
SELECT statement_timestamp() <= clock_timestamp();

-- case: the session's zone decides how an instant is read and written
-- gap: other values
SET TimeZone = 'Europe/Prague';
SELECT TIMESTAMPTZ '2026-01-31 12:00+00', TIMESTAMPTZ '2026-07-31 12:00+00';
SELECT '2026-01-31 12:00'::timestamptz;
SELECT TIMESTAMPTZ '2026-01-31 23:30+00'::date;
SELECT date_trunc('day', TIMESTAMPTZ '2026-01-31 23:30+00');
SELECT extract(hour FROM TIMESTAMPTZ '2026-01-31 12:00+00');
SELECT '2026-01-31 12:00'::timestamp::timestamptz;
SELECT to_char(TIMESTAMPTZ '2026-01-31 12:00+00', 'HH24:MI TZ');

-- case: a zone may be a number of hours
SET TIME ZONE '-5';
SELECT TIMESTAMPTZ '2026-01-31 12:00+00';
SHOW TimeZone;

-- case: a zone of half hours
SET TIME ZONE 'Asia/Kolkata';
SELECT TIMESTAMPTZ '2026-01-31 12:00+00';

-- case: an interval's style is the session's
SET IntervalStyle = 'iso_8601';
SELECT INTERVAL '1 year 2 days 03:04:05';
SET IntervalStyle = 'sql_standard';
SELECT INTERVAL '1 year 2 days 03:04:05';
SET IntervalStyle = 'postgres_verbose';
SELECT INTERVAL '1 year 2 days 03:04:05';

-- case: a date's style is the session's
SET DateStyle = 'German';
SELECT DATE '2026-01-31', TIMESTAMP '2026-01-31 12:00';
SET DateStyle = 'SQL, DMY';
SELECT DATE '2026-01-31';

-- case: texts of moments beside columns of moments
CREATE TABLE tz (t timestamptz, u timestamp, d date, s text);
INSERT INTO tz VALUES ('2026-01-02 10:00+02', '2026-01-02 10:00+02', '2026-01-02 10:00+02', '2026-01-02 10:00+02');
INSERT INTO tz VALUES ('2026-01-02T10:00Z', '2026-01-02T10:00Z', '01/31/2026', 'today');
INSERT INTO tz VALUES ('2026-01-02 10:00 Europe/Prague', 'Jan 5, 2026', '5 Jan 2026', 'Jan 5, 2026');
INSERT INTO tz (s, t) VALUES ('x', 'epoch'), ('now', '2026-01-02 10:00+02');
INSERT INTO tz (d, t) VALUES ('today', 'now');
INSERT INTO tz (t, s) SELECT '2026-01-02 10:30-03', '2026-01-02 10:30-03';
SELECT t, u, d, s FROM tz WHERE t < '2026-01-31 10:00+02' ORDER BY t, u;
SELECT count(*) FROM tz WHERE t <= 'now' AND d <= 'tomorrow';
SELECT count(*) FROM tz WHERE t BETWEEN '2026-01-01 00:00Z' AND '2026-01-03 00:00+01' AND s <> 'now';
UPDATE tz SET u = '2026-02-03 04:05 PM', t = '2026-02-03 04:05+00' WHERE s = 'now';
SELECT t, u FROM tz WHERE s = 'now';
SELECT count(*) FROM tz WHERE t IN ('2026-02-03 04:05Z', '2026-01-02 08:00+00');
INSERT INTO tz (t) VALUES ('2026-13-02 10:00+02');
DELETE FROM tz WHERE t > '2026-02-01 00:00+00' AND t < '2026-03-01 00:00+00';
SELECT 'today', '2026-01-02 10:00+02' AS x;

-- case: offsets behind a space, as JavaScript's libraries write them, beside columns of moments
CREATE TABLE js (id serial, t timestamptz NOT NULL, u timestamp, s text);
INSERT INTO js (id, t) VALUES (DEFAULT, '2026-11-27 19:22:55.677 +00:00'), (DEFAULT, '2026-11-27 19:22:55 -03:30');
INSERT INTO js (t, u, s) VALUES ('2026-11-27 19:22:55.5 +02', '2026-11-27 19:22:55.5 +02', '2026-11-27 19:22:55.5 +02');
INSERT INTO js (t) VALUES ('2026-11-27T19:22:55 Z') RETURNING t;
INSERT INTO js (t, s) SELECT '2026-11-27 20:22:55 +01:00', 'selected' ON CONFLICT DO NOTHING;
UPDATE js SET t = '2026-11-28 00:00:00 +00:00' WHERE t = '2026-11-27 19:22:55.677 +00:00';
SELECT count(*) FROM js WHERE t BETWEEN '2026-11-27 19:22:55.000 +00:00' AND '2026-11-28 00:00:00 +00:00';
SELECT t, u, s FROM js ORDER BY t, s;

SELECT to_char(timestamp '2026-11-07 17:05:09', 'TMMonth DD, YYYY') AS a, to_char(timestamp '2026-05-07', 'TMDay|TMMon|TMMONTH') AS b;
