-- SQL's own PREPARE, EXECUTE and DEALLOCATE.

-- case: prepare and execute
PREPARE add (int, int) AS SELECT $1 + $2 AS sum;
EXECUTE add (1, 2);
EXECUTE add (10, 20 + 5);
DEALLOCATE add;
EXECUTE add (1, 2);

-- case: types are inferred
PREPARE plus AS SELECT $1 + 1 AS n;
EXECUTE plus (5);

-- case: text parameters
PREPARE greet (text) AS SELECT 'hello ' || $1 AS said;
EXECUTE greet ('you');
EXECUTE greet (NULL);

-- case: dates and numbers
PREPARE mixed (date, numeric, boolean) AS SELECT $1 + 1 AS day, $2 * 2 AS twice, NOT $3 AS opposite;
EXECUTE mixed ('2026-01-31', 1.25, false);

CREATE TABLE written (id int, note text);
PREPARE ins (int, text) AS INSERT INTO written VALUES ($1, $2);
EXECUTE ins (1, 'a');
EXECUTE ins (2, NULL);
SELECT * FROM written ORDER BY id;
PREPARE del (int) AS DELETE FROM written WHERE id = $1 RETURNING note;
EXECUTE del (1);

-- case: a name twice
PREPARE p AS SELECT 1;
PREPARE p AS SELECT 2;

-- case: too few values
PREPARE two (int, int) AS SELECT $1 + $2;
EXECUTE two (1);

-- case: too many values
PREPARE one (int) AS SELECT $1;
EXECUTE one (1, 2);

-- case: a value of the wrong type
PREPARE number (int) AS SELECT $1;
EXECUTE number ('abc');

-- case: deallocate
PREPARE a AS SELECT 1;
PREPARE b AS SELECT 2;
DEALLOCATE PREPARE a;
DEALLOCATE ALL;
EXECUTE b;
DEALLOCATE nothing;

-- case: the catalog of statements
-- gap: other values
PREPARE listed (int) AS SELECT $1;
SELECT name, parameter_types::text, from_sql FROM pg_prepared_statements WHERE name = 'listed';

-- case: prepared with a syntax error
PREPARE broken AS SELEC 1;
EXECUTE broken;

-- case: prepared with an unknown table
PREPARE missing AS SELECT * FROM nowhere;

-- case: a plan that lost its table
CREATE TABLE dropped (id int);
PREPARE look AS SELECT * FROM dropped;
EXECUTE look;
DROP TABLE dropped;
EXECUTE look;

-- case: create table as execute
-- gap: the door says 42601
PREPARE rows AS SELECT 1 AS a;
CREATE TABLE from_execute AS EXECUTE rows;
SELECT * FROM from_execute;

-- case: explain execute
-- only: simple
PREPARE explained AS SELECT 1;
DEALLOCATE explained;

-- case: prepared in a transaction stays
BEGIN;
PREPARE stays AS SELECT 5 AS n;
ROLLBACK;
EXECUTE stays;

-- case: prepared statements of a failed transaction
BEGIN;
SELECT 1 / 0;
PREPARE never AS SELECT 1;
ROLLBACK;
EXECUTE never;

-- case: discard plans and all
PREPARE p AS SELECT 1;
DISCARD PLANS;
EXECUTE p;
DISCARD ALL;
EXECUTE p;

-- case: a prepared statement whose columns change
CREATE TABLE planned (a int, b int);
INSERT INTO planned VALUES (1, 2);
PREPARE everything AS SELECT * FROM planned;
PREPARE one AS SELECT a FROM planned WHERE b = $1;
EXECUTE everything;
ALTER TABLE planned ADD COLUMN c text;
EXECUTE everything;
EXECUTE one (2);
ALTER TABLE planned ALTER COLUMN a TYPE bigint;
EXECUTE one (2);
DROP TABLE planned;
