-- setup
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id integer PRIMARY KEY, n integer CHECK (n > 0));
INSERT INTO t VALUES (1, 1);

-- case: what is there already is caught and nothing is changed
DO $$ BEGIN CREATE TYPE mood AS ENUM ('other'); EXCEPTION WHEN duplicate_object THEN null; END $$;
DO 'BEGIN CREATE TABLE t (a integer); EXCEPTION WHEN duplicate_table OR duplicate_object THEN NULL; END';
DO $$ BEGIN ALTER TABLE t ADD COLUMN n integer; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE '%', SQLERRM; END; $$ LANGUAGE plpgsql;
DO LANGUAGE 'plpgsql' $$ BEGIN CREATE TABLE fresh (a mood); EXCEPTION WHEN duplicate_table THEN NULL; END $$;
INSERT INTO fresh VALUES ('glad') RETURNING a::text;
SELECT * FROM t;

-- case: an error of values is caught where nothing was written before
DO $$ BEGIN INSERT INTO t VALUES (2, 2); INSERT INTO t VALUES (1, 1); EXCEPTION WHEN unique_violation THEN INSERT INTO t VALUES (7, 7); END $$;
SELECT * FROM t ORDER BY id;
DO $$ BEGIN INSERT INTO t VALUES (3, -3); EXCEPTION WHEN integrity_constraint_violation THEN NULL; END $$;
DO $$ BEGIN PERFORM 1 / 0; EXCEPTION WHEN SQLSTATE '22012' THEN NULL; END $$;
SELECT * FROM t ORDER BY id;

-- case: a block in a transaction goes on behind a name that is taken
BEGIN;
INSERT INTO t VALUES (2, 2);
DO $$ BEGIN CREATE TABLE t (a integer); EXCEPTION WHEN others THEN NULL; END $$;
INSERT INTO t VALUES (3, 3);
COMMIT;
SELECT count(*) FROM t;

-- case: what cannot be undone is not said to be caught
BEGIN;
INSERT INTO t VALUES (2, 2);
DO $$ BEGIN INSERT INTO t VALUES (2, 2); EXCEPTION WHEN unique_violation THEN NULL; END $$;
ROLLBACK;
SELECT count(*) FROM t;

-- case: an error that no handler names leaves nothing of the body
DO $$ BEGIN INSERT INTO t VALUES (2, 2); CREATE TABLE t (a integer); EXCEPTION WHEN duplicate_column THEN NULL; END $$;
DO $$ BEGIN INSERT INTO t VALUES (2, 2); RAISE EXCEPTION 'stop at %, 100%%', 1 + 1; END $$;
DO $$ BEGIN INSERT INTO t VALUES (2, 2); DROP TABLE nowhere; EXCEPTION WHEN undefined_table THEN RAISE; END $$;
SELECT count(*) FROM t;

-- case: IF asks the catalog
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
    CREATE TYPE mood AS ENUM ('x');
  ELSIF (SELECT count(*) FROM t) = 1 THEN
    ALTER TABLE t ADD COLUMN m mood;
  ELSE
    DROP TABLE t;
  END IF;
END $$;
SELECT id, n, m::text FROM t;

-- case: blocks are within blocks and RETURN ends them all
DO $$
<<outer_name>>
BEGIN
  NULL;
END $$;
DO $$
BEGIN
  BEGIN CREATE TABLE t (a integer); EXCEPTION WHEN duplicate_table THEN INSERT INTO t VALUES (20, 20); END;
  IF true THEN RETURN; END IF;
  INSERT INTO t VALUES (30, 30);
END $$;
SELECT id FROM t ORDER BY id;

-- case: EXECUTE computes its statement
DO $$ BEGIN EXECUTE 'INSERT INTO t VALUES (' || (40 + 1)::text || ', 1)'; EXECUTE format('DELETE FROM %I WHERE id = %L', 't', 1); END $$;
SELECT id FROM t ORDER BY id;
DO $$ BEGIN EXECUTE NULL; END $$;

DO $$ BEGIN SELECT 1; END $$;
DO $$ BEGIN INSERT INTO t VALUES (5, 5) RETURNING id; END $$;
DO $$ BEGIN PERFORM count(*) FROM t; END $$;
DO $$ BEGIN CREATE TYPEE x; EXCEPTION WHEN others THEN NULL; END $$;
DO $$ BEGIN NULL; EXCEPTION WHEN no_such_condition THEN NULL; END $$;
DO $$ BEGIN NULL; EXCEPTION WHEN SQLSTATE '42' THEN NULL; END $$;
DO $$ BEGIN RAISE NOTICE '% %', 1; END $$;
DO $$ BEGIN RAISE; END $$;
DO $$ BEGIN IF 1 = 1 THEN NULL; END $$;
DO $$ BEGIN END $$;
DO $$ END $$;
DO;
DO LANGUAGE plpython $$ BEGIN END $$;
-- gap: the door says 0A000
DO $$ BEGIN COMMIT; END $$;
-- gap: the door says 0A000
DO $$ DECLARE x integer; BEGIN x := 1; END $$;
-- gap: the door says 0A000
DO $$ BEGIN FOR i IN 1..2 LOOP NULL; END LOOP; END $$;
