SELECT 1
SELECT 1, 'a', NULL, true
SELECT 1 AS Foo, 2 AS "Bar", 3 baz
SELECT count(*) FROM (VALUES (1),(2)) v(x)
SELECT max(x), min(x) AS m, x.x::text FROM (VALUES (1)) x(x) GROUP BY x
SELECT (SELECT 1), (SELECT max(x) FROM (VALUES (1)) v(x)), EXISTS (SELECT 1), ARRAY(SELECT 1), CASE WHEN true THEN 1 END, CASE WHEN false THEN 1 ELSE x END FROM (VALUES (1)) v(x)
SELECT 1::int, 'a'::text, x::int8, 2::numeric(4,1), 'b'::varchar(3), date '2020-01-01', interval '1 day', true::bool, '{1}'::int[], CAST(1 AS smallint), 1::float4, 1::double precision, 1::real, now()::timestamptz IS NULL FROM (VALUES (1)) v(x)
SELECT ROW(1,2) IS NULL, ARRAY[1,2], coalesce(1,2), greatest(1,2), least(1,2), nullif(1,2), current_date IS NULL, x.*, -1, NOT true, 1 + 1, x.x IS NULL, (x.x) FROM (VALUES (1)) x(x)
SELECT substring('abc' from 1), trim('a'), position('a' in 'b'), extract(year from date '2020-01-01'), overlay('a' placing 'b' from 1), trim(leading 'a' from 'a'), now() AT TIME ZONE 'UTC' IS NULL, (ARRAY[1,2])[1], x[1] FROM (VALUES (ARRAY[1])) v(x)
SELECT count FROM (SELECT count(*) FROM (VALUES (1),(2)) v(x)) s
SELECT * FROM (SELECT lower('A'), upper('b')) s
WITH c AS (SELECT count(*) FROM (VALUES (1)) v(x)) SELECT count FROM c
SELECT lower('A') UNION ALL SELECT 'b' ORDER BY lower
VALUES (1,'a'),(2,'b')
SELECT * FROM (VALUES (1,'a'),(2,'b')) v
SELECT column1 FROM (VALUES (1),(2)) v ORDER BY column1 DESC
SELECT * FROM generate_series(1,3)
SELECT * FROM generate_series(1,3) g
SELECT * FROM generate_series(1,3) AS g(x)
SELECT g.x, y.i FROM generate_series(1,2) AS g(x), generate_series(1,2) AS y(i) ORDER BY 1,2
SELECT g FROM generate_series(1,3) g WHERE g > 1
SELECT generate_series(1,3)
SELECT generate_series(1,3) AS x, 'a'
SELECT generate_series(10,1,-4)
SELECT * FROM generate_series(1,10,3)
SELECT * FROM generate_series(1::bigint,3::bigint) b
SELECT * FROM generate_series(1.0,2.0,0.5) b
SELECT x, g::int FROM (VALUES (1),(2)) v(x), generate_series(1, x) g ORDER BY 1,2
-- gap: a series whose bounds are columns is eight bytes wide
SELECT x, g FROM (VALUES (1),(2)) v(x) CROSS JOIN LATERAL generate_series(1, v.x) AS g ORDER BY 1,2
SELECT * FROM generate_series(1,2) WITH ORDINALITY
SELECT * FROM generate_series(5,6) WITH ORDINALITY AS g(v, n)
SELECT * FROM unnest(ARRAY[1,2])
SELECT * FROM unnest(ARRAY['a','b']) u
SELECT * FROM unnest(ARRAY['a','b']) AS u(x)
SELECT * FROM unnest(ARRAY['a','b']) WITH ORDINALITY AS u(x, i)
SELECT * FROM unnest(ARRAY[1,2], ARRAY['a','b','c']) AS u(a,b)
SELECT unnest(ARRAY[1,2])
SELECT unnest(ARRAY[1,2]) AS x, unnest(ARRAY['a','b'])
SELECT x, u FROM (VALUES (ARRAY[1,2]),(ARRAY[3])) v(x), unnest(x) u ORDER BY 2
SELECT DISTINCT ON (a) a, b FROM (VALUES (1,2),(1,1),(2,5)) v(a,b) ORDER BY a, b
SELECT a FROM (VALUES (1),(2),(3)) v(a) ORDER BY a FETCH FIRST 2 ROWS ONLY
SELECT a FROM (VALUES (1),(2),(3)) v(a) ORDER BY a OFFSET 1 ROW FETCH NEXT ROW ONLY
SELECT a FROM (VALUES (1),(2),(3)) v(a) ORDER BY a LIMIT ALL OFFSET 1
SELECT a FROM (VALUES (1),(2),(3)) v(a) ORDER BY a LIMIT NULL
SELECT a FROM (VALUES (1),(2)) v(a) WHERE a = 1 FOR UPDATE
SELECT a FROM (VALUES (1),(2)) v(a) ORDER BY a LIMIT 1 FOR UPDATE OF v NOWAIT
SELECT * FROM (SELECT 1 AS a FOR SHARE) s
SELECT (1,2) = (1,2), (1,2) < (1,3), (1,NULL) = (1,2), ROW(1,2) = ROW(1,2), (1,2) IN ((1,2),(3,4))
SELECT a FROM (VALUES (1,2),(3,4)) v(a,b) WHERE (a,b) = (SELECT 1,2)
SELECT a FROM (VALUES (1,2),(3,4)) v(a,b) WHERE (a,b) IN (SELECT 3,4)
SELECT a, b FROM (VALUES (1,2),(1,3)) v(a,b) WHERE (a,b) > (1,2)
SELECT 1 = ANY (ARRAY[1,2]), 3 <> ALL (ARRAY[1,2]), 2 > ANY (ARRAY[1,5]), 2 < ALL (ARRAY[3,4]), 1 = ANY (SELECT 1), 5 > ALL (SELECT 1), 1 = SOME (ARRAY[1])
SELECT 1 = ANY ('{1,2}'::int[]), 'a' = ANY ('{a,b}')
SELECT NULL = ANY (ARRAY[1]), 1 = ANY (ARRAY[2,NULL])
SELECT a, count(*), grouping(a) FROM (VALUES (1),(1),(2)) v(a) GROUP BY ROLLUP (a) ORDER BY a
SELECT a, b, count(*) FROM (VALUES (1,2),(1,3)) v(a,b) GROUP BY GROUPING SETS ((a),(b),()) ORDER BY a, b
SELECT a, row_number() OVER (ORDER BY a), rank() OVER w, dense_rank() OVER w, lag(a) OVER w, lead(a, 1, 0) OVER w, first_value(a) OVER w, ntile(2) OVER w FROM (VALUES (1),(2),(2)) v(a) WINDOW w AS (ORDER BY a) ORDER BY a, 2
SELECT a, sum(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), count(*) OVER (), avg(a::float8) OVER (PARTITION BY a) FROM (VALUES (1),(2),(3)) v(a) ORDER BY a
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t ORDER BY n
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT 2 AS y) SELECT x, y FROM a, b
SELECT * FROM (VALUES (1),(2)) a(x) JOIN (VALUES (2),(3)) b(x) USING (x)
SELECT * FROM (VALUES (1,2)) a(x,y) NATURAL JOIN (VALUES (1,3)) b(x,z)
SELECT a.x, b.y FROM (VALUES (1),(2)) a(x) LEFT JOIN (VALUES (2,'b')) b(x,y) ON a.x = b.x ORDER BY a.x
SELECT a.x, s.m FROM (VALUES (1),(2)) a(x) LEFT JOIN LATERAL (SELECT a.x * 10 AS m) s ON true ORDER BY 1
SELECT x FROM (VALUES (1),(2)) v(x) UNION SELECT 3 INTERSECT SELECT 3 ORDER BY 1
SELECT x FROM (VALUES (1),(1),(2)) v(x) EXCEPT ALL SELECT 1 ORDER BY 1
(SELECT 1 AS a) UNION ALL (SELECT 2) ORDER BY a DESC
-- gap: DuckDB takes a number for a truth
SELECT 1 IS TRUE
SELECT true IS TRUE, NULL::bool IS UNKNOWN, false IS NOT TRUE, NULL::bool IS NOT UNKNOWN, 1 ISNULL, 1 NOTNULL
SELECT sum(a) FROM (VALUES (1),(2)) v(a) HAVING sum(a) > 1
SELECT a AS b FROM (VALUES (2),(1)) v(a) ORDER BY b
SELECT a % 2 AS odd, count(*) FROM (VALUES (1),(2),(3)) v(a) GROUP BY odd ORDER BY odd
SELECT a FROM (VALUES (1),(2)) v(a) ORDER BY a USING >
SELECT current_user IS NULL, session_user IS NULL, user IS NULL, current_catalog IS NULL, current_schema IS NULL
SELECT x.a FROM (SELECT 1 AS a, 2 AS b) x
-- gap: a row is a struct
SELECT t FROM (SELECT 1 AS a, 'x' AS b) t
SELECT (t).a FROM (SELECT 1 AS a) t
SELECT 1 WHERE false
SELECT ALL 1
-- gap: DuckDB has no rows without columns
SELECT FROM (VALUES (1)) v(x)
SELECT x FROM (VALUES ('2020-01-01'::date), (NULL)) v(x) ORDER BY x NULLS FIRST
SELECT SUM(X) AS Total FROM (VALUES (1)) V(X)
SELECT "x" FROM (VALUES (1)) v("x")
SELECT foo(1)
SELECT 1 FROM nosuch
SELECT nocol FROM (VALUES (1)) v(x)
SELECT int4 '5', float8 '1.5', bool 't', text 'x', numeric '1.50', json '{"a":1}', uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', bytea '\x01'
SELECT 1::"int4", 'x'::pg_catalog.text, 5::pg_catalog.int8, '1'::pg_catalog."numeric"
SELECT pg_backend_pid() IS NULL, version() IS NULL, current_setting('server_version') IS NULL
SELECT 'a'::varchar AS v, 'b'::varchar(2) FROM (VALUES (2),(1)) t(x) ORDER BY v
SELECT x::varchar FROM (VALUES (2),(1)) t(x) ORDER BY x
SELECT x::varchar AS x FROM (VALUES (2),(10)) t(x) ORDER BY x
SELECT a name, b value, c key FROM (VALUES (1, 2, 3)) v(a, b, c)
SELECT v.at, v.lambda, show FROM (VALUES (1, 2, 3)) v(at, lambda, show)
SELECT pg_typeof(1)::text, pg_typeof('a'::text)::text, pg_typeof(1.5)::text, pg_typeof(now())::text, pg_typeof(ARRAY[1])::text
SELECT 1 = ANY ('{1,2}'), 'c' <> ALL ('{a,b}')
WITH x AS (SELECT 1 AS a), y AS (SELECT a + 1 AS b FROM x) SELECT a, b FROM x, y
SELECT CASE WHEN x > 1 THEN 'big' ELSE 'small' END AS size, count(*) FROM (VALUES (1),(2),(3)) v(x) GROUP BY size ORDER BY size
SELECT x FROM (VALUES (1),(2),(3)) v(x) WHERE x IN (SELECT x + 1 FROM (VALUES (1)) w(x)) AND EXISTS (SELECT 1)
SELECT sum(x) / count(*), max(x)::text, count(*)::text || '!' FROM (VALUES (4),(6)) v(x)
SELECT (SELECT sum(y) FROM (VALUES (1),(2)) w(y) WHERE y <= x) FROM (VALUES (1),(2)) v(x)
SELECT x, (SELECT string_agg(y::text, ',' ORDER BY y) FROM (VALUES (1),(2)) w(y) WHERE y <= v.x) AS below FROM (VALUES (1),(2)) v(x) ORDER BY x
SELECT /* a comment */ lower('A') -- and another
