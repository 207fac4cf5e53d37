-- DECLARE, FETCH, MOVE, CLOSE.

-- case: forward by numbers
BEGIN;
DECLARE c CURSOR FOR SELECT n FROM generate_series(1, 10) AS g(n);
FETCH c;
FETCH NEXT FROM c;
FETCH 2 FROM c;
FETCH FORWARD 3 FROM c;
FETCH FORWARD FROM c;
FETCH ALL FROM c;
FETCH c;
CLOSE c;
COMMIT;

-- case: fetch zero
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT n FROM generate_series(1, 3) AS g(n);
FETCH 1 FROM c;
FETCH 0 FROM c;
COMMIT;

-- case: moving
BEGIN;
DECLARE c CURSOR FOR SELECT n FROM generate_series(1, 10) AS g(n);
MOVE 3 FROM c;
FETCH c;
MOVE FORWARD 2 IN c;
FETCH c;
MOVE ALL FROM c;
FETCH c;
COMMIT;

-- case: scrolling
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT n FROM generate_series(1, 5) AS g(n);
FETCH LAST FROM c;
FETCH FIRST FROM c;
FETCH ABSOLUTE 3 FROM c;
FETCH RELATIVE 1 FROM c;
FETCH PRIOR FROM c;
FETCH BACKWARD 2 FROM c;
FETCH BACKWARD ALL FROM c;
FETCH ABSOLUTE -1 FROM c;
FETCH ABSOLUTE 99 FROM c;
COMMIT;

-- case: no way back without scroll
BEGIN;
DECLARE c NO SCROLL CURSOR FOR SELECT n FROM generate_series(1, 5) AS g(n);
FETCH 2 FROM c;
FETCH PRIOR FROM c;
ROLLBACK;

-- case: with hold
BEGIN;
DECLARE held CURSOR WITH HOLD FOR SELECT n FROM generate_series(1, 3) AS g(n);
FETCH held;
COMMIT;
FETCH ALL FROM held;
CLOSE held;

-- case: without hold it ends with its transaction
BEGIN;
DECLARE c CURSOR FOR SELECT 1;
COMMIT;
FETCH c;

-- case: a cursor needs a transaction
DECLARE c CURSOR FOR SELECT 1;
CLOSE c;

-- case: a name twice
BEGIN;
DECLARE c CURSOR FOR SELECT 1;
DECLARE c CURSOR FOR SELECT 2;
ROLLBACK;

-- case: a cursor over no rows
BEGIN;
DECLARE c CURSOR FOR SELECT 1 AS a WHERE false;
FETCH ALL FROM c;
MOVE 5 FROM c;
COMMIT;

-- case: a cursor that fails while it runs
-- gap: the door says 22012
BEGIN;
DECLARE c CURSOR FOR SELECT 1 / (3 - n) FROM generate_series(1, 5) AS g(n);
FETCH ALL FROM c;
ROLLBACK;

-- case: binary
BEGIN;
DECLARE c BINARY CURSOR FOR SELECT 1::int4, 'a'::text;
FETCH c;
COMMIT;

-- case: types of a cursor
BEGIN;
DECLARE c CURSOR FOR SELECT 1::int8 AS a, 1.50::numeric(5, 2) AS b, DATE '2026-01-31' AS c;
FETCH c;
COMMIT;

-- case: rows that were deleted meanwhile
CREATE TABLE fading (n int);
INSERT INTO fading VALUES (1), (2);
BEGIN;
DECLARE c CURSOR FOR SELECT n FROM fading ORDER BY n;
DELETE FROM fading;
FETCH ALL FROM c;
COMMIT;

-- case: close all
BEGIN;
DECLARE a CURSOR FOR SELECT 1;
DECLARE b CURSOR FOR SELECT 2;
CLOSE ALL;
FETCH a;
ROLLBACK;

-- case: closing what is not there
CLOSE nothing;

-- case: the catalog of cursors
-- gap: the tag is 'SELECT 0', PostgreSQL's 'SELECT 1'
BEGIN;
DECLARE listed CURSOR FOR SELECT 1;
SELECT name, is_holdable, is_binary, is_scrollable FROM pg_cursors WHERE name = 'listed';
COMMIT;
SELECT count(*) FROM pg_cursors;

-- case: discard closes
BEGIN;
DECLARE held CURSOR WITH HOLD FOR SELECT 1;
COMMIT;
DISCARD ALL;
FETCH held;

-- case: many rows in parts
BEGIN;
DECLARE c CURSOR FOR SELECT n, n * 2 AS m FROM generate_series(1, 25000) AS g(n);
FETCH 12000 FROM c;
FETCH 12000 FROM c;
FETCH 12000 FROM c;
COMMIT;
