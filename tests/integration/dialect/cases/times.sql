SELECT date '2020-01-31' + interval '1 month', date '2020-01-01' + 1, date '2020-01-03' - 1, timestamp '2020-01-02' - timestamp '2020-01-01'
SELECT timestamp '2020-01-31 10:00' + interval '1 month', timestamp '2020-03-31' - interval '1 month', timestamptz '2020-01-01 00:00+00' + interval '1 day'
SELECT '2020-01-01 00:00+02'::timestamptz, timestamptz '2020-01-01 12:00:00-05', timestamp with time zone '2020-01-01 00:00:00 UTC', '2020-01-01T00:00:00Z'::timestamptz, '2020-01-01'::timestamptz
SELECT '20200102'::date, '2020-1-2'::date, 'January 8, 1999'::date, '8 Jan 1999'::date, '1999-Jan-08'::date, '1/8/1999'::date
SELECT '2020-01-02 03:04'::timestamp, '2020-01-02T03:04:05'::timestamp, '2020-01-02'::timestamp, '2020-01-02 03:04:05.123456789'::timestamp, '20200102T030405'::timestamp
SELECT '10:20'::time, '10:20:30.5'::time, '04:05 PM'::time, time '10:00', '10:20:30+02'::timetz
SELECT date '2020-01-03' - date '2020-01-01'
SELECT 'epoch'::timestamp, 'infinity'::timestamp > now(), '-infinity'::date < now()
SELECT 'today'::date = current_date, 'tomorrow'::date = current_date + 1, 'yesterday'::date = current_date - 1, 'now'::timestamp <= now()::timestamp + interval '1 min'
SELECT interval '1 day 2 hours', interval '1' day, interval '1-2' year to month = interval '14 months', interval '1 02:03:04', interval '3 weeks', interval '-1 day', interval '1.5 hours', interval 'P1Y2M3DT4H5M6S'::text, interval '90 minutes', interval '1 year 2 mons 3 days 04:05:06.789'::text
SELECT interval '1' hour, interval '10' minute, interval '30' second, interval '2' month, interval '1:30' hour to minute, interval '2 10' day to hour
SELECT '1 day'::interval, '1 hour 30 min'::interval, '@ 1 day ago'::interval, '1 mon'::interval, '1d 2h 3m 4s'::interval, '00:00:01'::interval
SELECT interval '1 day' * 2, interval '1 day' / 2, 2 * interval '1 hour', interval '1 hour' * 1.5, -interval '1 day', interval '1 day' + interval '1 hour'
SELECT interval '1 month' = interval '30 days', interval '1 day' > interval '23 hours'
SELECT extract(year from timestamp '2020-02-03 04:05:06.789'), extract(month from date '2020-02-03'), extract(day from date '2020-02-03'), extract(hour from timestamp '2020-02-03 04:05:06'), extract(minute from time '04:05:06'), extract(second from timestamp '2020-02-03 04:05:06.789'), extract(epoch from timestamp '2020-02-03 04:05:06.789'), extract(epoch from interval '1 day 2 hours'), extract(dow from date '2020-02-02'), extract(isodow from date '2020-02-02'), extract(doy from date '2020-02-03'), extract(week from date '2020-02-03'), extract(quarter from date '2020-02-03')
SELECT extract(isoyear from date '2021-01-01'), extract(century from date '2020-02-03'), extract(decade from date '2020-02-03'), extract(millennium from date '2020-02-03'), extract(milliseconds from time '04:05:06.5'), extract(microseconds from time '04:05:06.5'), extract(julian from date '2020-02-03'), extract(timezone from timestamptz '2020-01-01 00:00+00')
SELECT extract(day from interval '40 days 3 hours'), extract(hour from interval '40 days 30 hours'), extract(month from interval '14 months'), extract(year from interval '14 months')
SELECT date_part('year', timestamp '2020-02-03'), date_part('epoch', timestamptz '2020-01-01 00:00+00'), date_part('dow', date '2020-02-02'), date_part('second', timestamp '2020-02-03 04:05:06.5'), date_part('day', interval '3 days')
SELECT EXTRACT(EPOCH FROM timestamptz '2020-01-01 00:00+00')::bigint, extract('year' from date '2020-01-01')
SELECT date_trunc('month', timestamp '2020-02-03 04:05:06'), date_trunc('day', date '2020-02-03'), date_trunc('hour', timestamptz '2020-02-03 04:05:06+00'), date_trunc('week', timestamp '2020-02-06'), date_trunc('quarter', timestamp '2020-05-06'), date_trunc('decade', timestamp '2025-05-06'), date_trunc('day', interval '3 days 4 hours'), date_trunc('day', timestamptz '2020-02-03 23:00:00+00', 'Europe/Prague')
SELECT date_bin('15 minutes', timestamp '2020-02-11 15:44:17', timestamp '2001-01-01'), date_add(timestamptz '2020-01-01 00:00+00', interval '1 day'), date_subtract(timestamptz '2020-01-02 00:00+00', interval '1 day')
SELECT age(timestamp '2001-04-10', timestamp '1957-06-13')::text, age(timestamp '2020-01-01', timestamp '2019-12-31 12:00'), justify_days(interval '35 days'), justify_hours(interval '27 hours')
SELECT make_date(2013, 7, 15), make_time(8, 15, 23.5), make_timestamp(2013, 7, 15, 8, 15, 23.5), make_interval(days => 10, hours => 2), make_interval(1, 2, 0, 3)::text, make_timestamptz(2013, 7, 15, 8, 15, 23.5, 'UTC')
SELECT to_timestamp(0), to_timestamp(1284352323.5), to_timestamp('05 Dec 2000', 'DD Mon YYYY'), to_timestamp('2020-01-02 03:04:05', 'YYYY-MM-DD HH24:MI:SS'), to_date('05 Dec 2000', 'DD Mon YYYY'), to_date('20200102', 'YYYYMMDD'), to_date('2020-1-2', 'YYYY-MM-DD')
SELECT to_char(timestamp '2020-02-03 14:05:06.789', 'YYYY-MM-DD HH24:MI:SS'), to_char(timestamp '2020-02-03 14:05:06.789', 'HH12:MI:SS AM'), to_char(timestamp '2020-02-03 14:05:06.789', 'DD Mon YYYY'), to_char(timestamp '2020-02-03 14:05:06.789', 'FMDay, DD FMMonth YYYY'), to_char(timestamp '2020-02-03 14:05:06.789', 'Day'), to_char(timestamp '2020-02-03 14:05:06.789', 'Q WW IW DDD D J'), to_char(timestamp '2020-02-03 14:05:06.789', 'MS US SSSS'), to_char(timestamp '2020-02-03 14:05:06.789', 'MONTH month MON mon'), to_char(timestamp '2020-02-03 14:05:06.789', 'YY YYY Y CC'), to_char(timestamp '2020-02-03 14:05:06.789', '"Year" YYYY'), to_char(timestamp '2020-02-03 14:05:06.789', 'FMMM/FMDD/YY'), to_char(timestamp '2020-02-03 14:05:06.789', 'DDth'), to_char(date '2020-02-03', 'YYYYMMDD'), to_char(interval '15h 2m 12s', 'HH24:MI:SS'), to_char(timestamptz '2020-02-03 00:00+00', 'YYYY-MM-DD"T"HH24:MI:SS')
SELECT to_char(d, 'YYYY-MM') FROM (VALUES (date '2020-02-03')) v(d)
SELECT timestamp '2020-01-01 12:00' AT TIME ZONE 'UTC', timestamptz '2020-07-01 12:00+00' AT TIME ZONE 'Europe/Prague', timezone('UTC', timestamp '2020-01-01'), (timestamptz '2020-01-01 00:00+00')::date
SELECT timestamptz '2020-07-01 12:00+00' AT TIME ZONE INTERVAL '-08:00'
SELECT (date '2020-01-01', date '2020-02-01') OVERLAPS (date '2020-01-15', date '2020-03-01'), (date '2020-01-01', interval '10 days') OVERLAPS (date '2020-01-15', date '2020-03-01')
SELECT isfinite(date '2020-01-01'), isfinite(timestamp 'infinity')
SELECT now() = current_timestamp, current_date = now()::date, localtimestamp <= now()::timestamp + interval '1 day', transaction_timestamp() = now(), statement_timestamp() >= now() - interval '1 min', clock_timestamp() >= now() - interval '1 min'
SELECT date '2020-01-01' = timestamp '2020-01-01', timestamp '2020-01-01' < timestamptz '2020-01-02 00:00+00'
SELECT timestamp '2020-01-01 10:00:00.5'::timestamp(0), '10:20:30.55'::time(1), current_timestamp(0) <= now() + interval '1 s'
SELECT time '10:00' + interval '1 hour', date '2020-01-01' + time '10:00'
SELECT interval '1 day 02:00:00'::text, interval '14 months 3 days'::text, interval '-1 day'::text, interval '0'::text, interval '100 hours'::text, interval '1.5 seconds'::text
SELECT '2020-01-02 03:04:05+00'::timestamptz::text, '03:04:05'::time::text
SELECT avg(x) FROM (VALUES (interval '1 day'),(interval '2 days')) v(x)
-- gap: DuckDB does not add up intervals
SELECT sum(x) FROM (VALUES (interval '1 day'),(interval '2 hours')) v(x)
SELECT time '10:00' - time '09:00'
SELECT min(d), max(d) FROM (VALUES (date '2020-01-01'),(date '2021-01-01')) v(d)
SELECT generate_series(timestamp '2020-01-01', timestamp '2020-01-03', interval '1 day')
SELECT * FROM generate_series(timestamp '2020-01-01', timestamp '2020-01-03', interval '1 day') AS d
SELECT d::date FROM generate_series(date '2020-01-01', date '2020-01-03', '1 day') AS d
SELECT generate_series(date '2020-01-01', date '2020-01-02', interval '1 day')
SELECT * FROM generate_series('2020-01-01'::timestamp, '2020-01-01 03:00'::timestamp, '1 hour'::interval) g(h)
SELECT '2020-02-30'::date
SELECT 'x'::date
SELECT '25:00'::time
SELECT date_trunc('foo', timestamp '2020-01-01')
SELECT '12:00:00.6'::time(0), timestamp '2026-01-31 12:00:00.6'::timestamp(0), timestamptz '2026-01-31 12:00+00'::time
SELECT '2026-01-31 12:34:56 America/New_York'::timestamptz
SELECT extract(nothing FROM now())
SELECT date_trunc('nothing', now())
SELECT age(timestamp '2026-03-01', timestamp '2025-01-31')::text
SELECT '0044-03-15 BC'::date::text, '0044-03-15 BC'::date < '0001-01-01'::date, '0044-03-15 10:20 BC'::timestamp::text
SELECT length('a  '::char(3)), 'a '::char(3) = 'a', 'a  '::char(3) || 'b'
SELECT justify_interval(interval '1 mon -1 hour'), justify_interval(interval '40 days 25 hours')
SELECT current_date - current_date, 'a' || NULL
SELECT gcd(12, 18), lcm(4, 6), random(1, 1)
