-- What DuckDB says of the session's database and of its temporary one, in PostgreSQL's terms and numbers.
-- OIDs are DuckDB's own, which one counter hands out for everything in the instance and which ALTER keeps. What
-- DuckDB does not number (constraints, their indexes, defaults) counts within its table, above 2^30.

-- @ src.namespaces
SELECT CAST(11 AS UINTEGER) AS oid, 'pg_catalog' AS name, 'system catalog schema' AS comment
UNION ALL SELECT CAST(99 AS UINTEGER), 'pg_toast', 'reserved schema for TOAST tables'
UNION ALL SELECT CAST(12421 AS UINTEGER), 'information_schema', NULL
UNION ALL SELECT CAST(oid AS UINTEGER), CASE database_name WHEN 'temp' THEN 'pg_temp_1' ELSE schema_name END, comment
FROM duckdb_schemas()
WHERE src.is_ours(database_name) AND schema_name NOT IN ('pg_catalog', 'information_schema')

-- @ src.roles
SELECT CAST(16384 AS UINTEGER) AS oid, src.user_name() AS name, coalesce(CAST(getvariable('reedbed_role') AS VARCHAR), 'owner') = 'owner' AS superuser

-- @ src.function_names
SELECT CAST(CASE place WHEN 1 THEN function_oid ELSE 805306368 + (function_oid * 256 + place) % 268435456 END AS UINTEGER) AS oid,
  function_name AS name, CASE database_name WHEN 'system' THEN 'pg_catalog' WHEN 'temp' THEN 'pg_temp_1' ELSE schema_name END AS schema, *
FROM (SELECT *, row_number() OVER (PARTITION BY function_oid ORDER BY len(parameter_types), parameter_types) AS place
  FROM duckdb_functions() WHERE function_type <> 'pragma' AND (database_name = 'system' OR src.is_ours(database_name)))

-- @ src.argument_types
SELECT a.oid, list(coalesce(t.oid, CAST(25 AS UINTEGER)) ORDER BY a.position) AS oids
FROM (SELECT oid, coalesce(unnest(parameter_types), 'ANY') AS declared, generate_subscripts(parameter_types, 1) AS position FROM src.function_names) a
LEFT JOIN src.duckdb_types t ON t.declared = src.type_name(a.declared)
GROUP BY a.oid

-- @ src.functions
SELECT f.oid, f.name AS proname, n.oid AS pronamespace, CAST(10 AS UINTEGER) AS proowner,
  CAST(CASE WHEN f.function_type IN ('macro', 'table_macro') THEN 14 ELSE 12 END AS UINTEGER) AS prolang,
  CAST(1 AS FLOAT) AS procost, CAST(CASE WHEN f.function_type LIKE 'table%' THEN 1000 ELSE 0 END AS FLOAT) AS prorows,
  CAST(CASE WHEN f.varargs IS NULL THEN 0 ELSE coalesce(v.oid, 2276) END AS UINTEGER) AS provariadic, CAST(0 AS UINTEGER) AS prosupport,
  CASE f.function_type WHEN 'aggregate' THEN 'a' ELSE 'f' END AS prokind, FALSE AS prosecdef, FALSE AS proleakproof, FALSE AS proisstrict,
  f.function_type LIKE 'table%' AS proretset, CASE WHEN f.has_side_effects THEN 'v' ELSE 'i' END AS provolatile, 's' AS proparallel,
  CAST(len(f.parameters) AS SMALLINT) AS pronargs, CAST(0 AS SMALLINT) AS pronargdefaults,
  CAST(CASE WHEN f.function_type LIKE 'table%' THEN 2249 ELSE coalesce(r.oid, 25) END AS UINTEGER) AS prorettype,
  coalesce(a.oids, []) AS proargtypes, f.parameters AS proargnames, coalesce(f.macro_definition, f.name) AS prosrc,
  coalesce(f.comment, f.description) AS comment
FROM src.function_names f JOIN src.namespaces n ON n.name = f.schema
LEFT JOIN src.argument_types a ON a.oid = f.oid
LEFT JOIN src.duckdb_types r ON r.declared = coalesce(src.type_name(f.return_type), 'ANY')
LEFT JOIN src.duckdb_types v ON v.declared = f.varargs

-- @ src.standing_views
-- A table with archived rows: a view that stands for the table of its live rows, which is shown under its name.
SELECT v.view_oid AS oid FROM duckdb_views() v SEMI JOIN (SELECT database_name, schema_name, src.shown_name(table_name) AS view_name
  FROM duckdb_tables() WHERE ends_with(table_name, ':live')) t USING (database_name, schema_name, view_name)
WHERE NOT v.internal

-- @ src.tables
SELECT CAST(table_oid AS UINTEGER) AS oid, src.shown_name(table_name) AS name, CAST(schema_oid AS UINTEGER) AS namespace,
  schema_name AS schema, 'r' AS kind, estimated_size AS row_count, column_count, comment, temporary, has_primary_key,
  index_count > 0 AS has_index, src.checks_shown(check_constraint_count, sql) AS checks, sql
FROM duckdb_tables() WHERE src.is_ours(database_name) AND NOT internal AND NOT src.is_inner(schema_name, table_name)
UNION ALL
SELECT CAST(view_oid AS UINTEGER), view_name, CAST(schema_oid AS UINTEGER), schema_name, 'v', 0, column_count, comment,
  temporary, FALSE, FALSE, 0, sql
FROM duckdb_views() WHERE src.is_ours(database_name) AND NOT internal AND NOT src.is_inner(schema_name, view_name)
  AND view_oid NOT IN (SELECT oid FROM src.standing_views)

-- @ src.kept_names
-- What the ledger keeps of names that were given to constraints; of each database the door makes it anew.
SELECT CAST(NULL AS VARCHAR) AS database_name, CAST(NULL AS VARCHAR) AS schema_name, CAST(NULL AS VARCHAR) AS table_name,
  CAST(NULL AS VARCHAR) AS definition, CAST(NULL AS INTEGER) AS place, CAST(NULL AS VARCHAR) AS name WHERE FALSE

-- @ src.kept_identities
SELECT CAST(NULL AS VARCHAR) AS database_name, CAST(NULL AS VARCHAR) AS schema_name, CAST(NULL AS VARCHAR) AS table_name,
  CAST(NULL AS VARCHAR) AS column_name, CAST(NULL AS BOOLEAN) AS always WHERE FALSE

-- @ src.nameless_constraints
-- `definition` is what the ledger knows one by, `plain` the name that PostgreSQL makes where none was given.
SELECT src.numbered(table_oid, row_number() OVER (PARTITION BY table_oid ORDER BY constraint_index)) AS oid, constraint_index,
  CAST(table_oid AS UINTEGER) AS relation, shown AS table_name, CAST(schema_oid AS UINTEGER) AS namespace, schema_name, database_name,
  CASE constraint_type WHEN 'NOT NULL' THEN constraint_text || ' ' || constraint_column_names[1] ELSE constraint_text END AS definition,
  src.plain_name(shown, constraint_type, constraint_column_names) AS plain,
  CASE constraint_type WHEN 'PRIMARY KEY' THEN 'p' WHEN 'UNIQUE' THEN 'u' WHEN 'FOREIGN KEY' THEN 'f' WHEN 'CHECK' THEN 'c'
    WHEN 'NOT NULL' THEN 'n' END AS kind,
  constraint_text AS text, expression,
  -- DuckDB tells a column as often as a CHECK names it.
  list_filter(list_transform(constraint_column_indexes, lambda i: CAST(i + 1 AS SMALLINT)),
    lambda i, place: list_position(constraint_column_indexes, i - 1) = place) AS keys,
  CASE constraint_type WHEN 'CHECK' THEN list_distinct(constraint_column_names) ELSE constraint_column_names END AS columns,
  referenced_table, referenced_column_names AS referenced_columns
FROM (SELECT *, src.shown_name(table_name) AS shown FROM duckdb_constraints()
  WHERE src.is_ours(database_name) AND src.length_limit(expression) IS NULL AND NOT src.is_inner(schema_name, table_name))

-- @ src.keys
-- Those with an index, which every look-up of a relation asks for.
SELECT c.*, coalesce(k.name, CASE c.database_name WHEN 'temp' THEN src.temporary_name(c.table_name, c.definition, 1) END, c.plain) AS name
FROM src.nameless_constraints c LEFT JOIN src.kept_names k ON k.database_name = c.database_name AND k.schema_name = c.schema_name
  AND k.table_name = c.table_name AND k.definition = c.definition AND k.place = 1
WHERE c.kind IN ('p', 'u')

-- @ src.constraints
SELECT c.*, coalesce(k.name, CASE c.database_name WHEN 'temp' THEN src.temporary_name(c.table_name, c.definition, c.place) END,
  c.plain || CASE WHEN c.number > 1 THEN CAST(c.number - 1 AS VARCHAR) ELSE '' END) AS name
FROM (SELECT *, row_number() OVER (PARTITION BY relation, definition ORDER BY constraint_index) AS place,
    row_number() OVER (PARTITION BY relation, plain ORDER BY constraint_index) AS number FROM src.nameless_constraints) c
LEFT JOIN src.kept_names k ON k.database_name = c.database_name AND k.schema_name = c.schema_name
  AND k.table_name = c.table_name AND k.definition = c.definition AND k.place = c.place

-- @ src.lengths
SELECT table_oid, constraint_column_names[1] AS name, min(src.length_limit(expression)) AS length, bool_or(contains(expression, 'rtrim(')) AS padded
FROM duckdb_constraints() WHERE constraint_type = 'CHECK' AND src.length_limit(expression) IS NOT NULL GROUP BY ALL

-- @ src.enums
-- DuckDB tells a column's labels and not the name of its type: it is the first type with these labels.
SELECT 'ENUM(' || array_to_string(list_transform(labels, lambda l: '''' || replace(l, '''', '''''') || ''''), ', ') || ')' AS declared,
  CAST(min(type_oid) AS UINTEGER) AS oid
FROM duckdb_types() WHERE logical_type = 'ENUM' AND NOT internal AND src.is_ours(database_name) GROUP BY ALL

-- @ src.columns
SELECT CAST(c.table_oid AS UINTEGER) AS relation, column_name AS name, CAST(column_index AS SMALLINT) AS number,
  -- A limit that no document reaches is what tells json from jsonb.
  CAST(CASE WHEN l.length IS NOT NULL THEN CASE WHEN l.padded THEN 1042 WHEN l.length = 1073741823 THEN 114 ELSE 1043 END
    WHEN e.oid IS NOT NULL THEN CASE WHEN data_type LIKE '%]' THEN src.array_of(e.oid) ELSE e.oid END
    ELSE coalesce(t.oid, 25) END AS UINTEGER) AS type, data_type AS declared, is_nullable AS nullable,
  -- A column that is IDENTITY has no default of its own in PostgreSQL.
  CASE WHEN k.always IS NULL OR NOT starts_with(column_default, 'nextval(') THEN column_default END AS default_text, column_default AS counting_text,
  CAST(CASE WHEN data_type LIKE 'DECIMAL(%' THEN (numeric_precision << 16 | numeric_scale) + 4
    ELSE coalesce(nullif(l.length, 1073741823) + 4, -1) END AS INTEGER) AS modifier,
  comment, src.shown_name(table_name) AS table_name, schema_name, CAST(schema_oid AS UINTEGER) AS namespace,
  -- Of a computed column the engine tells in the text of its table alone. Parentheses stand for commas: either begins a column.
  column_default IS NOT NULL AND coalesce(list_bool_or([contains(replace(g.sql, '(', ', '), replace(', ' || written || ' ' || data_type || ' GENERATED ALWAYS AS', '(', ', '))
    FOR written IN [column_name, '"' || replace(column_name, '"', '""') || '"']]), FALSE) AS computed,
  CASE WHEN starts_with(column_default, 'nextval(') THEN CASE k.always WHEN TRUE THEN 'a' WHEN FALSE THEN 'd' ELSE '' END ELSE '' END AS identity
FROM duckdb_columns() c LEFT JOIN src.duckdb_types t ON t.declared = src.type_name(c.data_type)
LEFT JOIN src.enums e ON e.declared = regexp_replace(c.data_type, '(\[\d*\])+$', '')
LEFT JOIN src.lengths l ON l.table_oid = c.table_oid AND l.name = c.column_name
LEFT JOIN (SELECT {'d': database_name, 's': schema_name, 't': table_name, 'c': column_name} AS of, always FROM src.kept_identities) k
  ON k.of = {'d': c.database_name, 's': c.schema_name, 't': src.shown_name(c.table_name), 'c': c.column_name}
LEFT JOIN (SELECT table_oid, sql FROM duckdb_tables() WHERE contains(sql, ' GENERATED ALWAYS AS')) g ON g.table_oid = c.table_oid
WHERE src.is_ours(database_name) AND NOT internal AND NOT src.is_inner(schema_name, table_name)
  AND c.table_oid NOT IN (SELECT oid FROM src.standing_views)

-- @ src.indexes
SELECT CAST(index_oid AS UINTEGER) AS oid, index_name AS name, CAST(table_oid AS UINTEGER) AS relation, src.shown_name(table_name) AS table_name,
  CAST(schema_oid AS UINTEGER) AS namespace, schema_name, is_unique, FALSE AS is_primary,
  list_transform(string_split(regexp_extract(expressions, '^\[(.*)\]$', 1), ', '), lambda e: trim(e, '"''')) AS columns,
  comment, replace(sql, src.quoted(table_name), src.quoted(src.shown_name(table_name))) AS sql
FROM duckdb_indexes() WHERE src.is_ours(database_name)
UNION ALL
SELECT oid, name, relation, table_name, namespace, schema_name, TRUE, kind = 'p', columns, NULL, NULL
FROM src.keys

-- @ src.index_columns
SELECT i.oid AS index, i.relation, i.position, i.name AS expression, c.name, coalesce(c.number, 0) AS number, c.type,
  c.modifier
FROM (SELECT oid, relation, unnest(columns) AS name, generate_subscripts(columns, 1) AS position FROM src.indexes) i
LEFT JOIN src.columns c ON c.relation = i.relation AND c.name = i.name

-- @ src.index_keys
SELECT index, list(CAST(number AS SMALLINT) ORDER BY position) AS keys,
  nullif(string_agg(expression, ', ' ORDER BY position) FILTER (number = 0), '') AS expressions, count(*) AS length,
  list(expression ORDER BY position) AS texts
FROM src.index_columns GROUP BY index

-- @ src.sequences
SELECT CAST(sequence_oid AS UINTEGER) AS oid, sequence_name AS name, CAST(schema_oid AS UINTEGER) AS namespace,
  schema_name, comment, temporary, start_value, min_value, max_value, increment_by, cycle, last_value
FROM duckdb_sequences() WHERE src.is_ours(database_name)

-- @ src.relations
SELECT oid, name, namespace, kind, row_count, column_count, comment, temporary, has_index, checks FROM src.tables
UNION ALL SELECT oid, name, namespace, 'i', 0, len(columns), comment, FALSE, FALSE, 0 FROM src.indexes
UNION ALL SELECT oid, name, namespace, 'S', 1, 3, comment, temporary, FALSE, 0 FROM src.sequences
UNION ALL SELECT CAST(oid AS UINTEGER), name, CAST(CASE schema WHEN 'pg_catalog' THEN 11 ELSE 12421 END AS UINTEGER), kind, 0,
  column_count, NULL, FALSE, FALSE, 0
FROM src.system_relations

-- @ src.types
SELECT CAST(type_oid AS UINTEGER) AS oid, type_name AS name, CAST(schema_oid AS UINTEGER) AS namespace, comment,
  logical_type, labels, coalesce(b.oid, CAST(25 AS UINTEGER)) AS base, schema_name
FROM duckdb_types() t LEFT JOIN src.duckdb_types b ON b.declared = src.type_name(logical_type)
WHERE src.is_ours(database_name) AND NOT internal

-- @ src.named_relations
SELECT CAST(table_oid AS UINTEGER) AS oid, src.shown_name(table_name) AS name, CASE database_name WHEN 'temp' THEN 'pg_temp_1' ELSE schema_name END AS schema
FROM duckdb_tables() WHERE src.is_ours(database_name) AND NOT internal
UNION ALL
SELECT CAST(view_oid AS UINTEGER), view_name, CASE database_name WHEN 'temp' THEN 'pg_temp_1' ELSE schema_name END
FROM duckdb_views() WHERE src.is_ours(database_name) AND NOT internal AND view_oid NOT IN (SELECT oid FROM src.standing_views)
UNION ALL
SELECT CAST(sequence_oid AS UINTEGER), sequence_name, schema_name FROM duckdb_sequences() WHERE src.is_ours(database_name)
UNION ALL
SELECT CAST(index_oid AS UINTEGER), index_name, schema_name FROM duckdb_indexes() WHERE src.is_ours(database_name)
UNION ALL
SELECT oid, name, schema_name FROM src.keys
UNION ALL
SELECT oid, name, schema FROM src.system_relations

-- @ src.spelled_types
SELECT oid, typname AS name, 'pg_catalog' AS schema, spelled FROM src.pg_type_names
UNION ALL
SELECT CAST(type_oid AS UINTEGER), type_name, schema_name, src.quoted(type_name) FROM duckdb_types() WHERE src.is_ours(database_name) AND NOT internal
UNION ALL
SELECT src.array_of(type_oid), '_' || type_name, schema_name, src.quoted(type_name) || '[]' FROM duckdb_types() WHERE src.is_ours(database_name) AND NOT internal
UNION ALL
SELECT CAST(table_oid AS UINTEGER), src.shown_name(table_name), schema_name, src.quoted(src.shown_name(table_name))
FROM duckdb_tables() WHERE src.is_ours(database_name) AND NOT internal AND NOT src.is_inner(schema_name, table_name)
