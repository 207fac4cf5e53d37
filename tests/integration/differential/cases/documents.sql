-- setup
CREATE TABLE events (id integer PRIMARY KEY, body jsonb, raw json);
INSERT INTO events VALUES (1, '{"user": {"name": "ada", "age": 36}, "tags": ["a", "b"], "n": 1}', '{"k": 1}'), (2, '{"user": {"name": "bob"}, "tags": [], "n": 2.5}', '[1, 2]'), (3, '{"user": null, "n": "x"}', 'null'), (4, NULL, NULL);

SELECT id, body -> 'user' ->> 'name' AS name FROM events ORDER BY id;
SELECT id, body #>> '{user,name}' AS name FROM events ORDER BY id;
SELECT id, body #>> ARRAY['tags', '0'] AS tag FROM events ORDER BY id;
SELECT id FROM events WHERE body ->> 'n' = '1' ORDER BY id;
SELECT id FROM events WHERE (body ->> 'n') IS NOT NULL ORDER BY id;
SELECT (body -> 'user' ->> 'age')::int AS age FROM events WHERE id = 1;
-- gap: other values
SELECT (body ->> 'n')::numeric AS n FROM events WHERE id = 2;
SELECT id FROM events WHERE body ? 'tags' ORDER BY id;
SELECT id FROM events WHERE body @> '{"tags": ["a"]}' ORDER BY id;
SELECT id FROM events WHERE body @> '{"user": {"name": "bob"}}' ORDER BY id;
SELECT id FROM events WHERE body -> 'tags' ? 'b' ORDER BY id;
SELECT id FROM events WHERE body ?| ARRAY['tags', 'zzz'] ORDER BY id;
SELECT id FROM events WHERE body ?& ARRAY['tags', 'user'] ORDER BY id;
SELECT '{"a": 1}'::jsonb <@ '{"a": 1, "b": 2}'::jsonb AS inside;
SELECT jsonb_typeof(body -> 'n') AS kind FROM events ORDER BY id;
SELECT jsonb_array_length(body -> 'tags') AS n FROM events WHERE id < 3 ORDER BY id;
SELECT e.id, t.value FROM events e, jsonb_array_elements_text(e.body -> 'tags') AS t(value) ORDER BY e.id, t.value;
SELECT e.id, t FROM events e CROSS JOIN LATERAL jsonb_array_elements_text(e.body -> 'tags') t ORDER BY 1, 2;
SELECT key, value FROM jsonb_each_text('{"b": "x", "a": "1"}') ORDER BY key;
SELECT e.id, k.key FROM events e, jsonb_each(e.body) AS k ORDER BY e.id, k.key;
SELECT k FROM jsonb_object_keys('{"b": 1, "a": 2}'::jsonb) AS k ORDER BY k;
SELECT jsonb_object_keys('{"b": 1, "a": 2}'::jsonb) AS k ORDER BY 1;
SELECT count(*) FROM events WHERE body = '{"user": null, "n": "x"}'::jsonb;
SELECT '{"a": 1, "b": 2}'::jsonb = '{"b": 2, "a": 1}'::jsonb AS same;
SELECT (jsonb_build_object('a', 1, 'b', 'x') ->> 'b') AS b;
SELECT (json_build_object('a', 1, 'b', null))::text AS doc;
SELECT json_build_array(1, 'a', null, true)::text AS doc;
SELECT row_to_json(t)::text AS doc FROM (SELECT 1 AS a, 'x'::text AS b) t;
SELECT to_json('it''s'::text)::text AS doc, to_json(5)::text AS n;
SELECT json_agg(id ORDER BY id DESC)::text AS ids FROM events;
-- gap: other values
SELECT json_agg(t)::text FROM (SELECT id, raw FROM events WHERE id = 1) t;
SELECT json_object_agg(id, id * 2)::text FROM (VALUES (1), (2)) AS v(id);
SELECT coalesce(json_agg(id) FILTER (WHERE id > 100), '[]'::json)::text AS none FROM events;
SELECT (jsonb_set('{"a": {"b": 1}}'::jsonb, '{a,b}', '2') #>> '{a,b}') AS b;
SELECT jsonb_set('{"a": 1}'::jsonb, '{b}', '"x"') ->> 'b' AS b;
SELECT jsonb_set('{"a": 1}'::jsonb, '{b}', '"x"', false) ->> 'b' AS b;
SELECT ('{"a": 1, "b": 2}'::jsonb - 'a') ->> 'b' AS b, ('{"a": 1, "b": 2}'::jsonb - 'a') ? 'a' AS gone;
SELECT ('{"a": 1}'::jsonb || '{"b": 2}'::jsonb) ->> 'b' AS b;
SELECT (body || '{"extra": true}'::jsonb) ->> 'extra' AS extra FROM events WHERE id = 1;
SELECT ('{"a": {"b": 1, "c": 2}}'::jsonb #- '{a,b}') #>> '{a,c}' AS c;
UPDATE events SET body = jsonb_set(body, '{user,name}', '"eve"') WHERE id = 1;
SELECT body #>> '{user,name}' AS name FROM events WHERE id = 1;
UPDATE events SET body = body || '{"seen": true}' WHERE id = 2;
SELECT body ->> 'seen' AS seen FROM events WHERE id = 2;
-- gap: the door says 0A000
SELECT jsonb_path_exists('{"a": [1, 2, 3]}'::jsonb, '$.a[*]') AS some;
-- gap: the door says 0A000
SELECT (jsonb_path_query_first('{"a": {"b": 7}}'::jsonb, '$.a.b'))::text AS b;
SELECT * FROM json_to_recordset('[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]') AS t(a integer, b text) ORDER BY a;
SELECT * FROM jsonb_to_recordset('[{"a": 1, "b": "x"}, {"a": 2}]'::jsonb) AS t(a integer, b text) ORDER BY a;
-- gap: other values
SELECT * FROM json_to_record('{"a": 1, "b": [1, 2]}') AS t(a integer, b text);
SELECT '[1, 2, 3]'::jsonb -> -1 AS last, '[1, 2, 3]'::jsonb ->> 0 AS first, ('[1, 2, 3]'::jsonb -> 7) IS NULL AS none;
SELECT 'x' IN (SELECT jsonb_array_elements_text('["x", "y"]'::jsonb)) AS found;
SELECT jsonb_pretty('{"a": 1}'::jsonb) AS pretty;
SELECT '{"a": null}'::jsonb -> 'a' IS NULL AS json_null, '{"a": null}'::jsonb ->> 'a' IS NULL AS text_null;
SELECT '{"a": 1'::jsonb;
SELECT json_typeof('"x"'), json_typeof('true'), json_typeof('1.5'), json_typeof('[]');
SELECT id FROM events ORDER BY body ->> 'n', id;
SELECT jsonb_agg(DISTINCT n)::text AS ns FROM (VALUES (2), (1), (2)) AS v(n);
SELECT json_array_elements('[1, [2]]'::json)::text AS e;
SELECT count(DISTINCT body ->> 'n') FROM events;
SELECT jsonb_strip_nulls('{"a": null, "b": 1}'::jsonb) ->> 'b' AS b;
SELECT jsonb_insert('{"a": [0, 1]}'::jsonb, '{a,1}', '9') #>> '{a,1}' AS inserted;
SELECT array_to_json(ARRAY[1, 2])::text AS doc;
SELECT ('{"a": "x\u0041"}'::jsonb) ->> 'a' AS a;
SELECT body['user']['name'] AS sub FROM events WHERE id = 2;
SELECT '{"a": 1}'::jsonb IS JSON OBJECT AS yes;
SELECT json_object('{a,1,b,2}')::text;
SELECT '[]'::jsonb @> '[]'::jsonb AS both, '[1, 2]'::jsonb @> '1'::jsonb AS holds, '[1, [2]]'::jsonb @> '[2]'::jsonb AS nested;

SELECT '{"b":1, "a":2, "a":3}'::jsonb, '{"bb":1, "a":1.50, "c":1e2, "d":[1,2,{"z":1,"y":2}]}'::jsonb::text, jsonb '[ 1,"x" ]';
SELECT '{"b":1, "a":2, "a":3}'::json, '{"x" : 1}'::json::text, '{"x" : 1}'::jsonb::text, ('{"x":' || 5 || ',"b":2}')::jsonb;
SELECT jsonb_build_object('bb', 1, 'a', 2, 'c', NULL, 'd', ARRAY[1, 2]), jsonb_build_object('1', 2), jsonb_build_array(1, '{', 1.50), jsonb_build_object();
SELECT json_build_object('bb', 1, 'a', NULL, 'n', 1.50, 't', timestamp '2026-01-02 03:04:05', 'z', timestamptz '2026-01-02 03:04:05+00', 'f', 2::float8);
SELECT json_build_array(1, 'a', NULL, true, 1.50), json_build_array(), json_build_object(), json_build_object(1, 2);
SELECT json_build_object('a', '{"x":1}'::json, 'b', '{"x":1}'::jsonb), jsonb_build_object('a', '{"x":1}'::json, 'b', '{"y":1,"x":1}'::json);
SELECT to_jsonb(1.50), to_jsonb(true), to_jsonb(1.0::float8), to_json('NaN'::float8), to_json(date '2026-01-31'), to_jsonb(timestamp '2026-01-31 10:00'), to_json(interval '1 month');
SELECT '{"bb":1, "z":2}'::jsonb || '{"a":{"z":1,"b":2}}', jsonb_set('{"a":1,"bb":2}', '{c}', '{"z":1,"y":2}'), '{"a":{"z":1,"b":2}}'::jsonb -> 'a';
SELECT json_agg(x ORDER BY x), jsonb_agg(x ORDER BY x DESC), json_agg(x) FILTER (WHERE x > 5) FROM generate_series(1, 2) x;
SELECT x, json_agg(x) OVER (ORDER BY x) FROM generate_series(1, 3) x;
SELECT json_agg(t ORDER BY t.bb), jsonb_agg(t ORDER BY t.bb) FROM (SELECT 1 AS bb, 'x' AS a UNION ALL SELECT 2, 'y') t;
SELECT jsonb_object_agg(k, v), json_object_agg(k, v ORDER BY v) FROM (VALUES ('bb', 2), ('a', 1)) t(k, v);
SELECT json_agg(json_build_object('id', x, 's', (SELECT json_agg(y) FROM generate_series(1, x) y))) FROM generate_series(1, 2) x;
SELECT json_object('{a,1,b,2}'), jsonb_object('{b,1,a,2}'), json_object('{a,b}', '{1,2}');
SELECT jsonb_object_keys('{"bb": 1, "a": 2}');
SELECT * FROM jsonb_each('{"bb": 1, "a": {"z":1,"y":2}}');
SELECT * FROM jsonb_to_recordset('[{"a":1,"b":{"z":1,"y":2}}]') AS t(a int, b jsonb);
SELECT CASE WHEN true THEN json_build_object('a', 1) END, CASE 1 WHEN 1 THEN '{"x":1}'::json ELSE NULL END, CASE WHEN true THEN '{"b":1}'::jsonb END;
SELECT 'x'::text::jsonb;

-- case: documents of jsonb are equal whatever they were written like
CREATE TABLE kept (id int, b jsonb, j json);
INSERT INTO kept VALUES (1, '{"b":1, "a":2, "a":3}', '{"b":1, "a":2, "a":3}'), (2, '{"a":3,"b":1}', '[1,  2]');
INSERT INTO kept SELECT 3, jsonb_build_object('b', 1, 'a', 3), '{"b" : 1}';
-- bind: ["{\"b\":1,\"a\":3}", "{\"b\" :1}"]
INSERT INTO kept VALUES (4, $1, $2);
SELECT * FROM kept ORDER BY id;
SELECT b, count(*) FROM kept GROUP BY b;
SELECT DISTINCT b FROM kept;
SELECT count(*) FROM kept WHERE b = '{"b": 1, "a": 3}';
SELECT b::text, concat(b, '!') FROM kept WHERE id = 1;
UPDATE kept SET b = '{"z":1,"y":[1,2]}', j = '{"z":1,"y":[1,2]}' WHERE id = 2 RETURNING b, j;
-- bind: ["{\"z\":1,\"y\" :2}"]
UPDATE kept SET j = $1 WHERE id = 2 RETURNING j;
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'kept' ORDER BY ordinal_position;
SELECT conname FROM pg_constraint WHERE conrelid = 'kept'::regclass AND contype = 'c';
-- stdin: "5\t{\"b\":1,\"a\":2}\t{\"b\" : 1}\n"
COPY kept FROM STDIN;
COPY (SELECT * FROM kept WHERE id = 5) TO STDOUT;
COPY (SELECT * FROM kept WHERE id = 5) TO STDOUT (FORMAT binary);
CREATE VIEW told AS SELECT id, jsonb_build_object('z', 1, 'id', id) AS doc, '{"b":1, "a":2}'::jsonb AS c FROM kept;
SELECT * FROM told ORDER BY id LIMIT 1;

-- case: a column becomes one of jsonb, of json and of a length
CREATE TABLE becoming (id int, j json, t text, v text);
INSERT INTO becoming VALUES (1, '{"b":1, "a":2}', '{"b":1, "a":2}', 'abcdef');
ALTER TABLE becoming ALTER COLUMN j TYPE jsonb USING j::jsonb;
ALTER TABLE becoming ALTER t TYPE jsonb USING t::jsonb;
ALTER TABLE becoming ALTER v TYPE varchar(3);
ALTER TABLE becoming ALTER v TYPE varchar(3) USING left(v, 3);
INSERT INTO becoming VALUES (2, '{"z":1,"y":2}', NULL, 'abcd');
SELECT * FROM becoming;
ALTER TABLE becoming ALTER j TYPE json;
INSERT INTO becoming VALUES (2, '{"z" : 1}', '{"z" : 1}', 'abc');
SELECT * FROM becoming ORDER BY id;

SELECT json_build_object(x, 1) FROM (VALUES ('a'), (NULL)) v(x);
SELECT json_build_object('a');
SELECT b::json, ('{"a":' || 1 || '}')::json, '{"x" : 1}'::text::json, '{"b":1,"a":2}'::jsonb::json FROM (SELECT '{"b":1,"a":2}'::jsonb AS b) q;
SELECT (SELECT json_agg(x) FROM generate_series(1, 2) x), coalesce((SELECT json_agg(x) FROM generate_series(1, 0) x), '[]'::json);
SELECT jsonb_build_object('k', n), json_build_array(n) FROM (VALUES (1.5::numeric)) v(n);
SELECT jsonb_set('{"o":{"p":{"q":[10,{"r":1.50}]}}}', '{o,p,q,-1,s}', '{"z":1,"y":2}'), '{"a":{"b":{"c":{"d":[1,2]}}}}'::jsonb #- '{a,b,c,d,0}';
SELECT jsonb_set(d, ARRAY[k, 'n'], to_jsonb(k)), jsonb_insert(d, ARRAY[k, '0'], '9', true) FROM (VALUES ('{"a":[1],"b":{}}'::jsonb, 'b')) v(d, k);
SELECT NULL::jsonb || '{"a":1}', '{"a":1}'::jsonb || '{"b":1}'::jsonb || '{"c":1}'::jsonb || '{"d":1}' || '{"e":1}' || '{"f":1}';
SELECT d || '{"x":1}' || '{"y":2}', d || '{"x":1}' || jsonb_build_object('k', 1) || '{"z":1}', d -> 'l' -> -1, l -> -1 FROM (VALUES ('{"l":[1,2]}'::jsonb, '[1,2]'::jsonb)) v(d, l);
SELECT '{"a":NaN}'::jsonb;
