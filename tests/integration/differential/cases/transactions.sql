-- BEGIN to ROLLBACK: what counts, what is refused, what the tags say.

-- case: a commit counts
CREATE TABLE t1 (id int);
BEGIN;
INSERT INTO t1 VALUES (1);
COMMIT;
SELECT * FROM t1;

-- case: a rollback leaves nothing
CREATE TABLE t2 (id int);
BEGIN;
INSERT INTO t2 VALUES (1);
SELECT count(*) FROM t2;
ROLLBACK;
SELECT count(*) FROM t2;

-- case: an error fails the transaction
CREATE TABLE t3 (id int PRIMARY KEY);
BEGIN;
INSERT INTO t3 VALUES (1);
SELECT 1 / 0;
SELECT 1;
INSERT INTO t3 VALUES (2);
COMMIT;
SELECT count(*) FROM t3;

-- case: a wrong name fails the transaction
BEGIN;
SELECT nothing;
SELECT 1;
ROLLBACK;
SELECT 1;

-- case: a failed commit says ROLLBACK
CREATE TABLE t4 (id int PRIMARY KEY);
BEGIN;
INSERT INTO t4 VALUES (1);
INSERT INTO t4 VALUES (1);
COMMIT;
SELECT count(*) FROM t4;

-- case: every spelling of a beginning
BEGIN;
COMMIT;
BEGIN TRANSACTION;
COMMIT TRANSACTION;
BEGIN WORK;
COMMIT WORK;
START TRANSACTION;
END;
BEGIN;
ABORT;
BEGIN;
ROLLBACK WORK;

-- case: levels
BEGIN ISOLATION LEVEL REPEATABLE READ;
SHOW transaction_isolation;
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE;
SHOW transaction_read_only;
COMMIT;
START TRANSACTION READ WRITE;
COMMIT;
SHOW transaction_isolation;

-- case: a level is set inside
BEGIN;
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
SHOW transaction_isolation;
COMMIT;

-- case: a reader may not write
CREATE TABLE t5 (id int);
BEGIN READ ONLY;
INSERT INTO t5 VALUES (1);
ROLLBACK;
SET default_transaction_read_only = on;
INSERT INTO t5 VALUES (1);
CREATE TABLE t6 (id int);
SET default_transaction_read_only = off;
INSERT INTO t5 VALUES (1);

-- case: begin inside a transaction warns
BEGIN;
BEGIN;
COMMIT;

-- case: commit outside a transaction warns
COMMIT;
ROLLBACK;

-- case: commit and chain
BEGIN;
COMMIT AND CHAIN;
ROLLBACK AND CHAIN;
ROLLBACK;
COMMIT AND CHAIN;

-- case: savepoints that nothing is undone to
CREATE TABLE t7 (id int);
BEGIN;
SAVEPOINT a;
INSERT INTO t7 VALUES (1);
RELEASE SAVEPOINT a;
SAVEPOINT b;
RELEASE b;
COMMIT;
SELECT count(*) FROM t7;

-- case: back to a savepoint after a wrong name
CREATE TABLE t8 (id int);
BEGIN;
SAVEPOINT a;
SELECT nothing;
SELECT 1;
ROLLBACK TO SAVEPOINT a;
INSERT INTO t8 VALUES (1);
COMMIT;
SELECT count(*) FROM t8;

-- case: back to a savepoint that nothing was written after
CREATE TABLE t9 (id int);
BEGIN;
INSERT INTO t9 VALUES (1);
SAVEPOINT a;
SELECT count(*) FROM t9;
ROLLBACK TO a;
COMMIT;
SELECT count(*) FROM t9;

-- case: back over written rows
-- gap: the door says 0A000
CREATE TABLE t10 (id int);
BEGIN;
SAVEPOINT a;
INSERT INTO t10 VALUES (1);
ROLLBACK TO a;
COMMIT;
SELECT count(*) FROM t10;

-- case: a savepoint that is not there
BEGIN;
ROLLBACK TO nowhere;
ROLLBACK;
BEGIN;
RELEASE nowhere;
ROLLBACK;

-- case: savepoints need a transaction
SAVEPOINT a;
ROLLBACK TO a;
RELEASE a;

-- case: definitions are undone too
BEGIN;
CREATE TABLE t11 (id int);
INSERT INTO t11 VALUES (1);
ROLLBACK;
SELECT * FROM t11;

-- case: several statements of one string are one transaction
-- together
CREATE TABLE t12 (id int PRIMARY KEY);
INSERT INTO t12 VALUES (1);
INSERT INTO t12 VALUES (1);
SELECT 'never';

-- case: what failed together left nothing
-- only: simple
SELECT * FROM t12;

-- case: a string with several results
-- together
SELECT 1 AS a;
SELECT 'x' AS b, 2 AS c;
CREATE TABLE t13 (id int);
INSERT INTO t13 VALUES (1), (2);
SELECT * FROM t13 ORDER BY id;

-- case: a string that commits half way
-- together
CREATE TABLE t14 (id int);
BEGIN;
INSERT INTO t14 VALUES (1);
COMMIT;
INSERT INTO t14 VALUES (2);
SELECT 1 / 0;

-- case: what was committed half way is there
-- only: simple
SELECT * FROM t14 ORDER BY id;

-- case: an error ends the string
-- together
SELECT 1;
SELECT nothing;
SELECT 2;

-- case: nothing at all
-- only: simple
;

-- case: a comment alone
-- only: simple
/* nothing */;

-- case: two-phase commit is refused where it is not configured
BEGIN;
PREPARE TRANSACTION 'x';
ROLLBACK;

-- case: a local setting ends with its transaction
BEGIN;
SET LOCAL TimeZone = 'Europe/Prague';
SHOW TimeZone;
COMMIT;
SHOW TimeZone;

-- case: a rolled back setting is undone
BEGIN;
SET TimeZone = 'Europe/Prague';
ROLLBACK;
SHOW TimeZone;

-- case: locks
CREATE TABLE t15 (id int);
BEGIN;
LOCK TABLE t15 IN SHARE MODE;
COMMIT;
LOCK TABLE t15;

-- case: now stands still in a transaction
BEGIN;
CREATE TEMP TABLE moment AS SELECT now() AS at;
SELECT now() = at FROM moment;
COMMIT;

-- case: the identifier of a transaction
-- gap: the door says 42883
SELECT txid_current() = txid_current();
SELECT pg_current_xact_id_if_assigned();

-- case: advisory locks
SELECT pg_advisory_lock(1);
SELECT pg_try_advisory_lock(1);
SELECT pg_advisory_unlock(1);
SELECT pg_advisory_unlock_all();

-- case: constraints are deferred
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
COMMIT;

-- case: advisory locks of one session
SELECT pg_try_advisory_lock(1), pg_try_advisory_lock_shared(1, 2), pg_try_advisory_lock(1, 2);
SELECT classid, objid, objsubid, mode, granted FROM pg_locks WHERE locktype = 'advisory' ORDER BY 3, 4;
SELECT pg_advisory_unlock_shared(1, 2), pg_advisory_unlock(1, 2), pg_advisory_unlock(1);
SELECT pg_advisory_lock(hashtext('a name')), pg_advisory_lock_shared(NULL);
SELECT objid FROM pg_locks WHERE locktype = 'advisory';
SELECT pg_advisory_unlock_all();
BEGIN;
SELECT pg_advisory_xact_lock(-1), pg_try_advisory_xact_lock_shared(3);
SELECT classid, objid, mode FROM pg_locks WHERE locktype = 'advisory' ORDER BY 1;
COMMIT;
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory';

SELECT hashtext('abc'), hashtext(''), hashtext('twelve bytes'), hashtext('thirteen byte'), hashtext('žluťoučký'), hashtext(NULL);

SELECT hashtextextended('abc', 0), hashtextextended('abcdefghijklmnop', 42), hashtextextended('x', -5);

-- case: a temporary table that is emptied by each commit
CREATE TEMP TABLE tmp_d (n int) ON COMMIT DELETE ROWS;
INSERT INTO tmp_d VALUES (5);
SELECT * FROM tmp_d;
BEGIN;
INSERT INTO tmp_d VALUES (1);
SELECT * FROM tmp_d;
COMMIT;
SELECT * FROM tmp_d;
BEGIN;
INSERT INTO tmp_d VALUES (1);
COMMIT;
SELECT count(*) FROM tmp_d;
CREATE TEMP TABLE tmp_e ON COMMIT DELETE ROWS AS SELECT 1 AS n;
SELECT count(*) FROM tmp_e;
DROP TABLE tmp_d;
CREATE TABLE tmp_d (n int);
INSERT INTO tmp_d VALUES (5);
SELECT * FROM tmp_d;

-- case: a table that takes the place of an emptied one
CREATE TEMP TABLE tmp_f (n int) ON COMMIT DELETE ROWS;
BEGIN;
DROP TABLE tmp_f;
CREATE TEMP TABLE tmp_f (n int);
INSERT INTO tmp_f VALUES (1);
COMMIT;
SELECT * FROM tmp_f;
