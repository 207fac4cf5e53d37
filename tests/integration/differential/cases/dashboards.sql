-- setup
CREATE TABLE orders (id serial PRIMARY KEY, user_id integer, created_at timestamp NOT NULL, seen timestamptz, day date, total numeric(10, 2), qty integer, rate double precision, note text, flag boolean);
INSERT INTO orders (user_id, created_at, seen, day, total, qty, rate, note, flag) VALUES (1, '2026-01-05 10:20:30', '2026-01-05 10:20:30+00', '2026-01-05', 12.50, 1, 0.5, 'Alpha', true), (1, '2026-01-20 23:59:59.5', '2026-01-20 23:00:00+00', '2026-01-20', 100.00, 3, 1.25, 'beta', false), (2, '2026-02-03 00:00:00', NULL, '2026-02-03', NULL, NULL, NULL, NULL, NULL), (3, '2026-03-09 12:00:00', '2026-03-09 12:00:00+00', '2026-03-09', 7.25, 2, 2, 'Alpha', true);

SELECT DATE_TRUNC('month', "public"."orders"."created_at") AS "created_at", COUNT(*) AS "count" FROM "public"."orders" GROUP BY DATE_TRUNC('month', "public"."orders"."created_at") ORDER BY DATE_TRUNC('month', "public"."orders"."created_at") ASC;
SELECT CAST(DATE_TRUNC('month', "public"."orders"."created_at") AS date) AS "m", SUM("public"."orders"."total") AS "sum" FROM "public"."orders" GROUP BY CAST(DATE_TRUNC('month', "public"."orders"."created_at") AS date) ORDER BY 1;
SELECT (CAST(extract(dow from "orders"."created_at") AS integer) + 1) AS dow, COUNT(*) FROM "orders" GROUP BY (CAST(extract(dow from "orders"."created_at") AS integer) + 1) ORDER BY 1;
SELECT (CAST(DATE_TRUNC('week', (CAST("orders"."created_at" AS timestamp) + (INTERVAL '1 day'))) AS timestamp) + (INTERVAL '-1 day')) AS wk, COUNT(*) FROM "orders" GROUP BY 1 ORDER BY 1;
SELECT COUNT(*) FROM "orders" WHERE "orders"."created_at" >= DATE_TRUNC('month', (timestamp '2026-03-15' + (INTERVAL '-1 month'))) AND "orders"."created_at" < DATE_TRUNC('month', timestamp '2026-03-15');
SELECT ((FLOOR(((total - 0.0) / 12.5)) * 12.5) + 0.0) AS bin, COUNT(*) AS n FROM orders WHERE total IS NOT NULL GROUP BY ((FLOOR(((total - 0.0) / 12.5)) * 12.5) + 0.0) ORDER BY 1;
-- gap: other values
SELECT SUM(CASE WHEN flag = TRUE THEN 1 ELSE 0.0 END) / COUNT(*) AS share FROM orders;
-- gap: other values
SELECT COUNT(DISTINCT "orders"."user_id") AS "count", PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY qty) AS p90 FROM orders;
SELECT * FROM (SELECT "orders"."user_id" AS "user_id", SUM(total) AS "sum" FROM orders GROUP BY "orders"."user_id") AS "source" WHERE "source"."sum" > 10 ORDER BY "source"."user_id" ASC LIMIT 1048575;
SELECT LOWER("orders"."note") AS n, COUNT(*) FROM orders WHERE (LOWER("orders"."note") LIKE '%alph%') GROUP BY LOWER("orders"."note");
SELECT floor(extract(epoch from seen) / 300) * 300 AS "time", count(*) FROM orders WHERE seen BETWEEN '2026-01-01T00:00:00Z' AND '2026-02-01T00:00:00Z' GROUP BY 1 ORDER BY 1;
SELECT extract(epoch from seen) AS t FROM orders WHERE extract(epoch from seen) >= 1767225600 AND extract(epoch from seen) <= 1800000000 ORDER BY 1;
SELECT to_timestamp(floor(extract(epoch from seen) / 86400) * 86400) AS bucket, avg(rate) FROM orders GROUP BY bucket ORDER BY bucket;
SELECT seen AS "time", note AS metric, rate AS value FROM orders WHERE seen >= '2026-01-01T00:00:00Z' AND rate IS NOT NULL ORDER BY 1, 2;
SELECT DATE_TRUNC('day', created_at) AS __timestamp, AVG(total) AS "AVG(total)" FROM orders WHERE created_at >= TO_TIMESTAMP('2026-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('day', created_at) ORDER BY "AVG(total)" DESC NULLS LAST LIMIT 50;
SELECT CAST(TRUNC(EXTRACT(YEAR FROM "orders"."day")) AS INTEGER) AS "yr:day:ok", SUM("orders"."qty") AS "sum:qty:ok" FROM orders GROUP BY 1 HAVING (COUNT(1) > 0);
SELECT EXTRACT(QUARTER FROM day)::int AS q, TO_CHAR(day, 'Mon YYYY') AS label FROM orders ORDER BY id;
CREATE LOCAL TEMPORARY TABLE "#Tableau_1" ("COL" INTEGER NOT NULL) ON COMMIT PRESERVE ROWS;
SELECT "_"."user_id", "_"."total" FROM (SELECT "user_id", "total" FROM "public"."orders") "_" WHERE "_"."total" IS NOT NULL ORDER BY "_"."user_id", "_"."total" LIMIT 1001;
SELECT user_id, sum(total) OVER (PARTITION BY user_id ORDER BY created_at ROWS UNBOUNDED PRECEDING) AS running FROM orders ORDER BY id;
SELECT day, total, total - lag(total) OVER (ORDER BY day) AS diff, round((total / nullif(lag(total) OVER (ORDER BY day), 0) - 1) * 100, 1) AS pct FROM orders ORDER BY day;
SELECT coalesce(note, 'n/a') || ' #' || id AS label FROM orders ORDER BY id;
SELECT user_id, string_agg(note, ', ' ORDER BY note) FILTER (WHERE note IS NOT NULL) AS notes FROM orders GROUP BY user_id ORDER BY user_id;
SELECT count(*) FILTER (WHERE flag) AS yes, count(*) FILTER (WHERE NOT flag) AS no, count(*) FILTER (WHERE flag IS NULL) AS unknown FROM orders;
SELECT generate_series(date '2026-01-01', date '2026-03-01', interval '1 month')::date AS month;
WITH months AS (SELECT generate_series('2026-01-01'::timestamp, '2026-04-01', '1 month') AS m) SELECT m, count(o.id) FROM months LEFT JOIN orders o ON o.created_at >= m AND o.created_at < m + interval '1 month' GROUP BY m ORDER BY m;
SELECT width_bucket(total, 0, 100, 4) AS b, count(*) FROM orders GROUP BY 1 ORDER BY 1;
SELECT age(timestamp '2026-04-01', created_at) AS old FROM orders ORDER BY id;
SELECT date_part('day', timestamp '2026-04-01' - created_at) AS days FROM orders ORDER BY id;
SELECT created_at::date AS d, created_at::time AS t, to_char(created_at, 'HH24:MI') AS hm FROM orders ORDER BY id;
SELECT id FROM orders WHERE note ~* '^al' AND total::text LIKE '%.50';
SELECT id FROM orders WHERE (user_id, qty) = (1, 3) OR note = ANY ('{beta,gamma}'::text[]);
SELECT o.id, p.n FROM orders o, LATERAL (SELECT count(*) AS n FROM orders i WHERE i.user_id = o.user_id AND i.created_at < o.created_at) p ORDER BY o.id;
-- gap: the door says 0A000
SELECT total::money FROM orders LIMIT 1;
SELECT min(day), max(day), max(day) - min(day) AS span, avg(qty)::numeric(6, 2) AS q FROM orders;
SELECT user_id, array_agg(DISTINCT note) AS notes FROM orders GROUP BY user_id ORDER BY user_id;
SELECT initcap(note), length(note), md5(note), substr(note, 1, 3), left(note, 2) FROM orders WHERE note IS NOT NULL ORDER BY id;
SELECT (total * 1.21)::numeric(12, 2) AS gross, ceil(total), floor(total), total % 10 FROM orders WHERE total IS NOT NULL ORDER BY id;
SELECT CASE user_id WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END AS who, sum(qty) FROM orders GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1;
SELECT user_id, sum(total) AS s FROM orders GROUP BY user_id HAVING sum(total) / count(*) > 10 ORDER BY s DESC;
-- gap: other values
SELECT corr(qty, rate), regr_slope(rate, qty) IS NOT NULL, stddev(qty) IS NOT NULL FROM orders;
INSERT INTO "public"."orders" ("user_id", "created_at", "total") (SELECT "user_id", "created_at", "total" FROM orders WHERE id = 1);
DELETE FROM orders USING (SELECT max(id) AS id FROM orders) AS tmp WHERE tmp.id = orders.id;
MERGE INTO orders AS dest USING (SELECT 1 AS id, 55 AS qty) AS src ON src.id = dest.id WHEN MATCHED THEN UPDATE SET qty = src.qty WHEN NOT MATCHED THEN INSERT (id, created_at, qty) VALUES (src.id, now(), src.qty);
SELECT qty FROM orders WHERE id = 1;
CREATE TABLE "orders__dbt_tmp" AS (SELECT id, total FROM orders);
ALTER TABLE "public"."orders__dbt_tmp" RENAME TO "orders_model";
CREATE INDEX IF NOT EXISTS orders_model_i ON orders_model (id);
DROP TABLE IF EXISTS "public"."orders_model" CASCADE;
CREATE OR REPLACE VIEW recent AS SELECT id, date_trunc('month', created_at) AS m, total / 2 AS half FROM orders WHERE created_at > '2026-01-10';
-- gap: the columns are id 23, m 1114, half 701, PostgreSQL's id 23, m 1114, half 1700
SELECT * FROM recent ORDER BY id;
SELECT table_name FROM information_schema.views WHERE table_name = 'recent';
ALTER TABLE IF EXISTS orders ADD CONSTRAINT total_positive CHECK (total >= 0);
ALTER TABLE orders ADD COLUMN IF NOT EXISTS extra jsonb DEFAULT '{}';
UPDATE orders SET extra = '{"a": 1}'::jsonb WHERE id = 1;
SELECT extra ->> 'a' AS a, extra @> '{"a": 1}' AS has, extra -> 'b' IS NULL AS none FROM orders WHERE id = 1;
SELECT o1.id FROM orders o1 WHERE o1.id IN (1, 2) ORDER BY o1.id OFFSET 0 ROWS FETCH FIRST 5 ROWS ONLY;
SELECT count(*) FROM orders WHERE created_at::date = '2026-01-05' AND day = date '2026-01-05';
SELECT count(*) FROM orders WHERE created_at > now() - interval '100 years';
SELECT EXTRACT(EPOCH FROM (max(created_at) - min(created_at))) / 86400 AS days FROM orders WHERE id < 3;
