-- case: texts are held to the length of their column
CREATE TABLE limited (a varchar(5), b char(3), c varchar, d character varying(2) DEFAULT 'x' NOT NULL, e char, "Odd name" varchar(3), f varchar(4)[]);
INSERT INTO limited (a) VALUES ('abcdef');
INSERT INTO limited (a) VALUES ('abcde');
INSERT INTO limited (b) VALUES ('abcd');
INSERT INTO limited (b) VALUES ('ab   ');
INSERT INTO limited (d) VALUES ('xyz');
INSERT INTO limited ("Odd name") VALUES ('xyzz');
UPDATE limited SET a = 'abcdef';
SELECT conname FROM pg_constraint WHERE conrelid = 'limited'::regclass AND contype = 'c';
ALTER TABLE limited RENAME COLUMN a TO aa;
INSERT INTO limited (aa) VALUES ('abcdef');
ALTER TABLE limited DROP COLUMN b;

-- case: the catalog knows the length of a column
CREATE TABLE known (a varchar(5), b char(3), d character varying(2), n int);
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'known'::regclass AND attnum > 0 ORDER BY attnum;
SELECT column_name, data_type, character_maximum_length FROM information_schema.columns WHERE table_name = 'known' ORDER BY ordinal_position;

-- case: a column may become longer
CREATE TABLE grown (a varchar(5));
ALTER TABLE grown ALTER COLUMN a TYPE varchar(10);

-- case: a column that is added is held to its length
CREATE TABLE added (a int);
ALTER TABLE added ADD COLUMN b varchar(3);
INSERT INTO added VALUES (1, 'abcd');

-- case: rows without a key are kept, or the statement is refused
CREATE TABLE keyed (a int UNIQUE, b int);
INSERT INTO keyed VALUES (NULL, 1), (1, 2), (1, 3) ON CONFLICT (a) DO NOTHING;
INSERT INTO keyed VALUES (5, 1), (5, 2) ON CONFLICT DO NOTHING;
SELECT a, b FROM keyed ORDER BY 1, 2;
EXPLAIN ANALYZE INSERT INTO keyed VALUES (9, 1), (9, 2) ON CONFLICT (a) DO UPDATE SET b = 0;

-- case: several rows without a key
-- gap: the door says 0A000
CREATE TABLE keyless (a int UNIQUE, b int);
INSERT INTO keyless VALUES (NULL, 1), (NULL, 2) ON CONFLICT DO NOTHING;

-- case: grouping by a key is grouping by what hangs on it
CREATE TABLE people (id int PRIMARY KEY, name text, born date);
CREATE TABLE pets (id int PRIMARY KEY, person_id int, name text);
INSERT INTO people VALUES (1, 'ada', '1815-12-10'), (2, 'bob', NULL);
INSERT INTO pets VALUES (1, 1, 'rex'), (2, 1, 'tom'), (3, 2, 'ann');
SELECT p.id, p.name, count(q.id) AS n FROM people p LEFT OUTER JOIN pets q ON p.id = q.person_id GROUP BY p.id ORDER BY 1;
SELECT p.id, p.name, count(q.id) AS n FROM people p LEFT OUTER JOIN pets q ON p.id = q.person_id GROUP BY 1 HAVING count(*) > 1 ORDER BY 1;
SELECT p.born, max(q.name) FROM people p JOIN pets q ON q.person_id = p.id GROUP BY p.id ORDER BY 2;
SELECT count(*) FROM (SELECT p.name, max(q.name) FROM people p JOIN pets q ON q.person_id = p.id GROUP BY p.id) AS s;
SELECT q.name, p.name FROM people p JOIN pets q ON q.person_id = p.id GROUP BY p.id;
