-- Names of constraints, given and made, and columns that are IDENTITY.

-- case: names that were given and names that are made
CREATE TABLE goods (id int CONSTRAINT goods_id PRIMARY KEY, sku text CONSTRAINT sku_once UNIQUE, price numeric CONSTRAINT price_positive CHECK (price > 0), quantity int CHECK (quantity > 0), least int NOT NULL CHECK (quantity < 100), CHECK (quantity < least), CONSTRAINT sku_price UNIQUE (sku, price), UNIQUE (price, quantity));
CREATE TABLE sold (id serial PRIMARY KEY, good int REFERENCES goods, other int CONSTRAINT to_other REFERENCES goods (id), FOREIGN KEY (other) REFERENCES goods);
SELECT conrelid::regclass::text, contype, conname, conkey FROM pg_constraint WHERE conrelid::regclass::text IN ('goods', 'sold') ORDER BY 1, 2, 3;
SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_name IN ('goods', 'sold') AND constraint_type <> 'CHECK' ORDER BY 1, 2;
SELECT constraint_name, column_name, ordinal_position FROM information_schema.key_column_usage WHERE table_name IN ('goods', 'sold') ORDER BY 1, 3;
SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints WHERE constraint_name LIKE 'sold%' OR constraint_name = 'to_other' ORDER BY 1;
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname IN ('sku_price', 'to_other', 'goods_id') ORDER BY 1;
SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid WHERE indrelid = 'goods'::regclass ORDER BY 1;

-- case: names are renamed, dropped and taken
CREATE TABLE named (a int CONSTRAINT first UNIQUE, b int CONSTRAINT second CHECK (b > 0));
ALTER TABLE named RENAME CONSTRAINT first TO third;
ALTER TABLE named RENAME CONSTRAINT second TO "The Fourth";
ALTER TABLE named RENAME CONSTRAINT nothing TO fifth;
ALTER TABLE named RENAME CONSTRAINT third TO "The Fourth";
ALTER TABLE named ADD CONSTRAINT "The Fourth" CHECK (a > 0);
ALTER TABLE named ADD CONSTRAINT fifth CHECK (a > 0);
ALTER TABLE named ADD CHECK (a > 1), ADD CHECK (a > 2), ADD CHECK (a > b);
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'named'::regclass ORDER BY 1, 2;
ALTER TABLE named DROP CONSTRAINT second;
ALTER TABLE named DROP CONSTRAINT IF EXISTS second;
ALTER TABLE named DROP CONSTRAINT "The Fourth";
ALTER TABLE named DROP CONSTRAINT named_a_check;
ALTER TABLE named ADD CHECK (a > 3);
INSERT INTO named VALUES (4, -1);
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'named'::regclass ORDER BY 1, 2;

-- case: names stay when their tables and columns are called otherwise
CREATE TABLE before (id int PRIMARY KEY, a int CHECK (a > 0), b int UNIQUE, c int NOT NULL, CONSTRAINT both_of CHECK (a < b));
CREATE TABLE looks (id int REFERENCES before);
ALTER TABLE before RENAME TO after;
ALTER TABLE after RENAME COLUMN a TO aa;
ALTER TABLE after RENAME COLUMN id TO key;
ALTER TABLE after ALTER COLUMN b TYPE bigint;
ALTER TABLE after ADD COLUMN d int CONSTRAINT d_small CHECK (d < 9);
SELECT conrelid::regclass::text, contype, conname FROM pg_constraint WHERE conrelid::regclass::text IN ('after', 'looks') ORDER BY 1, 2, 3;
ALTER TABLE after DROP COLUMN aa;
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'after'::regclass ORDER BY 1, 2;
ALTER TABLE after RENAME TO before;
SELECT conname FROM pg_constraint WHERE conrelid = 'before'::regclass ORDER BY 1;

-- case: names that are in use are passed over
CREATE TABLE one (two_x int UNIQUE, a int CHECK (a > 0));
CREATE TABLE one_two (x int UNIQUE, one_a_check int);
CREATE TABLE one_a (id int, CHECK (id > 0), CHECK (id > 1));
CREATE TABLE other (a int CONSTRAINT one_a_check CHECK (a > 0));
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid::regclass::text IN ('one', 'one_two', 'one_a', 'other') ORDER BY 1, 2;
CREATE TABLE clash (a int CONSTRAINT one UNIQUE);
CREATE TABLE clash (a int CONSTRAINT x CHECK (a > 0), b int CONSTRAINT x CHECK (b > 0));
CREATE TABLE a_table_with_a_name_that_is_rather_long_as_names_go_here (a_column_with_a_long_name_as_well int UNIQUE, b int CHECK (b > 0), PRIMARY KEY (b));
SELECT conname FROM pg_constraint WHERE conrelid::regclass::text LIKE 'a_table_with%' AND contype <> 'n' ORDER BY 1;

-- case: names of a table like another
CREATE TABLE origin (id int CONSTRAINT its_key PRIMARY KEY, a int CONSTRAINT a_positive CHECK (a > 0), b int CHECK (b > 0), c int CONSTRAINT c_there NOT NULL, UNIQUE (a, b));
CREATE TABLE likeness (LIKE origin INCLUDING ALL);
CREATE TABLE bare (LIKE origin);
CREATE TABLE mixed (LIKE origin INCLUDING CONSTRAINTS, d int CONSTRAINT d_positive CHECK (d > 0));
SELECT conrelid::regclass::text, contype, conname FROM pg_constraint WHERE conrelid::regclass::text IN ('likeness', 'bare', 'mixed') ORDER BY 1, 2, 3;

-- case: the key that a conflict is with by its name
CREATE TABLE meets (id int PRIMARY KEY, code text CONSTRAINT code_once UNIQUE, n int CONSTRAINT n_positive CHECK (n > 0));
INSERT INTO meets VALUES (1, 'a', 1), (2, 'b', 2);
INSERT INTO meets VALUES (3, 'a', 7) ON CONFLICT ON CONSTRAINT code_once DO UPDATE SET n = excluded.n RETURNING *;
INSERT INTO meets VALUES (1, 'x', 8) ON CONFLICT ON CONSTRAINT meets_pkey DO UPDATE SET n = excluded.n RETURNING *;
INSERT INTO meets VALUES (1, 'y', 8) ON CONFLICT ON CONSTRAINT code_once DO NOTHING;
INSERT INTO meets VALUES (9, 'a', 8) ON CONFLICT ON CONSTRAINT code_once DO NOTHING;
INSERT INTO meets VALUES (9, 'a', 8) ON CONFLICT ON CONSTRAINT nothing DO NOTHING;
INSERT INTO meets VALUES (9, 'a', 8) ON CONFLICT ON CONSTRAINT n_positive DO NOTHING;
SELECT * FROM meets ORDER BY id;

-- case: names of a temporary table
CREATE TEMPORARY TABLE passing (id int CONSTRAINT passing_key PRIMARY KEY, a int CONSTRAINT a_small CHECK (a < 9));
INSERT INTO passing VALUES (1, 10);
INSERT INTO passing VALUES (1, 1);
INSERT INTO passing VALUES (1, 2) ON CONFLICT ON CONSTRAINT passing_key DO UPDATE SET a = excluded.a RETURNING a;
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'passing'::regclass ORDER BY 1, 2;
ALTER TABLE passing RENAME CONSTRAINT a_small TO a_little;
ALTER TABLE passing DROP CONSTRAINT a_little;
INSERT INTO passing VALUES (2, 10);
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'passing'::regclass ORDER BY 1, 2;

-- case: names that are given in a transaction are gone with it
BEGIN;
CREATE TABLE undone (a int CONSTRAINT undone_a CHECK (a > 0));
ROLLBACK;
CREATE TABLE undone (a int CHECK (a > 0));
BEGIN;
ALTER TABLE undone RENAME CONSTRAINT undone_a_check TO renamed;
ROLLBACK;
SELECT conname FROM pg_constraint WHERE conrelid = 'undone'::regclass;
DROP TABLE undone;
CREATE TABLE undone (a int CONSTRAINT other_name CHECK (a > 0));
SELECT conname FROM pg_constraint WHERE conrelid = 'undone'::regclass;

-- case: a column that is generated always takes no value
CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, by int GENERATED BY DEFAULT AS IDENTITY (START WITH 5 INCREMENT BY 2), c text);
INSERT INTO numbered (c) VALUES ('a') RETURNING *;
INSERT INTO numbered (id, c) VALUES (7, 'b');
INSERT INTO numbered VALUES (7, 1, 'b');
INSERT INTO numbered (c, id) SELECT 'b', 7;
INSERT INTO numbered SELECT 7;
INSERT INTO numbered VALUES (DEFAULT, 1, 'd') RETURNING *;
INSERT INTO numbered (id, c) VALUES (DEFAULT, 'e'), (8, 'f');
INSERT INTO numbered (id, c) VALUES (DEFAULT, 'e'), (DEFAULT, 'f') RETURNING *;
INSERT INTO numbered (id, c) OVERRIDING SYSTEM VALUE VALUES (70, 'g') RETURNING *;
INSERT INTO numbered (id, by, c) OVERRIDING USER VALUE VALUES (99, 88, 'h') RETURNING *;
INSERT INTO numbered OVERRIDING USER VALUE SELECT 1, 2, 'i' RETURNING *;
INSERT INTO numbered (by, c) VALUES (1, 'j') RETURNING *;
UPDATE numbered SET id = 5 WHERE c = 'a';
UPDATE numbered SET c = 'k', id = DEFAULT WHERE c = 'g' RETURNING *;
UPDATE numbered SET (c, id) = ('l', 9) WHERE c = 'a';
UPDATE numbered SET by = 3 WHERE id = 1 RETURNING *;
WITH made AS (INSERT INTO numbered (id, c) VALUES (9, 'x') RETURNING *) SELECT * FROM made;
INSERT INTO numbered (c) VALUES ('m') ON CONFLICT (id) DO UPDATE SET id = 9;
SELECT * FROM numbered ORDER BY id;

-- case: what the catalog tells of identities
CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY, big bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 5 INCREMENT BY 2 MAXVALUE 99 CYCLE), plain serial, c text);
SELECT column_name, column_default IS NULL, is_nullable, is_identity, identity_generation, identity_start, identity_increment, identity_maximum, identity_minimum, identity_cycle FROM information_schema.columns WHERE table_name = 'counted' ORDER BY ordinal_position;
SELECT attname, attidentity, atthasdef, attnotnull FROM pg_attribute WHERE attrelid = 'counted'::regclass AND attnum > 0 ORDER BY attnum;
SELECT deptype, refobjsubid FROM pg_depend WHERE refobjid = 'counted'::regclass AND objid IN ('counted_id_seq'::regclass, 'counted_big_seq'::regclass, 'counted_plain_seq'::regclass) ORDER BY 2;
ALTER TABLE counted RENAME COLUMN id TO number;
ALTER TABLE counted RENAME TO recounted;
INSERT INTO recounted (number) VALUES (1);
ALTER TABLE recounted ADD COLUMN more int GENERATED ALWAYS AS IDENTITY;
INSERT INTO recounted (more) VALUES (1);
SELECT attname, attidentity FROM pg_attribute WHERE attrelid = 'recounted'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
ALTER TABLE recounted DROP COLUMN number;
INSERT INTO recounted (c) VALUES ('x') RETURNING big, plain, c, more;
SELECT attname, attidentity FROM pg_attribute WHERE attrelid = 'recounted'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;

-- case: a column becomes IDENTITY and is it no more
CREATE TABLE becoming (id int NOT NULL, n int, s serial);
INSERT INTO becoming (id) VALUES (1);
ALTER TABLE becoming ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE becoming ALTER COLUMN s ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE becoming ALTER COLUMN n DROP IDENTITY;
ALTER TABLE becoming ALTER COLUMN n DROP IDENTITY IF EXISTS;
ALTER TABLE becoming ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME becoming_numbers START WITH 5);
ALTER TABLE becoming ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
INSERT INTO becoming (n) VALUES (1) RETURNING id;
INSERT INTO becoming (id) VALUES (2) RETURNING id;
ALTER TABLE becoming ALTER COLUMN id SET GENERATED ALWAYS;
INSERT INTO becoming (id) VALUES (3);
SELECT attname, attidentity FROM pg_attribute WHERE attrelid = 'becoming'::regclass AND attnum > 0 ORDER BY attnum;
SELECT deptype FROM pg_depend WHERE objid = 'becoming_numbers'::regclass AND refobjid = 'becoming'::regclass;
ALTER TABLE becoming ALTER COLUMN id DROP IDENTITY;
INSERT INTO becoming (id) VALUES (4) RETURNING id;
INSERT INTO becoming (n) VALUES (4) RETURNING id;
SELECT attname, attidentity, attnotnull FROM pg_attribute WHERE attrelid = 'becoming'::regclass AND attnum > 0 ORDER BY attnum;
SELECT nextval('becoming_numbers');

-- case: a key that is added has its name
CREATE TABLE later (a int, b int);
ALTER TABLE later ADD CONSTRAINT a_once UNIQUE (a);
INSERT INTO later VALUES (1, 1);
INSERT INTO later VALUES (1, 2) ON CONFLICT ON CONSTRAINT a_once DO UPDATE SET b = excluded.b RETURNING *;
ALTER TABLE later RENAME CONSTRAINT a_once TO a_only_once;
INSERT INTO later VALUES (1, 3) ON CONFLICT ON CONSTRAINT a_once DO NOTHING;
INSERT INTO later VALUES (1, 3) ON CONFLICT ON CONSTRAINT a_only_once DO NOTHING;
ALTER TABLE later ADD CONSTRAINT a_once PRIMARY KEY (b);
INSERT INTO later VALUES (2, 2);
ALTER TABLE later DROP CONSTRAINT a_only_once;
INSERT INTO later VALUES (1, 4);
SELECT conname FROM pg_constraint WHERE conrelid = 'later'::regclass AND contype = 'p';
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'later'::regclass AND contype <> 'n' ORDER BY 1, 2;
ALTER TABLE later ADD UNIQUE (a, b), ADD COLUMN c int CONSTRAINT c_once UNIQUE;
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'later'::regclass AND contype <> 'n' ORDER BY 1, 2;
SELECT relname, indisunique FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = 'later'::regclass ORDER BY 1;
INSERT INTO later VALUES (5, 5, 5), (5, 6, 6);
ALTER TABLE later ADD CONSTRAINT not_so UNIQUE (a);
ALTER TABLE later ADD CONSTRAINT later UNIQUE (b);
ALTER TABLE later DROP CONSTRAINT later_a_b_key;
SELECT contype, conname FROM pg_constraint WHERE conrelid = 'later'::regclass AND contype <> 'n' ORDER BY 1, 2;

-- case: a MERGE gives no value to what is generated always
CREATE TABLE merged_into (id int GENERATED ALWAYS AS IDENTITY, b text);
MERGE INTO merged_into t USING (SELECT 3 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, b) VALUES (s.id, 'x');
MERGE INTO merged_into t USING (SELECT 3 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (b) VALUES ('x');
MERGE INTO merged_into t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET b = 'y' WHEN NOT MATCHED THEN INSERT (b) VALUES ('z');
SELECT * FROM merged_into;
MERGE INTO merged_into t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET id = 5;
MERGE INTO merged_into t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED AND t.id = 1 THEN UPDATE SET b = 'w' WHEN NOT MATCHED THEN INSERT (b) VALUES ('z');
SELECT * FROM merged_into;
