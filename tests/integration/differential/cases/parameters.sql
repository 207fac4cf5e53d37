-- setup
CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(8, 2), added date, at timestamptz, key uuid, small smallint, big bigint, ratio double precision, ok boolean, tags text[]);
INSERT INTO items VALUES (1, 'one', 1.50, '2026-01-01', '2026-01-01 10:00:00+00', '12345678-1234-5678-1234-567812345678', 1, 10, 0.5, true, ARRAY['a', 'b']), (2, 'two', 2.25, '2026-02-01', '2026-02-01 10:00:00+00', NULL, 2, 20, 1.5, false, NULL);

-- Bound values: typed by the client, by a cast, by a column, by a function, or by nobody.
-- bind: ["5"]
-- types: [23]
SELECT $1 AS n;
-- bind: ["5"]
SELECT $1::int AS n;
-- bind: ["5"]
SELECT $1 AS untyped;
-- bind: [null]
SELECT $1::int IS NULL AS nothing;
-- bind: [null]
SELECT $1::text;
-- bind: ["1", "2"]
SELECT $1::int + $2::int;
-- bind: ["1"]
SELECT $1 + 1;
-- bind: ["1.5"]
SELECT $1 + 1.0;
-- bind: ["a"]
SELECT 'x' || $1;
-- bind: ["1"]
SELECT id FROM items WHERE id = $1;
-- bind: ["two"]
SELECT id FROM items WHERE name = $1;
-- bind: ["2026-01-01"]
SELECT id FROM items WHERE added = $1;
-- bind: ["2026-01-15"]
SELECT id FROM items WHERE added > $1;
-- bind: ["2026-01-15 00:00+00"]
SELECT id FROM items WHERE at < $1;
-- bind: ["1.50"]
SELECT id FROM items WHERE price = $1;
-- bind: ["12345678-1234-5678-1234-567812345678"]
SELECT id FROM items WHERE key = $1;
-- bind: ["t"]
SELECT id FROM items WHERE ok = $1;
-- bind: ["t"]
SELECT id FROM items WHERE ok AND $1;
-- bind: ["1", "2"]
SELECT id FROM items WHERE id IN ($1, $2) ORDER BY id;
-- bind: ["1", "5"]
SELECT id FROM items WHERE id BETWEEN $1 AND $2 ORDER BY id;
-- bind: ["{1,2}"]
SELECT id FROM items WHERE id = ANY ($1) ORDER BY id;
-- bind: ["{one}"]
SELECT id FROM items WHERE name = ANY ($1);
-- bind: ["t%"]
SELECT id FROM items WHERE name LIKE $1;
-- bind: ["T%"]
SELECT id FROM items WHERE name ILIKE $1;
-- bind: ["1"]
SELECT id FROM items ORDER BY id LIMIT $1;
-- bind: ["1", "1"]
SELECT id FROM items ORDER BY id LIMIT $1 OFFSET $2;
-- bind: ["abc"]
SELECT upper($1), length($1);
-- bind: ["abc", "2"]
-- gap: other values
SELECT substring($1, $2);
-- bind: ["2026-01-31"]
SELECT date_trunc('month', $1::date);
-- bind: ["2026-01-31 10:00+00"]
SELECT $1::timestamptz;
-- bind: ["1 day"]
SELECT $1::interval;
-- bind: ["\\x00ff"]
SELECT $1::bytea;
-- bind: ["{\"a\": 1}"]
SELECT $1::json ->> 'a';
-- bind: ["{1,2,NULL}"]
SELECT $1::int[];
-- bind: ["x", null]
SELECT coalesce($2, $1);
-- bind: ["a", "b"]
SELECT CASE WHEN $1 = 'a' THEN $2 END;
-- bind: ["1"]
-- types: [20]
SELECT $1;
-- bind: ["1.5"]
-- types: [701]
SELECT $1;
-- bind: ["12.340"]
-- types: [1700]
SELECT $1;
-- bind: ["abc"]
-- types: [25]
SELECT $1;
-- bind: ["abc"]
-- types: [1043]
-- gap: the columns are ?column? 25, PostgreSQL's ?column? 1043
SELECT $1;
-- bind: ["2026-01-31"]
-- types: [1082]
SELECT $1;
-- bind: ["2026-01-31 10:00:00"]
-- types: [1114]
SELECT $1;
-- bind: ["t"]
-- types: [16]
SELECT $1;
-- bind: ["12345678-1234-5678-1234-567812345678"]
-- types: [2950]
SELECT $1;
-- bind: ["{1,2}"]
-- types: [1007]
SELECT $1;
-- bind: ["5"]
-- types: [23]
SELECT $1::text;
-- bind: ["5"]
-- types: [25]
SELECT $1::int;
-- bind: ["abc"]
-- types: [23]
SELECT $1;
-- bind: ["abc"]
SELECT $1::int;
-- bind: ["99999999999"]
-- types: [23]
SELECT $1;
-- bind: ["not a date"]
SELECT $1::date;
-- bind: ["1"]
SELECT $2::int;
-- bind: ["1"]
-- gap: the door says yes, PostgreSQL 42P08
SELECT $1, $1 + 1;
-- bind: ["2", "3"]
SELECT $2::int - $1::int;
-- bind: ["1", "one"]
SELECT count(*) FROM items WHERE id = $1 OR name = $2;
-- bind: ["1"]
SELECT count(*) FROM items WHERE small = $1;
-- bind: ["10"]
SELECT count(*) FROM items WHERE big >= $1;
-- bind: ["1"]
SELECT count(*) FROM items WHERE ratio < $1;
-- bind: ["1"]
SELECT count(*) FROM items WHERE $1 = id;
-- bind: ["1"]
SELECT (SELECT max(id) FROM items WHERE id <= $1);
-- bind: ["1"]
WITH t AS (SELECT id FROM items WHERE id > $1) SELECT * FROM t;
-- bind: ["3"]
SELECT * FROM generate_series(1, $1) AS g(n);
-- bind: ["1"]
SELECT -$1::int, NOT ($1::int = 2);
-- bind: ["a'; DROP TABLE items; --"]
SELECT $1::text;
-- bind: ["$2"]
SELECT '$1', $1::text;

-- case: inserted by position
CREATE TABLE bound (id int, note text, day date, n numeric(6, 2), at timestamp, raw bytea, ok boolean, list int[]);
-- bind: ["1", "a", "2026-01-31", "1.25", "2026-01-31 12:00:00", "\\x0001", "true", "{1,2}"]
INSERT INTO bound VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- bind: ["2", null, null, null, null, null, null, null]
INSERT INTO bound VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id, note;
SELECT * FROM bound ORDER BY id;
-- bind: ["b", "2"]
UPDATE bound SET note = $1 WHERE id = $2;
-- bind: ["b"]
DELETE FROM bound WHERE note = $1 RETURNING id;

-- case: inserted by name, several rows
CREATE TABLE bound_too (id int, note text);
-- bind: ["1", "a", "2", "b"]
INSERT INTO bound_too (note, id) VALUES ($2, $1), ($4, $3);
SELECT * FROM bound_too ORDER BY id;
-- bind: ["1", "z"]
INSERT INTO bound_too SELECT $1::int + 10, $2::text;
SELECT * FROM bound_too ORDER BY id;

-- case: upserted
CREATE TABLE bound_key (id int PRIMARY KEY, n int);
-- bind: ["1", "5"]
INSERT INTO bound_key VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n + $2;
-- bind: ["1", "5"]
INSERT INTO bound_key VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n + $2;
SELECT * FROM bound_key;
