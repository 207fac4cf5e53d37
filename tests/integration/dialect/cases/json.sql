SELECT '{"a":{"b":1}}'::json -> 'a' ->> 'b', '{"a":1}'::jsonb ->> 'a', '[1,2,3]'::json -> 1, '[1,2,3]'::json ->> -1, '{"a":null}'::json ->> 'a', '{"a":1}'::json -> 'x'
SELECT j ->> 'a' = '1', j -> 'b' IS NULL, (j ->> 'a')::int + 1, j ->> 'a' || 'x', j->>'a' IN ('1','2'), j->>'a' LIKE '1%' FROM (VALUES ('{"a":1}'::jsonb)) v(j)
SELECT '{"a":{"b":[10,20]}}'::json #> '{a,b}', '{"a":{"b":[10,20]}}'::json #>> '{a,b,1}', '{"a":1}'::jsonb #>> ARRAY['a']
SELECT '{"a":1,"b":2}'::jsonb @> '{"b":2}'::jsonb, '{"b":2}'::jsonb <@ '{"a":1,"b":2}'::jsonb, '[1,2,3]'::jsonb @> '[3]'
SELECT '{"a":1}'::jsonb ? 'a', '{"a":1}'::jsonb ?| ARRAY['x','a'], '{"a":1}'::jsonb ?& ARRAY['x','a']
SELECT '{"a":1}'::jsonb || '{"b":2}'::jsonb, '{"a":1,"b":2}'::jsonb - 'a', '["a","b"]'::jsonb - 1
SELECT json_build_object('a', 1, 'b', 'x', 'c', NULL, 'd', true), json_build_array(1, 'a', NULL), jsonb_build_object('a', 1), jsonb_build_array(1,2)
SELECT to_json('a'::text), to_json(1), to_jsonb(ARRAY[1,2]), to_json(true), row_to_json(r) FROM (SELECT 1 AS a, 'x' AS b) r
SELECT json_agg(x ORDER BY x), jsonb_agg(x ORDER BY x DESC), json_object_agg(y, x) FROM (VALUES (1,'a'),(2,'b')) v(x,y)
SELECT json_agg(r) FROM (SELECT 1 AS a, 'x' AS b) r
SELECT json_array_length('[1,2,3]'), jsonb_array_length('[1,2]'::jsonb), json_typeof('{"a":1}'), jsonb_typeof('[1]'::jsonb), json_typeof('"a"'), json_typeof('1.5'), json_typeof('null'), json_typeof('true')
SELECT json_extract_path('{"a":{"b":1}}', 'a', 'b'), json_extract_path_text('{"a":{"b":"x"}}', 'a', 'b'), jsonb_extract_path_text('{"a":1}'::jsonb, 'a')
SELECT json_array_elements('[1,"a",null]'), json_array_elements_text('["a","b","c"]')
SELECT * FROM json_array_elements('[1,2]')
SELECT * FROM jsonb_array_elements_text('["x","y"]') AS t(v)
SELECT v, i FROM jsonb_array_elements_text('["x","y"]') WITH ORDINALITY AS t(v, i)
SELECT * FROM json_each('{"a":1,"b":"x"}')
SELECT key, value FROM jsonb_each_text('{"a":1,"b":"x"}') ORDER BY key
SELECT json_object_keys('{"a":1,"b":2}')
SELECT * FROM jsonb_object_keys('{"a":1,"b":2}') k
SELECT jsonb_set('{"a":1}'::jsonb, '{b}', '2')
SELECT jsonb_strip_nulls('{"a":null,"b":1}'::jsonb), jsonb_pretty('{"a":1}'::jsonb)
SELECT '{"a" : 1 }'::json, '{"b":1, "a" : 2}'::jsonb, '[1, 2]'::jsonb::text, '"a"'::jsonb
SELECT json_object('{a,1,b,2}')
SELECT '{"a":1}'::jsonb = '{"a": 1}'::jsonb
SELECT '1'::jsonb::int, 'true'::jsonb::bool, ('{"a":1.5}'::jsonb->'a')::numeric
-- gap: DuckDB has no jsonpath
SELECT '{"a":[1,2]}'::jsonb @? '$.a[*]', jsonb_path_query_first('{"a":1}', '$.a'), jsonb_path_exists('{"a":1}', '$.a')
SELECT '{"$id":1,"/p":2,"a.b":3}'::json ->> '$id', '{"/p":2}'::json ->> '/p', '{"a.b":3}'::json ->> 'a.b'
SELECT a, b FROM json_to_record('{"a":1,"b":"x"}') AS t(a int, b text)
SELECT a, b FROM jsonb_to_recordset('[{"a":1,"b":"x"},{"a":2}]') AS t(a int, b text)
SELECT ('{"a":1}'::jsonb)['a'], j['x']['y'] FROM (VALUES ('{"x":{"y":2}}'::jsonb)) v(j)
SELECT '{"a":1'::json
SELECT json_strip_nulls('{"a":null}'), jsonb_object_agg('k', 1), json_build_object()
