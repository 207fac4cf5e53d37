-- What depends on what: DROP and ALTER under views, foreign keys, defaults and schemas.

-- case: a column that views read
CREATE TABLE held (a int, b text, c int);
CREATE VIEW reader AS SELECT a + 1 AS x, held.b FROM held WHERE c > 1;
CREATE VIEW reader_of_reader AS SELECT x FROM reader;
INSERT INTO held VALUES (1, 'x', 2);
ALTER TABLE held DROP COLUMN a;
ALTER TABLE held DROP COLUMN c RESTRICT;
ALTER TABLE held ALTER COLUMN c TYPE bigint;
ALTER TABLE held ADD COLUMN d int;
ALTER TABLE held ALTER COLUMN d TYPE bigint;
ALTER TABLE held DROP COLUMN d;
ALTER TABLE held RENAME COLUMN a TO aa;
ALTER TABLE held RENAME COLUMN b TO bb;
SELECT * FROM reader;
ALTER TABLE held RENAME TO kept;
SELECT * FROM reader;
SELECT x FROM reader_of_reader;
ALTER TABLE kept DROP COLUMN c CASCADE;
SELECT * FROM reader;
SELECT * FROM reader_of_reader;
SELECT * FROM kept;

-- case: forms of views that follow new names
-- only: simple
CREATE TABLE named (a int, b text, c int);
INSERT INTO named VALUES (1, 'x', 2), (2, 'y', 3);
CREATE VIEW of_star AS SELECT * FROM named;
CREATE VIEW of_join AS SELECT named.a, other.b FROM named JOIN named AS other USING (a);
CREATE VIEW of_with AS WITH q AS (SELECT a FROM named) SELECT q.a, (SELECT max(c) FROM named WHERE named.a = q.a) AS m FROM q;
CREATE VIEW of_natural AS SELECT * FROM named NATURAL JOIN (SELECT a FROM named) z;
CREATE VIEW of_union AS SELECT a FROM named UNION ALL SELECT c FROM named;
CREATE VIEW of_order AS SELECT c AS a, a AS c FROM named ORDER BY a LIMIT 1;
CREATE VIEW of_group AS SELECT a % 2 AS odd, count(*) AS n, max(a) FROM named GROUP BY a % 2 HAVING max(a) > 0;
CREATE VIEW of_exists AS SELECT 1 AS one WHERE EXISTS (SELECT * FROM named n WHERE n.a = 1);
CREATE VIEW of_window AS SELECT b, row_number() OVER (PARTITION BY c ORDER BY a DESC) AS r FROM named;
CREATE VIEW of_schema AS SELECT public.named.a FROM public.named;
ALTER TABLE named RENAME COLUMN a TO renamed;
ALTER TABLE named RENAME TO called;
SELECT * FROM of_star ORDER BY 1;
SELECT * FROM of_join ORDER BY 1;
SELECT * FROM of_with ORDER BY 1;
SELECT * FROM of_natural ORDER BY 1;
SELECT * FROM of_union ORDER BY 1;
SELECT * FROM of_order;
SELECT * FROM of_group ORDER BY 1;
SELECT * FROM of_exists;
SELECT * FROM of_window ORDER BY 1;
SELECT * FROM of_schema ORDER BY 1;
ALTER TABLE called DROP COLUMN renamed;
DROP TABLE called;

-- case: views keep their columns
-- only: simple
CREATE TABLE grows (a int, b int);
CREATE TABLE beside (b int, c int);
CREATE VIEW whole AS SELECT * FROM grows;
CREATE VIEW joined AS SELECT grows.*, beside.c FROM grows JOIN beside ON grows.b = beside.b;
CREATE VIEW nested AS SELECT * FROM (SELECT * FROM grows) AS x;
CREATE VIEW twice AS SELECT * FROM grows, beside;
ALTER TABLE grows ADD COLUMN z int DEFAULT 9;
SELECT * FROM whole;
SELECT * FROM joined;
SELECT * FROM nested;

-- case: a view that is replaced
-- only: simple
CREATE TABLE base (a int);
CREATE VIEW v AS SELECT a FROM base;
CREATE VIEW on_v AS SELECT * FROM v;
CREATE OR REPLACE VIEW v AS SELECT a, 1 AS b FROM base;
CREATE OR REPLACE VIEW v AS SELECT a FROM base;
CREATE OR REPLACE VIEW v AS SELECT a AS z, 1 AS b FROM base;
CREATE OR REPLACE VIEW v AS SELECT a::text AS a, 1 AS b FROM base;
CREATE OR REPLACE VIEW base AS SELECT 1 AS a;
CREATE VIEW v AS SELECT 1 AS a;
SELECT * FROM v;
SELECT * FROM on_v;

-- case: a view that is renamed
-- only: simple
CREATE TABLE root (a int, b int);
INSERT INTO root VALUES (1, 2);
CREATE VIEW named_view AS SELECT * FROM root;
CREATE VIEW on_named AS SELECT b, a FROM named_view;
ALTER VIEW named_view RENAME TO named_again;
ALTER VIEW named_again RENAME COLUMN a TO c;
ALTER TABLE named_again RENAME COLUMN b TO d;
ALTER VIEW named_again RENAME zz TO e;
ALTER VIEW named_again RENAME c TO d;
ALTER VIEW root RENAME TO nothing;
ALTER VIEW named_again RENAME TO root;
ALTER VIEW nothing RENAME TO something;
ALTER VIEW IF EXISTS nothing RENAME TO something;
SELECT * FROM named_again;
SELECT * FROM on_named;

-- case: views in chains
-- only: simple
CREATE TABLE chain_root (a int);
CREATE VIEW b1 AS SELECT a FROM chain_root;
CREATE VIEW b2 AS SELECT a FROM b1;
CREATE VIEW b3 AS SELECT a FROM b2;
DROP VIEW b1;
DROP VIEW b1, b2;
DROP VIEW b2, b1, b3;
CREATE VIEW b1 AS SELECT a FROM chain_root;
DROP TABLE chain_root, nothing;
DROP TABLE chain_root;
DROP TABLE IF EXISTS nothing, chain_root CASCADE;
SELECT * FROM b1;

-- case: kinds
-- only: simple
CREATE TABLE kind_table (a int);
CREATE VIEW kind_view AS SELECT 1 AS a;
DROP VIEW kind_table;
DROP TABLE kind_view;
DROP TABLE IF EXISTS kind_view;
DROP VIEW IF EXISTS kind_table;
DROP INDEX kind_table;
DROP SEQUENCE kind_table;
TRUNCATE kind_view;
CREATE INDEX ON kind_view (a);
CREATE SEQUENCE kind_table;
CREATE SEQUENCE kind_sequence;
CREATE SEQUENCE kind_sequence;
CREATE SEQUENCE IF NOT EXISTS kind_table;
ALTER TABLE kind_view ADD COLUMN z int;
ALTER TABLE kind_view ALTER COLUMN a TYPE bigint;
COMMENT ON VIEW kind_table IS 'x';
COMMENT ON TABLE kind_view IS 'x';

-- case: foreign keys
-- only: simple
CREATE TABLE p (id int PRIMARY KEY, n int);
CREATE TABLE c (id int PRIMARY KEY, p_id int REFERENCES p);
INSERT INTO p VALUES (1, 1);
INSERT INTO c VALUES (1, 1);
DROP TABLE p;
ALTER TABLE p DROP COLUMN id;
TRUNCATE p;
TRUNCATE p, c;
DROP TABLE p CASCADE;
INSERT INTO c VALUES (2, 99);
SELECT * FROM c;

-- case: linked tables go together
-- only: simple
CREATE TABLE linked_to (id int PRIMARY KEY);
CREATE TABLE linked (id int PRIMARY KEY, p_id int REFERENCES linked_to);
DROP TABLE linked_to, linked;
SELECT * FROM linked;

-- case: schemas
-- only: simple
CREATE SCHEMA going;
CREATE TABLE going.t (a int);
CREATE VIEW reads_going AS SELECT a FROM going.t;
DROP SCHEMA going;
DROP SCHEMA going RESTRICT;
DROP SCHEMA going CASCADE;
SELECT * FROM reads_going;
DROP SCHEMA going;
DROP SCHEMA IF EXISTS going;

-- case: a view reads what was meant when it was made
-- only: simple
CREATE SCHEMA s;
CREATE TABLE s.u (a int);
CREATE TABLE u (b int);
INSERT INTO s.u VALUES (7);
SET search_path = s, public;
CREATE VIEW public.in_public AS SELECT * FROM u;
CREATE VIEW in_s AS SELECT * FROM u;
SET search_path = public;
SELECT * FROM in_public;
SELECT * FROM s.in_s;
ALTER TABLE s.u RENAME TO u2;
SELECT * FROM in_public;
SELECT * FROM s.in_s;

-- case: sequences and types
-- only: simple
CREATE SEQUENCE counted;
CREATE TABLE counting (id int DEFAULT nextval('counted'), n int);
DROP SEQUENCE counted;
DROP SEQUENCE counted CASCADE;
INSERT INTO counting (n) VALUES (1);
SELECT * FROM counting;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (m mood);
DROP TYPE mood;
DROP TABLE people;
DROP TYPE mood;

-- case: permanent tables beside temporary ones of their names
CREATE TABLE a (x int);
INSERT INTO a VALUES (1);
CREATE TEMPORARY TABLE a (x int);
INSERT INTO a VALUES (2);
SELECT * FROM public.a;
SELECT public.a.x, temporary.x FROM public.a, a AS temporary;
INSERT INTO public.a VALUES (3);
UPDATE public.a SET x = x + 10;
DELETE FROM public.a WHERE x = 13;
SELECT * FROM a;
SELECT * FROM pg_temp.a;
CREATE VIEW of_temporary AS SELECT * FROM a;
ALTER TABLE public.a RENAME COLUMN x TO y;
SELECT * FROM public.a;
DROP TABLE public.a;
SELECT * FROM public.a;
SELECT * FROM a;
DROP TABLE a;
DROP TABLE a CASCADE;

-- case: a change of what views read is undone with its transaction
-- only: simple
CREATE TABLE undone (a int);
CREATE VIEW undone_view AS SELECT a FROM undone;
BEGIN;
ALTER TABLE undone RENAME COLUMN a TO b;
SELECT a FROM undone_view;
ROLLBACK;
SELECT a FROM undone_view;
BEGIN;
DROP TABLE undone CASCADE;
ROLLBACK;
SELECT a FROM undone_view;

-- case: a view that reads a table and, in another schema, a view on it
-- only: simple
CREATE TABLE chained (a int PRIMARY KEY, b text, c int);
INSERT INTO chained VALUES (1, 'x', 5);
CREATE VIEW first_view AS SELECT a, b FROM chained;
CREATE VIEW second AS SELECT a * 2 AS d, b FROM first_view;
CREATE SCHEMA aside;
CREATE VIEW aside.third AS SELECT chained.c, x.a, y.d FROM chained JOIN first_view x ON x.a = chained.a JOIN second y ON y.b = x.b;
ALTER TABLE chained RENAME COLUMN b TO bb;
ALTER TABLE chained RENAME COLUMN a TO aa;
ALTER TABLE chained RENAME TO chained_after;
SELECT * FROM first_view;
SELECT * FROM second;
SELECT * FROM aside.third;
DROP VIEW first_view;
ALTER TABLE chained_after DROP COLUMN aa;
DROP TABLE chained_after CASCADE;
SELECT * FROM aside.third;

-- case: a view takes a column that comes later for no other one
CREATE TABLE early_on (id int, a int);
CREATE TABLE late_on (uid int, z int);
CREATE TABLE joined_on (id int, b int);
INSERT INTO early_on VALUES (1, 10), (2, 10);
INSERT INTO late_on VALUES (1, 5);
INSERT INTO joined_on VALUES (1, 20);
CREATE VIEW of_subquery_then AS SELECT id, (SELECT a FROM late_on WHERE uid = id) AS s FROM early_on;
CREATE VIEW of_both_then AS SELECT id, (SELECT a + z FROM late_on WHERE uid = id) AS s FROM early_on;
CREATE VIEW of_natural_then AS SELECT * FROM early_on NATURAL JOIN joined_on;
CREATE VIEW of_join_then AS SELECT a, z FROM early_on JOIN late_on ON uid = id;
CREATE VIEW of_alias_then AS SELECT a + 1 AS c, count(*) AS n FROM early_on GROUP BY c;
COMMENT ON VIEW of_natural_then IS 'kept';
ALTER TABLE late_on ADD COLUMN id int DEFAULT 9;
ALTER TABLE joined_on ADD COLUMN a int DEFAULT 99;
ALTER TABLE early_on ADD COLUMN c int;
SELECT * FROM of_subquery_then ORDER BY 1;
SELECT * FROM of_both_then ORDER BY 1;
SELECT * FROM of_natural_then;
SELECT * FROM of_join_then;
SELECT * FROM of_alias_then;
SELECT obj_description('of_natural_then'::regclass);
ALTER TABLE late_on RENAME COLUMN z TO a;
ALTER TABLE joined_on RENAME COLUMN b TO c;
SELECT * FROM of_subquery_then ORDER BY 1;
SELECT * FROM of_both_then ORDER BY 1;
SELECT * FROM of_natural_then;
SELECT * FROM of_join_then;
DROP TABLE early_on, late_on, joined_on CASCADE;

-- case: a view reads no table that is made beside it later
CREATE SCHEMA beside;
CREATE TABLE public.hideable (a int);
INSERT INTO public.hideable VALUES (1);
CREATE VIEW beside.of_public AS SELECT *, hideable.a + 1 AS b FROM hideable;
CREATE TABLE beside.hideable (a int);
SELECT * FROM beside.of_public;
ALTER TABLE public.hideable RENAME COLUMN a TO c;
SELECT * FROM beside.of_public;
DROP TABLE beside.hideable;
DROP TABLE public.hideable;
DROP SCHEMA beside CASCADE;
DROP TABLE public.hideable;
