-- Statements that write inside of WITH: each part runs once, on the rows as they were.

-- case: queries of WITH that write
CREATE TABLE source (id int, n int);
CREATE TABLE sink (id int);
CREATE TABLE keyed (id serial PRIMARY KEY, name text UNIQUE, made timestamptz DEFAULT now());
INSERT INTO source VALUES (1, 1), (2, 2), (3, 3);
WITH moved AS (DELETE FROM source WHERE id = 1 RETURNING id) INSERT INTO sink SELECT id FROM moved;
WITH ins AS (INSERT INTO sink VALUES (9) RETURNING id) SELECT id + 1 FROM ins;
WITH upd AS (UPDATE source SET n = n + 1 WHERE id = 2 RETURNING id, n) SELECT * FROM upd;
WITH upd AS (UPDATE source SET n = n + 1 WHERE id = 77 RETURNING *) INSERT INTO source SELECT 77, 0 WHERE NOT EXISTS (SELECT 1 FROM upd);
SELECT * FROM source ORDER BY 1;
WITH d AS (DELETE FROM source WHERE id = 2) SELECT count(*) FROM source;
SELECT count(*) FROM source;
WITH ins AS (INSERT INTO keyed (name) VALUES ('a') ON CONFLICT (name) DO NOTHING RETURNING id, name) SELECT id, name FROM ins UNION ALL SELECT id, name FROM keyed WHERE name = 'a';
WITH ins AS (INSERT INTO keyed (name) VALUES ('a') ON CONFLICT (name) DO NOTHING RETURNING id, name) SELECT id, name FROM ins UNION ALL SELECT id, name FROM keyed WHERE name = 'a';
WITH picked AS (SELECT id FROM source ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED), upd AS (UPDATE source SET n = 100 WHERE id IN (SELECT id FROM picked) RETURNING source.id, source.n) SELECT upd.id, upd.n, picked.id AS p FROM upd JOIN picked ON picked.id = upd.id;
WITH RECURSIVE r(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM r WHERE k < 3), ins AS (INSERT INTO sink SELECT k FROM r RETURNING id) SELECT count(*), sum(id) FROM ins;
WITH a AS (INSERT INTO keyed (name) VALUES ('p') RETURNING id), b AS (INSERT INTO sink SELECT id FROM a RETURNING id) SELECT a.id = b.id FROM a, b;
WITH x AS (DELETE FROM sink RETURNING *), y AS (INSERT INTO sink SELECT id * 10 FROM x WHERE id < 3 RETURNING *) SELECT (SELECT count(*) FROM x) > 0, y.id FROM y ORDER BY 2;
WITH x AS (DELETE FROM sink) DELETE FROM source WHERE id = 3 RETURNING id;
SELECT count(*) FROM sink;
WITH x AS (DELETE FROM source) UPDATE keyed SET name = 'z' WHERE name = 'p';
WITH x AS (INSERT INTO nowhere VALUES (1) RETURNING *) SELECT * FROM x;
WITH x AS (INSERT INTO sink VALUES (1)) SELECT * FROM x;
WITH x AS (INSERT INTO sink VALUES (1) RETURNING id) SELECT nothing FROM x;
SELECT count(*) FROM sink;
WITH n AS (SELECT nextval('keyed_id_seq') AS id), a AS (INSERT INTO sink SELECT id FROM n), b AS (INSERT INTO source SELECT id, 0 FROM n) SELECT 1;
SELECT count(*) FROM sink JOIN source ON sink.id = source.id;
BEGIN;
WITH x AS (INSERT INTO sink VALUES (71) RETURNING id) SELECT id FROM x;
WITH x AS (DELETE FROM sink WHERE id = 71 RETURNING id) INSERT INTO source SELECT id, 1 FROM x;
ROLLBACK;
SELECT count(*) FROM sink WHERE id = 71;
COPY (WITH x AS (INSERT INTO sink VALUES (72) RETURNING id) SELECT id FROM x) TO STDOUT;
SELECT count(*) FROM sink WHERE id = 72;
WITH x AS (INSERT INTO keyed (name) VALUES ('t1'), ('t2') RETURNING *) SELECT name, made IS NOT NULL FROM x ORDER BY 1;
WITH k AS (DELETE FROM keyed WHERE name = 't1' RETURNING *) INSERT INTO keyed SELECT * FROM k RETURNING name;

-- case: what RETURNING takes from other tables
-- gap: the door says 42P01
CREATE TABLE goods (id int, n int);
CREATE TABLE marks (id int, m int);
INSERT INTO goods VALUES (1, 1);
INSERT INTO marks VALUES (1, 7);
WITH u AS (UPDATE goods SET n = m FROM marks WHERE goods.id = marks.id RETURNING goods.id, marks.m) SELECT * FROM u;

-- case: parts that would see each other
-- gap: the door says 0A000
CREATE TABLE hosts (id int PRIMARY KEY, n int);
INSERT INTO hosts VALUES (1, 1);
WITH a AS (INSERT INTO hosts VALUES (2, 2) RETURNING id), b AS (DELETE FROM hosts WHERE id = 1 RETURNING id) SELECT a.id, b.id FROM a, b;
WITH a AS (INSERT INTO hosts VALUES (3, 3) RETURNING id) SELECT count(*) FROM public.hosts;
WITH a AS (INSERT INTO hosts VALUES (4, 4)) UPDATE hosts SET n = 0;
SELECT * FROM hosts ORDER BY id;

-- case: bound
CREATE TABLE queue (id serial, state text, n int);
INSERT INTO queue (state, n) VALUES ('new', 1), ('new', 2), ('new', 3);
-- bind: ["new", "2", "busy"]
WITH next AS (SELECT id FROM queue WHERE state = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED), taken AS (UPDATE queue SET state = $3 FROM next WHERE queue.id = next.id RETURNING queue.*) SELECT id, n, state FROM taken ORDER BY id;
-- bind: ["1", "100"]
WITH m AS (UPDATE queue SET n = n + $2 WHERE n > $1 RETURNING id, n) SELECT * FROM m ORDER BY 1;
