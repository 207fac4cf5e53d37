-- Views by name, sequences, functions and operators, and the rows that every PostgreSQL has.

-- @ pg_catalog.pg_tables
SELECT n.name AS schemaname, t.name AS tablename, src.owner() AS tableowner, NULL AS tablespace, t.has_index AS hasindexes,
  FALSE AS hasrules, FALSE AS hastriggers, FALSE AS rowsecurity
FROM src.relations t JOIN src.namespaces n ON n.oid = t.namespace WHERE t.kind = 'r'

-- @ pg_catalog.pg_views
SELECT n.name AS schemaname, v.r_ AS viewname, src.owner() AS viewowner, d.v_ AS definition
FROM (SELECT oid AS o_, name AS r_, namespace FROM src.relations WHERE kind = 'v') v
JOIN src.namespaces n ON n.oid = v.namespace LEFT JOIN src.lookup_view d ON d.k_ = v.o_

-- @ pg_catalog.pg_indexes
SELECT i.schema_name AS schemaname, i.table_name AS tablename, i.name AS indexname, NULL AS tablespace, d.v_ AS indexdef
FROM src.indexes i JOIN src.lookup_index d ON d.k_ = i.oid

-- @ pg_catalog.pg_sequence
SELECT oid AS seqrelid, 20 AS seqtypid, start_value AS seqstart, increment_by AS seqincrement, max_value AS seqmax, min_value AS seqmin,
  1 AS seqcache, cycle AS seqcycle
FROM src.sequences

-- @ pg_catalog.pg_sequences
SELECT schema_name AS schemaname, name AS sequencename, src.owner() AS sequenceowner, 20 AS data_type, start_value, min_value,
  max_value, increment_by, cycle, 1 AS cache_size, last_value
FROM src.sequences

-- @ pg_catalog.pg_am
SELECT * FROM src.pg_am
-- @ pg_catalog.pg_cast
SELECT * FROM src.pg_cast
-- @ pg_catalog.pg_range
SELECT * FROM src.pg_range
-- @ pg_catalog.pg_collation
SELECT * FROM src.pg_collation
-- @ pg_catalog.pg_language
SELECT * FROM src.pg_language
-- @ pg_catalog.pg_tablespace
SELECT * FROM src.pg_tablespace
-- @ pg_catalog.pg_opfamily
SELECT * FROM src.pg_opfamily
-- @ pg_catalog.pg_opclass
SELECT * FROM src.pg_opclass

-- @ pg_catalog.pg_operator
SELECT f.oid, f.proname AS oprname, f.pronamespace AS oprnamespace, 10 AS oprowner, CASE f.pronargs WHEN 1 THEN 'l' ELSE 'b' END AS oprkind,
  FALSE AS oprcanmerge, FALSE AS oprcanhash, CASE f.pronargs WHEN 1 THEN 0 ELSE f.proargtypes[1] END AS oprleft,
  f.proargtypes[len(f.proargtypes)] AS oprright, f.prorettype AS oprresult, 0 AS oprcom, 0 AS oprnegate, f.oid AS oprcode, 0 AS oprrest, 0 AS oprjoin
FROM src.functions f WHERE NOT regexp_matches(f.proname, '\w') AND f.pronargs IN (1, 2)
UNION ALL
SELECT src.numbered(t.oid, o.place), o.name, 11, 10, 'b', o.place = 1, o.place = 1, t.oid, t.oid, 16, 0, 0, 0, 0, 0
FROM src.pg_type t, (SELECT unnest(['=', '<>', '<', '<=', '>', '>=']) AS name, unnest(range(1, 7)) AS place) o
WHERE t.typtype = 'b' AND t.typcategory IN ('N', 'S', 'D', 'B', 'T', 'U') AND t.oid < 3000

-- @ pg_catalog.pg_aggregate
SELECT oid AS aggfnoid, 'n' AS aggkind, 0 AS aggnumdirectargs, 'r' AS aggfinalmodify, 'r' AS aggmfinalmodify, prorettype AS aggtranstype
FROM src.functions WHERE prokind = 'a'

-- @ pg_catalog.pg_user
SELECT rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper, rolreplication AS userepl,
  rolbypassrls AS usebypassrls, '********' AS passwd, NULL AS valuntil, NULL AS useconfig
FROM pg.pg_authid WHERE rolcanlogin

-- @ pg_catalog.pg_shadow
SELECT rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper, rolreplication AS userepl,
  rolbypassrls AS usebypassrls, NULL AS passwd, NULL AS valuntil, NULL AS useconfig
FROM pg.pg_authid WHERE rolcanlogin

-- @ pg_catalog.pg_extension
SELECT 16000 + row_number() OVER (ORDER BY extension_name) AS oid, extension_name AS extname, 10 AS extowner, 11 AS extnamespace,
  FALSE AS extrelocatable, coalesce(nullif(extension_version, ''), system.main.version()) AS extversion, NULL AS extconfig, NULL AS extcondition
FROM duckdb_extensions() WHERE loaded
-- The ledger's schema and what is in it are members of this one, so that a dump leaves them to the store that it goes to.
UNION ALL SELECT 16000, 'reedbed', 10, oid, FALSE, '1', NULL, NULL FROM src.namespaces WHERE name = 'reedbed'

-- @ pg_catalog.pg_available_extensions
SELECT extension_name AS name, coalesce(nullif(extension_version, ''), system.main.version()) AS default_version,
  CASE WHEN loaded THEN coalesce(nullif(extension_version, ''), system.main.version()) END AS installed_version, description AS comment
FROM duckdb_extensions() WHERE installed OR loaded

-- @ pg_catalog.pg_available_extension_versions
SELECT extension_name AS name, coalesce(nullif(extension_version, ''), system.main.version()) AS version, loaded AS installed, TRUE AS superuser, FALSE AS trusted,
  FALSE AS relocatable, 'pg_catalog' AS schema, NULL AS requires, description AS comment
FROM duckdb_extensions() WHERE installed OR loaded

-- @ pg_catalog.pg_timezone_names
SELECT name, abbrev, utc_offset, is_dst FROM pg_timezone_names()
