SELECT ARRAY[1,2] || 3, 0 || ARRAY[1,2], ARRAY[1] || ARRAY[2,3], ARRAY['a'] || 'b'::text
SELECT a || ARRAY[5] FROM (VALUES (ARRAY[1,2])) v(a)
SELECT ARRAY[1,2] @> ARRAY[1], ARRAY[1] <@ ARRAY[1,2], ARRAY[1,2] && ARRAY[2,3], ARRAY[1,2] = ARRAY[1,2], ARRAY[1,2] < ARRAY[1,3], ARRAY[1] <> ARRAY[2]
SELECT array_length(ARRAY[1,2,3], 1), array_length(ARRAY[[1,2],[3,4]], 2), cardinality(ARRAY[1,2]), array_ndims(ARRAY[[1,2]]), array_upper(ARRAY[1,2], 1), array_lower(ARRAY[1,2], 1), array_dims(ARRAY[1,2]), array_length('{}'::int[], 1), cardinality('{}'::int[])
SELECT array_append(ARRAY[1,2], 3), array_prepend(0, ARRAY[1]), array_cat(ARRAY[1], ARRAY[2]), array_remove(ARRAY[1,2,1], 1), array_replace(ARRAY[1,2], 2, 5), array_position(ARRAY['a','b'], 'b'), array_positions(ARRAY[1,2,1], 1), array_fill(7, ARRAY[3])
SELECT (ARRAY[1,2,3])[2], (ARRAY[1,2,3])[2:3], (ARRAY[1,2,3])[:2], (ARRAY[1,2,3])[5], (ARRAY[[1,2],[3,4]])[2][1]
SELECT '{1,2,3}'::int[], '{a,"b c",NULL,"x\"y"}'::text[], '{{1,2},{3,4}}'::int[], '{}'::int[], '{1.5,2}'::float8[], '{t,f}'::bool[]
SELECT ARRAY[]::int[], ARRAY[1,NULL,3], ARRAY['a',NULL], ARRAY[[1,2],[3,4]]
SELECT array_agg(x ORDER BY x DESC), array_agg(x ORDER BY x) FILTER (WHERE x > 1) FROM (VALUES (1),(2),(3)) v(x)
SELECT array_to_json(ARRAY[1,2]), array_sort(ARRAY[3,1,2]), array_reverse(ARRAY[1,2])
SELECT generate_subscripts(ARRAY['a','b'], 1)
SELECT i, (ARRAY['a','b'])[i] FROM generate_subscripts(ARRAY['a','b'], 1) i
SELECT trim_array(ARRAY[1,2,3], 1)
SELECT ARRAY(SELECT x FROM (VALUES (2),(1)) v(x) ORDER BY x), ARRAY(SELECT 1 WHERE false)
SELECT 2 = ANY (a), 5 = ALL (a), array_position(a, 2) FROM (VALUES (ARRAY[1,2])) v(a)
SELECT ARRAY[1,2]::bigint[], ARRAY['1','2']::int[], ARRAY[1,2]::text[]
SELECT unnest('{1,2}'::int[]) + 1
SELECT array_agg(ARRAY[x, x + 1] ORDER BY x) FROM (VALUES (1),(2)) v(x)
SELECT x FROM unnest(ARRAY[3,1,2]) AS x ORDER BY x
