-- The tables of pg_catalog that say what there is: namespaces, relations, columns, types, databases, roles, functions.

-- @ pg_catalog.pg_namespace
SELECT oid, name AS nspname, 10 AS nspowner FROM src.namespaces

-- @ pg_catalog.pg_class
SELECT r.oid, r.name AS relname, r.namespace AS relnamespace, CASE WHEN r.kind IN ('r', 'v') THEN r.oid ELSE 0 END AS reltype,
  10 AS relowner, CASE r.kind WHEN 'r' THEN 2 WHEN 'i' THEN 403 ELSE 0 END AS relam,
  CASE WHEN r.kind IN ('r', 'i', 'S') THEN r.oid ELSE 0 END AS relfilenode, r.row_count AS reltuples,
  r.has_index AS relhasindex, FALSE AS relisshared, CASE WHEN r.temporary THEN 't' ELSE 'p' END AS relpersistence,
  r.kind AS relkind, r.column_count AS relnatts, r.checks AS relchecks, r.kind = 'v' AS relhasrules,
  TRUE AS relispopulated, CASE WHEN r.kind = 'r' THEN 'd' ELSE 'n' END AS relreplident
FROM src.relations r

-- @ pg_catalog.pg_attribute
SELECT c.relation AS attrelid, c.name AS attname, c.type AS atttypid, coalesce(t.typlen, CASE WHEN c.declared LIKE '%]' THEN -1 ELSE 4 END) AS attlen, c.number AS attnum,
  c.modifier AS atttypmod,
  CASE WHEN c.declared LIKE '%]' THEN 1 ELSE 0 END AS attndims, coalesce(t.typbyval, c.declared NOT LIKE '%]') AS attbyval,
  coalesce(t.typalign, 'i') AS attalign, coalesce(t.typstorage, CASE WHEN c.declared LIKE '%]' THEN 'x' ELSE 'p' END) AS attstorage,
  '' AS attcompression, NOT c.nullable AS attnotnull, c.default_text IS NOT NULL AS atthasdef, c.identity AS attidentity, CASE WHEN c.computed THEN 's' ELSE '' END AS attgenerated,
  TRUE AS attislocal, coalesce(t.typcollation, 0) AS attcollation, CAST(NULL AS SMALLINT) AS attstattarget
FROM src.columns c LEFT JOIN src.pg_type t ON t.oid = c.type
UNION ALL
SELECT c.index, coalesce(c.name, c.expression), coalesce(c.type, 25), coalesce(t.typlen, 4), c.position, coalesce(c.modifier, -1), 0,
  coalesce(t.typbyval, TRUE), coalesce(t.typalign, 'i'), coalesce(t.typstorage, 'p'), '', FALSE, FALSE, '', '', TRUE, coalesce(t.typcollation, 0), CAST(NULL AS SMALLINT)
FROM src.index_columns c LEFT JOIN src.pg_type t ON t.oid = coalesce(c.type, 25)
UNION ALL
SELECT CAST(c.relation AS UINTEGER), c.name, CAST(c.type AS UINTEGER), coalesce(t.typlen, 4), c.number, -1, 0,
  coalesce(t.typbyval, TRUE), coalesce(t.typalign, 'i'), coalesce(t.typstorage, 'p'), '',
  FALSE, FALSE, '', '', TRUE, 0, CAST(NULL AS SMALLINT)
FROM src.system_columns c LEFT JOIN src.pg_type t ON t.oid = CAST(c.type AS UINTEGER)

-- @ pg_catalog.pg_type
SELECT * FROM src.pg_type
UNION ALL BY NAME
SELECT oid, name AS typname, namespace AS typnamespace, 10 AS typowner, 4 AS typlen, TRUE AS typbyval,
  CASE logical_type WHEN 'ENUM' THEN 'e' ELSE 'd' END AS typtype, CASE logical_type WHEN 'ENUM' THEN 'E' ELSE 'U' END AS typcategory,
  FALSE AS typispreferred, TRUE AS typisdefined, ',' AS typdelim, 0 AS typrelid, 0 AS typsubscript, 0 AS typelem, src.array_of(oid) AS typarray,
  3504 AS typinput, 3505 AS typoutput, 3532 AS typreceive, 3533 AS typsend, 0 AS typmodin, 0 AS typmodout, 0 AS typanalyze,
  'i' AS typalign, 'p' AS typstorage, FALSE AS typnotnull, CASE logical_type WHEN 'ENUM' THEN 0 ELSE base END AS typbasetype,
  -1 AS typtypmod, 0 AS typndims, 0 AS typcollation
FROM src.types
UNION ALL BY NAME
SELECT src.array_of(oid) AS oid, '_' || name AS typname, namespace AS typnamespace, 10 AS typowner, -1 AS typlen,
  FALSE AS typbyval, 'b' AS typtype, 'A' AS typcategory, FALSE AS typispreferred, TRUE AS typisdefined, ',' AS typdelim, 0 AS typrelid,
  6179 AS typsubscript, oid AS typelem, 0 AS typarray, 750 AS typinput, 751 AS typoutput, 2400 AS typreceive, 2401 AS typsend,
  0 AS typmodin, 0 AS typmodout, 3816 AS typanalyze, 'i' AS typalign, 'x' AS typstorage, FALSE AS typnotnull, 0 AS typbasetype,
  -1 AS typtypmod, 0 AS typndims, 0 AS typcollation
FROM src.types
UNION ALL BY NAME
SELECT oid, name AS typname, namespace AS typnamespace, 10 AS typowner, -1 AS typlen, FALSE AS typbyval, 'c' AS typtype, 'C' AS typcategory,
  FALSE AS typispreferred, TRUE AS typisdefined, ',' AS typdelim, oid AS typrelid, 0 AS typsubscript, 0 AS typelem, 0 AS typarray,
  2290 AS typinput, 2291 AS typoutput, 2402 AS typreceive, 2403 AS typsend, 0 AS typmodin, 0 AS typmodout, 0 AS typanalyze,
  'd' AS typalign, 'x' AS typstorage, FALSE AS typnotnull, 0 AS typbasetype, -1 AS typtypmod, 0 AS typndims, 0 AS typcollation
FROM src.tables

-- @ pg_catalog.pg_enum
SELECT src.numbered(oid, position) AS oid, oid AS enumtypid, position AS enumsortorder, label AS enumlabel
FROM (SELECT oid, unnest(labels) AS label, generate_subscripts(labels, 1) AS position FROM src.types WHERE logical_type = 'ENUM')

-- @ pg_catalog.pg_database
SELECT database_oid AS oid, database_name AS datname, 10 AS datdba, 6 AS encoding, 'c' AS datlocprovider, FALSE AS datistemplate,
  TRUE AS datallowconn, FALSE AS dathasloginevt, -1 AS datconnlimit, 1663 AS dattablespace, 'C' AS datcollate, 'C' AS datctype
FROM duckdb_databases() WHERE NOT internal AND database_name NOT IN ('reedbed_catalog', 'reedbed_catalog_image')

-- @ pg_catalog.pg_authid
SELECT 10 AS oid, src.owner() AS rolname, TRUE AS rolsuper, TRUE AS rolinherit, TRUE AS rolcreaterole, TRUE AS rolcreatedb,
  TRUE AS rolcanlogin, TRUE AS rolreplication, TRUE AS rolbypassrls, -1 AS rolconnlimit
UNION ALL
SELECT oid, name, superuser, TRUE, superuser, superuser, TRUE, FALSE, superuser, -1 FROM src.roles WHERE name <> src.owner()

-- @ pg_catalog.pg_roles
SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolconnlimit,
  '********' AS rolpassword, rolbypassrls, oid
FROM pg.pg_authid

-- @ pg_catalog.pg_proc
SELECT * FROM src.pg_proc
UNION ALL BY NAME
SELECT * EXCLUDE (comment) FROM src.functions
