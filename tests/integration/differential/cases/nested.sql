-- Arrays, JSON, enums and rows.
SELECT ARRAY[1, 2, 3], ARRAY['a', 'b'], ARRAY[1.5, NULL];
SELECT ARRAY[]::int[];
SELECT '{}'::text[];
SELECT '{a,"b c",NULL,"NULL","qu\"ote"}'::text[];
SELECT ARRAY['', 'a,b', '{x}', 'back\slash', ' space '];
SELECT ARRAY[true, false, NULL];
SELECT ARRAY[DATE '2026-01-31'], ARRAY[TIMESTAMP '2026-01-31 12:00'];
SELECT ARRAY[[1, 2], [3, 4]];
SELECT (ARRAY[1, 2, 3])[2], (ARRAY[1, 2, 3])[5], (ARRAY[1, 2, 3])[0];
SELECT (ARRAY[1, 2, 3])[1:2];
SELECT array_length(ARRAY[1, 2, 3], 1), cardinality(ARRAY[1, 2]), array_ndims(ARRAY[1]);
SELECT array_length('{}'::int[], 1);
SELECT array_upper(ARRAY[1, 2], 1), array_lower(ARRAY[1, 2], 1);
SELECT array_append(ARRAY[1], 2), array_prepend(0, ARRAY[1]), array_cat(ARRAY[1], ARRAY[2]);
SELECT ARRAY[1] || 2, 0 || ARRAY[1], ARRAY[1] || ARRAY[2];
SELECT array_position(ARRAY['a', 'b'], 'b'), array_position(ARRAY['a'], 'z');
SELECT array_remove(ARRAY[1, 2, 1], 1), array_replace(ARRAY[1, 2], 1, 9);
SELECT 1 = ANY (ARRAY[1, 2]), 3 = ANY (ARRAY[1, 2]), 1 < ALL (ARRAY[2, 3]), 1 = ANY ('{1,2}');
SELECT ARRAY[1, 2] @> ARRAY[1], ARRAY[1] <@ ARRAY[1, 2], ARRAY[1, 2] && ARRAY[2, 3];
SELECT ARRAY[1, 2] = ARRAY[1, 2], ARRAY[1] < ARRAY[2];
SELECT unnest(ARRAY[1, 2]) AS n;
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS t(n, s);
SELECT * FROM unnest(ARRAY[1, 2]) WITH ORDINALITY AS t(n, at);
SELECT array_agg(n ORDER BY n DESC) FROM (VALUES (1), (2)) AS v(n);
SELECT array_agg(n) FROM (VALUES (1)) AS v(n) WHERE false;
SELECT ARRAY(SELECT n FROM (VALUES (1), (2)) AS v(n) ORDER BY n);
SELECT array_to_string(ARRAY[1, 2], ',');
SELECT array_fill(0, ARRAY[3]);
SELECT generate_subscripts(ARRAY[5, 6], 1);
SELECT trim_array(ARRAY[1, 2, 3], 1);
SELECT array_sort(ARRAY[2, 1]);
SELECT ARRAY[1, 2]::text[], ARRAY['1', '2']::int[], '{1,2}'::int8[];
SELECT ARRAY['12345678-1234-5678-1234-567812345678'::uuid];
SELECT ARRAY['\x00'::bytea];
SELECT ARRAY[1.50, 2.25]::numeric(10, 2)[];
SELECT '{"a": {"b": [1, 2]}}'::json -> 'a' -> 'b' ->> 1;
SELECT '{"a": 1}'::json -> 'a', '{"a": 1}'::json ->> 'a', '{"a": 1}'::json -> 'z';
SELECT '[1, 2, 3]'::json -> 0, '[1, 2, 3]'::json -> -1;
SELECT '{"a": {"b": 1}}'::json #> '{a,b}', '{"a": {"b": 1}}'::json #>> '{a,b}';
SELECT '{"a": 1, "b": 2}'::jsonb @> '{"a": 1}'::jsonb;
SELECT '{"a": 1}'::jsonb ? 'a', '{"a": 1}'::jsonb ?| ARRAY['z', 'a'], '{"a": 1}'::jsonb ?& ARRAY['a'];
SELECT '{"a": 1}'::jsonb || '{"b": 2}'::jsonb;
SELECT '{"a": 1, "b": 2}'::jsonb - 'a';
SELECT json_array_length('[1, 2]'), jsonb_array_length('[1, 2, 3]');
SELECT json_typeof('1'), json_typeof('"a"'), json_typeof('null'), json_typeof('{}'), json_typeof('[]'), json_typeof('true');
SELECT json_build_object('a', 1, 'b', 'x'), json_build_array(1, 'a', NULL);
SELECT jsonb_build_object('b', 1, 'a', 2);
SELECT to_json('a'::text), to_json(1), to_jsonb(ARRAY[1, 2]);
SELECT json_object_keys('{"a": 1, "b": 2}');
SELECT * FROM json_each_text('{"a": 1, "b": "x"}');
-- gap: the columns are value 3802, PostgreSQL's value 114
SELECT * FROM json_array_elements('[1, "a"]');
SELECT * FROM json_array_elements_text('[1, "a"]');
SELECT json_agg(n ORDER BY n) FROM (VALUES (1), (2)) AS v(n);
SELECT json_object_agg(k, v) FROM (VALUES ('a', 1)) AS t(k, v);
SELECT row_to_json(t) FROM (SELECT 1 AS a, 'x' AS b) AS t;
SELECT jsonb_set('{"a": 1}', '{a}', '2');
SELECT json_extract_path_text('{"a": {"b": 1}}', 'a', 'b');
SELECT jsonb_pretty('{"a": 1}');
SELECT json_strip_nulls('{"a": null, "b": 1}');
-- gap: the door says 0A000
SELECT jsonb_path_query_first('{"a": [1, 2]}', '$.a[1]');
SELECT '"a"'::jsonb = '"a"'::jsonb;
SELECT ('{"n": "5"}'::json ->> 'n')::int + 1;
SELECT '{"a":1}'::text::json;
-- gap: the door says 42000
SELECT (ROW(1, 'a')).f1;
SELECT ROW(1, 2) = ROW(1, 2), (1, 2) < (1, 3), (1, NULL) IS NULL;

-- case: an enum in a table
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE people (name text, feels mood);
INSERT INTO people VALUES ('a', 'happy'), ('b', 'sad');
SELECT name FROM people ORDER BY feels;
SELECT count(*) FROM people WHERE feels = 'happy';
INSERT INTO people VALUES ('c', 'angry');
SELECT enum_range(NULL::mood)::text;
DROP TABLE people;
DROP TYPE mood;

-- case: arrays in a table
CREATE TABLE lists (id int, numbers int[], words text[]);
INSERT INTO lists VALUES (1, '{1,2}', ARRAY['a', NULL]), (2, NULL, '{}');
SELECT * FROM lists ORDER BY id;
SELECT id FROM lists WHERE 2 = ANY (numbers);
UPDATE lists SET numbers = numbers || 3 WHERE id = 1 RETURNING numbers;

-- case: documents in a table
CREATE TABLE documents (id int, body json, fast jsonb);
INSERT INTO documents VALUES (1, '{"a": [1, 2]}', '{"a": [1, 2]}');
SELECT id, body, fast FROM documents;
SELECT body -> 'a' ->> 0 FROM documents WHERE fast ->> 'a' IS NOT NULL;
INSERT INTO documents VALUES (2, 'not json', NULL);

-- case: rows are records
SELECT ROW(1, NULL::int, 'a b'::text), (2, date '2020-01-02'), ROW(ROW(1, ''::text), ARRAY[1, 2]);
SELECT ARRAY[ROW(1, 2), ROW(3, 4)];
SELECT array_agg((x, y) ORDER BY x) FROM (VALUES (1, 1.5), (2, NULL)) AS t (x, y);
SELECT (x, y) FROM generate_series(1, 40) AS x, (VALUES ('a"b\c'::text)) AS v (y);

-- case: rows that are written out, as text and as documents
SELECT to_json(ROW(1, 'x'));
SELECT row_to_json(ROW(1, 'x'));
SELECT ROW(1, 'x')::text;
SELECT (1, 'a b', NULL)::text;
SELECT ROW(1, ROW(2, 'z'), ARRAY[1,2], true)::text;
SELECT row_to_json(t) FROM (SELECT 1 AS a, ARRAY[1] AS b) t;
SELECT ROW('', NULL, 'a"b', 'c\d', 'x,y', '(z)')::text, ROW(1.50, 'a')::varchar, ROW()::text;
SELECT a.r FROM (SELECT ROW(id, 'x')::text AS r FROM (VALUES (1), (2)) v(id)) a ORDER BY 1;
SELECT to_json(ROW(1, ROW(2, 'b'), NULL));

-- case: the dimensions of arrays
CREATE TABLE grids (id int, a int[], m int[][]);
INSERT INTO grids VALUES (1, '{1,2}', '{{1,2},{3,4}}'), (2, '{}', NULL);
SELECT array_ndims(a), array_dims(a), array_length(a, 2), array_lower(a, 1), array_lower(a, 2), array_ndims(m), array_dims(m), array_length(m, 2), array_lower(m, 2), array_upper(m, 2) FROM grids ORDER BY id;
SELECT array_dims(ARRAY[[1,2],[3,4]]), array_lower(ARRAY[[1,2],[3,4]], 2), '[1:2]={5,6}'::int[], '{{1,2},{3,4}}'::int[];
SELECT '{{1,2},{3}}'::int[];
SELECT '{1,{2}}'::int[];

-- case: the row of a table as text
CREATE TABLE things (id int, s text, n numeric(6,2), b boolean, at timestamp, l int[], j jsonb, f float8);
INSERT INTO things VALUES (1, 'x y', 1.50, true, '2026-01-02 03:04:05', '{1,2}', '{"b":1,"a":[1,"x"]}', 2.5), (2, '', NULL, false, NULL, NULL, NULL, NULL), (3, 'a"b,(c)\d', 2, NULL, NULL, '{}', NULL, NULL);
SELECT things::text, CAST(things AS varchar) FROM things ORDER BY id;
SELECT md5(t::text) FROM things t ORDER BY id;
SELECT q::text FROM (SELECT id, s, id = 1 AS one FROM things) q ORDER BY id;
SELECT count(*), string_agg(t::text, ';' ORDER BY id) FROM (SELECT id, 2.0::float8 AS f FROM things) t;
CREATE TABLE status (status text, n int);
INSERT INTO status VALUES ('ok', 1);
SELECT status::text FROM status;
SELECT n::text FROM status n;
