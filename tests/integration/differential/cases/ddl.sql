-- What makes, changes and removes things, and its tags.

-- case: tables
CREATE TABLE made (id int);
CREATE TABLE IF NOT EXISTS made (id int);
CREATE TABLE made (id int);
DROP TABLE made;
DROP TABLE made;
DROP TABLE IF EXISTS made;

-- case: columns are added, renamed, changed and dropped
CREATE TABLE changing (id int, a text);
ALTER TABLE changing ADD COLUMN b numeric(5, 2) DEFAULT 1.5;
INSERT INTO changing (id) VALUES (1);
SELECT * FROM changing;
ALTER TABLE changing RENAME COLUMN a TO first;
ALTER TABLE changing ALTER COLUMN id TYPE bigint;
ALTER TABLE changing DROP COLUMN b;
ALTER TABLE changing ADD COLUMN IF NOT EXISTS first text;
ALTER TABLE changing DROP COLUMN IF EXISTS nothing;
SELECT * FROM changing;
ALTER TABLE changing RENAME TO changed;
SELECT count(*) FROM changed;
ALTER TABLE changed ALTER COLUMN first SET DEFAULT 'x';
ALTER TABLE changed ALTER COLUMN first DROP DEFAULT;
ALTER TABLE changed ALTER COLUMN id SET NOT NULL;
INSERT INTO changed VALUES (NULL, 'x');
ALTER TABLE changed ALTER COLUMN id DROP NOT NULL;
INSERT INTO changed VALUES (NULL, 'x');

-- case: constraints
CREATE TABLE parents (id int PRIMARY KEY, code text UNIQUE, n int CHECK (n > 0), note text NOT NULL);
CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents (id));
INSERT INTO parents VALUES (1, 'a', 1, 'x');
INSERT INTO parents VALUES (1, 'b', 1, 'x');
INSERT INTO parents VALUES (2, 'a', 1, 'x');
INSERT INTO parents VALUES (2, 'b', 0, 'x');
INSERT INTO parents VALUES (2, 'b', 1, NULL);
INSERT INTO children VALUES (1, 1);
INSERT INTO children VALUES (2, 99);
DELETE FROM parents WHERE id = 1;
UPDATE parents SET id = 5 WHERE id = 1;
SELECT count(*) FROM parents;

-- case: a table's key is several columns
CREATE TABLE pairs (a int, b int, PRIMARY KEY (a, b));
INSERT INTO pairs VALUES (1, 1), (1, 2);
INSERT INTO pairs VALUES (1, 2);

-- case: views
CREATE VIEW seen AS SELECT 1 AS a, 'x'::text AS b;
SELECT * FROM seen;
CREATE OR REPLACE VIEW seen AS SELECT 2 AS a, 'y'::text AS b;
SELECT * FROM seen;
CREATE VIEW seen AS SELECT 3 AS a;
DROP VIEW seen;
DROP VIEW seen;
DROP VIEW IF EXISTS seen;

-- case: a view is no table
CREATE VIEW only_seen AS SELECT 1 AS a;
DROP TABLE only_seen;

-- case: schemas
CREATE SCHEMA attic;
CREATE SCHEMA IF NOT EXISTS attic;
CREATE SCHEMA attic;
CREATE SCHEMA public;
CREATE SCHEMA IF NOT EXISTS public;
CREATE TABLE of_public (id int);
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'of_public';
CREATE TABLE attic.box (id int);
INSERT INTO attic.box VALUES (1);
SELECT * FROM attic.box;
SET search_path = attic, public;
SELECT * FROM box;
SHOW search_path;
SELECT current_schema();
DROP SCHEMA attic;
DROP SCHEMA attic CASCADE;
DROP SCHEMA attic;

-- case: indexes
CREATE TABLE indexed (id int, n int);
CREATE INDEX by_n ON indexed (n);
CREATE INDEX IF NOT EXISTS by_n ON indexed (n);
CREATE INDEX by_n ON indexed (id);
CREATE UNIQUE INDEX by_id ON indexed (id);
INSERT INTO indexed VALUES (1, 1);
INSERT INTO indexed VALUES (1, 2);
DROP INDEX by_n;
DROP INDEX by_n;

-- case: an index by btree, concurrently
CREATE TABLE indexed_too (id int, n int);
CREATE INDEX CONCURRENTLY too_by_n ON indexed_too USING btree (n DESC NULLS LAST);
DROP INDEX CONCURRENTLY too_by_n;

-- case: sequences
CREATE SEQUENCE seq;
CREATE SEQUENCE IF NOT EXISTS seq;
CREATE SEQUENCE seq;
ALTER SEQUENCE seq RESTART WITH 10;
SELECT nextval('seq');
DROP SEQUENCE seq;
DROP SEQUENCE seq;

-- case: types
-- gap: the door says 42601
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TYPE colour AS ENUM ('red');
ALTER TYPE colour ADD VALUE 'blue';
SELECT 'red'::colour::text;
DROP TYPE colour;
DROP TYPE colour;

-- case: comments
CREATE TABLE commented (id int);
COMMENT ON TABLE commented IS 'what it is';
COMMENT ON COLUMN commented.id IS 'its number';
SELECT obj_description('commented'::regclass), col_description('commented'::regclass, 1);
COMMENT ON TABLE commented IS NULL;
SELECT obj_description('commented'::regclass);
COMMENT ON TABLE nowhere IS 'x';

-- case: temporary tables
CREATE TEMP TABLE passing (id int);
INSERT INTO passing VALUES (1);
SELECT * FROM passing;
CREATE TEMPORARY TABLE passing_too AS SELECT 1 AS a;
SELECT * FROM passing_too;
DROP TABLE passing;

-- case: a temporary table until the commit
BEGIN;
CREATE TEMP TABLE brief (id int) ON COMMIT DROP;
INSERT INTO brief VALUES (1);
COMMIT;
SELECT * FROM brief;

-- case: functions in SQL
-- gap: the door says 0A000
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
SELECT twice(4);
DROP FUNCTION twice(int);

-- case: dollar-quoted function
-- gap: the door says 0A000
CREATE OR REPLACE FUNCTION thrice(n int) RETURNS int AS $$ SELECT n * 3; $$ LANGUAGE sql IMMUTABLE;
SELECT thrice(3);

-- case: maintenance
-- gap(simple): the columns are Success 16, PostgreSQL's 
CREATE TABLE kept (id int);
VACUUM;
VACUUM kept;
ANALYZE;
ANALYZE kept;
VACUUM ANALYZE kept;
VACUUM (VERBOSE, ANALYZE) kept;
REINDEX TABLE kept;
CHECKPOINT;

-- case: grants
-- gap: the door says 0A000
CREATE TABLE granted (id int);
GRANT SELECT ON granted TO PUBLIC;
REVOKE SELECT ON granted FROM PUBLIC;

-- case: unlogged
CREATE UNLOGGED TABLE quick (id int);
INSERT INTO quick VALUES (1);

-- case: like another
CREATE TABLE model (id int PRIMARY KEY, note text DEFAULT 'x');
CREATE TABLE model_too (LIKE model INCLUDING ALL);
INSERT INTO model_too (id) VALUES (1) RETURNING note;

-- case: storage options are heard
CREATE TABLE stored (id int) WITH (fillfactor = 70);
SELECT count(*) FROM stored;

-- case: quoted names keep their case
-- gap: the door answers where PostgreSQL says 42P01
CREATE TABLE "Mixed Case" ("Id" int, "select" text);
INSERT INTO "Mixed Case" VALUES (1, 'x');
SELECT "Id", "select" FROM "Mixed Case";
SELECT * FROM "mixed case";

-- case: unquoted names fold to lower case
CREATE TABLE Folded (Id int, NAME text);
SELECT * FROM FOLDED;

-- case: two tables of which one is dropped with cascade
CREATE TABLE bottom (id int PRIMARY KEY);
CREATE VIEW top AS SELECT id FROM bottom;
DROP TABLE bottom;
DROP TABLE bottom CASCADE;
SELECT * FROM top;

-- case: several tables in one drop
CREATE TABLE one_of (id int);
CREATE TABLE two_of (id int);
DROP TABLE one_of, two_of;
SELECT * FROM one_of;

-- case: materialized views
-- gap: the door says 0A000
CREATE MATERIALIZED VIEW stored_view AS SELECT 1 AS a;
SELECT * FROM stored_view;
REFRESH MATERIALIZED VIEW stored_view;
DROP MATERIALIZED VIEW stored_view;

-- case: adding constraints later
CREATE TABLE later (id int NOT NULL, n int);
ALTER TABLE later ADD PRIMARY KEY (id);
INSERT INTO later VALUES (1, 1);
INSERT INTO later VALUES (1, 1);
ALTER TABLE later ADD CONSTRAINT positive CHECK (n > 0);
INSERT INTO later VALUES (2, -1);

-- case: tables like another one
CREATE TABLE model (id serial PRIMARY KEY, note text DEFAULT 'x', v varchar(3) NOT NULL, n numeric(6,2) CHECK (n > 0), UNIQUE (note, v));
CREATE TABLE plain_copy (LIKE model);
INSERT INTO plain_copy VALUES (NULL, NULL, 'a', -1);
INSERT INTO plain_copy VALUES (1, NULL, NULL, -1);
INSERT INTO plain_copy (id, v) VALUES (1, 'a') RETURNING note;
INSERT INTO plain_copy (id, v) VALUES (1, 'abcd');
CREATE TABLE full_copy (LIKE model INCLUDING ALL);
INSERT INTO full_copy (v, n) VALUES ('a', 1) RETURNING note;
INSERT INTO full_copy (v, n) VALUES ('b', -1);
INSERT INTO full_copy (v, n, note) VALUES ('a', 1, 'x');
INSERT INTO full_copy (id, v, n, note) VALUES (1, 'a', 1, 'y');
CREATE TEMP TABLE staged (LIKE model INCLUDING DEFAULTS EXCLUDING CONSTRAINTS) ON COMMIT DROP;
BEGIN;
CREATE TEMP TABLE staged (LIKE model INCLUDING DEFAULTS) ON COMMIT DROP;
INSERT INTO staged (v) VALUES ('q') RETURNING note, id > 0;
INSERT INTO model SELECT * FROM staged;
COMMIT;
SELECT count(*) FROM model;
SELECT * FROM staged;
CREATE TABLE more_copy (extra int, LIKE model INCLUDING DEFAULTS, last text);
INSERT INTO more_copy (v, last) VALUES ('a', 'z') RETURNING extra, note, n, last;
CREATE TABLE IF NOT EXISTS more_copy (LIKE model);
CREATE TABLE no_copy (LIKE nowhere INCLUDING ALL);

-- case: a temporary table by its schema
CREATE TABLE hidden_below (i int);
CREATE TEMP TABLE hidden_below (t text);
INSERT INTO pg_temp.hidden_below VALUES ('x'), ('y');
UPDATE pg_temp.hidden_below SET t = 'z' WHERE t = 'y';
SELECT h.t FROM pg_temp.hidden_below AS h ORDER BY 1;
DELETE FROM pg_temp.hidden_below WHERE t = 'z';
DROP TABLE pg_temp.hidden_below;
SELECT * FROM hidden_below;
