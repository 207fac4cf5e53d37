SELECT 7/2, -7/2, 7/-2, 7 % 3, -7 % 3
SELECT 7.0/2
SELECT 7::float8/2
SELECT 10.00/4
SELECT i/2, i%2 FROM (VALUES (1),(2),(3)) v(i)
SELECT 1/0
SELECT 1.0/0
SELECT 1e0/0
SELECT 5 % 0
SELECT i/(i-1) FROM (VALUES (1),(2)) v(i)
SELECT mod(7,3), mod(-7,3), div(7,2)
SELECT mod(7,0)
SELECT 2147483647 + 1
SELECT 32767::int2 + 1::int2
SELECT 9223372036854775807 + 1
SELECT 99999::int2
SELECT 2^3, 2^0.5::float8, 2^3^2
SELECT 5 # 3, 5 & 3, 5 | 3, ~5, 1 << 3, 16 >> 2
SELECT |/ 16.0, ||/ 27.0, @ -5
SELECT 0x1F, 0b101, 0o17, 1_000
SELECT 1.5::int, 2.5::int, (-2.5)::int, 2.5::float8::int, 3.5::float8::int
SELECT round(2.5), round(2.5::float8), round(-2.5::float8), round(1.235, 2), round(-1.5)
SELECT round(42.4382, 2), trunc(42.4382, 2), trunc(-1.7), ceil(1.2), ceiling(-1.2), floor(-1.2)
SELECT abs(-3), sqrt(16::float8), cbrt(27::float8), power(2,10), exp(1::float8), ln(2::float8), log(100::float8)
SELECT factorial(5), width_bucket(5.35, 0.024, 10.06, 5)
SELECT greatest(1, 2, NULL), least(3, NULL, 2), nullif(1, 1), coalesce(NULL, 5)
SELECT pi(), degrees(pi()), radians(180::float8), sin(0::float8), atan2(1::float8, 1::float8)
SELECT 'NaN'::float8 = 'NaN'::float8, 'Infinity'::float8 > 1, 'NaN'::float8 > 'Infinity'::float8
SELECT 1 <> 2, 1 != 2, NULL = NULL, NULL IS NULL, 1 IS DISTINCT FROM NULL
SELECT 5 BETWEEN 1 AND 10, 5 BETWEEN SYMMETRIC 10 AND 1, 5 NOT BETWEEN SYMMETRIC 10 AND 1
SELECT sum(i), min(i), max(i), count(*), count(i) FROM (VALUES (1),(2),(4)) v(i)
SELECT sum(i::bigint), sum(i::float8), sum(i::numeric), sum(i::int2) FROM (VALUES (1),(2),(4)) v(i)
SELECT sum(i) FILTER (WHERE i > 1), sum(DISTINCT i) FROM (VALUES (1),(2),(2)) v(i)
SELECT i, sum(i) OVER (ORDER BY i) FROM (VALUES (1),(2),(4)) v(i) ORDER BY i
SELECT sum(sum(i)) OVER () FROM (VALUES (1),(2)) v(i)
SELECT sum(i) FROM (VALUES (1)) v(i) WHERE false
SELECT stddev(i), variance(i), stddev_pop(i), var_pop(i) FROM (VALUES (1.0::float8),(2),(4)) v(i)
SELECT 3 * -2, - 3 + 5, -(-3), + 4
SELECT avg(i) FROM (VALUES (1),(2)) v(i)
SELECT avg(i::float8) FROM (VALUES (1),(2)) v(i)
SELECT 7 / 2.0::float8
SELECT 1::numeric, 1.23456789::numeric, '123456789012345678901.5'::numeric
SELECT 1.10::numeric(10,1), 1.25::numeric(10,1), 12345::numeric(5), '3.14159'::decimal(4,2)
SELECT 1234567.891::numeric * 2, 0.1 + 0.2, 1.0 * 1.00
SELECT 100000::numeric(5,2)
SELECT true AND NULL, true OR NULL, NOT NULL::bool, NOT true
SELECT CASE WHEN i = 0 THEN 0 ELSE 10 / i END FROM (VALUES (0),(5)) v(i)
SELECT 5 / 2 * 2.0, 1 + 4 / 2, (1 + 4) / 2
SELECT random() < 1, random() >= 0
SELECT 1::bool, 0::bool, true::int, false::int4
SELECT 1.0::float4, 1e10::float8, 1.5e300::float8, 0.5::float4
SELECT bool_and(b), bool_or(b), every(b) FROM (VALUES (true),(false)) v(b)
SELECT bit_and(i), bit_or(i), bit_xor(i) FROM (VALUES (6),(3)) v(i)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i), percentile_disc(0.5) WITHIN GROUP (ORDER BY i), mode() WITHIN GROUP (ORDER BY i) FROM (VALUES (1),(2),(2),(10)) v(i)
SELECT corr(a,b), covar_pop(a,b), regr_slope(a,b) FROM (VALUES (1::float8,2::float8),(2,4),(3,7)) v(a,b)
SELECT to_hex(255), to_bin(5), to_oct(8)
SELECT scale(1.230), min_scale(1.230)
SELECT 17 / 5 AS q, 17 % 5 AS r
SELECT i FROM (VALUES (1),(NULL),(2)) v(i) ORDER BY i
SELECT i FROM (VALUES (1),(NULL),(2)) v(i) ORDER BY i DESC
SELECT i FROM (VALUES (1),(NULL),(2)) v(i) ORDER BY i DESC NULLS LAST
SELECT 1e3, 1.5e-3, 2e2 * 3
SELECT '1.5'::int
SELECT '99999999999'::int
SELECT ' 42 '::int, '-7'::bigint, '3'::int2, '0x1F'::int, '1_000'::int
SELECT sign(-2.5::float8), sign(3::float8)
SELECT num_nulls(1, NULL, 2), num_nonnulls(1, NULL)
SELECT avg(i), avg(i::numeric), avg(i::float8), count(*) AS n FROM (VALUES (1),(2)) v(i)
SELECT i % 2 AS parity, avg(i) FROM (VALUES (1),(2),(3)) v(i) GROUP BY i % 2 ORDER BY parity
