-- Settings, SHOW, and functions of the session.
SHOW TimeZone;
SHOW client_encoding;
SHOW server_encoding;
SHOW DateStyle;
SHOW IntervalStyle;
SHOW standard_conforming_strings;
SHOW transaction_isolation;
SHOW TRANSACTION ISOLATION LEVEL;
SHOW transaction_read_only;
SHOW default_transaction_isolation;
SHOW default_transaction_read_only;
-- gap: other values
SHOW search_path;
SHOW application_name;
SHOW statement_timeout;
SHOW lock_timeout;
SHOW idle_in_transaction_session_timeout;
SHOW extra_float_digits;
SHOW bytea_output;
SHOW integer_datetimes;
SHOW max_identifier_length;
SHOW client_min_messages;
SHOW TIME ZONE;
SHOW SESSION AUTHORIZATION;
SHOW is_superuser;
SHOW in_hot_standby;
SHOW array_nulls;
SHOW escape_string_warning;
SHOW row_security;
SHOW xmloption;
SET application_name = 'mine';
SET application_name TO mine;
SET SESSION statement_timeout = 1000;
SET extra_float_digits = 3;
SET client_encoding = 'UTF8';
SET NAMES 'UTF8';
SET DateStyle = 'ISO, MDY';
SET client_min_messages TO warning;
SET standard_conforming_strings = on;
SET bytea_output = 'hex';
SET default_transaction_isolation = 'serializable';
SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET search_path TO public;
SET search_path = "$user", public;
SET TIME ZONE DEFAULT;
SET TIME ZONE LOCAL;
SET lock_timeout = '5s';
SET row_security = off;
SET synchronize_seqscans TO off;
SET idle_in_transaction_session_timeout = 0;
SET work_mem = '64MB';
SET my.own = 'x';
RESET TimeZone;
RESET ALL;
RESET search_path;
DISCARD ALL;
DISCARD TEMP;
DISCARD SEQUENCES;
UNLISTEN *;
SELECT current_setting('TimeZone');
SELECT current_setting('my.missing', true);
SELECT set_config('application_name', 'set', false);
SELECT set_config('my.own', 'v', true);
SELECT current_user, session_user, user, current_role;
-- gap: other values
SELECT current_schema(), current_schema;
-- gap: other values
SELECT current_schemas(false);
-- gap: other values
SELECT current_schemas(true);
SELECT pg_backend_pid() > 0;
SELECT version() LIKE 'PostgreSQL%';
SELECT pg_is_in_recovery();
SELECT pg_client_encoding();
-- gap: the door says 42883
SELECT getdatabaseencoding();
SELECT current_catalog = current_database();
-- gap: other values
SELECT inet_server_port() IS NULL;
SELECT pg_postmaster_start_time() <= now();
-- gap: other values
SELECT pg_my_temp_schema();
-- gap: the door says 42883
SELECT pg_column_size(1::int4);
-- gap: the columns are pg_sleep 23, PostgreSQL's pg_sleep 2278
SELECT pg_sleep(0);
SELECT pg_size_pretty(1024::bigint * 1024 * 10);
SELECT has_table_privilege('pg_class', 'select');
SELECT has_schema_privilege('public', 'usage');
SELECT has_database_privilege(current_database(), 'connect');
-- gap: other values
SELECT current_query();
SELECT to_regclass('nowhere');
SELECT pg_cancel_backend(0);
SELECT pg_encoding_to_char(6);
SELECT pg_char_to_encoding('UTF8');
-- gap: the door says 42883
SELECT txid_current_if_assigned();

-- case: what is set is shown
SET application_name = 'tour';
SHOW application_name;
SELECT current_setting('application_name');
SET statement_timeout = '2min';
SHOW statement_timeout;
SET statement_timeout = 1500;
SHOW statement_timeout;
RESET statement_timeout;
SHOW statement_timeout;
SET my.own = 'value';
SHOW my.own;
SELECT current_setting('my.own');

-- case: set config for the transaction
BEGIN;
SELECT set_config('my.local', 'in', true);
SELECT current_setting('my.local');
COMMIT;
SELECT current_setting('my.local', true);

-- case: a timeout stops a statement
SET statement_timeout = '100ms';
SELECT count(*) FROM generate_series(1, 100000000) AS a(n), generate_series(1, 1000) AS b(m);
SET statement_timeout = 0;
SELECT 1;

-- case: float digits
-- gap: the columns are ?column? 701, ?column? 700, PostgreSQL's ?column? 701, ?column? 701
SET extra_float_digits = 0;
SELECT 0.1::float8 + 0.2::float8, 1.0::float4 / 3;
SET extra_float_digits = 1;
SELECT 0.1::float8 + 0.2::float8, 1.0::float4 / 3;

-- case: bytes escaped
SET bytea_output = 'escape';
SELECT '\x00416200ff5c'::bytea;

-- case: roles
SET ROLE NONE;
RESET ROLE;
SET SESSION AUTHORIZATION DEFAULT;

-- case: settings in the catalog
SET my.listed = 'yes';
SELECT name, setting FROM pg_settings WHERE name IN ('TimeZone', 'server_encoding') ORDER BY name;
