-- PostgreSQL's functions about the session and about names; what needs the relations stands in lookups.sql.

-- @ function
-- An argument that decides nothing must still be in the body: a parameter that stands there would be lost.
CREATE MACRO src.taken(argument) AS argument IS NULL OR argument IS NOT NULL;
-- The table of live rows of a table with archived ones is shown under that one's name.
CREATE MACRO src.shown_name(name) AS CASE WHEN ends_with(name, ':live') THEN name[:-6] ELSE name END;
-- The name that a constraint of a temporary table was given, which the session keeps in a variable.
CREATE MACRO src.temporary_name(table_, definition_, place_) AS
  CAST(getvariable('reedbed_temporary_names') AS MAP(VARCHAR, VARCHAR))[concat_ws(chr(31), table_, definition_, CAST(place_ AS VARCHAR))];
-- The name that PostgreSQL makes for a constraint, as reedbed.sql.postgres.constraint_names.plain_name tells it.
CREATE MACRO src.plain_name(table_, kind_, columns_) AS table_ || CASE kind_ WHEN 'PRIMARY KEY' THEN '_pkey'
  WHEN 'CHECK' THEN CASE WHEN list_unique(columns_) = 1 THEN '_' || columns_[1] ELSE '' END || '_check'
  ELSE '_' || array_to_string(columns_, '_') || CASE kind_ WHEN 'UNIQUE' THEN '_key' WHEN 'FOREIGN KEY' THEN '_fkey' ELSE '_not_null' END END;
-- What the lake keeps beside it.
CREATE MACRO src.is_inner(schema, name) AS name IN ('reedbed_inserted', 'reedbed_matched', 'reedbed_archived', 'reedbed_changed', 'reedbed_joined', 'reedbed_shadows')
  OR (schema = 'reedbed' AND regexp_matches(name, '^lake_[0-9]+_(g[0-9]|ranges_g[0-9]|deleted$)'));
-- The name of the sequence that a default counts with.
CREATE MACRO src.sequence_of(default_) AS regexp_extract(default_, '^nextval\(''(?:[^''.]*\.)?"?([^''"]+)"?''\)$', 1);
CREATE MACRO src.numbered(owner, place) AS CAST(1073741824 + (owner * 1024 + place) % 1073741824 AS UINTEGER);
CREATE MACRO src.is_ours(catalog_name) AS catalog_name = system.main.current_database() OR catalog_name = 'temp';
-- What a client means by `public`: the schema `main`, unless there is one of that name. As the name, or as psql's pattern.
CREATE MACRO src.has_public() AS EXISTS (SELECT 1 FROM duckdb_schemas() WHERE schema_name = 'public' AND src.is_ours(database_name));
CREATE MACRO src.schema_meant(name_) AS CASE WHEN name_ IN ('public', '^(public)$') AND NOT src.has_public() THEN replace(name_, 'public', 'main') ELSE name_ END;
CREATE MACRO src.schemas_meant(names_) AS CASE WHEN list_contains(names_, 'public') AND NOT src.has_public() THEN list_append(names_, 'main') ELSE names_ END;
CREATE MACRO src.array_of(element) AS CAST(element + 536870912 AS UINTEGER);
CREATE MACRO src.search_path() AS
  CASE WHEN len(system.main.current_schemas(FALSE)) = 0 THEN [system.main.current_schema()] ELSE system.main.current_schemas(FALSE) END;
CREATE MACRO src.type_name(declared) AS CASE WHEN regexp_matches(declared, '[(\[]') THEN regexp_replace(
    regexp_replace(declared, '^(\w+)\(.*\)(\[\d*\])*$', '\1\2', 's'), '(\[\d*\])+$', '[]') ELSE declared END;
-- The length that a column of varchar(n) or char(n) may have, by the constraint that the dialect writes for it.
CREATE MACRO src.length_limit(expression_) AS TRY_CAST(regexp_extract(expression_, '^\((?:length\(CAST\(.* AS VARCHAR\)\)|length\(rtrim\(CAST\(.* AS VARCHAR\), '' ''\)\)) <= (\d+)\)$', 1) AS INTEGER);
-- How many of a table's CHECKs are its own, without those; from its text, since pg_class asks for every table.
CREATE MACRO src.checks_shown(count_, sql_) AS CASE WHEN count_ = 0 THEN 0 ELSE count_ - len(regexp_extract_all(sql_,
  'CHECK\(\(length\((?:rtrim\()?CAST\((?:"[^"]*"|\w+) AS VARCHAR\)(?:, '' ''\))?\) <= \d+\)\)')) END;
CREATE MACRO src.owner() AS coalesce(CAST(getvariable('reedbed_owner') AS VARCHAR), 'reedbed');
CREATE MACRO src.user_name() AS coalesce(CAST(getvariable('reedbed_user') AS VARCHAR), src.owner());
CREATE MACRO src.quoted(name) AS
  CASE WHEN regexp_full_match(name, '[a-z_][a-z0-9_$]*') THEN name ELSE '"' || replace(name, '"', '""') || '"' END;
CREATE MACRO src.unquoted(name) AS CASE WHEN name LIKE '"%"' THEN replace(name[2:-2], '""', '"') ELSE name END;
CREATE MACRO pg.version() AS 'PostgreSQL 18.0 (Reedbed on DuckDB ' || system.main.version() || ')';
CREATE MACRO pg.current_user() AS src.user_name();
CREATE MACRO pg.session_user() AS src.user_name();
CREATE MACRO pg.current_schemas(with_implicit) AS
  CASE WHEN with_implicit THEN list_concat(['pg_catalog'], src.search_path()) ELSE src.search_path() END;
CREATE MACRO pg.pg_backend_pid() AS coalesce(CAST(getvariable('reedbed_pid') AS INTEGER), 0);
CREATE MACRO src.plain(name) AS CASE WHEN contains(name, '"')
  THEN list_aggregate(list_transform(regexp_extract_all(name, '"(?:[^"]|"")*"|[^".\s]+'), lambda part: src.unquoted(part)), 'string_agg', '.')
  ELSE lower(name) END;
CREATE MACRO src.type_spelling(name, namespace) AS CASE WHEN namespace = 11 THEN CASE name
  WHEN 'bool' THEN 'boolean' WHEN 'int2' THEN 'smallint' WHEN 'int4' THEN 'integer' WHEN 'int8' THEN 'bigint'
  WHEN 'float4' THEN 'real' WHEN 'float8' THEN 'double precision' WHEN 'bpchar' THEN 'character'
  WHEN 'varchar' THEN 'character varying' WHEN 'timestamptz' THEN 'timestamp with time zone'
  WHEN 'timestamp' THEN 'timestamp without time zone' WHEN 'timetz' THEN 'time with time zone'
  WHEN 'time' THEN 'time without time zone' WHEN 'varbit' THEN 'bit varying' WHEN 'char' THEN '"char"'
  WHEN 'any' THEN '"any"' ELSE name END
  WHEN namespace = 12421 THEN 'information_schema.' || name ELSE src.quoted(name) END;
CREATE MACRO src.with_modifier(name, modifier) AS CASE WHEN modifier IS NULL OR modifier < 0 THEN name
  WHEN name IN ('numeric', 'numeric[]') THEN replace(name, 'numeric', 'numeric(' || ((modifier - 4) >> 16) || ',' || ((modifier - 4) & 65535) || ')')
  WHEN name LIKE 'character%' THEN regexp_replace(name, '^(character( varying)?)', '\1(' || (modifier - 4) || ')')
  WHEN name LIKE 'time%' THEN regexp_replace(name, '^(time(stamp)?)', '\1(' || modifier || ')')
  WHEN name LIKE 'bit%' THEN regexp_replace(name, '^(bit( varying)?)', '\1(' || modifier || ')')
  ELSE name END;
CREATE MACRO src.vector_out(vector) AS array_to_string(CAST(vector AS VARCHAR[]), ' ');
CREATE MACRO src.array_in(written) AS CASE WHEN written = '{}' THEN CAST([] AS VARCHAR[])
  ELSE list_transform(string_split(trim(written, '{}'), ','), lambda part: trim(part, '"')) END;
CREATE MACRO src.subscripts(vector, dimension) AS range(0, CASE CAST(dimension AS INTEGER) WHEN 1 THEN len(vector) ELSE 0 END);
CREATE MACRO src.subscripts_of(items, dimension) AS range(1, CASE CAST(dimension AS INTEGER) WHEN 1 THEN len(items) + 1 ELSE 1 END);
CREATE MACRO pg.quote_literal(value) AS '''' || replace(CAST(value AS VARCHAR), '''', '''''') || '''';
CREATE MACRO pg.quote_nullable(value) AS coalesce(pg.quote_literal(value), 'NULL');
CREATE MACRO pg.current_database() AS system.main.current_database();
CREATE MACRO pg.current_catalog() AS system.main.current_database();
CREATE MACRO pg.current_schema() AS src.search_path()[1];
CREATE MACRO pg.current_role() AS src.user_name();
CREATE MACRO pg."user"() AS src.user_name();
CREATE MACRO src.name_list(names) AS array_to_string(list_transform(names, lambda name: src.quoted(name)), ', ');
CREATE MACRO src.key_list(texts, numbers) AS array_to_string(
  list_transform(texts, lambda text, place: CASE WHEN numbers[place] > 0 THEN src.quoted(text) ELSE text END), ', ');
-- The engine's words for constants that PostgreSQL spells otherwise.
CREATE MACRO src.default_shown(expression) AS CASE expression WHEN 'CAST(''t'' AS BOOLEAN)' THEN 'true' WHEN 'CAST(''f'' AS BOOLEAN)' THEN 'false'
  WHEN 'main.list_value()' THEN '''{}''' WHEN 'current_timestamp' THEN 'CURRENT_TIMESTAMP' WHEN 'current_date' THEN 'CURRENT_DATE'
  ELSE regexp_replace(expression, 'nextval\((''[^'']*'')\)', 'nextval(\1::regclass)', 'g') END;
CREATE MACRO src.session_settings() AS coalesce(CAST(CAST(getvariable('reedbed_settings') AS JSON) AS MAP(VARCHAR, VARCHAR)),
  MAP {'server_version': '18.0', 'server_version_num': '180000', 'server_encoding': 'UTF8', 'client_encoding': 'UTF8',
    'standard_conforming_strings': 'on', 'max_index_keys': '32', 'max_identifier_length': '63', 'search_path': 'main', 'application_name': '',
    'default_transaction_isolation': 'repeatable read', 'transaction_isolation': 'repeatable read', 'integer_datetimes': 'on', 'default_table_access_method': 'heap', 'jit': 'off',
    'default_tablespace': '', 'is_superuser': 'on', 'session_authorization': 'reedbed', 'max_connections': '100', 'block_size': '8192',
    'default_transaction_read_only': 'off', 'transaction_read_only': 'off', 'statement_timeout': '0', 'lock_timeout': '0',
    'DateStyle': 'ISO, MDY', 'TimeZone': 'UTC', 'IntervalStyle': 'postgres', 'extra_float_digits': '1', 'bytea_output': 'hex',
    'lc_collate': 'C', 'lc_ctype': 'C', 'lc_messages': 'C', 'in_hot_standby': 'off', 'data_checksums': 'off'});
CREATE MACRO pg.quote_ident(name) AS src.quoted(CAST(name AS VARCHAR));
CREATE MACRO pg.array_upper(items, dimension) AS CASE WHEN dimension = 1 AND len(items) > 0 THEN CAST(len(items) AS INTEGER) END;
CREATE MACRO pg.array_lower(items, dimension) AS CASE WHEN dimension = 1 AND len(items) > 0 THEN 1 END;
CREATE MACRO pg.array_remove(items, item) AS list_filter(items, lambda each: each IS DISTINCT FROM item);
CREATE MACRO src.vector_upper(items, dimension) AS CASE WHEN len(items) > 0 THEN CAST(len(items) - 1 AS INTEGER) END;
CREATE MACRO src.vector_lower(items, dimension) AS CASE WHEN len(items) > 0 THEN 0 END;
