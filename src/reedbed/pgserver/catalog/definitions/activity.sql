-- Who is connected and what is going on; settings, privileges and sizes.

-- @ src.sessions
SELECT unnest(from_json(coalesce(CAST(getvariable('reedbed_activity') AS VARCHAR), '[]'), '[{"pid": "INTEGER", "usename": "VARCHAR",
  "datname": "VARCHAR", "application_name": "VARCHAR", "client_addr": "VARCHAR", "client_port": "INTEGER", "encrypted": "BOOLEAN",
  "backend_start": "DOUBLE", "xact_start": "DOUBLE", "query_start": "DOUBLE", "state_change": "DOUBLE", "state": "VARCHAR", "query": "VARCHAR",
  "waits": "BOOLEAN", "writes": "BOOLEAN"}]'), max_depth := 2)

-- @ src.activity
SELECT (SELECT CAST(database_oid AS UINTEGER) FROM duckdb_databases() WHERE database_name = system.main.current_database()) AS datid, datname, pid,
  CASE WHEN usename = src.owner() THEN 10 ELSE 16384 END AS usesysid, usename, application_name, client_addr, client_port,
  to_timestamp(backend_start) AS backend_start, to_timestamp(xact_start) AS xact_start, to_timestamp(query_start) AS query_start,
  to_timestamp(state_change) AS state_change, CASE WHEN waits THEN 'Lock' WHEN state <> 'active' THEN 'Client' END AS wait_event_type,
  CASE WHEN waits THEN 'transactionid' WHEN state <> 'active' THEN 'ClientRead' END AS wait_event, state,
  CASE WHEN writes THEN CAST(pid AS UINTEGER) END AS backend_xid, query, 'client backend' AS backend_type, encrypted, waits
FROM src.sessions

-- @ src.prepared
SELECT unnest(from_json(coalesce(CAST(getvariable('reedbed_prepared') AS VARCHAR), '[]'), '[{"name": "VARCHAR", "statement": "VARCHAR",
  "prepared_at": "DOUBLE", "types": ["UINTEGER"], "results": ["UINTEGER"], "from_sql": "BOOLEAN", "runs": "BIGINT"}]'), max_depth := 2)

-- @ src.advisory
SELECT unnest(from_json(coalesce(CAST(getvariable('reedbed_advisory') AS VARCHAR), '[]'), '[{"pid": "INTEGER", "classid": "UINTEGER",
  "objid": "UINTEGER", "objsubid": "SMALLINT", "mode": "VARCHAR", "since": "DOUBLE"}]'), max_depth := 2)

-- @ src.cursors
SELECT unnest(from_json(coalesce(CAST(getvariable('reedbed_cursors') AS VARCHAR), '[]'), '[{"name": "VARCHAR", "statement": "VARCHAR",
  "is_holdable": "BOOLEAN", "is_binary": "BOOLEAN", "is_scrollable": "BOOLEAN", "created": "DOUBLE"}]'), max_depth := 2)

-- @ pg_catalog.pg_stat_activity
SELECT datid, datname, pid, NULL AS leader_pid, usesysid, usename, application_name, client_addr, NULL AS client_hostname, client_port, backend_start,
  xact_start, query_start, state_change, wait_event_type, wait_event, state, backend_xid, NULL AS backend_xmin, NULL AS query_id, query, backend_type
FROM src.activity

-- @ pg_catalog.pg_stat_ssl
SELECT pid, encrypted AS ssl, NULL AS version, NULL AS cipher, NULL AS bits, NULL AS client_dn, NULL AS client_serial, NULL AS issuer_dn
FROM src.activity

-- @ pg_catalog.pg_stat_gssapi
SELECT pid, FALSE AS gss_authenticated, NULL AS principal, FALSE AS encrypted, FALSE AS credentials_delegated FROM src.sessions

-- @ pg_catalog.pg_locks
SELECT 'virtualxid' AS locktype, NULL AS "database", NULL AS relation, NULL AS page, NULL AS tuple, pid || '/1' AS virtualxid, NULL AS transactionid,
  NULL AS classid, NULL AS objid, NULL AS objsubid, pid || '/1' AS virtualtransaction, pid, 'ExclusiveLock' AS mode, TRUE AS granted, TRUE AS fastpath,
  NULL AS waitstart
FROM src.activity WHERE xact_start IS NOT NULL OR state = 'active'
UNION ALL
SELECT 'transactionid', NULL, NULL, NULL, NULL, NULL, pid, NULL, NULL, NULL, pid || '/1', pid, 'ExclusiveLock', NOT waits, FALSE, NULL
FROM src.activity WHERE backend_xid IS NOT NULL OR waits
UNION ALL
SELECT 'advisory', (SELECT CAST(database_oid AS UINTEGER) FROM duckdb_databases() WHERE database_name = system.main.current_database()), NULL, NULL, NULL, NULL, NULL, classid, objid, objsubid,
  pid || '/1', pid, mode, since IS NULL, FALSE, to_timestamp(since)
FROM src.advisory

-- @ pg_catalog.pg_stat_database
SELECT oid AS datid, datname, (SELECT count(*) FROM src.activity a WHERE a.datname = d.datname) AS numbackends FROM pg.pg_database d

-- @ pg_catalog.pg_stat_all_tables
SELECT t.oid AS relid, n.name AS schemaname, t.name AS relname, t.row_count AS n_live_tup FROM src.relations t JOIN src.namespaces n ON n.oid = t.namespace
WHERE t.kind = 'r'

-- @ pg_catalog.pg_stat_user_tables
SELECT oid AS relid, schema AS schemaname, name AS relname, row_count AS n_live_tup FROM src.tables WHERE kind = 'r'

-- @ pg_catalog.pg_statio_all_tables
SELECT t.oid AS relid, n.name AS schemaname, t.name AS relname FROM src.relations t JOIN src.namespaces n ON n.oid = t.namespace WHERE t.kind = 'r'

-- @ pg_catalog.pg_statio_user_tables
SELECT oid AS relid, schema AS schemaname, name AS relname FROM src.tables WHERE kind = 'r'

-- @ pg_catalog.pg_stat_all_indexes
SELECT relation AS relid, oid AS indexrelid, schema_name AS schemaname, table_name AS relname, name AS indexrelname FROM src.indexes

-- @ pg_catalog.pg_stat_user_indexes
SELECT relation AS relid, oid AS indexrelid, schema_name AS schemaname, table_name AS relname, name AS indexrelname FROM src.indexes

-- @ pg_catalog.pg_statio_user_sequences
SELECT oid AS relid, schema_name AS schemaname, name AS relname FROM src.sequences

-- @ pg_catalog.pg_prepared_statements
SELECT name, statement, to_timestamp(prepared_at) AS prepare_time, types AS parameter_types, results AS result_types, from_sql,
  CASE WHEN len(types) = 0 THEN runs ELSE 0 END AS generic_plans, CASE WHEN len(types) = 0 THEN 0 ELSE runs END AS custom_plans
FROM src.prepared

-- @ pg_catalog.pg_cursors
SELECT name, statement, is_holdable, is_binary, is_scrollable, to_timestamp(created) AS creation_time FROM src.cursors

-- @ src.settings
SELECT key AS name, value AS setting, NULL AS description, 'session' AS source
FROM (SELECT unnest(map_keys(src.session_settings())) AS key, unnest(map_values(src.session_settings())) AS value)
UNION ALL
SELECT name, value, description, 'engine' FROM duckdb_settings() WHERE NOT map_contains(src.session_settings(), name) AND name <> 'TimeZone'
  -- Others hold credentials, paths and the server's limits, which are the owner's.
  AND (coalesce(CAST(getvariable('reedbed_role') AS VARCHAR), 'owner') = 'owner'
    OR lower(name) IN ('access_mode', 'calendar', 'default_null_order', 'default_order', 'ieee_floating_point_ops', 'integer_division', 'null_order', 'preserve_identifier_case', 'preserve_insertion_order', 'schema', 'threads', 'worker_threads'))

-- @ pg_catalog.pg_settings
SELECT s.name, s.setting, NULL AS unit, CASE s.source WHEN 'engine' THEN 'DuckDB' ELSE 'Client Connection Defaults' END AS category,
  coalesce(s.description, '') AS short_desc, NULL AS extra_desc, CASE WHEN s.name IN ('server_version', 'server_version_num', 'server_encoding',
    'integer_datetimes', 'max_identifier_length', 'max_index_keys', 'block_size', 'in_hot_standby', 'is_superuser') THEN 'internal' ELSE 'user' END AS context,
  CASE WHEN s.setting IN ('on', 'off', 'true', 'false') THEN 'bool' WHEN regexp_full_match(s.setting, '-?\d+') THEN 'integer' ELSE 'string' END AS vartype,
  'default' AS source, NULL AS min_val, NULL AS max_val, NULL AS enumvals, s.setting AS boot_val, s.setting AS reset_val, NULL AS sourcefile,
  NULL AS sourceline, FALSE AS pending_restart
FROM src.settings s

-- @ function
CREATE MACRO pg.current_setting(name_) AS CASE WHEN name_ IS NULL THEN NULL ELSE coalesce(
    (SELECT any_value(v_) FROM (SELECT lower(name) AS k_, setting AS v_ FROM src.settings) WHERE k_ = lower(name_)),
    CAST(error('42704: unrecognized configuration parameter "' || name_ || '"') AS VARCHAR)) END,
  (name_, missing_) AS coalesce((SELECT any_value(v_) FROM (SELECT lower(name) AS k_, setting AS v_ FROM src.settings) WHERE k_ = lower(name_)),
    CASE WHEN missing_ THEN NULL ELSE CAST(error('42704: unrecognized configuration parameter "' || name_ || '"') AS VARCHAR) END);
CREATE MACRO src.allowed(wanted_) AS CASE coalesce(CAST(getvariable('reedbed_role') AS VARCHAR), 'owner') WHEN 'owner' THEN TRUE
  ELSE list_has_any(list_transform(string_split(upper(wanted_), ','), lambda word: regexp_replace(trim(word), ' WITH GRANT OPTION$', '')),
    CASE getvariable('reedbed_role') WHEN 'writer' THEN ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE', 'CONNECT', 'TEMPORARY', 'TEMP', 'EXECUTE', 'CREATE', 'MEMBER']
    ELSE ['SELECT', 'USAGE', 'CONNECT', 'EXECUTE'] END) END;
CREATE MACRO pg.has_table_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_schema_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_database_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_any_column_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_column_privilege(a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_),
  (a_, b_, c_, d_) AS src.taken(a_) AND src.taken(b_) AND src.taken(c_) AND src.allowed(d_);
CREATE MACRO pg.has_function_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_sequence_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_type_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_language_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_tablespace_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_server_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_foreign_data_wrapper_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.has_parameter_privilege(a_, b_) AS src.taken(a_) AND src.allowed(b_), (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.allowed(c_);
CREATE MACRO pg.pg_has_role(a_, b_) AS src.taken(a_) AND src.taken(b_) AND src.allowed('MEMBER'),
  (a_, b_, c_) AS src.taken(a_) AND src.taken(b_) AND src.taken(c_) AND src.allowed('MEMBER');
CREATE MACRO pg.pg_size_pretty(bytes_) AS CASE WHEN abs(bytes_) < 10240 THEN bytes_ || ' bytes'
  WHEN abs(bytes_) < 10485248 THEN CAST(round(bytes_ / 1024.0) AS BIGINT) || ' kB'
  WHEN abs(bytes_) < 10736893952 THEN CAST(round(bytes_ / 1048576.0) AS BIGINT) || ' MB'
  WHEN abs(bytes_) < 10994579406848 THEN CAST(round(bytes_ / 1073741824.0) AS BIGINT) || ' GB'
  ELSE CAST(round(bytes_ / 1099511627776.0) AS BIGINT) || ' TB' END;

-- @ src.lookup_size
SELECT t.oid AS k_, CAST(t.row_count * coalesce(w.width, 0) AS BIGINT) AS v_ FROM src.tables t
LEFT JOIN (SELECT relation, sum(CASE WHEN type IN (16) THEN 1 WHEN type IN (21) THEN 2 WHEN type IN (23, 700, 1082) THEN 4
  WHEN type IN (20, 701, 1083, 1114, 1184) THEN 8 ELSE 16 END) AS width FROM src.columns GROUP BY relation) w ON w.relation = t.oid

-- @ src.lookup_database_size
SELECT d.database_name AS k_, d.database_oid AS o_, s.block_size * s.total_blocks AS v_ FROM duckdb_databases() d
JOIN pragma_database_size() s ON s.database_name = d.database_name

-- @ function
CREATE MACRO pg.pg_table_size(subject_) AS CAST(coalesce((SELECT any_value(v_) FROM src.lookup_size WHERE k_ = subject_), 0) AS BIGINT);
CREATE MACRO pg.pg_relation_size(subject_) AS pg.pg_table_size(subject_), (subject_, fork_) AS CASE fork_ WHEN 'main' THEN pg.pg_table_size(subject_) ELSE 0 END;
CREATE MACRO pg.pg_total_relation_size(subject_) AS pg.pg_table_size(subject_);
CREATE MACRO pg.pg_indexes_size(subject_) AS CAST(0 AS BIGINT);
CREATE MACRO pg.pg_database_size(subject_) AS CAST((SELECT any_value(v_) FROM src.lookup_database_size WHERE k_ = CAST(subject_ AS VARCHAR) OR CAST(o_ AS VARCHAR) = CAST(subject_ AS VARCHAR)) AS BIGINT);
CREATE MACRO pg.pg_tablespace_size(subject_) AS CAST((SELECT sum(v_) FROM src.lookup_database_size WHERE subject_ IS NOT NULL) AS BIGINT);
CREATE MACRO pg.pg_tablespace_location(subject_) AS '';
CREATE MACRO pg.pg_relation_filenode(subject_) AS CAST(subject_ AS UINTEGER);
CREATE MACRO pg.pg_relation_filepath(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_encoding_to_char(number_) AS CASE number_ WHEN 6 THEN 'UTF8' WHEN 0 THEN 'SQL_ASCII' ELSE '' END;
CREATE MACRO pg.pg_char_to_encoding(name_) AS CASE replace(upper(name_), '-', '') WHEN 'UTF8' THEN 6 WHEN 'SQL_ASCII' THEN 0 ELSE -1 END;
CREATE MACRO pg.getdatabaseencoding() AS 'UTF8';
CREATE MACRO pg.pg_client_encoding() AS 'UTF8';
CREATE MACRO pg.pg_is_in_recovery() AS FALSE;
CREATE MACRO pg.pg_is_wal_replay_paused() AS FALSE;
CREATE MACRO pg.pg_jit_available() AS FALSE;
CREATE MACRO pg.pg_last_wal_replay_lsn() AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_last_xact_replay_timestamp() AS CAST(NULL AS TIMESTAMP WITH TIME ZONE);
CREATE MACRO pg.pg_my_temp_schema() AS CAST((SELECT any_value(o_) FROM (SELECT oid AS o_, name AS n_ FROM src.namespaces) WHERE n_ = 'pg_temp_1') AS UINTEGER);
CREATE MACRO pg.pg_is_other_temp_schema(subject_) AS FALSE;
CREATE MACRO pg.pg_postmaster_start_time() AS CAST(coalesce(getvariable('reedbed_started'), '1970-01-01 00:00:00+00') AS TIMESTAMP WITH TIME ZONE);
CREATE MACRO pg.pg_conf_load_time() AS pg.pg_postmaster_start_time();
CREATE MACRO pg.inet_client_addr() AS CAST(getvariable('reedbed_client_address') AS VARCHAR);
CREATE MACRO pg.inet_client_port() AS CAST(getvariable('reedbed_client_port') AS INTEGER);
CREATE MACRO pg.inet_server_addr() AS CAST(getvariable('reedbed_server_address') AS VARCHAR);
CREATE MACRO pg.inet_server_port() AS CAST(getvariable('reedbed_server_port') AS INTEGER);
CREATE MACRO pg.txid_current() AS CAST(txid_current() AS BIGINT);
CREATE MACRO pg.age(a_) AS system.main.age(a_), (a_, b_) AS system.main.age(a_, b_);
CREATE MACRO pg.pg_blocking_pids(pid_) AS CAST([] AS INTEGER[]);
CREATE MACRO pg.pg_safe_snapshot_blocking_pids(pid_) AS CAST([] AS INTEGER[]);
CREATE MACRO pg.pg_listening_channels() AS CAST([] AS VARCHAR[]);
CREATE MACRO pg.pg_stat_get_numbackends(subject_) AS CAST((SELECT count(*) FROM (SELECT datid AS k_ FROM src.activity) WHERE k_ = subject_) AS INTEGER);
CREATE MACRO pg.pg_collation_actual_version(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_database_collation_actual_version(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_type_is_visible(subject_) AS (SELECT any_value(v_) FROM src.lookup_visible_type WHERE k_ = subject_);
CREATE MACRO pg.pg_function_is_visible(subject_) AS (SELECT any_value(v_) FROM src.lookup_visible_function WHERE k_ = subject_);
CREATE MACRO pg.pg_operator_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_opclass_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_opfamily_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_collation_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_conversion_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_ts_config_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_ts_dict_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_ts_parser_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_ts_template_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_statistics_obj_is_visible(subject_) AS subject_ IS NOT NULL;
CREATE MACRO pg.pg_get_function_arguments(subject_) AS (SELECT any_value(a_) FROM src.lookup_signature WHERE k_ = subject_);
CREATE MACRO pg.pg_get_function_identity_arguments(subject_) AS (SELECT any_value(a_) FROM src.lookup_signature WHERE k_ = subject_);
CREATE MACRO pg.pg_get_function_result(subject_) AS (SELECT any_value(r_) FROM src.lookup_signature WHERE k_ = subject_);
CREATE MACRO pg.pg_get_functiondef(subject_) AS (SELECT any_value(d_) FROM src.lookup_signature WHERE k_ = subject_);
CREATE MACRO pg.pg_get_function_sqlbody(subject_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_get_function_arg_default(subject_, place_) AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.ts_token_type(parser_) AS CAST([] AS STRUCT(tokid INTEGER, alias VARCHAR, description VARCHAR)[]);
CREATE MACRO pg.ts_parse(parser_, text_) AS CAST([] AS STRUCT(tokid INTEGER, token VARCHAR)[]);
CREATE MACRO pg.pg_get_keywords() AS (SELECT list({'word': keyword_name, 'catcode': CASE keyword_category WHEN 'reserved' THEN 'R'
    WHEN 'unreserved' THEN 'U' WHEN 'column_name' THEN 'C' ELSE 'T' END, 'barelabel': keyword_category <> 'reserved',
  'catdesc': replace(keyword_category, '_', ' '), 'baredesc': CASE keyword_category WHEN 'reserved' THEN 'requires AS' ELSE 'can be bare label' END})
  FROM duckdb_keywords());
CREATE MACRO pg.pg_advisory_unlock_all() AS '';
CREATE MACRO pg.pg_current_logfile() AS CAST(NULL AS VARCHAR);
CREATE MACRO pg.pg_stat_clear_snapshot() AS '';
CREATE MACRO pg.pg_stat_get_live_tuples(subject_) AS CAST((SELECT any_value(v_) FROM (SELECT oid AS k_, row_count AS v_ FROM src.tables) WHERE k_ = subject_) AS BIGINT);
