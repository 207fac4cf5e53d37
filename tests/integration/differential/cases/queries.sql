-- setup
CREATE TABLE carriers (code text PRIMARY KEY, name text NOT NULL);
CREATE TABLE flights (id int PRIMARY KEY, carrier text, day date, fare numeric(8, 2), miles int);
INSERT INTO carriers VALUES ('AA', 'American'), ('UA', 'United'), ('ZZ', 'Nobody');
INSERT INTO flights VALUES (1, 'UA', '2026-01-01', 120.50, 1400), (2, 'AA', '2026-01-01', 99.00, 1089), (3, 'UA', '2026-01-02', NULL, 719), (4, NULL, '2026-01-03', 10.25, NULL);

-- Joins, groups, windows, common table expressions, sets.
SELECT * FROM flights ORDER BY id;
SELECT * FROM flights WHERE false;
SELECT id, fare FROM flights WHERE fare > 50 ORDER BY fare DESC;
SELECT f.id, c.name FROM flights f JOIN carriers c ON c.code = f.carrier ORDER BY f.id;
SELECT f.id, c.name FROM flights f LEFT JOIN carriers c ON c.code = f.carrier ORDER BY f.id;
SELECT c.code, f.id FROM flights f RIGHT JOIN carriers c ON c.code = f.carrier ORDER BY 1, 2;
SELECT c.code, f.id FROM flights f FULL JOIN carriers c ON c.code = f.carrier ORDER BY 1, 2;
SELECT count(*) FROM flights, carriers;
SELECT a.code FROM carriers a NATURAL JOIN carriers b ORDER BY a.code;
SELECT code FROM carriers JOIN (SELECT 'AA' AS code) AS t USING (code);
SELECT f.id, n.next FROM flights f, LATERAL (SELECT f.id + 1 AS next) AS n ORDER BY 1;
SELECT carrier, count(*), sum(fare), avg(fare), min(day), max(miles) FROM flights GROUP BY carrier ORDER BY carrier;
SELECT carrier, count(*) FROM flights GROUP BY 1 HAVING count(*) > 1;
SELECT carrier, day, sum(miles) FROM flights GROUP BY ROLLUP (carrier, day) ORDER BY 1, 2, 3;
SELECT carrier, grouping(carrier), count(*) FROM flights GROUP BY CUBE (carrier) ORDER BY 2, 1;
SELECT carrier, day, count(*) FROM flights GROUP BY GROUPING SETS ((carrier), (day)) ORDER BY 1, 2;
SELECT id FROM flights ORDER BY miles;
SELECT id FROM flights ORDER BY miles DESC;
SELECT id FROM flights ORDER BY miles NULLS FIRST;
SELECT id FROM flights ORDER BY miles DESC NULLS LAST;
SELECT id FROM flights ORDER BY id LIMIT 2;
SELECT id FROM flights ORDER BY id LIMIT 2 OFFSET 1;
SELECT id FROM flights ORDER BY id OFFSET 3;
SELECT id FROM flights ORDER BY id FETCH FIRST 2 ROWS ONLY;
SELECT id FROM flights ORDER BY id LIMIT ALL;
-- gap: the door says 0A000
SELECT carrier FROM flights ORDER BY carrier FETCH FIRST 1 ROW WITH TIES;
SELECT DISTINCT carrier FROM flights ORDER BY carrier;
SELECT DISTINCT ON (carrier) carrier, id FROM flights ORDER BY carrier, id;
SELECT id, row_number() OVER (ORDER BY id), rank() OVER (ORDER BY day), dense_rank() OVER (ORDER BY day) FROM flights ORDER BY id;
SELECT id, sum(miles) OVER (PARTITION BY carrier ORDER BY id) FROM flights ORDER BY id;
SELECT id, lag(id) OVER (ORDER BY id), lead(id, 1, 0) OVER (ORDER BY id) FROM flights ORDER BY id;
SELECT id, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM flights WINDOW w AS (ORDER BY id) ORDER BY id;
SELECT id, ntile(2) OVER (ORDER BY id), percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id) FROM flights ORDER BY id;
SELECT id, avg(miles) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM flights ORDER BY id;
SELECT id, count(*) OVER (ORDER BY day RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) FROM flights ORDER BY id;
WITH t AS (SELECT 1 AS n) SELECT n + 1 FROM t;
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t;
WITH t AS MATERIALIZED (SELECT id FROM flights) SELECT count(*) FROM t;
SELECT 1 UNION SELECT 1;
SELECT 1 UNION ALL SELECT 2 ORDER BY 1;
-- gap: other values
SELECT 1 AS n UNION ALL SELECT 2.5 ORDER BY n;
SELECT id FROM flights INTERSECT SELECT 2;
SELECT id FROM flights EXCEPT SELECT 2 ORDER BY 1;
SELECT (SELECT max(id) FROM flights), (SELECT id FROM flights WHERE false);
SELECT EXISTS (SELECT 1 FROM flights), NOT EXISTS (SELECT 1 FROM flights WHERE id > 100);
SELECT id FROM flights WHERE carrier IN (SELECT code FROM carriers) ORDER BY id;
SELECT id FROM flights WHERE miles > ALL (SELECT 800) ORDER BY id;
SELECT id FROM flights f WHERE miles = (SELECT max(miles) FROM flights g WHERE g.carrier = f.carrier) ORDER BY id;
SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS t(n, s) ORDER BY n;
VALUES (1, 'a'), (2, 'b');
TABLE carriers;
SELECT flights.* FROM flights WHERE id = 1;
SELECT c.*, 1 AS one FROM carriers c ORDER BY code LIMIT 1;
SELECT id AS "Id", fare AS "the fare" FROM flights WHERE id = 1;
SELECT count(*), count(carrier), count(DISTINCT carrier) FROM flights;
SELECT public.flights.id FROM public.flights WHERE id = 1;
SELECT max(fare) - min(fare) AS spread FROM flights;
-- gap: other values
SELECT coalesce(fare, 0) FROM flights ORDER BY id;
SELECT round(avg(fare), 2) FROM flights;
SELECT sum(fare) / count(*) FROM flights;
SELECT fare * 2, fare + 1, fare / 2 FROM flights WHERE id = 1;
SELECT day + miles FROM flights WHERE id = 2;
SELECT CASE WHEN fare > 100 THEN 'dear' WHEN fare IS NULL THEN NULL ELSE 'cheap' END FROM flights ORDER BY id;
SELECT id FROM flights WHERE day BETWEEN '2026-01-01' AND '2026-01-02' ORDER BY id;
SELECT id FROM flights WHERE (carrier, day) = ('UA', '2026-01-01');
SELECT id FROM flights WHERE carrier IS NULL OR miles IS NULL;
SELECT id FROM flights FOR UPDATE;
SELECT id FROM flights WHERE id = 1 FOR SHARE NOWAIT;
SELECT id FROM flights WHERE id = 1 FOR UPDATE SKIP LOCKED;
-- gap: the door says 0A000
SELECT FROM flights;
-- gap: the door says 0A000
SELECT;
SELECT id, id FROM flights WHERE id = 1;
-- gap: the columns are f 114, PostgreSQL's f 2249
SELECT f FROM (SELECT 1 AS a) AS f;
SELECT * FROM flights TABLESAMPLE SYSTEM (100) ORDER BY id;
SELECT string_agg(code, ',' ORDER BY code) FILTER (WHERE code <> 'ZZ') FROM carriers;
-- gap: the door says 0A000
SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(5, 6)) AS t(a, b);
SELECT id FROM ONLY flights WHERE id = 1;
SELECT 1 WHERE NULL;
SELECT id FROM flights WHERE id = 1 LIMIT 0;
SELECT any_value(carrier) FROM flights WHERE id = 1;
-- gap: other values
EXPLAIN (COSTS OFF) SELECT 1 WHERE false;

-- case: EXISTS of a query without columns
CREATE TABLE n1 (id int, v int);
INSERT INTO n1 VALUES (1, 2), (2, 3);
SELECT EXISTS (SELECT FROM n1 WHERE id = 1), EXISTS (SELECT FROM n1 WHERE id = 9);
SELECT id FROM n1 a WHERE NOT EXISTS (SELECT FROM n1 b WHERE b.v = a.id) ORDER BY id;
DELETE FROM n1 a WHERE EXISTS (SELECT FROM n1 b WHERE b.v = a.id) RETURNING id;
