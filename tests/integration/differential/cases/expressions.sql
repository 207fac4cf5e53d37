-- Queries of many kinds: windows, documents, arrays, moments, texts, numbers, the standard catalog.
-- setup
CREATE TABLE pay (id int PRIMARY KEY, dept text, name text, amount numeric(8,2), day date, at timestamptz, n int);
INSERT INTO pay VALUES (1,'ops','ann',100.50,'2026-01-01','2026-01-01 10:00+00',1),(2,'ops','bob',200.00,'2026-01-03','2026-01-02 10:00+00',2),(3,'ops','cid',200.00,'2026-01-07',NULL,NULL),(4,'dev','dan',50.25,'2026-01-02','2026-03-29 01:30+00',4),(5,'dev','eva',NULL,'2026-01-05','2026-10-25 00:30+00',5),(6,NULL,'fay',75.00,'2026-01-06','2026-01-05 23:59:59.999999+00',6);
CREATE TABLE tree (id int PRIMARY KEY, parent int, name text);
INSERT INTO tree VALUES (1,NULL,'root'),(2,1,'a'),(3,1,'b'),(4,2,'a1'),(5,4,'a11');
CREATE TABLE ev (id int PRIMARY KEY, body jsonb, raw json);
INSERT INTO ev VALUES (1,'{"a": {"b": [10, 20, {"c": null}]}, "t": ["x", "y"], "s": "é", "f": 1.50, "big": 12345678901234567890}','{"z": 1, "a": [1, 2], "z": 2}'),(2,'[1, "two", null, true]',NULL),(3,'"str"','7'),(4,'null','null');
CREATE TABLE arr (id int PRIMARY KEY, n int[], t text[], m int[][], f float8[], d date[], nn numeric[]);
INSERT INTO arr VALUES (1,'{1,2,3}','{a,"b c",NULL,"q\"x"}','{{1,2},{3,4}}','{1.5,NaN}','{2026-01-01}','{1.50,2}'),(2,'{}',NULL,NULL,NULL,NULL,NULL),(3,ARRAY[5,NULL,7],ARRAY['x'],'{{7,8}}','{}','{}','{}');
CREATE TABLE tm (id int PRIMARY KEY, d date, ts timestamp, tz timestamptz, t time, i interval);
INSERT INTO tm VALUES (1,'2026-01-31','2026-01-31 10:20:30.123456','2026-01-31 10:20:30.123456+00','10:20:30','1 year 2 mons 3 days 04:05:06.789'),(2,'2024-02-29','2024-02-29 23:59:59','2024-02-29 23:59:59+00','23:59:59.999','-1 day'),(3,'infinity','-infinity','infinity',NULL,'0');
CREATE TABLE w (id int PRIMARY KEY, s text, c char(5), v varchar(10), b bytea);
INSERT INTO w VALUES (1,'Žluťoučký kůň','ab','hello','\x00ff10'),(2,'naïve café','x','wörld','\x'),(3,'  pad ','','',NULL),(4,E'tab\there\nnl','q','100%','\x61'),(5,'😀 emoji','z','a_b','\xc5bd');
CREATE TABLE num (id int PRIMARY KEY, i2 smallint, i4 int, i8 bigint, f4 real, f8 float8, n numeric, n2 numeric(10,2), n0 numeric(5));
INSERT INTO num VALUES (1,1,7,9000000000,1.1,2.5,1.23456789,10.005,12345),(2,-2,-7,-3,-0.5,1e20,-100,0.01,-1),(3,NULL,NULL,NULL,'NaN','Infinity',0,NULL,NULL);
CREATE TABLE people (id serial PRIMARY KEY, name varchar(50) NOT NULL, age smallint CHECK (age > 0), height numeric(5,2) DEFAULT 1.5, bio text, joined timestamptz DEFAULT now(), tags text[], doc jsonb, flag boolean DEFAULT false, code char(3), t time, d date, i interval, u uuid, b bytea, r real, f8 double precision, big bigint);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person int REFERENCES people (id), amount numeric NOT NULL, UNIQUE (person, amount));
CREATE INDEX orders_amount ON orders (amount);
CREATE VIEW adults AS SELECT id, name FROM people WHERE age > 17;
COMMENT ON TABLE people IS 'who';
COMMENT ON COLUMN people.name IS 'what they are called';

-- case: frames of windows, grouping sets, laterals and recursion, 1
SELECT id, sum(amount) OVER (PARTITION BY dept ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM pay ORDER BY id;
SELECT id, sum(amount) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM pay ORDER BY id;
SELECT id, count(*) OVER (ORDER BY amount GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM pay ORDER BY id;
SELECT id, count(*) OVER (ORDER BY day RANGE BETWEEN INTERVAL '2 days' PRECEDING AND CURRENT ROW) AS c FROM pay ORDER BY id;
SELECT id, count(*) OVER (ORDER BY id RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS c FROM pay ORDER BY id;
SELECT id, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, row_number() OVER w FROM pay WINDOW w AS (PARTITION BY dept ORDER BY amount) ORDER BY id;
SELECT id, first_value(name) OVER w, last_value(name) OVER w, nth_value(name, 2) OVER w FROM pay WINDOW w AS (PARTITION BY dept ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, ntile(3) OVER (ORDER BY id) FROM pay ORDER BY id;
SELECT id, sum(n) FILTER (WHERE n > 1) OVER (ORDER BY id) FROM pay ORDER BY id;

-- case: frames of windows, grouping sets, laterals and recursion, 2
SELECT id, string_agg(name, ',') OVER (PARTITION BY dept ORDER BY id) FROM pay ORDER BY id;
SELECT id, array_agg(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING) FROM pay ORDER BY id;
SELECT dept, sum(amount), rank() OVER (ORDER BY sum(amount) DESC) FROM pay GROUP BY dept ORDER BY 3;
SELECT dept, count(*), count(*) * 100.0 / sum(count(*)) OVER () AS share FROM pay GROUP BY dept ORDER BY dept;
SELECT dept, name, sum(amount) FROM pay GROUP BY GROUPING SETS ((dept), (name), ()) ORDER BY dept, name, 3;
SELECT dept, extract(day FROM day) AS d, count(*), grouping(dept), grouping(dept, extract(day FROM day)) FROM pay GROUP BY ROLLUP (dept, extract(day FROM day)) ORDER BY 1, 2, 4, 5;
SELECT dept, n > 2 AS big, count(*) FROM pay GROUP BY CUBE (dept, n > 2) ORDER BY 1, 2, 3;
SELECT p.id, l.* FROM pay p, LATERAL (SELECT max(q.amount) AS top, count(*) FROM pay q WHERE q.dept = p.dept) l ORDER BY p.id;
SELECT p.id, x.v FROM pay p CROSS JOIN LATERAL unnest(ARRAY[p.id, p.n]) AS x(v) ORDER BY 1, 2;

-- case: frames of windows, grouping sets, laterals and recursion, 3
SELECT p.id, l.name FROM pay p LEFT JOIN LATERAL (SELECT name FROM pay q WHERE q.dept = p.dept AND q.id > p.id ORDER BY q.id LIMIT 1) l ON true ORDER BY p.id;
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n), count(*) FROM t;
WITH RECURSIVE down AS (SELECT id, name, 1 AS depth, name::text AS path FROM tree WHERE parent IS NULL UNION ALL SELECT t.id, t.name, d.depth + 1, d.path || '/' || t.name FROM tree t JOIN down d ON t.parent = d.id) SELECT * FROM down ORDER BY id;
WITH RECURSIVE down AS (SELECT id, ARRAY[id] AS path FROM tree WHERE parent IS NULL UNION ALL SELECT t.id, d.path || t.id FROM tree t JOIN down d ON t.parent = d.id) SELECT * FROM down ORDER BY id;
WITH RECURSIVE f(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM f WHERE b < 50) SELECT a FROM f;
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT x + 1 AS y FROM a) SELECT * FROM a, b;
SELECT DISTINCT ON (dept) dept, name, amount FROM pay ORDER BY dept, amount DESC NULLS LAST, id;
SELECT dept, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), percentile_disc(0.5) WITHIN GROUP (ORDER BY name), mode() WITHIN GROUP (ORDER BY name) FROM pay WHERE dept = 'ops' GROUP BY dept;
SELECT percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY n) FROM pay;

-- case: frames of windows, grouping sets, laterals and recursion, 4
SELECT bool_and(n > 0), bool_or(n > 5), every(n < 10), bit_and(n), bit_or(n), bit_xor(n) FROM pay;
SELECT regr_count(n, id), covar_pop(n, id), corr(n, id) > 0.99 FROM pay;
SELECT dept, count(*) FILTER (WHERE amount IS NOT NULL), sum(amount) FILTER (WHERE false) FROM pay GROUP BY dept HAVING count(*) > 1 ORDER BY dept;
SELECT count(DISTINCT (dept, name)), count(DISTINCT dept) FROM pay;
SELECT id FROM pay WHERE (dept, amount) = ('ops', 200.00) ORDER BY id;
SELECT id FROM pay WHERE (dept, id) > ('dev', 4) ORDER BY id;
SELECT id FROM pay WHERE (id, n) IN (SELECT id, n FROM pay WHERE n > 2) ORDER BY id;
SELECT id FROM pay WHERE amount >= ALL (SELECT amount FROM pay WHERE dept = 'ops') ORDER BY id;
SELECT id FROM pay WHERE id = ANY (ARRAY(SELECT id FROM pay WHERE n > 3)) ORDER BY id;

-- case: frames of windows, grouping sets, laterals and recursion, 5
SELECT id FROM pay p WHERE NOT EXISTS (SELECT FROM pay q WHERE q.dept = p.dept AND q.id < p.id) ORDER BY id;
SELECT id FROM pay EXCEPT ALL SELECT n FROM pay ORDER BY 1;
(SELECT id FROM pay ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM pay ORDER BY id DESC LIMIT 2) ORDER BY id;
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(n, t) NATURAL JOIN (VALUES (2, 'c')) AS w(n, u);
SELECT * FROM pay p FULL JOIN tree t USING (id) WHERE p.id IS NULL OR t.id IS NULL ORDER BY id;
SELECT p.dept, t.name FROM pay p JOIN tree t ON p.id = t.id AND p.amount > 60 ORDER BY t.id;
SELECT * FROM generate_series(timestamp '2026-01-01', '2026-01-02', '8 hours') AS g(h);
SELECT g::date FROM generate_series('2026-01-30'::date, '2026-02-02'::date, '1 day'::interval) g;
SELECT * FROM generate_series('2026-03-29 00:00+00'::timestamptz, '2026-03-29 03:00+00', '1 hour') g;

-- case: frames of windows, grouping sets, laterals and recursion, 6
SELECT * FROM generate_series(5, 1, -2) WITH ORDINALITY;
SELECT * FROM unnest(ARRAY['a', 'b'], ARRAY[1, 2, 3]) WITH ORDINALITY AS u(t, n, o);
SELECT unnest(ARRAY[1, 2]), unnest(ARRAY['a', 'b', 'c']);
SELECT generate_series(1, 2), 'x' AS x;
SELECT CASE dept WHEN 'ops' THEN 1 WHEN 'dev' THEN 2 END AS k, count(*) FROM pay GROUP BY k ORDER BY k NULLS FIRST;
SELECT dept AS d FROM pay GROUP BY d ORDER BY d NULLS FIRST;
SELECT dept, amount FROM pay ORDER BY dept NULLS FIRST, amount DESC, id OFFSET 1 ROWS FETCH NEXT 3 ROWS ONLY;
SELECT id FROM pay ORDER BY dept USING >, id LIMIT 3;
SELECT pay.* FROM pay WHERE id = 1;

-- case: frames of windows, grouping sets, laterals and recursion, 7
SELECT (p).name FROM tree p WHERE id = 1;
SELECT row_to_json(p) FROM tree p WHERE id = 2;
SELECT count(p) FROM tree p;
SELECT max(day) - min(day), max(at) - min(at) FROM pay;
SELECT sum(amount * n) / sum(n) AS weighted FROM pay;
SELECT avg(amount), avg(n), sum(n)::float8 / count(*) FROM pay;
SELECT TABLESAMPLE FROM (SELECT 1 AS tablesample) t;
SELECT count(*) >= 0 FROM pay TABLESAMPLE BERNOULLI (100);
TABLE tree ORDER BY id;

-- case: frames of windows, grouping sets, laterals and recursion, 8
VALUES (1, 'a'), (2, NULL) ORDER BY 1 DESC;
SELECT 1 AS "A", 2 AS a;
SELECT max(name) FILTER (WHERE dept IS NULL) AS m, array_agg(DISTINCT dept ORDER BY dept) FROM pay;
SELECT string_agg(name, ', ' ORDER BY amount DESC NULLS LAST, name) FROM pay;
SELECT array_agg(ARRAY[id, n]) FROM pay WHERE id < 3;
SELECT any_value(dept) FROM pay WHERE dept = 'ops';
SELECT grouping(dept) FROM pay GROUP BY dept ORDER BY 1 LIMIT 1;

-- gap: the door says 42601
SELECT dept, count(*) FROM pay GROUP BY DISTINCT ROLLUP (dept) ORDER BY 1;
-- gap: the columns are id 23, g 20, PostgreSQL's id 23, g 23
SELECT p.id, g FROM pay p, generate_series(1, p.n) g WHERE p.id < 3 ORDER BY 1, 2;
-- gap: the door says 42601
SELECT rank(3) WITHIN GROUP (ORDER BY n) FROM pay;
-- gap: the door says 42804
SELECT width_bucket(n, ARRAY[2, 4]) FROM pay WHERE n IS NOT NULL ORDER BY id;
-- gap(simple): the columns are p 114, PostgreSQL's p 16925
-- gap(extended): the columns are p 114, PostgreSQL's p 16942
SELECT p FROM tree p WHERE id = 1;


-- case: documents, 1
SELECT body -> -1, body ->> -2, body -> 5, body ->> 1 FROM ev WHERE id = 2;
SELECT id, jsonb_typeof(body), json_typeof(raw) FROM ev ORDER BY id;
SELECT raw::text FROM ev ORDER BY id;
SELECT id FROM ev WHERE body @> '{"t": ["x"]}' ORDER BY id;
SELECT id FROM ev WHERE body ? 't' OR body ? 'two' ORDER BY id;
SELECT id FROM ev WHERE body ?| array['q', 's'] ORDER BY id;
SELECT '{"a": 1, "b": 2}'::jsonb - 'a', '["a", "b"]'::jsonb - 'a', '["a", "b"]'::jsonb - 0, '{"a": 1, "b": 2}'::jsonb - ARRAY['a','b'];
SELECT * FROM jsonb_each('{"a": 1, "b": "x", "c": null}') ORDER BY key;
SELECT * FROM jsonb_each_text('{"a": 1, "b": "x", "c": null}') ORDER BY key;

-- case: documents, 2
SELECT jsonb_array_elements('[1, "a", null, [2]]');
SELECT jsonb_array_elements_text('[1, "a", null]');
SELECT value, ordinality FROM jsonb_array_elements_text('["p", "q"]') WITH ORDINALITY;
SELECT jsonb_array_length('[1, 2]'), json_array_length('[]');
SELECT to_json(ROW(1, 'a')), row_to_json(ROW(1, 'a'));
SELECT jsonb_extract_path('{"a": {"b": 3}}', 'a', 'b'), jsonb_extract_path_text('{"a": {"b": "x"}}', 'a', 'b');
SELECT '{"a": 1.0}'::jsonb = '{"a": 1}'::jsonb, '[1, 2]'::jsonb = '[2, 1]'::jsonb, '{"a":1}'::jsonb <> '{"a":2}'::jsonb;
SELECT '{"a": "x"}'::jsonb ->> 'a' = 'x', '{"a": 1}'::json ->> 'a';
SELECT jsonb '{"a": 1}' @> '{}', jsonb '[1, 2, [1, 3]]' @> '[1, 3]', jsonb '"a"' @> '"a"', jsonb '{"a": {"b": 1}}' @> '{"a": {}}';

-- case: documents, 3
SELECT * FROM jsonb_to_recordset('[{"a": 1, "b": "x"}, {"a": 2}]') AS t(a int, b text);
SELECT '"a"'::jsonb #>> '{}', '"a\u00e9\n"'::jsonb #>> '{}';
SELECT '{"a": "\ud83d\ude00"}'::jsonb ->> 'a', length('{"a": "\ud83d\ude00"}'::jsonb ->> 'a');
SELECT '{"a": 1'::jsonb;
SELECT 'nope'::json;
SELECT ''::jsonb;
SELECT '{"a":1}'::jsonb ? NULL;
SELECT jsonb '{"a": 1}' -> NULL, jsonb '{"a": 1}' ->> 'missing';
SELECT id FROM ev WHERE body -> 'a' IS NOT NULL ORDER BY id;

-- case: documents, 4
SELECT id FROM ev WHERE (body ->> 'f')::float8 > 1 AND id = 1;
SELECT body -> 't' ->> 0 AS first, count(*) FROM ev GROUP BY 1 ORDER BY 1;
SELECT DISTINCT body -> 'a' -> 'b' -> 1 FROM ev ORDER BY 1;
SELECT '[]' IS JSON ARRAY, '{' IS JSON, '1' IS JSON SCALAR, '{"a":1}' IS JSON OBJECT;
SELECT body['a']['b'][0] FROM ev WHERE id = 1;
SELECT array_to_json(ARRAY[[1, 2], [3, 4]]), to_json(ARRAY['a', NULL]);
SELECT jsonb '1' < jsonb '2', jsonb '"a"' < jsonb '"b"';
SELECT id FROM ev ORDER BY body ->> 's' NULLS FIRST, id;
SELECT count(DISTINCT body) FROM ev;

-- case: documents, 5
SELECT coalesce(jsonb_agg(id) FILTER (WHERE id > 10), '[]'::jsonb) FROM ev;
SELECT coalesce(json_agg(id) FILTER (WHERE id > 10), '[]') FROM ev;

-- gap: other values
SELECT id, body ->> 's', body ->> 'f', body ->> 'big', body ->> 't' FROM ev WHERE id = 1;
SELECT raw FROM ev WHERE id = 1;
-- gap: other values
SELECT jsonb_pretty('{"a": [1, 2], "b": {}}');
SELECT jsonb_object_keys('{"b": 1, "a": 2}');
SELECT jsonb_build_array(1, 'a', NULL, true, 1.5, ARRAY['x']);
SELECT to_jsonb(date '2026-01-31'), to_jsonb(timestamp '2026-01-31 10:00'), to_jsonb(timestamptz '2026-01-31 10:00+00');
SELECT jsonb_strip_nulls('{"a": null, "b": {"c": null, "d": 1}, "e": [null]}');
-- gap: other values
SELECT (body ->> 'f')::numeric + 1 FROM ev WHERE id = 1;
-- gap: the door says 0A000
SELECT * FROM jsonb_populate_record(NULL::ev, '{"id": 9}');
-- gap: the door says 0A000
SELECT jsonb_path_query('{"a": [1, 2, 3]}', '$.a[*] ? (@ > 1)');
-- gap: other values
SELECT JSON_OBJECT('a': 1, 'b': 'x'), JSON_ARRAY(1, 'a'), JSON_ARRAYAGG(id ORDER BY id) FROM ev;
-- gap: the door says 42601
UPDATE ev SET body['s'] = '"sub"' WHERE id = 1 RETURNING body -> 's';
UPDATE ev SET body = body || '{"added": true}' WHERE id = 1 RETURNING body ? 'added', body ->> 'added';


-- case: arrays, 1
SELECT n[1], n[4], n[2:3], n[:2], n[2:], t[2], m[2][1], m[1:1] FROM arr ORDER BY id;
SELECT m FROM arr ORDER BY id;
SELECT n @> ARRAY[1, 2], n <@ ARRAY[1, 2, 3, 4], n && ARRAY[3, 9] FROM arr ORDER BY id;
SELECT n @> '{}', '{1}' <@ n, n = '{1,2,3}', n < '{2}' FROM arr ORDER BY id;
SELECT array_position(n, 2), array_position(n, NULL), array_positions(n, 7), array_remove(n, 2), array_replace(n, 2, 9) FROM arr ORDER BY id;
SELECT array_to_string(n, ','), array_to_string(n, ',', '*'), array_to_string(t, '|') FROM arr ORDER BY id;
SELECT id, unnest(n) AS x FROM arr ORDER BY 1, 2;
SELECT id, x, o FROM arr, unnest(n) WITH ORDINALITY AS u(x, o) ORDER BY 1, 3;
SELECT a.id, u.x FROM arr a LEFT JOIN LATERAL unnest(a.n) u(x) ON true ORDER BY 1, 2;

-- case: arrays, 2
SELECT ARRAY(SELECT id FROM arr ORDER BY id DESC), ARRAY(SELECT id FROM arr WHERE false);
SELECT '{"a,b", "c\"d", "", NULL, null, "NULL"}'::text[];
SELECT n::text[], n::float8[], t::varchar[] FROM arr ORDER BY id;
SELECT string_to_array('a,b,c', ',') @> ARRAY['b'], array_length(string_to_array('', ','), 1), string_to_array('abc', NULL), string_to_array(NULL, ',');
SELECT array_sort(ARRAY[3, 1, NULL, 2]), array_reverse(ARRAY[1, 2, 3]);
SELECT trim_array(ARRAY[1, 2, 3], 2), (ARRAY[1, 2, 3])[2], (ARRAY['a','b'])[1:1];
SELECT max(n), min(n) FROM arr;
SELECT id FROM arr ORDER BY n DESC, id;
SELECT count(*) FROM arr WHERE n IS NULL OR t = '{x}' OR array_length(n, 1) IS NULL;

-- case: arrays, 3
SELECT id FROM arr WHERE id = ANY('{1,3}') ORDER BY id;
SELECT id FROM arr WHERE id = ANY('{1,3}'::bigint[]) ORDER BY id;
SELECT id FROM arr WHERE id IN (SELECT unnest('{1,2}'::int[])) ORDER BY id;
SELECT id FROM arr WHERE t && ARRAY['x', 'y'] ORDER BY id;
SELECT array_agg(x ORDER BY x) FROM unnest(ARRAY[3, 1, 2]) x;
SELECT array_agg(DISTINCT x % 2) FROM unnest(ARRAY[3, 1, 2]) x;
SELECT ARRAY[true, false, NULL], ARRAY['2026-01-01'::date], ARRAY[1.10, 2], ARRAY['\x01'::bytea], ARRAY['a'::uuid];
SELECT ARRAY['2026-01-01 10:00+00'::timestamptz, NULL], ARRAY[INTERVAL '1 day'], ARRAY['{"a": 1}'::jsonb];
SELECT coalesce(n, '{}') || 1 FROM arr WHERE id = 2;

-- case: arrays, 4
SELECT generate_subscripts(ARRAY[5, 6], 1);
SELECT array_length(ARRAY[1, 2], 3), array_length('{}'::int[], 1), cardinality('{}'::int[]);
SELECT '{1,2'::int[];
SELECT '{1,x}'::int[];
SELECT pg_typeof(ARRAY[1, 2])::text, pg_typeof('{a}'::text[])::text;
SELECT array_agg(t) FROM (VALUES ('a'), (NULL)) v(t);
SELECT row_number() OVER (), x FROM unnest('{b,a}'::text[]) x;

-- gap: the door says 42883
SELECT n || 4, 0 || n, n || ARRAY[8, 9], array_append(n, 4), array_prepend(0, n), array_cat(n, '{9}') FROM arr ORDER BY id;
-- gap: the columns are unnest 1007, PostgreSQL's unnest 23
SELECT unnest(m) FROM arr WHERE id = 1;
-- gap: the door says 42804, PostgreSQL 22P02
SELECT '{1,2}'::int[] = ARRAY[1, 2], '{a,b}'::text[] || 'c', '{}'::text[] = ARRAY[]::text[];
-- gap: the door says 22P02
SELECT '{ 1 , 2 }'::int[], '[0:1]={5,6}'::int[];
-- gap: the door says yes, PostgreSQL 42601
SELECT ARRAY[[1, 2], [3, 4]], ARRAY[[1, 2], [3, 4]][2][1], ARRAY[ARRAY['a'], ARRAY['b']];
-- gap: the door says 42804
SELECT ARRAY[1, 2] || ARRAY[[3, 4]], ARRAY[[1, 2]] || ARRAY[[3, 4]];
-- gap: the door says 42601
UPDATE arr SET n[1] = 42 WHERE id = 1 RETURNING n;
-- gap: the columns are array_cat 1007, ?column? 23, ?column? 1007, PostgreSQL's array_cat 1007, ?column? 1007, ?column? 1007
SELECT array_cat(ARRAY[1], NULL), ARRAY[1] || NULL::int[], NULL::int || ARRAY[1];
-- gap: the door says yes, PostgreSQL 42883
SELECT ARRAY[1,2,3] = ARRAY[1,2,3]::bigint[], ARRAY[1] <> ARRAY[2], ARRAY[1, NULL] = ARRAY[1, NULL];
UPDATE arr SET n = array_append(n, 99) WHERE id = 2 RETURNING n;
UPDATE arr SET t = t || ARRAY['z'] WHERE id = 3 RETURNING t;
INSERT INTO arr (id, n, t) VALUES (10, '{}', ARRAY['p', NULL]) RETURNING n, t;


-- case: dates and times, 1
SELECT d + 1, d - 1, d + interval '1 month', d - date '2026-01-01', d + time '10:00' FROM tm WHERE id < 3 ORDER BY id;
SELECT ts + interval '1 mon', ts - interval '36 hours', ts - timestamp '2026-01-01', tz - interval '90 min' FROM tm WHERE id < 3 ORDER BY id;
SELECT i FROM tm ORDER BY id;
SELECT i::text, ts::text, tz::text, t::text, d::text FROM tm ORDER BY id;
SELECT sum(i), avg(i), min(i), max(i) FROM tm WHERE id < 3;
SELECT age(timestamp '2026-03-01', timestamp '2025-12-31'), age(date '2026-01-31', date '2024-02-29');
SELECT date_trunc('week', ts), date_trunc('quarter', ts), date_trunc('hour', tz), date_trunc('decade', ts), date_trunc('day', i) FROM tm WHERE id = 1;
SELECT extract(epoch FROM tz), extract(epoch FROM i), extract(isodow FROM d), extract(week FROM d), extract(isoyear FROM d), extract(microseconds FROM ts), extract(second FROM ts) FROM tm WHERE id < 3 ORDER BY id;
SELECT extract(century FROM d), extract(decade FROM d), extract(millennium FROM d), extract(quarter FROM d), extract(doy FROM d), extract(julian FROM d) FROM tm WHERE id < 3 ORDER BY id;

-- case: dates and times, 2
SELECT extract(year FROM age(timestamp '2026-03-01', timestamp '2000-12-31'));
SELECT to_char(ts, 'YYYY-MM-DD HH24:MI:SS.US'), to_char(ts, 'Mon DD, YYYY'), to_char(ts, 'FMMonth FMDD'), to_char(ts, 'Dy, DD Mon YY HH12:MI AM') FROM tm WHERE id = 1;
SELECT to_char(d, 'IYYY-IW'), to_char(d, 'YYYY"W"WW'), to_char(d, 'Q'), to_char(d, 'DDD'), to_char(d, 'D'), to_char(d, 'ID') FROM tm WHERE id < 3 ORDER BY id;
SELECT to_char(d, 'Month'), to_char(d, 'MONTH'), to_char(d, 'month'), to_char(d, 'Day'), to_char(d, 'DAY'), to_char(d, 'dy') FROM tm WHERE id < 3 ORDER BY id;
SELECT to_char(date '2026-01-02', 'DDth Mon'), to_char(date '2026-01-02', 'FMDDth'), to_char(timestamp '2026-01-02 15:04', 'HH:MI pm'), to_char(timestamp '2026-01-02 15:04', 'HH24"h"MI');
SELECT to_timestamp('2026-01-31 10:20:30', 'YYYY-MM-DD HH24:MI:SS'), to_timestamp('31 Jan 2026', 'DD Mon YYYY'), to_date('20260131', 'YYYYMMDD'), to_date('31/01/26', 'DD/MM/YY');
SELECT to_timestamp(1769854830.5), to_timestamp(0), to_timestamp('05:06 PM', 'HH12:MI PM')::time;
SELECT make_date(2026, 1, 31), make_time(10, 20, 30.5), make_timestamp(2026, 1, 31, 10, 20, 30.5), make_interval(days => 10, hours => 2), make_timestamptz(2026, 1, 31, 10, 0, 0, 'Europe/Prague');
SELECT timezone('UTC', timestamp '2026-01-31 10:00'), timestamptz '2026-01-31 10:00 Europe/Prague', timestamptz '2026-01-31T10:00:00Z', timestamptz '2026-01-31 10:00 PST';

-- case: dates and times, 3
SELECT interval '1 day' = interval '24 hours', interval '1 month' > interval '29 days', interval '1 year' = interval '12 months', justify_hours(interval '27 hours'), justify_days(interval '35 days');
SELECT interval '1-2', interval 'P1Y2M3DT4H5M6S', interval '1 day ago', interval '1.5 days', interval '90' minute, interval '2:30', interval '1 week';
SELECT interval '1 day 2 hours' + date '2026-01-01', date '2026-01-01' + interval '1 day' * 3, 2 * interval '1 hour';
SELECT date_bin('15 minutes', timestamp '2026-01-31 10:22:30', timestamp '2001-01-01'), date_bin('1 day', timestamptz '2026-01-31 10:22:30+00', timestamptz '2001-01-01 06:00+00');
SELECT d, ts, tz FROM tm WHERE id = 3;
SELECT d > '2026-01-01', ts < '2026-01-01', tz = 'infinity' FROM tm ORDER BY id;
SELECT id FROM tm WHERE ts BETWEEN '2026-01-01' AND '2026-12-31' ORDER BY id;
SELECT id FROM tm WHERE d = '2026-01-31' AND tz >= '2026-01-31' AND t < '11:00' ORDER BY id;
SELECT id FROM tm WHERE d >= date_trunc('month', timestamp '2026-01-15') ORDER BY id;

-- case: dates and times, 4
SELECT date '2026-02-30';
SELECT timestamp '2026-01-01 25:00';
SELECT '2026-13-01'::date;
SELECT 'nope'::timestamptz;
SELECT '10 parsecs'::interval;
SELECT time '10:00' + interval '15 hours', time '10:00' - time '12:30', time '10:00' - interval '11 hours', t + interval '1 sec' FROM tm WHERE id = 1;
SELECT timestamp '2026-01-31' - interval '1 month', timestamp '2026-03-31' - interval '1 month', date '2026-01-31' + interval '1 month', timestamp '2024-02-29' + interval '1 year';
SELECT date '2026-01-31' < timestamp '2026-01-31 00:00:01', timestamp '2026-01-31' = date '2026-01-31', greatest(date '2026-01-01', date '2026-02-01'), least(timestamp '2026-01-01', timestamp '2025-01-01');
SELECT timestamp '2026-01-31 10:20:30.6'::timestamp(0), timestamptz '2026-01-31 10:20:30.123456+00'::timestamptz(3), time '10:20:30.987654'::time(1), timestamp '2026-01-31 10:20'::date, timestamp '2026-01-31 10:20'::time;

-- case: dates and times, 5
SELECT extract(hour FROM time '10:20'), extract(minute FROM interval '90 minutes'), extract(timezone FROM timestamptz '2026-01-31 10:00+00'), extract(day FROM interval '40 days 30 hours');
SELECT date '0001-01-01', date '9999-12-31', timestamp '0044-03-15 BC', date '2026-01-31' - 100000;
SELECT '2026-01-31'::date - '2026-01-01'::date + 1, ('2026-01-31'::date - interval '1 day')::date, current_date - current_date, now() - now();
SELECT extract(epoch FROM (timestamp '2026-01-31 10:00' - timestamp '2026-01-30 08:30')) / 3600, (extract(epoch FROM interval '90 sec') * 1000)::bigint;
SELECT count(*), date_trunc('month', ts) AS m FROM tm WHERE id < 3 GROUP BY m ORDER BY m;
SELECT to_char(12345, '99'), to_char(0, '9'), to_char(-0.5, '0.9'), to_char(1.5, '9'), to_char(12, 'FM00000'), to_char(-3, 'FM9MI'), to_char(3, '9PR'), to_char(-3, '9PR');
SELECT interval '1 day' / 3, interval '1 month' / 2, interval '1 month' * 1.5, extract(epoch FROM interval '1 month');
SELECT date '2026-01-31' = '2026-01-31', '2026-01-31' = date '2026-01-31', 'yesterday'::date < 'today'::date, 'epoch'::timestamp;
SELECT tz::date, tz::time, tz::timestamp, ts::timestamptz, d::timestamp, d::timestamptz FROM tm WHERE id = 1;

-- case: dates and times, 6
SELECT localtimestamp - now()::timestamp < interval '1 hour', current_time IS NOT NULL, clock_timestamp() >= now(), statement_timestamp() >= transaction_timestamp();

-- gap: the door says 42883
SELECT i * 2, i / 2, -i, i + interval '1 hour', i * 0.5 FROM tm WHERE id < 3 ORDER BY id;
-- gap: the door says 42883
SELECT to_char(i, 'DD HH24:MI:SS'), to_char(interval '100 hours', 'HH24:MI') FROM tm WHERE id = 1;
-- gap: the door says 22023
SELECT timestamp '2026-01-31 10:00' AT TIME ZONE 'Europe/Prague', timestamptz '2026-07-01 10:00+00' AT TIME ZONE 'America/New_York', timestamptz '2026-07-01 10:00+00' AT TIME ZONE interval '2 hours', timestamp '2026-01-31 10:00' AT TIME ZONE '+02';
-- gap: the door says 42883
SELECT (date '2026-01-01', date '2026-02-01') OVERLAPS (date '2026-01-15', interval '1 day'), isfinite(date 'infinity'), isfinite(timestamp '2026-01-01'), isfinite(interval '1 day');
-- gap: the door says 0A000
SELECT to_char(1234567.891, '9,999,999.99'), to_char(-5, '999'), to_char(5, '000'), to_char(0.5, 'FM0.00'), to_char(1234, 'FM999,999'), to_char(12.3, '99.99%');
-- gap: the door says 0A000
SELECT to_char(485, 'RN'), to_char(12, '99th'), to_char(-12.5, 'S99.9'), to_char(12, 'L99'), to_char(1e10, '9.99EEEE'), to_char(148.5, '999D99');
-- gap: the door says 42846
SELECT '1 day'::interval::time, interval '25:30:00'::time, '10:20:30'::interval, time '10:20'::interval;


-- case: texts and patterns, 1
SELECT s, length(s), octet_length(s), upper(s), lower(s), initcap(s), reverse(s) FROM w ORDER BY id;
SELECT left(s, 3), right(s, 3), substr(s, 2, 3), substring(s FROM '^\w+'), position('k' IN s), strpos(s, 'é') FROM w ORDER BY id;
SELECT b, length(b), encode(b, 'hex'), encode(b, 'base64'), encode(b, 'escape') FROM w ORDER BY id;
SELECT lpad('é', 3, 'ž'), rpad('abc', 6, 'xy'), lpad('abcdef', 3), repeat('é', 3), translate('ábc', 'á', 'a'), overlay('abcdef' placing 'ZZ' from 2 for 3);
SELECT trim('  x '), btrim('xyxabcxy', 'xy'), ltrim('zzzytest', 'xyz'), rtrim('testxxzx', 'xyz'), trim(both from '  a  '), trim('x' from 'xax');
SELECT concat('a', NULL, 1, true, 1.50, date '2026-01-01'), concat_ws(',', 'a', NULL, 'b'), 'a' || NULL, 'a' || 1 || true, concat(NULL);
SELECT 1 || 'a', 1.50 || '', true || '', date '2026-01-01' || '', 'x' || ARRAY[1]::text;
SELECT format('%s|%10s|%-10s|%I|%L|%%', 'a', 'b', 'c', 'Weird name', 'it''s'), format('%1$s %1$s %2$s', 'a', 'b'), format('%L', NULL), format('%s', NULL);
SELECT regexp_replace('foobar', 'o+', '0'), regexp_replace('foobarfoo', 'foo', 'X', 'g'), regexp_replace('abc', '(b)', '[\1]'), regexp_replace('ABC', 'b', 'x', 'i'), regexp_replace('a.b', '\.', '\\');

-- case: texts and patterns, 2
SELECT regexp_match('abc123', '([a-z]+)(\d+)'), regexp_match('abc', 'x'), (regexp_match('k=v', '(\w)=(\w)'))[2], regexp_matches('a1b2', '([a-z])(\d)', 'g');
SELECT 'abc' ~ '^A', 'abc' ~* '^A', 'abc' !~ 'z', 'a\nb' ~ 'a.b', E'a\nb' ~ 'a.b', E'a\nb' ~ '^b', 'foo' ~ '\mfoo\M', 'x' ~ '[[:alpha:]]';
SELECT 'abc' ~ '(?i)B', 'aaa' ~ 'a{2,}', 'word boundary' ~ '\ybound', 'a.c' ~ 'a\.c', '' ~ '', 'tel: 555-1234' ~ '\d{3}-\d{4}';
SELECT s FROM w WHERE s ILIKE '%ŽLU%' OR s LIKE '%\%%' ORDER BY id;
SELECT v LIKE '100\%', v LIKE '100!%' ESCAPE '!', v LIKE 'a\_b', v LIKE 'a_b', v NOT ILIKE 'H%' FROM w ORDER BY id;
SELECT 'abc' SIMILAR TO '%(b|d)%', 'abc' SIMILAR TO '(b|c)%', substring('foobar' SIMILAR '%#"o_b#"%' ESCAPE '#'), 'a+b' SIMILAR TO 'a\+b';
SELECT ascii('é'), chr(233), chr(128512), ascii(''), to_hex(255), to_hex(-1), md5(''), starts_with('abc', 'ab'), 'abc' ^@ 'ab';
SELECT 'a' < 'B', 'a' < 'b', 'Z' < 'a', 'é' > 'z', 'a' < 'a ', 'ab' COLLATE "C" < 'b';
SELECT s FROM w ORDER BY s;

-- case: texts and patterns, 3
SELECT E'\u00e9\x41\101\n' || U&'\0041' || 'it''s' || $$dollar$q$$;
SELECT 'a' 'b';
SELECT 'abc'::varchar(2), 'abc'::char(2), 'abcdef'::name, 12345::varchar(3), true::text, 'é'::bytea, convert_from('\xc3a9', 'UTF8'), convert_to('é', 'UTF8'), 'abc'::bytea::text;
SELECT string_agg(s, '-' ORDER BY id) FROM w WHERE id < 3;
SELECT 'abc' > ANY (ARRAY['abb', 'abd']), 'a' IN ('a', NULL), 'z' IN ('a', NULL), 'a' NOT IN ('b', 'c');
SELECT substring('abcdef', 2), substring('abcdef', -1, 3), substring('abcdef', 10), substr('abcdef', 0, 2), left('abc', 0), right('abc', -1), left('abc', -5);
SELECT '12abc'::int;
SELECT ''::int;
SELECT ' 42 '::int, '-0'::int, '+5'::bigint, '1e3'::float8, '  1.5 '::numeric, 'Infinity'::float8, '-inf'::float8, 'nan'::float8;

-- case: texts and patterns, 4
SELECT 't'::boolean, 'no'::boolean, 'ON'::boolean, '1'::boolean, 'maybe'::boolean;
SELECT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}'::uuid, 'a0eebc999c0b4ef8bb6d6bb9bd380a11'::uuid;
SELECT 'not-a-uuid'::uuid;
SELECT string_to_table('a,b', ','), ordinality FROM (SELECT 1 AS ordinality) o;
SELECT * FROM regexp_split_to_table('a,b;c', '[,;]') WITH ORDINALITY;
SELECT * FROM regexp_matches('a1b2', '([a-z])(\d)', 'g') AS m;
SELECT position('' IN 'abc'), position('z' IN 'abc'), strpos('', 'a'), replace('aaa', 'a', ''), replace('abc', '', 'x');
SELECT 'abc' BETWEEN 'abb' AND 'abd', 5 BETWEEN SYMMETRIC 9 AND 1, NOT 5 BETWEEN 1 AND 3;
SELECT num_nulls(1, NULL), num_nonnulls(1, NULL), 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL, (1 = NULL) IS UNKNOWN, (true AND NULL) IS NOT TRUE;

-- gap: other values
SELECT c, length(c), c = 'ab', c || '|', v FROM w ORDER BY id;
-- gap: the door says 42883
SELECT b || '\x01'::bytea, substring(b FROM 2 FOR 1), get_byte('\x10ff', 1), set_byte('\x10ff', 0, 1), md5(b), sha256(b) FROM w WHERE id = 1;
-- gap: other values
SELECT split_part('a::b::c', '::', 2), split_part('a::b', '::', -1), split_part('abc', '', 1), string_to_array('a b  c', ' '), array_to_string(regexp_split_to_array('a1b22c', '\d+'), '|');
-- gap: other values
SELECT quote_ident('select'), quote_ident('a b'), quote_literal('a\b'), quote_nullable(NULL), quote_literal(42), quote_ident('UPPER');
-- gap: the door says 42804
SELECT regexp_count('banana', 'a'), regexp_instr('banana', 'n', 1, 2), regexp_substr('a12b34', '\d+', 1, 2), regexp_like('Abc', '^a', 'i');
-- gap: other values
SELECT length(''), '' = '', '' IS NULL, nullif('', ''), coalesce(NULL, ''), 'a'::char(3) = 'a  ', 'a'::char(3)::text || '|', 'a ' = 'a';
-- gap: the columns are greatest 25, least 23, greatest 23, nullif 23, coalesce 23, PostgreSQL's greatest 25, least 23, greatest 25, nullif 23, coalesce 23
SELECT greatest('a', 'b', NULL), least(3, 1, NULL), greatest(NULL, NULL), nullif(1, 1), coalesce(NULL, 2, 3);
-- gap: the door says 42883, PostgreSQL 0A000
SELECT unistr('d\0061t\+000061'), normalize('é', NFD) = 'é', normalize(U&'e\0301', NFC), to_ascii('abc') IS NOT NULL;
-- gap: the door says 42883, PostgreSQL 22023
SELECT encode(sha224('a'), 'hex'), encode('a'::bytea, 'hex'), decode('YQ==', 'base64'), decode('zz', 'hex');
-- gap: other values
SELECT lower('ÀÉÎ'), upper('àéîß'), initcap('o''neil mc-donald 3rd'), length('👨‍👩‍👧'), reverse('añb'), upper('ǆ');
-- gap: the door says 42883
SELECT parse_ident('"Some".thing'), quote_ident('1a'), pg_typeof('a'), pg_typeof('a'::text)::text, pg_typeof(1.5)::text;
-- gap: the door says 42725
SELECT bit_length('é'), char_length('é'), octet_length('é'), crc32('a'::bytea), hashtext('a');
-- gap: the door says yes, PostgreSQL 42883
SELECT levenshtein('a', 'b');


-- case: numbers, 1
SELECT round(2.5), round(3.5), round(-2.5), round(2.5::float8), round(1.005, 2), round(1234.567, -2), trunc(2.567, 1), trunc(-2.5), ceil(2.1), floor(-2.1);
SELECT round(n2), round(n2, 1), round(f8), trunc(f8), ceil(n), floor(n) FROM num WHERE id < 3 ORDER BY id;
SELECT f4, f8, f4::float8, f8::float4 FROM num ORDER BY id;
SELECT 99999.995::numeric(7,2);
SELECT 2147483647 + 1;
SELECT 2147483647::bigint + 1, 9223372036854775807, 9223372036854775808, -9223372036854775808;
SELECT 9223372036854775807 + 1;
SELECT 32767::smallint + 1::smallint;
SELECT 100000::smallint;

-- case: numbers, 2
SELECT 1e309::float8;
SELECT 1 / 0.0;
SELECT 0.1 + 0.2, 0.1::float8 + 0.2::float8, 1.10 + 2.205, 1.0 * 1.00, 3.00 / 1, 7 / 2.0, 1.5 / 0.3;
SELECT 5 % 3, -5 % 3, 5.5 % 2, mod(5.5, 2), mod(-7, 3), 7 % -3;
SELECT sqrt(-1);
SELECT ln(0);
SELECT 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 256 >> 2, 2 ^ 3, |/ 25.0, ||/ 27.0, @ -5, 2 ^ 3 ^ 2, -2 ^ 2;
SELECT 1e5, 1.5e3, 1e-7, 12345678901234567890, 1.0e0, .5, 5., 0x1F, 0b101, 0o17, 1_000_000;
SELECT 1e15::float8, 1e16::float8, 1e-5::float8, 123456789.123::float8, 0.0001::float8, 1e21::float8, 100000::float4, 1e6::float4, 1234567.8::float4;

-- case: numbers, 3
SELECT count(*) FROM num WHERE f8 > 1 AND f4 = 'NaN' OR n = 0;
SELECT id FROM num ORDER BY f4 DESC, id;
SELECT id FROM num WHERE n2 = 10.01 OR n2 = 10.005;
SELECT i4 = 7.0, n2 > 10, f8 = 2.5, i8 > i4, n = 0 FROM num ORDER BY id;
SELECT sum(DISTINCT x), avg(DISTINCT x), count(DISTINCT x) FROM (VALUES (1), (1), (2)) v(x);
SELECT sum(x) FROM (VALUES (9223372036854775807), (1)) v(x);
SELECT sum(x), avg(x) FROM (VALUES (1.1::float4), (2.2::float4)) v(x);
SELECT 1 = 1.0, 1 = '1', '1' = 1.0, 1 <> '2', 5 > '10', 1 IN ('1', '2');
SELECT true = 't', true::int, 0::boolean, 1::boolean, 'yes'::boolean AND true, NOT NULL, true > false;

-- case: numbers, 4
SELECT '5' * 2, '5' + 5, -'5', '1' / 2, 2 * '1.5';
SELECT 3.7::int4, 3.2::bigint, -0.5::int, 0.5::int, 1.5::int, '3'::numeric::int, 1e3::int, 12.0::text, 1e2::text;

-- gap: the columns are ?column? 23, ?column? 23, ?column? 23, ?column? 1700, ?column? 20, ?column? 21, mod 23, div 1700, ?column? 23, PostgreSQL's ?column? 23, ?column? 23, ?column? 23, ?column? 1700, ?column? 20, ?column? 23, mod 23, div 1700, ?column? 23
SELECT i4 / 2, i4 % 3, -i4 / 2, i4 / 2.0, i8 / 7, i2 / 3, mod(i4, 4), div(i4, 2), i4 % -3 FROM num WHERE id < 3 ORDER BY id;
-- gap: the columns are ?column? 23, ?column? 20, ?column? 700, ?column? 701, ?column? 1700, ?column? 21, PostgreSQL's ?column? 23, ?column? 20, ?column? 701, ?column? 701, ?column? 1700, ?column? 21
SELECT i2 + i4, i4 + i8, i4 * f4, i4 + f8, i8 * n2, i2 * i2 FROM num WHERE id < 3 ORDER BY id;
-- gap: the door says 42000, PostgreSQL 42703
SELECT i4::numeric(6,2), 1.005::numeric(5,2), 12345.678::int, 2.5::int, 3.5::int, (-2.5)::int, 2.5::float8::int, 3.5::float8::int, '1.50'::numeric;
-- gap: the columns are abs 23, abs 1700, sign 701, sign 701, sqrt 701, sqrt 701, cbrt 701, power 701, power 701, exp 701, exp 701, ln 701, log , PostgreSQL's abs 23, abs 1700, sign 701, sign 1700, sqrt 701, sqrt 1700, cbrt 701, power 701, power 1700, exp 701, exp 1700, ln 1700,
SELECT abs(-5), abs(-5.50), sign(-3), sign(2.5), sqrt(16), sqrt(2.0), cbrt(27), power(2, 10), power(2.0, 3), exp(0), exp(1.0), ln(2.718281828), log(1000), log(2.0, 8.0), pi();
-- gap: the door says yes, PostgreSQL 2201F
SELECT power(0, -1);
-- gap: the door says 42883, PostgreSQL 42601
SELECT gcd(12, 18), lcm(4, 6), factorial(5), width_bucket(5.35, 0.024, 10.06, 5), 5 ! = 1;
-- gap: the door says 42883
SELECT sin(0), cos(0), degrees(pi()), radians(180::float8), atan2(1, 1), sind(30), tand(45), asin(1), cot(1);
-- gap: the door says 22P02
SELECT 'NaN'::float8 = 'NaN'::float8, 'NaN'::float8 > 'Infinity'::float8, 'NaN'::numeric, 'Infinity'::numeric;
-- gap: the columns are stddev 701, variance 701, stddev_pop 701, var_samp 701, PostgreSQL's stddev 1700, variance 1700, stddev_pop 701, var_samp 1700
SELECT stddev(i4), variance(i4), stddev_pop(f8), var_samp(n2) FROM num WHERE id < 3;
-- gap: the columns are ?column? 1700, ?column? 20, ?column? 701, ?column? 1700, round 1700, round 1700, PostgreSQL's ?column? 1700, ?column? 20, ?column? 1700, ?column? 1700, round 1700, round 1700
SELECT sum(n2) / count(*), sum(i4) / count(*), avg(n2) * 2, sum(i4) * 1.0 / count(*), round(sum(n2) / 3, 2), round(avg(i4), 2) FROM num WHERE id < 3;
-- gap: the columns are round 1700, round 1700, numeric 1700/655368, ?column? 701, ?column? 1700, ?column? 701, PostgreSQL's round 1700, round 1700, numeric 1700/655368, ?column? 1700, ?column? 1700, ?column? 1700
SELECT round(100.0 * 1 / 3, 2), round((1::float8 / 3)::numeric, 3), (1 / 3.0)::numeric(10,4), 100 * (1 / 3.0), 1 / 3.0 * 3, 1.0 / 3 + 1;
-- gap: the door says 0A000
SELECT bit_count('\xff'::bytea), B'101'::bit(3), 5::bit(4), 10::bit(8)::text, B'0110' & B'0011', B'1' || B'0', ~B'01';


-- case: the catalog as tools ask for it, 1
SELECT table_name, table_type FROM information_schema.tables WHERE table_name IN ('people', 'orders', 'adults') ORDER BY 1;
SELECT column_name, character_maximum_length, numeric_precision, numeric_precision_radix, numeric_scale, datetime_precision, udt_name FROM information_schema.columns WHERE table_name = 'people' ORDER BY ordinal_position;
SELECT constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_name IN ('people', 'orders') AND constraint_type <> 'CHECK' ORDER BY 1;
SELECT constraint_name, column_name, ordinal_position, position_in_unique_constraint FROM information_schema.key_column_usage WHERE table_name IN ('people', 'orders') ORDER BY 1, 3;
SELECT constraint_name, unique_constraint_name, match_option, update_rule, delete_rule FROM information_schema.referential_constraints;
SELECT constraint_name, table_name, column_name FROM information_schema.constraint_column_usage WHERE table_name IN ('people', 'orders') ORDER BY 1, 3;
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef FROM pg_attribute a WHERE a.attrelid = 'people'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum;
SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype <> 'n' ORDER BY conname;
SELECT c.relname, c.relkind, obj_description(c.oid) FROM pg_class c WHERE c.relname IN ('people', 'orders', 'adults', 'orders_amount', 'people_pkey') ORDER BY 1;

-- case: the catalog as tools ask for it, 2
SELECT col_description('people'::regclass, 2), obj_description('people'::regclass, 'pg_class');
SELECT indexname FROM pg_indexes WHERE tablename IN ('people', 'orders') ORDER BY 1;
SELECT i.relname, ix.indisunique, ix.indisprimary, ix.indkey::text FROM pg_index ix JOIN pg_class i ON i.oid = ix.indexrelid WHERE ix.indrelid = 'orders'::regclass ORDER BY 1;
SELECT typname, typtype, typcategory, typlen, typarray FROM pg_type WHERE typname IN ('int4', 'text', 'numeric', 'timestamptz', '_int4') ORDER BY 1;
SELECT to_regclass('people') IS NOT NULL, to_regclass('nope') IS NULL, 'people'::regclass::text, 'int4'::regtype::text;
SELECT 'nope'::regclass;
SELECT has_table_privilege('people', 'SELECT'), has_schema_privilege(current_schema(), 'USAGE'), pg_table_is_visible('people'::regclass);
SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active';
SELECT current_setting('server_version_num')::int > 100000, current_setting('nope', true) IS NULL;

-- case: the catalog as tools ask for it, 3
SELECT name, setting FROM pg_settings WHERE name IN ('client_encoding', 'DateStyle', 'TimeZone') ORDER BY 1;
SELECT pg_get_serial_sequence('people', 'id') IS NOT NULL;
SELECT array_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum;

-- case: enum types
-- gap: the tag is 'SELECT 0', PostgreSQL's 'SELECT 2'
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE moods (id int, m mood DEFAULT 'ok');
INSERT INTO moods VALUES (1, 'happy'), (2, 'sad');
INSERT INTO moods (id) VALUES (3);
SELECT id FROM moods ORDER BY m;
SELECT id FROM moods WHERE m > 'sad' ORDER BY id;
SELECT max(m)::text, min(m)::text FROM moods;
INSERT INTO moods VALUES (4, 'angry');
SELECT 'ok'::mood = 'ok', 'sad'::mood < 'happy'::mood;
SELECT enum_range(NULL::mood)::text, enum_first(NULL::mood)::text;
SELECT unnest(enum_range(NULL::mood))::text;
ALTER TYPE mood ADD VALUE 'great';
SELECT m::text FROM moods ORDER BY id;
DROP TABLE moods;
DROP TYPE mood;

-- gap: other values
SELECT column_name, ordinal_position, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'people' ORDER BY ordinal_position;
SELECT column_name, is_identity, identity_generation, is_generated, is_updatable FROM information_schema.columns WHERE table_name = 'orders' ORDER BY ordinal_position;
-- gap: other values
SELECT table_name, is_updatable FROM information_schema.views WHERE table_name = 'adults';
-- gap: other values
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'people'::regclass ORDER BY adnum;
-- gap: the door says 42883
SELECT pg_size_pretty(1024::bigint), pg_size_pretty(10240::bigint), pg_size_pretty(123456789::bigint), pg_size_bytes('1 kB');


-- case: rows are compared by their parts
SELECT id FROM pay WHERE (dept, id) > ('dev', 4) ORDER BY id;
SELECT id, (dept, id) > ('dev', 2), (dept, id) <= ('ops', 1), (dept, id) = ('ops', 1), (dept, id) <> ('ops', 1), ROW(id, 1) >= ROW(2, 1) FROM pay ORDER BY id;

-- case: letters of all scripts are letters
SELECT substring('Žluťoučký kůň' FROM '^\w+'), 'ů' ~ '^\w$', 'é' ~ '[[:alpha:]]', 'É' ~ '^[[:upper:]]$', regexp_replace('naïve café', '\W', '-', 'g'), regexp_replace('čau, ahoj', '[^\w ]', '', 'g'), 'x]' ~ '[]x]+', 'a\w' ~ 'a\\w', regexp_split_to_array('á,b;č', '[^[:alnum:]]+');
SELECT 'ž' ~ '^[^]\w]', '-ž' ~ '^[^]\w]\w$', '[ž' ~ '^[a[]\w$', ']ž' ~ '^[]a]\w$', '-ů' ~ '^[\w-]+$', 'ž' ~ '^[^[:alnum:]\s]$', 'a b' ~ '[ ]\mb\M';
SELECT to_hex(255), to_hex(-1), to_hex(0), to_hex(-1::bigint), to_hex(9000000000);

-- case: intervals are summed by months, days and time
SELECT sum(i), avg(i), count(*) FROM tm WHERE id < 3;
SELECT sum(v.i) FROM (VALUES (interval '14 months 3 days'), (interval '-27 hours 5.25 sec'), (NULL)) v(i);
SELECT sum(v.i), sum(v.n), sum(v.x), count(*) FROM (VALUES (interval '1 day', 1, 1.5)) v(i, n, x) WHERE false;
SELECT id, sum(i) OVER (ORDER BY id), sum(i) FILTER (WHERE id > 1) OVER () FROM tm ORDER BY id;
SELECT id > 1 AS late, sum(i), sum(id) FROM tm GROUP BY 1 HAVING sum(i) > interval '-2 days' ORDER BY 1;

-- case: halves of double precision are rounded to even wherever they stand
SELECT round(f8), round(n2), round(i4), round(i8), round(f8 * 1), round(-f8), round(f4) FROM num WHERE id < 3 ORDER BY id;
SELECT sum(round(f8)), round(sum(n2)), (SELECT round(sum(f4))) FROM num WHERE id < 3;
SELECT (SELECT round(n.f8)) FROM num n WHERE id = 1;
SELECT round('2.5'), round(2.5), round(3.5::float8), round(n2, 1) FROM num WHERE id = 1;

-- case: instants as times, and rounded
SELECT tz::time, ts::time, t::time, (tz + interval '1 hour')::time, tz::timestamptz(0), ts::timestamp(1), t::time(2) FROM tm WHERE id = 1;
SELECT timestamptz '2026-01-31 10:20:30.123456+00'::timestamptz(3), time '10:20:30.987654'::time(1), '2026-01-31 10:20:30.6+00'::timestamptz(0);

-- case: columns with a length tell it
SELECT name, code FROM people;
SELECT p.*, upper(name) FROM people p;
SELECT name AS other FROM people WHERE name = 'x';

-- case: the standard's constructors of documents
SELECT (JSON_OBJECT('n': name, 'v': id)) ->> 'n' FROM tree WHERE id = 1;
SELECT JSON_OBJECT('n' VALUE name RETURNING JSONB) -> 'n' FROM tree WHERE id = 1;
SELECT JSON_ARRAY(1, 2, NULL) ->> 1, json_array_length(JSON_ARRAY(1, NULL)), JSON_ARRAY(1, NULL NULL ON NULL) ->> 0;
SELECT json_array_length(JSON_ARRAYAGG(parent ORDER BY id)), JSON_ARRAYAGG(name ORDER BY id DESC) ->> 0, JSON_OBJECTAGG(name: id) ->> 'a', JSON_OBJECTAGG(name VALUE id RETURNING jsonb) -> 'b' FROM tree;
SELECT (to_jsonb(p) - 'parent' - 'id') ->> 'name', '{"a": 1, "b": 2}'::jsonb - ARRAY['a','b'], '{"a": 1, "b": 2, "c": 3}'::jsonb - '{a,c}'::text[] FROM tree p WHERE id = 1;

-- case: what a dump says of owners
ALTER VIEW adults OWNER TO CURRENT_USER;
ALTER TABLE people OWNER TO nobody_such;
ALTER TABLE people OWNER TO postgres;
ALTER SEQUENCE people_id_seq OWNER TO postgres;
ALTER SEQUENCE people_id_seq OWNER TO nobody_such;
ALTER SCHEMA public OWNER TO postgres;
ALTER SCHEMA nowhere OWNER TO postgres;
ALTER TYPE nothing OWNER TO postgres;
SELECT s.relname, a.attname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass JOIN pg_attribute a ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i') AND s.relname = 'people_id_seq';

SELECT ROW(1, NULL) IS NULL, ROW(NULL, NULL) IS NULL, (1, 2) IS NOT NULL, (1, NULL) IS NOT NULL, NOT ((1, NULL) IS NULL);
SELECT (ARRAY[1, 2, 3])[-1], (ARRAY[1, 2, 3])[ - 1 ], '[1,2,3]'::jsonb -> -1, (ARRAY[[1, 2], [3, 4]])[2][1];
SELECT '1e3'::numeric, '1.5e-3'::numeric, '-1.50'::numeric, '.5'::numeric, '5.'::numeric, '+7'::numeric, '-0'::numeric, '1e37'::numeric;
SELECT 'abc'::"char", 'x'::"char";
SELECT 1e20::bigint;
