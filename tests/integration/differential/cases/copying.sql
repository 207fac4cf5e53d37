-- COPY FROM STDIN and TO STDOUT, text, csv and binary.
-- setup
CREATE TABLE things (id int, note text, n numeric(6, 2), day date, ok boolean);
INSERT INTO things VALUES (1, 'plain', 1.50, '2026-01-31', true), (2, E'tab\there', NULL, NULL, false), (3, E'line\nand \\ back', -0.25, '1999-12-31', NULL), (4, 'comma, "quote"', 0, NULL, NULL), (5, '', 5, NULL, NULL), (6, NULL, 6, NULL, NULL);

COPY things TO STDOUT;
COPY things (id, note) TO STDOUT;
COPY (SELECT * FROM things ORDER BY id) TO STDOUT;
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT WITH (FORMAT csv);
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER);
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER true, DELIMITER ';', NULL 'none');
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT WITH (FORMAT csv, FORCE_QUOTE *);
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT WITH (FORMAT csv, FORCE_QUOTE (id));
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT WITH (FORMAT csv, QUOTE '''', ESCAPE '\');
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT WITH (DELIMITER '|', NULL '');
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT CSV HEADER;
COPY (SELECT id, note FROM things ORDER BY id) TO STDOUT DELIMITER '|';
COPY (SELECT 1::int4, 'a'::text, NULL::text) TO STDOUT WITH (FORMAT binary);
COPY (SELECT 1::int8, 1.5::float8, true, DATE '2026-01-31') TO STDOUT (FORMAT binary);
COPY (SELECT 1.5::numeric, '12345678-1234-5678-1234-567812345678'::uuid, TIMESTAMP '2026-01-31 12:00') TO STDOUT (FORMAT binary);
COPY (SELECT 1 WHERE false) TO STDOUT;
COPY (SELECT 1 AS a WHERE false) TO STDOUT (FORMAT csv, HEADER);
COPY (SELECT n FROM generate_series(1, 20000) AS g(n)) TO STDOUT;
-- gap: the door says 22012
COPY (SELECT 1 / (n - 3) FROM generate_series(1, 5) AS g(n)) TO STDOUT;
COPY (SELECT ARRAY[1, 2], '{"a": 1}'::json, '\x00ff'::bytea, INTERVAL '1 day') TO STDOUT;
COPY (VALUES (1, 'a'), (2, 'b')) TO STDOUT;
COPY nowhere TO STDOUT;
COPY things (nothing) TO STDOUT;
COPY nowhere FROM STDIN;
COPY things TO STDOUT WITH (FORMAT parquette);
COPY things TO STDOUT WITH (DELIMITER 'ab');
COPY things TO STDOUT WITH (NOTHING true);
COPY (SELECT nothing) TO STDOUT;

-- case: text in
CREATE TABLE text_in (id int, note text, n numeric(6, 2), ok boolean);
-- stdin: "1\tplain\t1.50\tt\n2\ttab\\there\t\\N\tf\n3\tline\\nbreak \\\\ back\t3\t\\N\n"
COPY text_in FROM STDIN;
SELECT * FROM text_in ORDER BY id;
-- stdin: "4\tx\n5\t\\N\n\\.\n"
COPY text_in (id, note) FROM STDIN;
SELECT * FROM text_in ORDER BY id;

-- case: csv in
CREATE TABLE csv_in (id int, note text, day date);
-- stdin: "1,plain,2026-01-31\n2,\"quoted, \"\"so\"\"\",\n3,,2026-02-01\n4,\"\",2026-02-01\n5,\"two\nlines\",\n"
COPY csv_in FROM STDIN WITH (FORMAT csv);
SELECT id, note, day, note IS NULL AS missing FROM csv_in ORDER BY id;
-- stdin: "id,note,day\n10,x,2026-01-01\n"
COPY csv_in FROM STDIN WITH (FORMAT csv, HEADER);
-- stdin: "11;none;2026-01-01\n"
COPY csv_in FROM STDIN WITH (FORMAT csv, DELIMITER ';', NULL 'none');
-- stdin: "12,,\n"
COPY csv_in (id, note, day) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (note));
-- stdin: "13,\"none\",\n"
COPY csv_in FROM STDIN WITH (FORMAT csv, NULL 'none', FORCE_NULL (note), DEFAULT 'dflt');
SELECT id, note, day, note IS NULL AS missing FROM csv_in WHERE id >= 10 ORDER BY id;

-- case: csv in with a header that must match
CREATE TABLE headed (a int, b text);
-- stdin: "a,b\n1,x\n"
COPY headed FROM STDIN WITH (FORMAT csv, HEADER match);
-- stdin: "a,c\n1,x\n"
COPY headed FROM STDIN WITH (FORMAT csv, HEADER match);
SELECT * FROM headed;

-- case: a bad number stops it and leaves nothing
CREATE TABLE spoiled (id int, note text);
-- stdin: "1\ta\nx\tb\n"
COPY spoiled FROM STDIN;
SELECT count(*) FROM spoiled;

-- case: too few columns
CREATE TABLE short_rows (id int, note text);
-- stdin: "1\n"
COPY short_rows FROM STDIN;
-- stdin: "1\ta\tb\n"
COPY short_rows FROM STDIN;
-- stdin: "1,a,b\n"
COPY short_rows FROM STDIN (FORMAT csv);
SELECT count(*) FROM short_rows;

-- case: a key twice
CREATE TABLE keyed (id int PRIMARY KEY);
-- stdin: "1\n1\n"
COPY keyed FROM STDIN;
SELECT count(*) FROM keyed;

-- case: a null where none may be
CREATE TABLE strict_rows (id int NOT NULL);
-- stdin: "\\N\n"
COPY strict_rows FROM STDIN;

-- case: the client fails it
CREATE TABLE failed_in (id int);
COPY failed_in FROM STDIN;
SELECT count(*) FROM failed_in;

-- case: nothing comes in
CREATE TABLE empty_in (id int);
-- stdin: ""
COPY empty_in FROM STDIN;

-- case: in a transaction that is rolled back
CREATE TABLE undone (id int);
BEGIN;
-- stdin: "1\n2\n"
COPY undone FROM STDIN;
SELECT count(*) FROM undone;
ROLLBACK;
SELECT count(*) FROM undone;

-- case: after an error in a transaction
CREATE TABLE never_in (id int);
BEGIN;
SELECT 1 / 0;
-- stdin: "1\n"
COPY never_in FROM STDIN;
ROLLBACK;

-- case: defaults fill what is not given
CREATE TABLE defaulted (id int, note text DEFAULT 'filled');
-- stdin: "1\n"
COPY defaulted (id) FROM STDIN;
SELECT * FROM defaulted;

-- case: many rows in
CREATE TABLE copied_many AS SELECT 1 AS n WHERE false;
-- stdin: "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"
COPY copied_many FROM STDIN;
SELECT sum(n) FROM copied_many;

-- case: freeze and other words
CREATE TABLE frozen (id int);
-- stdin: "1\n"
COPY frozen FROM STDIN WITH (FORMAT text, ENCODING 'UTF8');
SELECT * FROM frozen;

-- case: where filters what comes in
CREATE TABLE filtered (id int);
-- stdin: "1\n2\n3\n"
COPY filtered FROM STDIN WHERE id > 1;
SELECT * FROM filtered ORDER BY id;

-- case: on error ignore
CREATE TABLE lenient (id int);
-- stdin: "1\nx\n3\n"
COPY lenient FROM STDIN WITH (ON_ERROR ignore);
SELECT * FROM lenient ORDER BY id;

-- case: special values in text
CREATE TABLE special (x double precision, raw bytea, list int[], doc json, gap interval, at timestamptz);
-- stdin: "NaN\t\\\\x00ff\t{1,NULL}\t{\"a\": 1}\t1 day\t2026-01-31 12:00:00+00\nInfinity\t\\N\t\\N\t\\N\t\\N\t\\N\n"
COPY special FROM STDIN;
SELECT * FROM special;
COPY special TO STDOUT;

-- case: rows that do not fit are left out
CREATE TABLE fitting (a int, b text, d date);
-- stdin: "1\tx\t2026-01-01\nbad\ty\t2026-01-01\n3\tz\t\\N\n4\tw\tsoon\n"
COPY fitting FROM STDIN (ON_ERROR ignore);
SELECT * FROM fitting ORDER BY a;
-- stdin: "1\tx\t2026-01-01\nbad\ty\t2026-01-01\n4\tw\tsoon\n"
COPY fitting FROM STDIN (ON_ERROR ignore, REJECT_LIMIT 1);
COPY fitting FROM STDIN (ON_ERROR ignore, FORMAT binary);
COPY fitting FROM STDIN (REJECT_LIMIT 1);

-- case: marks for defaults
CREATE TABLE standing (a int DEFAULT 7, b text DEFAULT 'none', c int);
-- stdin: "1\tx\t1\nD\ty\t2\n4\tD\t3\nD\tD\t4\n"
COPY standing FROM STDIN (DEFAULT 'D');
-- stdin: "1,x,5\nD,\"D\",6\n,D,7\n"
COPY standing FROM STDIN (DEFAULT 'D', FORMAT csv);
SELECT * FROM standing ORDER BY c;
