-- setup
CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, s text, d date);
INSERT INTO t VALUES (1, 1, 'a', '2026-01-01');

-- What is wrong, and its SQLSTATE.
SELEC 1;
-- gap: the door says 0A000, PostgreSQL 42601
SELECT FROM WHERE;
SELECT 1 +;
SELECT (1;
SELECT 'open;
';
INSERT INTO t;
CREATE TABLE;
SELECT * FROM t WHERE;
SELECT 1 1;
UPDATE t n = 1;
SELECT nothing;
SELECT nothing FROM t;
SELECT t.nothing FROM t;
SELECT x.id FROM t;
SELECT * FROM nowhere;
SELECT * FROM nowhere.t;
-- gap: the door answers where PostgreSQL says 42P01
SELECT * FROM "T";
INSERT INTO nowhere VALUES (1);
INSERT INTO t (nothing) VALUES (1);
INSERT INTO t VALUES (1, 2, 'x', NULL, 5);
INSERT INTO t (id, id) VALUES (1, 2);
INSERT INTO t VALUES (1, 1);
INSERT INTO t VALUES (2, NULL);
INSERT INTO t (id) VALUES (3);
INSERT INTO t VALUES ('x', 1);
INSERT INTO t VALUES (4, 1, 'x', 'not a date');
INSERT INTO t (id, n) VALUES (1);
UPDATE nowhere SET a = 1;
UPDATE t SET nothing = 1;
UPDATE t SET n = NULL;
UPDATE t SET n = 'x';
DELETE FROM nowhere;
DELETE FROM t WHERE nothing = 1;
DROP TABLE nowhere;
DROP VIEW nowhere;
DROP SCHEMA nowhere;
ALTER TABLE nowhere ADD COLUMN a int;
ALTER TABLE t ADD COLUMN id int;
ALTER TABLE t DROP COLUMN nothing;
ALTER TABLE t RENAME COLUMN nothing TO something;
CREATE TABLE t (id int);
CREATE TABLE twice_named (a int, a int);
CREATE TABLE bad_type (a nothing);
CREATE VIEW v AS SELECT * FROM nowhere;
CREATE INDEX i ON nowhere (id);
CREATE INDEX i ON t (nothing);
SELECT 1 / 0;
SELECT 1 % 0;
SELECT 1.0 / 0;
SELECT 1::float8 / 0;
SELECT 2147483647 + 1;
SELECT 9223372036854775807 + 1;
SELECT 32767::int2 + 1::int2;
SELECT 70000::int2;
-- gap: the door answers where PostgreSQL says 22003
SELECT 1e400::float8;
SELECT 'abc'::int;
SELECT ''::int;
SELECT '1.5'::int;
SELECT 'abc'::numeric;
SELECT 'abc'::float8;
SELECT 'maybe'::bool;
SELECT 'not a date'::date;
SELECT '2026-02-30'::date;
SELECT '2026-13-01'::date;
SELECT '25:00'::time;
SELECT 'not a uuid'::uuid;
SELECT '{1,2'::int[];
SELECT '{bad json'::json;
SELECT '\xzz'::bytea;
SELECT '99999999999'::int;
SELECT 12345.678::numeric(4, 2);
SELECT sqrt(-1);
SELECT ln(0);
SELECT nofunction(1);
SELECT lower(1, 2);
-- gap: the door says 42883, PostgreSQL 42725
SELECT sum('a');
SELECT 1 + 'a'::text;
SELECT 'a'::text + 1;
SELECT true + 1;
SELECT DATE '2026-01-01' + DATE '2026-01-01';
-- gap: the door says 22P02, PostgreSQL 42883
SELECT 1 = 'a'::text;
-- gap: the door answers where PostgreSQL says 42804
SELECT id FROM t WHERE id;
-- gap: the door says 22P02, PostgreSQL 42883
SELECT id FROM t WHERE s = 1;
SELECT count(*), id FROM t;
SELECT id FROM t GROUP BY n;
SELECT count(count(*)) FROM t;
SELECT id FROM t WHERE count(*) > 1;
SELECT row_number() OVER () FROM t WHERE row_number() OVER () = 1;
SELECT id FROM t a, t b;
SELECT * FROM t JOIN t ON true;
-- gap: the door answers where PostgreSQL says 42804
SELECT 1 UNION SELECT 'a'::text;
SELECT 1 UNION SELECT 1, 2;
SELECT (SELECT 1, 2);
SELECT (SELECT n FROM generate_series(1, 2) AS g(n));
SELECT 1 IN (SELECT 1, 2);
SELECT * FROM t ORDER BY 9;
SELECT * FROM t ORDER BY nothing;
SELECT * FROM t LIMIT -1;
SELECT * FROM t LIMIT 'x';
SELECT id FROM (SELECT 1) AS s;
VALUES (1), (1, 2);
SELECT $1;
SELECT CAST(1 AS nothing);
SELECT 1::nothing;
SELECT date_trunc('nothing', now());
-- gap: the door says 22023, PostgreSQL 42601
SELECT extract(nothing FROM now());
SELECT now() AT TIME ZONE 'Nowhere/Land';
SELECT 'x' LIKE 'x' ESCAPE 'ab';
SELECT 'a' ~ '(';
SELECT regexp_replace('a', '(', 'b');
SELECT substring('abc' FROM 1 FOR -1);
-- gap: the door answers where PostgreSQL says 54000
SELECT repeat('a', -1), chr(0);
SELECT ('{1,2}'::int[])['x'];
SELECT ARRAY[1, 'a'];
SELECT array_length(1, 1);
SELECT nextval('nowhere');
SELECT currval('nowhere');
SELECT 'nowhere'::regclass;
SELECT 'nothing'::regtype;
SELECT to_date('x', 'YYYY');
-- gap: the door answers where PostgreSQL says 22023
SELECT json_array_length('{}');
SELECT convert_from('\xff'::bytea, 'UTF8');
SELECT decode('zz', 'hex');
SELECT percentile_cont(2) WITHIN GROUP (ORDER BY 1);
SET nothing = 1;
SHOW nothing;
RESET nothing;
SET TimeZone = 'Nowhere/Land';
SET statement_timeout = 'x';
SET client_encoding = 'NOTHING';
EXECUTE nothing;
CLOSE nothing;
FETCH nothing;
-- gap: the door says 58030, PostgreSQL 42601
COPY t FROM nowhere;
-- gap: the door says 0A000
LISTEN news;
-- gap: the door says 0A000, PostgreSQL 42P04
CREATE DATABASE "postgres";
-- gap: the door says 0A000, PostgreSQL 3D000
DROP DATABASE nowhere;
-- gap: the door says 0A000, PostgreSQL 42710
CREATE ROLE postgres;
CREATE EXTENSION nothing;
SELECT * FROM pg_nothing;
SELECT * FROM information_schema.nothing;
SELECT pg_nothing(1);
SELECT pg_catalog.nothing(1);
WITH t AS (SELECT 1) SELECT * FROM u;
WITH RECURSIVE t AS (SELECT 1) SELECT nothing FROM t;
MERGE INTO nowhere USING t ON true WHEN MATCHED THEN DELETE;
TRUNCATE nowhere;
INSERT INTO t VALUES (1, 1) ON CONFLICT (s) DO NOTHING;
-- gap: the door answers where PostgreSQL says 42P01
SELECT id FROM t FOR UPDATE OF nowhere;
LOCK TABLE nowhere;
COMMENT ON COLUMN t.nothing IS 'x';
EXPLAIN SELECT * FROM nowhere;
EXPLAIN (NOTHING) SELECT 1;
SELECT current_setting('nothing.at_all');
SELECT set_config('nothing', '1', false);
-- gap: the door says 0A000, PostgreSQL P0001
DO $$ BEGIN RAISE EXCEPTION 'stop'; END $$;
CALL nothing();
SELECT id FROM t TABLESAMPLE NOTHING (1);
-- gap: the door answers where PostgreSQL says 22023
SELECT generate_series(1, 3, 0);
SELECT "";
SELECT 1 AS "";
SELECT 'a' COLLATE "nothing";
