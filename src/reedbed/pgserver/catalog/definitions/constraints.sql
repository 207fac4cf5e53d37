-- Keys, checks, indexes, defaults and comments, and the texts that define them.

-- @ src.key_columns
SELECT k.oid, k.relation, k.position, k.referenced, c.number AS number
FROM (SELECT oid, relation, namespace, referenced_table, unnest(referenced_columns) AS referenced,
    generate_subscripts(referenced_columns, 1) AS position FROM src.nameless_constraints WHERE kind = 'f') k
JOIN src.columns c ON c.namespace = k.namespace AND c.table_name = k.referenced_table AND c.name = k.referenced

-- @ src.foreign_keys
SELECT f.oid, any_value(t.oid) AS target, list(k.number ORDER BY k.position) AS numbers, any_value(p.oid) AS target_index
FROM src.nameless_constraints f
JOIN src.tables t ON t.namespace = f.namespace AND t.name = f.referenced_table AND t.kind = 'r'
JOIN src.key_columns k ON k.oid = f.oid
LEFT JOIN src.nameless_constraints p ON p.relation = t.oid AND p.kind IN ('p', 'u') AND p.columns = f.referenced_columns
WHERE f.kind = 'f' GROUP BY f.oid

-- @ pg_catalog.pg_constraint
SELECT c.oid, c.name AS conname, c.namespace AS connamespace, c.kind AS contype, FALSE AS condeferrable,
  FALSE AS condeferred, TRUE AS conenforced, TRUE AS convalidated, c.relation AS conrelid, 0 AS contypid,
  CASE WHEN c.kind IN ('p', 'u') THEN c.oid ELSE coalesce(f.target_index, 0) END AS conindid, 0 AS conparentid,
  coalesce(f.target, 0) AS confrelid, CASE c.kind WHEN 'f' THEN 'a' ELSE ' ' END AS confupdtype,
  CASE c.kind WHEN 'f' THEN 'a' ELSE ' ' END AS confdeltype, CASE c.kind WHEN 'f' THEN 's' ELSE ' ' END AS confmatchtype,
  TRUE AS conislocal, 0 AS coninhcount, c.kind IN ('p', 'u', 'f') AS connoinherit, FALSE AS conperiod,
  c.keys AS conkey, f.numbers AS confkey, NULL AS conpfeqop, NULL AS conppeqop, NULL AS conffeqop, NULL AS confdelsetcols,
  NULL AS conexclop, c.expression AS conbin
FROM src.constraints c LEFT JOIN src.foreign_keys f ON f.oid = c.oid

-- @ pg_catalog.pg_index
SELECT i.oid AS indexrelid, i.relation AS indrelid, len(k.keys) AS indnatts, len(k.keys) AS indnkeyatts,
  i.is_unique AS indisunique, FALSE AS indnullsnotdistinct, i.is_primary AS indisprimary, FALSE AS indisexclusion, TRUE AS indimmediate,
  FALSE AS indisclustered, TRUE AS indisvalid, FALSE AS indcheckxmin, TRUE AS indisready, TRUE AS indislive, FALSE AS indisreplident,
  k.keys AS indkey, list_transform(k.keys, lambda key: 0) AS indcollation, list_transform(k.keys, lambda key: 0) AS indclass,
  list_transform(k.keys, lambda key: 0) AS indoption, k.expressions AS indexprs, NULL AS indpred
FROM src.indexes i JOIN src.index_keys k ON k.index = i.oid

-- @ pg_catalog.pg_attrdef
SELECT src.numbered(relation, number) AS oid, relation AS adrelid, number AS adnum, src.default_shown(default_text) AS adbin
FROM src.columns WHERE default_text IS NOT NULL

-- @ pg_catalog.pg_description
SELECT oid AS objoid, 1259 AS classoid, 0 AS objsubid, comment AS description FROM src.relations WHERE comment IS NOT NULL
UNION ALL SELECT relation, 1259, number, comment FROM src.columns WHERE comment IS NOT NULL
UNION ALL SELECT oid, 2615, 0, comment FROM src.namespaces WHERE comment IS NOT NULL
UNION ALL SELECT oid, 1247, 0, comment FROM src.types WHERE comment IS NOT NULL
UNION ALL SELECT oid, 1255, 0, comment FROM src.functions WHERE comment IS NOT NULL

-- @ pg_catalog.pg_shdescription
SELECT database_oid AS objoid, 1262 AS classoid, comment AS description FROM duckdb_databases()
WHERE comment IS NOT NULL AND NOT internal

-- @ src.view_texts
SELECT oid, schema, regexp_replace(sql,
  '^CREATE\s+(TEMP\w*\s+)?VIEW\s+((("([^"]|"")*")|[^\s"(.]+)\.?)+\s*(\(("([^"]|"")*"|[^")])*\))?\s*AS\s+', '', 'i') AS query
FROM src.tables WHERE kind = 'v'

-- @ src.view_names
-- What a view's query names as relations, and what its WITH clauses call so, out of DuckDB's own tree of it.
SELECT oid, schema, json_extract_string(tree, '$..table_name') AS names, json_extract_string(tree, '$..schema_name') AS schemas,
  list_transform(json_extract_string(tree, '$..cte_map.map[*].key'), lambda word: lower(word)) AS expressions
FROM (SELECT oid, schema, json_serialize_sql(rtrim(query, '; ')) AS tree FROM src.view_texts)

-- @ src.view_reads
SELECT DISTINCT v.oid, t.oid AS target
FROM (SELECT oid, schema, expressions, unnest(names) AS name, unnest(schemas) AS written FROM src.view_names) v
JOIN src.tables t ON lower(t.name) = lower(v.name) AND t.oid <> v.oid
WHERE CASE WHEN v.written <> '' THEN lower(t.schema) IN (lower(v.written), CASE lower(v.written) WHEN 'main' THEN 'public' ELSE '' END)
  ELSE NOT list_contains(v.expressions, lower(v.name)) AND t.schema IN (v.schema, 'main', 'public') END

-- @ pg_catalog.pg_depend
SELECT 1259 AS classid, i.oid AS objid, 0 AS objsubid, 1259 AS refclassid, i.relation AS refobjid, c.number AS refobjsubid, 'a' AS deptype
FROM src.indexes i JOIN src.index_columns c ON c.index = i.oid WHERE i.sql IS NOT NULL AND c.number > 0
UNION ALL
SELECT 1259, i.oid, 0, 2606, i.oid, 0, 'i' FROM src.indexes i WHERE i.sql IS NULL
UNION ALL
SELECT 2606, oid, 0, 1259, relation, number, 'a' FROM (SELECT oid, relation, unnest(keys) AS number FROM src.nameless_constraints)
UNION ALL
SELECT 2606, f.oid, 0, 1259, f.target, number, 'n' FROM (SELECT oid, target, unnest(numbers) AS number FROM src.foreign_keys) f
UNION ALL
SELECT 2604, src.numbered(relation, number), 0, 1259, relation, number, 'a' FROM src.columns WHERE default_text IS NOT NULL
UNION ALL
SELECT 2604, src.numbered(c.relation, c.number), 0, 1259, s.oid, 0, 'n' FROM src.columns c JOIN src.sequences s
  ON s.name = src.sequence_of(c.default_text)
UNION ALL
-- A sequence that is called after the column which counts with it is that column's own, as serial and IDENTITY make it.
SELECT 1259, s.oid, 0, 1259, c.relation, c.number, CASE c.identity WHEN '' THEN 'a' ELSE 'i' END FROM src.columns c JOIN src.sequences s
  ON s.name = src.sequence_of(c.counting_text) AND s.schema_name = c.schema_name
  AND (c.identity <> '' OR ends_with(lower(s.name), '_' || lower(c.name) || '_seq'))
UNION ALL
SELECT 2615, oid, 0, 3079, 16000, 0, 'e' FROM src.namespaces WHERE name = 'reedbed'
UNION ALL
SELECT 1259, r.oid, 0, 3079, 16000, 0, 'e' FROM src.relations r JOIN src.namespaces n ON n.oid = r.namespace
WHERE n.name = 'reedbed' AND r.kind <> 'i'
UNION ALL
SELECT 1247, t.oid, 0, 3079, 16000, 0, 'e' FROM src.types t JOIN src.namespaces n ON n.oid = t.namespace WHERE n.name = 'reedbed'
UNION ALL
-- pg_dump orders views by it.
SELECT 1259, v.oid, 0, 1259, v.target, 0, 'n' FROM src.view_reads v

-- @ src.lookup_constraint
SELECT c.oid AS k_, CASE c.kind
    WHEN 'p' THEN 'PRIMARY KEY (' || src.name_list(c.columns) || ')'
    WHEN 'u' THEN 'UNIQUE (' || src.name_list(c.columns) || ')'
    WHEN 'f' THEN 'FOREIGN KEY (' || src.name_list(c.columns) || ') REFERENCES ' || coalesce(t.t_, src.quoted(c.referenced_table))
      || '(' || src.name_list(c.referenced_columns) || ')'
    WHEN 'c' THEN 'CHECK (' || c.expression || ')'
    WHEN 'n' THEN 'NOT NULL ' || src.name_list(c.columns) END AS v_
FROM src.nameless_constraints c LEFT JOIN src.foreign_keys f ON f.oid = c.oid LEFT JOIN src.lookup_relation t ON t.k_ = f.target

-- @ src.lookup_index
SELECT i.oid AS k_, 'CREATE ' || CASE WHEN i.is_unique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || src.quoted(i.name) || ' ON '
  || src.quoted(i.schema_name) || '.' || src.quoted(i.table_name) || ' USING btree (' || src.key_list(k.texts, k.keys) || ')' AS v_,
  list_transform(k.texts, lambda text, place: CASE WHEN k.keys[place] > 0 THEN src.quoted(text) ELSE text END) AS c_
FROM src.indexes i JOIN src.index_keys k ON k.index = i.oid

-- @ src.lookup_view
SELECT oid AS k_, ' ' || regexp_replace(replace(sql, 'count_star()', 'count(*)'),
  '^CREATE\s+(TEMP\w*\s+)?VIEW\s+((("([^"]|"")*")|[^\s"(.]+)\.?)+\s*(\(("([^"]|"")*"|[^")])*\))?\s*AS\s+', '', 'i') AS v_
FROM src.tables WHERE kind = 'v'

-- @ src.lookup_comment
SELECT objoid AS k_, classoid AS c_, objsubid AS s_, description AS v_ FROM pg.pg_description

-- @ src.lookup_sequence
SELECT CAST(sequence_oid AS UINTEGER) AS k_, sql AS v_, increment_by AS s_ FROM duckdb_sequences() WHERE src.is_ours(database_name)

-- @ src.lookup_serial
SELECT c.relation AS k_, c.name AS c_, any_value(src.quoted(s.schema_name) || '.' || src.quoted(s.name)) AS v_
FROM src.columns c JOIN src.sequences s ON s.name = src.sequence_of(c.counting_text)
GROUP BY ALL

-- @ function
CREATE MACRO pg.pg_get_expr(subject_, relation_) AS CASE WHEN src.taken(relation_) THEN CAST(subject_ AS VARCHAR) END,
  (subject_, relation_, pretty_) AS CASE WHEN src.taken(relation_) AND src.taken(pretty_) THEN CAST(subject_ AS VARCHAR) END;
CREATE MACRO pg.pg_get_constraintdef(subject_) AS (SELECT v_ FROM src.lookup_constraint WHERE k_ = subject_),
  (subject_, pretty_) AS (SELECT v_ FROM src.lookup_constraint WHERE k_ = subject_ AND src.taken(pretty_));
CREATE MACRO pg.pg_get_indexdef(subject_) AS (SELECT v_ FROM src.lookup_index WHERE k_ = subject_),
  (subject_, place_, pretty_) AS (SELECT CASE WHEN place_ = 0 THEN v_ ELSE c_[place_] END FROM src.lookup_index WHERE k_ = subject_ AND src.taken(pretty_));
-- DuckDB does not count the uses of an index.
CREATE MACRO pg.pg_stat_get_numscans(subject_) AS CAST(NULL AS BIGINT);
CREATE MACRO pg.pg_get_viewdef(subject_) AS (SELECT v_ FROM src.lookup_view WHERE k_ = subject_),
  (subject_, pretty_) AS (SELECT v_ FROM src.lookup_view WHERE k_ = subject_ AND src.taken(pretty_));
CREATE MACRO pg.obj_description(subject_) AS (SELECT any_value(v_) FROM src.lookup_comment WHERE k_ = subject_ AND s_ = 0),
  (subject_, class_name_) AS (SELECT any_value(v_) FROM src.lookup_comment
    WHERE k_ = subject_ AND s_ = 0 AND c_ = (SELECT any_value(oid) FROM src.system_relations r_ WHERE r_.name = class_name_));
CREATE MACRO pg.col_description(subject_, place_) AS (SELECT any_value(v_) FROM src.lookup_comment WHERE k_ = subject_ AND c_ = 1259 AND s_ = place_ AND place_ > 0);
CREATE MACRO pg.shobj_description(subject_, class_name_) AS (SELECT any_value(v_) FROM (SELECT objoid AS k_, description AS v_ FROM pg.pg_shdescription) WHERE k_ = subject_ AND class_name_ = 'pg_database');
CREATE MACRO pg.pg_get_serial_sequence(table_written_, column_written_) AS (SELECT any_value(v_) FROM src.lookup_serial WHERE k_ = pg.to_regclass(table_written_) AND c_ = column_written_);
-- The next value of a sequence stands in its text alone: last_value is it after the database was opened again.
CREATE MACRO src.sequence_coming(written_) AS (SELECT any_value(CAST(regexp_extract(v_, ' START (-?\d+) ', 1) AS BIGINT)) FROM src.lookup_sequence WHERE k_ = src.regclass_in(written_));
CREATE MACRO src.sequence_step(written_) AS (SELECT any_value(s_) FROM src.lookup_sequence WHERE k_ = src.regclass_in(written_));
CREATE MACRO pg.pg_get_ruledef(subject_) AS CAST(NULL AS VARCHAR), (subject_, pretty_) AS CASE WHEN NOT src.taken(pretty_) THEN '' END;
CREATE MACRO pg.pg_get_triggerdef(subject_) AS CAST(NULL AS VARCHAR), (subject_, pretty_) AS CASE WHEN NOT src.taken(pretty_) THEN '' END;
CREATE MACRO pg.pg_get_partkeydef(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_get_partition_constraintdef(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_get_statisticsobjdef(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_get_statisticsobjdef_columns(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_index_column_has_property(subject_, place_, property_) AS CASE property_ WHEN 'asc' THEN TRUE WHEN 'desc' THEN FALSE
  WHEN 'nulls_first' THEN FALSE WHEN 'nulls_last' THEN TRUE WHEN 'orderable' THEN TRUE WHEN 'distance_orderable' THEN FALSE
  WHEN 'returnable' THEN FALSE WHEN 'search_array' THEN TRUE WHEN 'search_nulls' THEN TRUE END;
CREATE MACRO pg.pg_index_has_property(subject_, property_) AS CASE property_ WHEN 'clusterable' THEN FALSE WHEN 'index_scan' THEN TRUE
  WHEN 'bitmap_scan' THEN FALSE WHEN 'backward_scan' THEN FALSE END;
CREATE MACRO pg.pg_indexam_has_property(subject_, property_) AS CASE property_ WHEN 'can_order' THEN TRUE WHEN 'can_unique' THEN TRUE
  WHEN 'can_multi_col' THEN TRUE WHEN 'can_exclude' THEN FALSE WHEN 'can_include' THEN FALSE END;
CREATE MACRO pg._pg_expandarray(vector_) AS list_transform(vector_, lambda item, place: {'x': item, 'n': CAST(place AS INTEGER)});
CREATE MACRO pg.pg_relation_is_updatable(subject_, with_triggers_) AS CASE WHEN (SELECT any_value(v_) FROM
  (SELECT oid AS k_, kind AS v_ FROM src.relations) WHERE k_ = subject_) = 'r' THEN 28 ELSE 0 END;
CREATE MACRO pg.pg_describe_object(class_oid_, subject_, part_) AS coalesce('table ' || (SELECT any_value(t_) FROM src.lookup_relation WHERE k_ = subject_),
  'type ' || (SELECT any_value(v_) FROM src.lookup_type WHERE k_ = subject_), 'object ' || subject_);
CREATE MACRO pg.pg_relation_is_publishable(subject_) AS FALSE;
CREATE MACRO pg.row_security_active(subject_) AS FALSE;
CREATE MACRO pg.pg_partition_ancestors(subject_) AS CAST([] AS UINTEGER[]);
CREATE MACRO pg.pg_partition_tree(subject_) AS [{'relid': CAST(subject_ AS UINTEGER), 'parentrelid': CAST(NULL AS UINTEGER), 'isleaf': TRUE, 'level': 0}];
CREATE MACRO pg.pg_get_publication_tables(name_) AS CAST([] AS STRUCT(pubid UINTEGER, relid UINTEGER, attrs SMALLINT[], qual VARCHAR)[]);
CREATE MACRO pg.pg_options_to_table(options_) AS list_transform(options_, lambda item: {'option_name': string_split(CAST(item AS VARCHAR), '=')[1],
  'option_value': substr(CAST(item AS VARCHAR), strpos(CAST(item AS VARCHAR), '=') + 1)});
CREATE MACRO pg.aclexplode(acl_) AS CAST([] AS STRUCT(grantor UINTEGER, grantee UINTEGER, privilege_type VARCHAR, is_grantable BOOLEAN)[]);
CREATE MACRO pg.acldefault(kind_, owner_oid_) AS CAST(NULL AS VARCHAR[]);
CREATE MACRO pg.pg_get_sequence_data(subject_) AS (SELECT list({'last_value': v_, 'is_called': u_}) FROM
  (SELECT oid AS k_, coalesce(last_value, start_value) AS v_, last_value IS NOT NULL AS u_ FROM src.sequences) WHERE k_ = subject_);
CREATE MACRO pg.pg_sequence_parameters(subject_) AS (SELECT list(p_) FROM (SELECT oid AS k_, {'start_value': start_value,
  'minimum_value': min_value, 'maximum_value': max_value, 'increment': increment_by, 'cycle_option': cycle, 'cache_size': 1,
  'data_type': CAST(20 AS UINTEGER)} AS p_ FROM src.sequences) WHERE k_ = subject_);
