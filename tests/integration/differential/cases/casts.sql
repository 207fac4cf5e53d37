-- Literals and casts: their types, their spelling in text and in binary.
SELECT 1;
SELECT 1 AS one, 2 AS two;
SELECT 'text';
SELECT NULL;
SELECT NULL::int;
SELECT true, false;
SELECT 2147483647, 2147483648, 9223372036854775807;
SELECT 1.5;
SELECT 1.50, 0.00, -1.000;
SELECT 1e3;
SELECT 9223372036854775808;
SELECT '1'::int2, '2'::int4, '3'::int8;
SELECT '1.5'::float4, '2.5'::float8;
SELECT CAST('12.345' AS numeric);
SELECT '12.345'::numeric(10, 2);
SELECT '12.3'::numeric(10, 4);
SELECT 12.345::numeric(5, 1), 99.95::numeric(5, 1);
SELECT 'abc'::text, 'abc'::varchar;
SELECT 'abcdef'::varchar(3);
SELECT 'a'::char(3);
SELECT 't'::bool, 'yes'::bool, 'on'::bool, '1'::bool, 'f'::bool, 'no'::bool, 'off'::bool, '0'::bool;
SELECT 1::bool, 0::bool;
SELECT true::int, false::int;
SELECT true::text, false::text;
SELECT 1::text, 1.50::text, 1.5::float8::text;
SELECT 1.4::int, 1.5::int, 2.5::int, -1.5::int;
SELECT 1.5::float8::int, 2.5::float8::int, 3.5::float8::int;
SELECT 3::float8, 3::float4, 3::numeric;
SELECT '2026-01-31'::date;
SELECT '2026-01-31 12:34:56'::timestamp;
SELECT '2026-01-31 12:34:56.789'::timestamp;
SELECT '2026-01-31 12:34:56+02'::timestamptz;
SELECT '12:34:56'::time;
SELECT '12:34:56.5'::time;
SELECT '12:34:56+02'::timetz;
SELECT '1 day 02:03:04'::interval;
SELECT '12345678-1234-5678-1234-567812345678'::uuid;
SELECT '{"a": 1}'::json;
SELECT '{"b":1, "a": [1, 2]}'::jsonb;
SELECT '\x00ff'::bytea;
SELECT 'abc'::bytea;
SELECT '\x'::bytea;
SELECT ''::text, ''::bytea;
SELECT 'Infinity'::float8, '-Infinity'::float8, 'NaN'::float8;
SELECT 'Infinity'::float4, 'NaN'::float4;
SELECT 1e20::float8, 1e-7::float8, 123456789.125::float8, 1e15::float8, 1e16::float8;
SELECT 0.1::float4, 16777216::float4, 1e10::float4;
SELECT 0.1::float8 + 0.2::float8;
SELECT -0.0::float8;
SELECT 'Zażółć gęślą jaźń';
SELECT E'tab\tline\nquote\'';
SELECT U&'\0041\0062';
SELECT $$dollar 'quoted'$$;
SELECT $tag$with $ inside$tag$;
SELECT 'it''s';
SELECT 'a' 'b';
-- gap: the door says XX000
SELECT B'101';
-- gap: the door says XX000
SELECT X'1F';
SELECT DATE '2026-01-31';
SELECT TIMESTAMP '2026-01-31 12:00:00';
SELECT TIME '01:02:03';
SELECT INTERVAL '1 day';
SELECT INTERVAL '3' HOUR;
SELECT INTERVAL '1-2' YEAR TO MONTH;
SELECT int4 '12', float8 '1.5';
SELECT 'x'::"char";
SELECT 'name'::name;
SELECT 1::oid;
-- gap: the door says 0A000
SELECT '(1,2)'::point;
-- gap: the door says 0A000
SELECT '192.168.0.1'::inet;
SELECT 'infinity'::timestamp, '-infinity'::date;
-- gap: the door answers where PostgreSQL says 22008
SELECT '4714-01-01 BC'::date;
SELECT '0044-03-15 BC'::date;
SELECT '10000-01-01'::date;
SELECT cast(1 as int8), cast(1 as smallint), cast(1 as real), cast(1 as double precision);
SELECT '  12  '::int;
SELECT '0x1F'::int, '0b101'::int, '1_000'::int;
SELECT 0x1F, 0b101, 1_000;
SELECT 1 = 1, 1 <> 2, 1 != 2;
-- gap: DuckDB has no regtype, and its text is not sent as a number
SELECT pg_typeof(1), pg_typeof(1.5), pg_typeof('a'::text), pg_typeof(now());
SELECT '100'::int4::int8::numeric::text;
SELECT 123::numeric(6,2)::text;
SELECT 1::int4 + 1::int8, 1::int2 + 1::int2, 1::int2 + 1::int4;
SELECT 1 + 1.5, 1::float4 + 1::float8, 1::numeric + 1::float8;
-- gap: the columns are bit 1562, PostgreSQL's bit 1560
SELECT 255::int::bit(8);
SELECT to_hex(255);
SELECT 'abc'::char(5) || '|';
-- gap(extended): the columns are row 114, PostgreSQL's row 2249
SELECT ROW(1, 'a');
SELECT ARRAY[1, 2, 3];
SELECT '{1,2,NULL}'::int[];

-- case: intervals are cut to their fields, and their seconds rounded
SELECT interval '1 day 02:03:04.567' day to hour, interval '1.567' second(1), '01:02:03.456'::interval(1), interval(0) '-1.6 seconds';
SELECT '1 year 2 months 3 days 04:05:06'::interval year to month, '1 year 14 months'::interval year, '-1 year -2 months -3 days 04:05:06'::interval day, '1 day 04:05:06.7'::interval hour to minute;
CREATE TABLE spans (i interval, y interval year to month, s interval day to second(6));
INSERT INTO spans (i) VALUES ('1 day 01:02:03.456'), ('-14 months -1 day -01:02:03.567'), (NULL);
SELECT i::interval(0), i::interval second(1), i::interval day, i::interval hour to minute, i::interval year FROM spans;

-- case: numerics that DuckDB has no type for are refused
-- gap: the door says 0A000
SELECT 12345::numeric(3, -2);
