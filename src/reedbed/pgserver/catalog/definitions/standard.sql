-- The information schema.

-- @ src.standard_types
SELECT c.relation, c.name, n.name AS udt_name, n.schema AS udt_schema,
  CASE WHEN (t.typelem <> 0 AND t.typlen = -1) OR (t.oid IS NULL AND c.declared LIKE '%]') THEN 'ARRAY' WHEN t.oid IS NULL THEN 'USER-DEFINED' ELSE n.spelled END AS data_type,
  CASE c.type WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 700 THEN 24 WHEN 701 THEN 53
    WHEN 1700 THEN CASE WHEN c.modifier >= 4 THEN (c.modifier - 4) >> 16 END END AS numeric_precision,
  CASE WHEN c.type IN (20, 21, 23, 700, 701) THEN 2 WHEN c.type = 1700 THEN 10 END AS numeric_precision_radix,
  CASE WHEN c.type IN (20, 21, 23) THEN 0 WHEN c.type = 1700 AND c.modifier >= 4 THEN (c.modifier - 4) & 65535 END AS numeric_scale,
  CASE WHEN c.type = 1082 THEN 0 WHEN c.type IN (1083, 1114, 1184, 1186, 1266) THEN 6 END AS datetime_precision,
  CASE WHEN c.type IN (25, 1042, 1043) THEN 1073741824 END AS character_octet_length
FROM src.columns c JOIN src.spelled_types n ON n.oid = c.type LEFT JOIN src.pg_type t ON t.oid = c.type

-- @ information_schema.information_schema_catalog_name
SELECT system.main.current_database() AS catalog_name

-- @ information_schema.schemata
SELECT system.main.current_database() AS catalog_name, name AS schema_name, src.owner() AS schema_owner, NULL AS default_character_set_catalog,
  NULL AS default_character_set_schema, NULL AS default_character_set_name, NULL AS sql_path
FROM src.namespaces

-- @ information_schema.tables
SELECT system.main.current_database() AS table_catalog, n.name AS table_schema, r.name AS table_name,
  CASE WHEN r.kind = 'v' THEN 'VIEW' WHEN r.temporary THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END AS table_type, NULL AS self_referencing_column_name,
  NULL AS reference_generation, NULL AS user_defined_type_catalog, NULL AS user_defined_type_schema, NULL AS user_defined_type_name,
  CASE r.kind WHEN 'r' THEN 'YES' ELSE 'NO' END AS is_insertable_into, 'NO' AS is_typed, NULL AS commit_action
FROM src.relations r JOIN src.namespaces n ON n.oid = r.namespace WHERE r.kind IN ('r', 'v')

-- @ information_schema.columns
SELECT system.main.current_database() AS table_catalog, c.schema_name AS table_schema, c.table_name, c.name AS column_name, c.number AS ordinal_position,
  CASE WHEN NOT c.computed THEN src.default_shown(c.default_text) END AS column_default, CASE WHEN c.nullable THEN 'YES' ELSE 'NO' END AS is_nullable,
  t.data_type, CAST(CASE WHEN c.type IN (1042, 1043) AND c.modifier > 4 THEN c.modifier - 4 END AS INTEGER) AS character_maximum_length, t.character_octet_length, t.numeric_precision, t.numeric_precision_radix, t.numeric_scale,
  t.datetime_precision, NULL AS interval_type, NULL AS interval_precision, NULL AS character_set_catalog, NULL AS character_set_schema,
  NULL AS character_set_name, NULL AS collation_catalog, NULL AS collation_schema, NULL AS collation_name, NULL AS domain_catalog, NULL AS domain_schema,
  NULL AS domain_name, system.main.current_database() AS udt_catalog, t.udt_schema, t.udt_name, NULL AS scope_catalog, NULL AS scope_schema, NULL AS scope_name,
  NULL AS maximum_cardinality, CAST(c.number AS VARCHAR) AS dtd_identifier, 'NO' AS is_self_referencing, CASE c.identity WHEN '' THEN 'NO' ELSE 'YES' END AS is_identity,
  CASE c.identity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity_generation, CAST(s.start_value AS VARCHAR) AS identity_start,
  CAST(s.increment_by AS VARCHAR) AS identity_increment, CAST(s.max_value AS VARCHAR) AS identity_maximum, CAST(s.min_value AS VARCHAR) AS identity_minimum,
  CASE WHEN s.cycle THEN 'YES' ELSE 'NO' END AS identity_cycle, CASE WHEN c.computed THEN 'ALWAYS' ELSE 'NEVER' END AS is_generated,
  CASE WHEN c.computed THEN src.default_shown(c.default_text) END AS generation_expression, 'YES' AS is_updatable
FROM src.columns c JOIN src.standard_types t ON t.relation = c.relation AND t.name = c.name
LEFT JOIN src.sequences s ON c.identity <> '' AND s.schema_name = c.schema_name
  AND s.name = src.sequence_of(c.counting_text)
UNION ALL BY NAME
SELECT system.main.current_database() AS table_catalog, r.schema AS table_schema, r.name AS table_name, c.name AS column_name, c.number AS ordinal_position,
  'YES' AS is_nullable, n.spelled AS data_type, system.main.current_database() AS udt_catalog, 'pg_catalog' AS udt_schema, n.typname AS udt_name,
  CAST(c.number AS VARCHAR) AS dtd_identifier, 'NO' AS is_self_referencing, 'NO' AS is_identity, 'NO' AS identity_cycle, 'NEVER' AS is_generated, 'NO' AS is_updatable
FROM src.system_columns c JOIN src.system_relations r ON r.oid = c.relation JOIN src.pg_type_names n ON n.oid = c.type
-- Clients show and compare columns in the order in which PostgreSQL happens to give them.
ORDER BY table_schema, table_name, ordinal_position

-- @ information_schema.views
SELECT system.main.current_database() AS table_catalog, t.schema AS table_schema, t.name AS table_name, v.v_ AS view_definition, 'NONE' AS check_option,
  'NO' AS is_updatable, 'NO' AS is_insertable_into, 'NO' AS is_trigger_updatable, 'NO' AS is_trigger_deletable, 'NO' AS is_trigger_insertable_into
FROM src.tables t JOIN src.lookup_view v ON v.k_ = t.oid WHERE t.kind = 'v'

-- @ information_schema.view_table_usage
SELECT system.main.current_database() AS view_catalog, v.schema AS view_schema, v.name AS view_name,
  system.main.current_database() AS table_catalog, t.schema AS table_schema, t.name AS table_name
FROM src.view_reads r JOIN src.tables v ON v.oid = r.oid JOIN src.tables t ON t.oid = r.target

-- @ src.standard_constraints
SELECT c.*, CASE c.kind WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' WHEN 'f' THEN 'FOREIGN KEY' ELSE 'CHECK' END AS type
FROM src.constraints c

-- @ information_schema.table_constraints
SELECT system.main.current_database() AS constraint_catalog, schema_name AS constraint_schema, name AS constraint_name, system.main.current_database() AS table_catalog,
  schema_name AS table_schema, table_name, type AS constraint_type, 'NO' AS is_deferrable, 'NO' AS initially_deferred, 'YES' AS enforced,
  CASE kind WHEN 'u' THEN 'YES' END AS nulls_distinct
FROM src.standard_constraints

-- @ information_schema.key_column_usage
SELECT system.main.current_database() AS constraint_catalog, schema_name AS constraint_schema, name AS constraint_name, system.main.current_database() AS table_catalog,
  schema_name AS table_schema, table_name, unnest(columns) AS column_name, generate_subscripts(columns, 1) AS ordinal_position,
  CASE kind WHEN 'f' THEN generate_subscripts(columns, 1) END AS position_in_unique_constraint
FROM src.constraints WHERE kind IN ('p', 'u', 'f')

-- @ information_schema.referential_constraints
SELECT system.main.current_database() AS constraint_catalog, c.schema_name AS constraint_schema, c.name AS constraint_name,
  system.main.current_database() AS unique_constraint_catalog, p.schema_name AS unique_constraint_schema, p.name AS unique_constraint_name,
  'NONE' AS match_option, 'NO ACTION' AS update_rule, 'NO ACTION' AS delete_rule
FROM src.constraints c JOIN src.foreign_keys f ON f.oid = c.oid LEFT JOIN src.keys p ON p.oid = f.target_index

-- @ information_schema.constraint_column_usage
SELECT system.main.current_database() AS table_catalog, schema_name AS table_schema, CASE kind WHEN 'f' THEN referenced_table ELSE table_name END AS table_name,
  unnest(CASE kind WHEN 'f' THEN referenced_columns ELSE columns END) AS column_name, system.main.current_database() AS constraint_catalog,
  schema_name AS constraint_schema, name AS constraint_name
FROM src.constraints

-- @ information_schema.constraint_table_usage
SELECT system.main.current_database() AS table_catalog, schema_name AS table_schema, CASE kind WHEN 'f' THEN referenced_table ELSE table_name END AS table_name,
  system.main.current_database() AS constraint_catalog, schema_name AS constraint_schema, name AS constraint_name
FROM src.constraints WHERE kind IN ('p', 'u', 'f')

-- @ information_schema.check_constraints
SELECT system.main.current_database() AS constraint_catalog, schema_name AS constraint_schema, name AS constraint_name,
  CASE kind WHEN 'n' THEN src.quoted(columns[1]) || ' IS NOT NULL' ELSE expression END AS check_clause
FROM src.constraints WHERE kind IN ('c', 'n')

-- @ information_schema.sequences
SELECT system.main.current_database() AS sequence_catalog, schema_name AS sequence_schema, name AS sequence_name, 'bigint' AS data_type, 64 AS numeric_precision,
  2 AS numeric_precision_radix, 0 AS numeric_scale, CAST(start_value AS VARCHAR) AS start_value, CAST(min_value AS VARCHAR) AS minimum_value,
  CAST(max_value AS VARCHAR) AS maximum_value, CAST(increment_by AS VARCHAR) AS increment, CASE WHEN cycle THEN 'YES' ELSE 'NO' END AS cycle_option
FROM src.sequences

-- @ information_schema.routines
SELECT system.main.current_database() AS specific_catalog, f.schema AS specific_schema, f.name || '_' || f.oid AS specific_name,
  system.main.current_database() AS routine_catalog, f.schema AS routine_schema, f.name AS routine_name,
  CASE f.function_type WHEN 'aggregate' THEN NULL ELSE 'FUNCTION' END AS routine_type, n.spelled AS data_type, 'EXTERNAL' AS routine_body,
  f.macro_definition AS routine_definition, 'INTERNAL' AS external_language, 'GENERAL' AS parameter_style, 'NO' AS is_deterministic,
  'MODIFIES' AS sql_data_access, 'INVOKER' AS security_type
FROM src.function_names f LEFT JOIN src.duckdb_types t ON t.declared = coalesce(src.type_name(f.return_type), 'ANY')
LEFT JOIN src.pg_type_names n ON n.oid = t.oid

-- @ information_schema.parameters
SELECT system.main.current_database() AS specific_catalog, f.schema AS specific_schema, f.name || '_' || f.oid AS specific_name, f.place AS ordinal_position,
  'IN' AS parameter_mode, 'NO' AS is_result, 'NO' AS as_locator, f.parameter_name, n.spelled AS data_type, system.main.current_database() AS udt_catalog,
  'pg_catalog' AS udt_schema, n.typname AS udt_name, CAST(f.place AS VARCHAR) AS dtd_identifier
FROM (SELECT schema, name, oid, unnest(parameters) AS parameter_name, unnest(parameter_types) AS declared, generate_subscripts(parameters, 1) AS place
  FROM src.function_names) f
LEFT JOIN src.duckdb_types t ON t.declared = coalesce(src.type_name(f.declared), 'ANY') LEFT JOIN src.pg_type_names n ON n.oid = t.oid

-- @ information_schema.character_sets
SELECT NULL AS character_set_catalog, NULL AS character_set_schema, 'UTF8' AS character_set_name, 'UCS' AS character_repertoire, 'UTF8' AS form_of_use,
  system.main.current_database() AS default_collate_catalog, 'pg_catalog' AS default_collate_schema, 'C' AS default_collate_name

-- @ information_schema.collations
SELECT system.main.current_database() AS collation_catalog, 'pg_catalog' AS collation_schema, collname AS collation_name, 'NO PAD' AS pad_attribute FROM src.pg_collation

-- @ information_schema.collation_character_set_applicability
SELECT system.main.current_database() AS collation_catalog, 'pg_catalog' AS collation_schema, collname AS collation_name, NULL AS character_set_catalog,
  NULL AS character_set_schema, 'UTF8' AS character_set_name
FROM src.pg_collation

-- @ information_schema.enabled_roles
SELECT rolname AS role_name FROM pg.pg_authid

-- @ information_schema.applicable_roles
SELECT src.user_name() AS grantee, src.owner() AS role_name, 'NO' AS is_grantable WHERE FALSE

-- @ src.standard_privileges
SELECT src.owner() AS grantor, src.user_name() AS grantee, r.oid, n.name AS schema, r.name, p.word AS privilege
FROM src.relations r JOIN src.namespaces n ON n.oid = r.namespace,
  (SELECT unnest(['INSERT', 'SELECT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS word) p
WHERE r.kind IN ('r', 'v') AND src.allowed(p.word)

-- @ information_schema.table_privileges
SELECT grantor, grantee, system.main.current_database() AS table_catalog, schema AS table_schema, name AS table_name, privilege AS privilege_type,
  'NO' AS is_grantable, CASE privilege WHEN 'SELECT' THEN 'YES' ELSE 'NO' END AS with_hierarchy
FROM src.standard_privileges

-- @ information_schema.role_table_grants
SELECT grantor, grantee, system.main.current_database() AS table_catalog, schema AS table_schema, name AS table_name, privilege AS privilege_type,
  'NO' AS is_grantable, CASE privilege WHEN 'SELECT' THEN 'YES' ELSE 'NO' END AS with_hierarchy
FROM src.standard_privileges

-- @ information_schema.column_privileges
SELECT p.grantor, p.grantee, system.main.current_database() AS table_catalog, p.schema AS table_schema, p.name AS table_name, c.name AS column_name,
  p.privilege AS privilege_type, 'NO' AS is_grantable
FROM src.standard_privileges p JOIN src.columns c ON c.relation = p.oid WHERE p.privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')

-- @ information_schema.role_column_grants
SELECT p.grantor, p.grantee, system.main.current_database() AS table_catalog, p.schema AS table_schema, p.name AS table_name, c.name AS column_name,
  p.privilege AS privilege_type, 'NO' AS is_grantable
FROM src.standard_privileges p JOIN src.columns c ON c.relation = p.oid WHERE p.privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')

-- @ information_schema.usage_privileges
SELECT src.owner() AS grantor, src.user_name() AS grantee, system.main.current_database() AS object_catalog, schema_name AS object_schema, name AS object_name,
  'SEQUENCE' AS object_type, 'USAGE' AS privilege_type, 'NO' AS is_grantable
FROM src.sequences

-- @ information_schema.domains
SELECT system.main.current_database() AS domain_catalog, t.schema_name AS domain_schema, t.name AS domain_name, n.spelled AS data_type,
  system.main.current_database() AS udt_catalog, 'pg_catalog' AS udt_schema, n.typname AS udt_name, '1' AS dtd_identifier
FROM src.types t JOIN src.pg_type_names n ON n.oid = t.base WHERE t.logical_type <> 'ENUM'

-- @ information_schema.element_types
SELECT system.main.current_database() AS object_catalog, c.schema_name AS object_schema, c.table_name AS object_name, 'TABLE' AS object_type,
  CAST(c.number AS VARCHAR) AS collection_type_identifier, n.spelled AS data_type, system.main.current_database() AS udt_catalog, 'pg_catalog' AS udt_schema,
  n.typname AS udt_name, 'a' || c.number AS dtd_identifier
FROM src.columns c JOIN src.pg_type t ON t.oid = c.type AND t.typelem <> 0 AND t.typlen = -1 JOIN src.pg_type_names n ON n.oid = t.typelem

-- @ information_schema.sql_features
SELECT * FROM src.sql_features
-- @ information_schema.sql_sizing
SELECT * FROM src.sql_sizing
