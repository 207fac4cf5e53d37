SELECT floor(0.3 / 0.1), ceil(0.3 / 0.1), round(5.0 / 2), trunc(0.3 / 0.1), (5.0 / 2)::int, (7.0 / 2)::int, floor(7 / 2), floor(7::float8 / 2), (7::float8 / 2)::int;
SELECT floor(a / b), (a / b)::int, round(a / b), (a / b)::numeric(10, 2), round((a / b)::numeric, 2) FROM (VALUES (0.3, 0.1), (5.0, 2.0), (-2.5, 1.0)) v(a, b);
SELECT floor(a / b) AS f, count(*) FROM (VALUES (0.3, 0.1), (5.0, 2.0), (-2.5, 1.0)) v(a, b) GROUP BY floor(a / b) ORDER BY 1;
SELECT (FLOOR((a - 0.0) / 0.1) * 0.1) + 0.0 AS bin, count(*) FROM (VALUES (0.3), (0.7), (0.71)) v(a) GROUP BY (FLOOR((a - 0.0) / 0.1) * 0.1) + 0.0 ORDER BY 1;
-- gap: other values
SELECT (1.0 / 4)::text, (3 / 2)::text, (a / b)::text FROM (VALUES (3.5, 2)) v(a, b);
SELECT (count(*) * 100.0 / 3)::int, round(count(*) * 100.0 / 3, 2) FROM (VALUES (1), (2)) v(a);
SELECT a / b FROM (VALUES (1.5, 0.0)) v(a, b);
SELECT a / b FROM (VALUES (1.5, 0)) v(a, b);
SELECT a / b FROM (VALUES (1.5::float8, 0::float8)) v(a, b);
SELECT a / b FROM (VALUES (1, 0)) v(a, b);
SELECT sum(a) / count(*), sum(a) * 100.0 / count(*) FROM (VALUES (1.5, 0.0)) v(a, b) WHERE a > 5;
SELECT NULL::int / 0, a / b FROM (VALUES (NULL::int, 0)) v(a, b);
SELECT (a + 1) / (b - 2) / 2 FROM (VALUES (1, 1)) v(a, b);
SELECT 0.3 / 3 = 0.1, 7 / 2 = 3, 1.0 / 3 < 0.34, 7::float8 / 2 > 3, n / 2 > 1 FROM (VALUES (3)) v(n);
SELECT count(*) FROM (VALUES (0.3, 3), (0.5, 2)) v(a, b) WHERE a / b = 0.1;
SELECT a FROM (VALUES (0.3, 3), (0.5, 2)) v(a, b) GROUP BY a HAVING sum(a) / count(*) >= 0.5;
-- gap: other values
SELECT a / b AS q FROM (VALUES (0.3, 3), (0.5, 2)) v(a, b) ORDER BY a / b DESC;
SELECT a / b AS q, count(*) FROM (VALUES (3.5, 2), (5.0, 2)) v(a, b) GROUP BY a / b ORDER BY 1;
SELECT a / b AS q, count(*) FROM (VALUES (3.5, 2), (5.0, 2)) v(a, b) GROUP BY q ORDER BY q;
SELECT DISTINCT a / b AS q FROM (VALUES (3.5, 2), (5.0, 2)) v(a, b) ORDER BY a / b;
-- gap: the columns are pct 1700, ?column? 701, PostgreSQL's pct 1700, ?column? 1700
SELECT sum(a) / NULLIF(sum(b), 0) * 100 AS pct, avg(a) / 2 FROM (VALUES (3.5, 2), (5.0, 2)) v(a, b);
-- gap: the door says 42883
SELECT interval '3 hours' / 2, sum(i) / count(*) FROM (VALUES (interval '1 hour'), (interval '2 hours')) v(i);
SELECT day - prev AS gap FROM (SELECT d AS day, lag(d) OVER (ORDER BY d) AS prev FROM (VALUES (date '2026-01-01'), (date '2026-01-05')) v(d)) s ORDER BY 1;
SELECT a.x || a.y AS joined FROM (VALUES ('a', 1)) a(x, y);
SELECT x || y FROM (VALUES (ARRAY[1], ARRAY[2])) a(x, y);
SELECT d - interval '1 day', d - 1, d - d2 FROM (VALUES (date '2026-01-05', date '2026-01-01')) v(d, d2);
-- gap: the door says 42883
SELECT t - t2, t - interval '1 hour' FROM (VALUES (time '10:00', time '09:00')) v(t, t2);
SELECT a - b, a - 1, -a FROM (VALUES (5, 3)) v(a, b) WHERE a - b = 2 GROUP BY a, b;
SELECT a - b AS c FROM (VALUES (5, 3)) v(a, b) GROUP BY a - b;
SELECT date_trunc('month', ts) AS m, count(*) FROM (VALUES (timestamp '2026-01-05 10:00'), (timestamp '2026-01-07')) v(ts) GROUP BY date_trunc('month', ts) ORDER BY date_trunc('month', ts);
SELECT date_trunc('month', d) AS m, count(*) FROM (VALUES (date '2026-01-05'), (date '2026-01-07')) v(d) GROUP BY date_trunc('month', d) ORDER BY date_trunc('month', d);
