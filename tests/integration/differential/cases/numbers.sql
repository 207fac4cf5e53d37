-- Arithmetic, rounding, and functions of numbers.
SELECT 7 / 2, -7 / 2, 7 % 2, -7 % 2;
SELECT 7.0 / 2, 7 / 2.0;
-- gap: the columns are ?column? 701, PostgreSQL's ?column? 1700
SELECT 1.0 / 3;
SELECT 10::numeric / 3::numeric;
SELECT 7::float8 / 2;
SELECT 2 * 3.50;
SELECT 1.10 + 2.205;
SELECT 1.5 * 1.5, 0.1 * 0.1;
-- gap: the columns are ?column? 701, ?column? 701, PostgreSQL's ?column? 701, ?column? 1700
SELECT 2 ^ 10, 2.0 ^ 0.5;
SELECT |/ 16.0;
SELECT @ -5;
SELECT 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 256 >> 4;
SELECT abs(-3), abs(-3.5), abs(-3.5::float8);
SELECT ceil(1.2), floor(-1.2), ceil(1.2::float8), floor(-1.2::float8);
SELECT ceiling(42.1);
SELECT round(2.5), round(-2.5), round(2.567, 2), round(1234.567, -2);
SELECT round(2.5::float8), round(3.5::float8), round(-2.5::float8);
SELECT trunc(2.9), trunc(-2.9), trunc(2.567, 2), trunc(2.9::float8);
SELECT sign(-3), sign(2.5::float8), sign(0);
SELECT mod(7, 3), mod(-7, 3), mod(7.5, 2);
SELECT div(7, 2), div(-7, 2);
-- gap: the columns are power 701, power 701, power 701, PostgreSQL's power 701, power 1700, power 701
SELECT power(2, 10), power(2.0, 3), power(2::float8, 0.5);
SELECT sqrt(16), sqrt(2::float8);
SELECT cbrt(27);
SELECT exp(0), exp(1::float8);
-- gap: the columns are ln 701, ln 701, log 701, log 701, PostgreSQL's ln 701, ln 701, log 701, log 1700
SELECT ln(1), ln(2::float8), log(100), log(2, 8);
SELECT log10(1000::float8);
SELECT pi();
SELECT degrees(pi()), radians(180::float8);
SELECT sin(0), cos(0), tan(0), asin(0), acos(1), atan(0), atan2(1, 1);
SELECT greatest(1, 2, 3), least(1, 2, 3);
SELECT greatest(1, NULL, 3), least(NULL, 2);
SELECT gcd(12, 18), lcm(4, 6);
SELECT factorial(5);
SELECT width_bucket(5, 0, 10, 4);
-- gap: the door says 42883
SELECT scale(1.500), min_scale(1.500), trim_scale(1.500);
SELECT 1::int2 / 2::int2, 5::int8 / 2;
SELECT 5 / 2 * 2.0;
SELECT -(-5), +5, - 5;
SELECT 1 < 2, 2 <= 2, 3 > 4, 1 BETWEEN 0 AND 2, 1 NOT BETWEEN 0 AND 2;
SELECT 1 IN (1, 2), 3 NOT IN (1, 2), 1 IN (2, NULL);
SELECT NULL = NULL, NULL IS NULL, 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL;
SELECT 0.1 + 0.2 = 0.3, 0.1::float8 + 0.2::float8 = 0.3::float8;
SELECT 1000000 * 1000000::int8;
SELECT 99999999999999999999::numeric + 1;
SELECT 123456789012345678901234567890 * 2;
SELECT 'NaN'::float8 = 'NaN'::float8, 'NaN'::float8 > 1e300;
SELECT sum(n), avg(n), min(n), max(n), count(n) FROM (VALUES (1), (2), (4)) AS t(n);
SELECT avg(n), avg(n::bigint), avg(n::numeric(8, 2)), avg(n::smallint) FROM (VALUES (295), (0), (1)) AS t(n);
SELECT n % 2 AS g, avg(n), avg(DISTINCT n) FILTER (WHERE n > 4) FROM generate_series(1, 20) AS t(n) GROUP BY 1 HAVING avg(n) > 1 ORDER BY avg(n);
SELECT avg(n) OVER (ORDER BY n ROWS 2 PRECEDING) FROM (VALUES (2), (3), (8), (12)) AS t(n) ORDER BY n;
SELECT sum(n), avg(n) FROM (VALUES (1::int8), (2)) AS t(n);
SELECT sum(n), avg(n) FROM (VALUES (1.5), (2.25)) AS t(n);
SELECT sum(n), avg(n) FROM (VALUES (1.5::float8), (2.25)) AS t(n);
SELECT sum(n), avg(n) FROM (VALUES (1.5::float4), (2.25)) AS t(n);
SELECT sum(n), count(*), avg(n) FROM (VALUES (1)) AS t(n) WHERE false;
-- gap: other values
SELECT stddev(n), variance(n) FROM (VALUES (1::float8), (2), (4)) AS t(n);
-- gap: other values
SELECT stddev_pop(n), var_pop(n) FROM (VALUES (1::float8), (2), (4)) AS t(n);
SELECT corr(x, y), covar_pop(x, y), regr_slope(y, x) FROM (VALUES (1::float8, 2::float8), (2, 4), (3, 6)) AS t(x, y);
SELECT bit_and(n), bit_or(n) FROM (VALUES (5), (7)) AS t(n);
SELECT bool_and(b), bool_or(b), every(b) FROM (VALUES (true), (false)) AS t(b);
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FROM (VALUES (1::float8), (2), (4)) AS t(n);
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FROM (VALUES (1), (2), (4)) AS t(n);
SELECT mode() WITHIN GROUP (ORDER BY n) FROM (VALUES (1), (2), (2)) AS t(n);
SELECT count(DISTINCT n), sum(DISTINCT n) FROM (VALUES (1), (1), (2)) AS t(n);
SELECT count(*) FILTER (WHERE n > 1) FROM (VALUES (1), (2)) AS t(n);
SELECT to_char(1234.5, '9999.99');
SELECT to_char(1234567.891, 'FM9,999,999.00');
SELECT to_char(12, 'FM000');
SELECT to_char(-5, '999');
-- gap: other values
SELECT to_number('1,234.50', '9,999.99');
-- gap: the columns are setseed 23, PostgreSQL's setseed 2278
SELECT setseed(0.5);
SELECT random() BETWEEN 0 AND 1;
SELECT random(1, 1);
SELECT generate_series(1, 3);
SELECT * FROM generate_series(1, 10, 3);
SELECT * FROM generate_series(3, 1, -1) AS g;
SELECT * FROM generate_series(1::int8, 2) AS g(n);
SELECT g.n * 2 AS doubled FROM generate_series(1, 3) AS g(n);
SELECT * FROM generate_series(1.0, 2.0, 0.5);
SELECT n, row_number() OVER (ORDER BY n) FROM generate_series(1, 3) AS g(n);
SELECT 1::numeric, 1.0::numeric, 100::numeric, 0.001::numeric, 1e10::numeric;
SELECT 1::numeric(38, 10);
SELECT 12345678901234567890.123456789::numeric(38, 9);
SELECT 5::int2 + 300::int2;
