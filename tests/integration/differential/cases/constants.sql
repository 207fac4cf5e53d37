-- INSERT of many rows of constants, which the door stores in columns.

-- case: rows of every common type
CREATE TABLE kinds (i int PRIMARY KEY, n numeric(12, 3), x float8, f real, s text, v text, b boolean, d date, ts timestamp, tz timestamptz, t time, u uuid, raw bytea, span interval);
INSERT INTO kinds VALUES (1, 1.5, 0.1, 0.1, 'a', 'abcd', true, '2026-01-31', '2026-01-31 10:00:00', '2026-01-31 10:00:00+02', '10:00', '00000000-0000-0000-0000-000000000007', '\xdead', '1 day'), (2, -1.0005, -0.0, 16777217, 'it''s', 'x', FALSE, '0044-03-15 BC', '2026-01-31T10:00:00.123456', '2026-01-31 10:00:00.5Z', '24:00:00', '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}', 'abc', '-1 days +02:03:04'), (3, NULL, null, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (4, 999, 1e-7, 1, '', '', true, 'infinity', 'infinity', '-infinity', '23:59:59.999999', '00000000-0000-0000-0000-000000000007', '\x', '1 year 2 mons'), (5, 0.0004, 1e300, 2, '-- c', 'é', true, '2026-02-28', '1969-12-31 23:59:59', '2026-03-29 02:30:00', '00:00', '00000000-0000-0000-0000-000000000007', '\x00ff', '10:00:00'), (6, 7, .5, 3, '/* */', '', true, '2026-02-28', '2026-01-31', '2026-10-25 02:30:00', '00:00', '00000000-0000-0000-0000-000000000007', '\x00ff', '1 day'), (7, 7, 5., 3, '$1;', '', true, '2026-02-28', '2026-01-31', '2026-10-25', '00:00', '00000000-0000-0000-0000-000000000007', '\x00ff', '1 day'), (8, 7, 5, 3, '  ', '', true, '2026-02-28', '2026-01-31', '2026-10-25', '00:00', '00000000-0000-0000-0000-000000000007', '\x00ff', '1 day');
SELECT * FROM kinds ORDER BY i;

-- case: rows as drivers write their values
CREATE TABLE driven (i bigint, x float8, s text, ts timestamp, tz timestamptz, raw bytea, d date);
INSERT INTO driven (i, x, s, ts, tz, raw, d) VALUES (-1, 'NaN'::float, 'a', '2026-01-31T10:00:00'::timestamp, '2026-01-31T10:00:00+02:00'::timestamptz, '\x00ff'::bytea, '2026-01-31'::date),(9223372036854775807, 1.5,  E'a\\b\n', NULL, NULL, NULL, NULL),(-9223372036854775808, '-Infinity'::float, 'é', '2026-01-31T10:00:00.000001'::timestamp, '2026-01-31T10:00:00.5+02:00'::timestamptz, '\x'::bytea, '0001-01-01'::date),(4, 'Infinity'::float, '', NULL, NULL, NULL, NULL),(5, 1e-07, '''', NULL, NULL, NULL, NULL),(6, 2.0, 'x', NULL, NULL, NULL, NULL),( -7, 2.0, 'x', NULL, NULL, NULL, NULL),( -8, NULL, 'x', NULL, NULL, NULL, NULL);
SELECT * FROM driven ORDER BY i, x;

-- case: rows with defaults and what they return
CREATE TABLE counted (id serial PRIMARY KEY, note text DEFAULT 'none', n int);
INSERT INTO counted (n) VALUES (1), (2), (3), (4), (5), (6), (7), (8) RETURNING id, n, note;
INSERT INTO counted (note, n) VALUES ('a', 1), ('b', 2), ('c', 3), ('d', 4), ('e', 5), ('f', 6), ('g', 7), ('h', NULL) RETURNING *;
INSERT INTO counted (n, note) VALUES (1, DEFAULT), (2, 'x'), (3, 'x'), (4, 'x'), (5, 'x'), (6, 'x'), (7, 'x'), (8, DEFAULT) RETURNING n, note;
SELECT count(*), max(id), sum(n) FROM counted;

-- case: rows that meet others
CREATE TABLE met (id int PRIMARY KEY, n int);
INSERT INTO met VALUES (3, 30), (4, 40);
INSERT INTO met VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8) ON CONFLICT DO NOTHING;
INSERT INTO met VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (9, 9) ON CONFLICT (id) DO UPDATE SET n = met.n + excluded.n;
SELECT * FROM met ORDER BY id;
INSERT INTO met VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (1, 9) ON CONFLICT (id) DO UPDATE SET n = excluded.n;

-- case: one row that fails undoes all
CREATE TABLE strict (id int PRIMARY KEY, n int CHECK (n > 0), s varchar(3) NOT NULL);
INSERT INTO strict VALUES (1, 1, 'a'), (2, 1, 'a'), (3, 1, 'a'), (4, 1, 'a'), (5, 1, 'a'), (6, 1, 'a'), (7, 1, 'a'), (1, 1, 'a');
INSERT INTO strict VALUES (1, 1, 'a'), (2, 1, 'a'), (3, 1, 'a'), (4, 1, 'a'), (5, 1, 'a'), (6, 1, 'a'), (7, 1, 'a'), (8, 0, 'a');
INSERT INTO strict VALUES (1, 1, 'a'), (2, 1, 'a'), (3, 1, 'a'), (4, 1, 'a'), (5, 1, 'a'), (6, 1, 'a'), (7, 1, 'a'), (8, 1, NULL);
INSERT INTO strict VALUES (1, 1, 'a'), (2, 1, 'a'), (3, 1, 'a'), (4, 1, 'a'), (5, 1, 'a'), (6, 1, 'a'), (7, 1, 'a'), (8, 1, 'long');
INSERT INTO strict VALUES (1, 1, 'a'), (2, 1, 'a'), (3, 1, 'a'), (4, 1, 'a'), (5, 1, 'a'), (6, 1, 'a'), (7, 1, 'a'), ('x', 1, 'a');
INSERT INTO strict VALUES (1, 1, 'a'), (2, 1, 'a'), (3, 1, 'a'), (4, 1, 'a'), (5, 1, 'a'), (6, 1, 'a'), (7, 1, 'a'), (2147483648, 1, 'a');
INSERT INTO strict VALUES (1, 1, 'a'), (2, 1, 'a'), (3, 1, 'a'), (4, 1, 'a'), (5, 1, 'a'), (6, 1, 'a'), (7, 1, 'a'), (8, 1);
SELECT count(*) FROM strict;

-- case: numbers that are rounded or meant as others
CREATE TABLE rounded (i int, s text, n numeric(6, 2));
INSERT INTO rounded VALUES (1.5, 5, 1), (2.5, 5.50, 1.005), (-0.5, 7, 1.995), (1, 7, 1), (1, 7, 1), (1, 7, 1), (1, 7, 1), (1, 7, 1);
INSERT INTO rounded VALUES (1, 'a', '1.005'), (2, 'a', '-1.005'), (3, 'a', '7'), (4, 'a', '7'), (5, 'a', '7'), (6, 'a', '7'), (7, 'a', '7'), (8, 'a', '9999.99');
INSERT INTO rounded VALUES (1, 'a', 1), (2, 'a', 2), (3, 'a', 7), (4, 'a', 7), (5, 'a', 7), (6, 'a', 7), (7, 'a', 7), (8, 'a', 9999.995);
INSERT INTO rounded VALUES (007, 'a', 1), (-0, 'a', 2), (3, 'a', 7), (4, 'a', 7), (5, 'a', 7), (6, 'a', 7), (7, 'a', 7), ('8', 'a', 7);
SELECT * FROM rounded ORDER BY i, n, s;

-- case: fewer values than columns
CREATE TABLE wide (a int, b int, c text DEFAULT 'c');
INSERT INTO wide VALUES (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2);
INSERT INTO wide VALUES (1, 2, '3', 4), (1, 2, '3', 4), (1, 2, '3', 4), (1, 2, '3', 4), (1, 2, '3', 4), (1, 2, '3', 4), (1, 2, '3', 4), (1, 2, '3', 4);
INSERT INTO nowhere VALUES (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2);
INSERT INTO wide (a, z) VALUES (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2);
SELECT * FROM wide;

-- case: rows in a text of several statements
-- together
-- only: simple
CREATE TABLE several (a int, b text);
INSERT INTO several VALUES (1, 'a;b'), (2, 'b'), (3, 'b'), (4, 'b'), (5, 'b'), (6, 'b'), (7, 'b'), (8, 'b');
INSERT INTO several VALUES (9, 'a;b'), (10, 'b'), (11, 'b'), (12, 'b'), (13, 'b'), (14, 'b'), (15, 'b'), (16, E'b\'');
SELECT count(*), max(b), sum(a) FROM several;

-- case: rows in a block that wrote before
CREATE TABLE blocked (a int PRIMARY KEY);
BEGIN;
INSERT INTO blocked VALUES (0);
INSERT INTO blocked VALUES (1), (2), (3), (4), (5), (6), (7), (8);
INSERT INTO blocked VALUES (9), (10), (11), (12), (13), (14), (15), (0);
SELECT count(*) FROM blocked;
ROLLBACK;
SELECT count(*) FROM blocked;

-- case: texts that only their column tells the type of
SET timezone = 'Europe/Prague';
CREATE TABLE told (d date, t time, ts timestamp, z timestamptz, f float8, r real, b boolean, s interval, i int, note text);
INSERT INTO told (d, note) VALUES ('0044-03-15 BC', '44 BC'), ('20260131', '20260131'), ('0010-05-05 AD', 'on');
INSERT INTO told (t) VALUES ('10:00 PM'), ('23:59:60'), ('23:59:59.9999999'), ('10:00+02');
INSERT INTO told (ts) VALUES ('2026-01-31 23:59:59.9999999'), ('2026-12-31 23:59:60'), ('2026-01-31 10:00:00 PM');
INSERT INTO told (z) VALUES ('2026-01-31 10:00:00.9999996'), ('0044-03-15 10:00 BC'), ('-infinity');
INSERT INTO told (f, r, b, s, note) VALUES ('1e5', '1e-40', 'off', 'P1DT2H', lower('P1D'));
SELECT * FROM told ORDER BY d, t, ts, z, f;
UPDATE told SET b = 'on' WHERE f = '1e5' RETURNING b;
SELECT d FROM told WHERE d < '0043-01-01 BC';

-- case: texts that are none of their column's
CREATE TABLE not_told (d date, ts timestamp, f float8, r real, i bigint);
INSERT INTO not_told (d) VALUES ('0000-01-01');
INSERT INTO not_told (ts) VALUES ('0000-01-01 10:00');
INSERT INTO not_told (f) VALUES ('1e400');
INSERT INTO not_told (f) VALUES ('1e-400');
INSERT INTO not_told (r) VALUES ('1e39');
INSERT INTO not_told (r) VALUES ('1e-46');
INSERT INTO not_told (i) VALUES ('1e3');
INSERT INTO not_told (f) VALUES ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('1e-400');
INSERT INTO not_told (r) VALUES (1), (2), (3), (4), (5), (6), (7), ('1e-46');
INSERT INTO not_told (i) VALUES (7);
UPDATE not_told SET d = '0000-01-01';
SELECT '1e400'::float8;
SELECT '0000-02-03 04:05'::timestamptz;
SELECT '\8'::bytea;
SELECT * FROM not_told;

-- case: days before months
SET DateStyle = 'ISO, DMY';
CREATE TABLE days (d date, ts timestamp, note text);
INSERT INTO days VALUES ('03/02/2026', '03-02-2026 10:00', '03/02/2026'), ('2026-02-03', '31/01/2026', '03-02-2026');
INSERT INTO days (d) VALUES ('01/02/2026'), ('02/02/2026'), ('03/02/2026'), ('04/02/2026'), ('05/02/2026'), ('06/02/2026'), ('07/02/2026'), ('08/02/2026');
INSERT INTO days (d) VALUES ('01/31/2026');
SELECT * FROM days ORDER BY d, ts, note;
SELECT count(*) FROM days WHERE d = '03/02/2026' OR note = '03/02/2026';
SELECT count(*) FROM days WHERE d - '20260203' = 0;

-- case: rows that can meet no others
CREATE TABLE keyless (i int, s text);
INSERT INTO keyless VALUES (1, 'on conflict do nothing') ON CONFLICT DO NOTHING;
INSERT INTO keyless VALUES (1, 'a'), (1, 'b') ON CONFLICT DO NOTHING RETURNING i, s;
INSERT INTO keyless VALUES (2, 'a'), (2, 'a'), (2, 'a'), (2, 'a'), (2, 'a'), (2, 'a'), (2, 'a'), (2, NULL) ON CONFLICT DO NOTHING;
INSERT INTO keyless VALUES (3, 'a') ON CONFLICT (i) DO NOTHING;
SELECT * FROM keyless ORDER BY i, s;
