-- setup
CREATE TABLE parents (id int PRIMARY KEY, name text NOT NULL, code text UNIQUE);
CREATE TABLE children (id bigint PRIMARY KEY, parent int REFERENCES parents (id), amount numeric(10, 2) DEFAULT 0, born date, CHECK (amount >= 0));
CREATE VIEW young AS SELECT id, born FROM children;
CREATE INDEX children_by_born ON children (born);
CREATE SEQUENCE tickets START 7;
CREATE SCHEMA attic;
CREATE TABLE attic.boxes (id int, label text);
COMMENT ON TABLE parents IS 'those who have children';
COMMENT ON COLUMN parents.name IS 'what they are called';

-- pg_catalog and information_schema.
SELECT relname, relkind FROM pg_class WHERE relname IN ('parents', 'children', 'young', 'tickets', 'boxes', 'children_by_born') ORDER BY relname;
-- gap: the tag is 'SELECT 3', PostgreSQL's 'SELECT 4'
SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'attic', 'pg_catalog', 'information_schema') ORDER BY nspname;
-- gap: other values
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname IN ('parents', 'boxes') ORDER BY 2;
SELECT a.attname, a.attnum, a.attnotnull, a.atthasdef FROM pg_attribute a WHERE a.attrelid = 'children'::regclass AND a.attnum > 0 ORDER BY a.attnum;
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE a.attrelid = 'children'::regclass AND a.attnum > 0 ORDER BY a.attnum;
SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = 'public.parents'::regclass AND a.attnum > 0 ORDER BY a.attnum;
SELECT conname, contype FROM pg_constraint WHERE conrelid = 'children'::regclass AND contype IN ('p', 'f', 'c') ORDER BY contype;
SELECT c.conname, places FROM pg_constraint c CROSS JOIN UNNEST(c.conkey) AS places JOIN pg_attribute a ON a.attnum = places AND a.attrelid = c.conrelid WHERE c.conrelid = 'children'::regclass AND c.contype IN ('p', 'f') ORDER BY 1;
SELECT contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'parents'::regclass AND contype IN ('p', 'u') ORDER BY contype;
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'children'::regclass AND contype = 'f';
SELECT conkey, confkey, confrelid = 'parents'::regclass AS there FROM pg_constraint WHERE conrelid = 'children'::regclass AND contype = 'f';
SELECT indisunique, indisprimary, indnatts FROM pg_index WHERE indrelid = 'children'::regclass AND indexrelid = 'children_by_born'::regclass;
-- gap: the tag is 'SELECT 1', PostgreSQL's 'SELECT 3'
SELECT tablename, schemaname FROM pg_tables WHERE schemaname IN ('public', 'attic') ORDER BY tablename;
-- gap: the tag is 'SELECT 0', PostgreSQL's 'SELECT 1'
SELECT viewname, schemaname FROM pg_views WHERE schemaname = 'public';
SELECT indexname, tablename FROM pg_indexes WHERE indexname = 'children_by_born';
SELECT sequencename, start_value, increment_by FROM pg_sequences WHERE sequencename = 'tickets';
SELECT typname, typlen, typtype, typcategory FROM pg_type WHERE typname IN ('int4', 'text', 'numeric', 'timestamptz', '_int4', 'uuid', 'bool', 'jsonb') ORDER BY typname;
SELECT oid::int, typname FROM pg_type WHERE oid IN (16, 17, 20, 21, 23, 25, 700, 701, 1043, 1082, 1114, 1184, 1700, 2950) ORDER BY 1;
SELECT typarray::int, typelem::int FROM pg_type WHERE typname = 'int4';
-- gap(extended): other values
SELECT 'int4'::regtype, 'integer'::regtype, 23::regtype, 'timestamp with time zone'::regtype::oid::int;
-- only: simple
SELECT 'parents'::regclass, 'attic.boxes'::regclass;
SELECT 'parents'::regclass::text, 'attic.boxes'::regclass::text;
-- gap: the door says 3F000
SELECT 'public'::regnamespace;
-- only: simple
SELECT to_regclass('parents'), to_regclass('no_such'), to_regtype('int4');
SELECT format_type(23, -1), format_type(1043, 14), format_type(1700, 655366), format_type(1007, NULL);
SELECT obj_description('parents'::regclass, 'pg_class'), col_description('parents'::regclass, 2);
SELECT description FROM pg_description WHERE objoid = 'parents'::regclass AND objsubid = 0;
SELECT pg_get_viewdef('young'::regclass) IS NOT NULL;
SELECT pg_table_is_visible('parents'::regclass), pg_table_is_visible('attic.boxes'::regclass);
-- gap: other values
SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = 'parents';
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'children'::regclass;
SELECT pg_get_serial_sequence('parents', 'id');
SELECT pg_relation_size('parents') >= 0, pg_total_relation_size('parents') >= 0;
-- gap: other values
SELECT pg_get_indexdef('children_by_born'::regclass);
SELECT reltuples IS NOT NULL, relhasindex, relispartition, relpersistence FROM pg_class WHERE relname = 'children';
SELECT datname = current_database(), datallowconn, datistemplate FROM pg_database WHERE datname = current_database();
SELECT rolname = current_user, rolcanlogin FROM pg_roles WHERE rolname = current_user;
SELECT usename = current_user FROM pg_user WHERE usename = current_user;
SELECT count(*) > 0 FROM pg_proc WHERE proname = 'lower';
SELECT count(*) > 0 FROM pg_operator WHERE oprname = '=';
SELECT amname FROM pg_am WHERE amname IN ('heap', 'btree') ORDER BY 1;
SELECT count(*) FROM pg_inherits;
-- gap: other values
SELECT count(*) FROM pg_trigger;
SELECT count(*) FROM pg_enum;
-- gap: the tag is 'SELECT 0', PostgreSQL's 'SELECT 1'
SELECT extname FROM pg_extension WHERE extname = 'plpgsql';
SELECT setting FROM pg_settings WHERE name = 'server_version_num' AND false;
SELECT state, query LIKE 'SELECT state%' FROM pg_stat_activity WHERE pid = pg_backend_pid();
SELECT datname = current_database(), usename = current_user, application_name FROM pg_stat_activity WHERE pid = pg_backend_pid();
SELECT count(*) >= 0 FROM pg_locks;
SELECT relname FROM pg_stat_user_tables WHERE relname = 'parents';
-- gap: other values
SELECT schemaname, relname FROM pg_statio_user_tables WHERE relname = 'parents';
-- gap: the tag is 'SELECT 1', PostgreSQL's 'SELECT 4'
SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema IN ('public', 'attic') ORDER BY table_name;
SELECT column_name, ordinal_position, is_nullable, data_type FROM information_schema.columns WHERE table_name = 'children' ORDER BY ordinal_position;
SELECT column_name, column_default, numeric_precision, numeric_scale FROM information_schema.columns WHERE table_name = 'children' AND column_name = 'amount';
SELECT column_name, udt_name, character_maximum_length FROM information_schema.columns WHERE table_name = 'parents' ORDER BY ordinal_position;
SELECT constraint_type, table_name FROM information_schema.table_constraints WHERE table_name = 'parents' AND constraint_type IN ('PRIMARY KEY', 'UNIQUE') ORDER BY 1;
SELECT table_name, column_name FROM information_schema.key_column_usage WHERE table_name = 'children' ORDER BY column_name;
-- gap: the tag is 'SELECT 0', PostgreSQL's 'SELECT 1'
SELECT unique_constraint_schema, update_rule, delete_rule FROM information_schema.referential_constraints WHERE constraint_schema = 'public';
-- gap: the tag is 'SELECT 1', PostgreSQL's 'SELECT 2'
SELECT schema_name FROM information_schema.schemata WHERE schema_name IN ('public', 'attic') ORDER BY 1;
SELECT table_name, is_updatable FROM information_schema.views WHERE table_schema = 'public' AND false;
SELECT sequence_name, start_value FROM information_schema.sequences WHERE sequence_name = 'tickets';
SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE table_name = 'parents' AND privilege_type = 'SELECT' AND grantee = current_user;
SELECT catalog_name = current_database() FROM information_schema.information_schema_catalog_name;
SELECT table_name FROM information_schema.tables WHERE table_schema = 'information_schema' AND table_name = 'columns';
SELECT relname FROM pg_catalog.pg_class WHERE relname OPERATOR(pg_catalog.~) '^(parents)$' COLLATE pg_catalog.default;
-- gap: other values
SELECT pg_catalog.format_type(23, NULL), pg_catalog.lower('A'), pg_catalog.current_schema();
-- only: simple
SELECT c.oid::regclass FROM pg_class c WHERE c.relname = 'parents';
SELECT 'parents'::regclass = (SELECT oid FROM pg_class WHERE relname = 'parents');
-- only: simple
SELECT attrelid::regclass, attname FROM pg_attribute WHERE attrelid = 'attic.boxes'::regclass AND attnum > 0 ORDER BY attnum;
SELECT oid, relname FROM pg_class WHERE false;
SELECT relname, relnamespace, relkind, relacl, reloptions, relhasrules FROM pg_class WHERE false;
SELECT * FROM pg_namespace WHERE false;
SELECT * FROM pg_class WHERE false;
SELECT * FROM pg_attribute WHERE false;
SELECT * FROM pg_type WHERE false;
SELECT * FROM pg_index WHERE false;
SELECT * FROM pg_constraint WHERE false;
SELECT * FROM pg_proc WHERE false;
SELECT * FROM pg_database WHERE false;
SELECT * FROM pg_roles WHERE false;
SELECT * FROM pg_settings WHERE false;
SELECT * FROM pg_stat_activity WHERE false;
SELECT * FROM pg_tables WHERE false;
SELECT * FROM pg_views WHERE false;
SELECT * FROM information_schema.tables WHERE false;
SELECT * FROM information_schema.columns WHERE false;
SELECT * FROM information_schema.table_constraints WHERE false;

-- case: a table keeps its number
SELECT 'parents'::regclass::oid = 'parents'::regclass::oid AS same;
CREATE TABLE newer (id int);
SELECT 'newer'::regclass::oid <> 'parents'::regclass::oid AS other;
DROP TABLE newer;
SELECT to_regclass('newer');

-- case: an enum column has its type in the catalog
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy, very');
CREATE TYPE other AS ENUM ('a');
CREATE TABLE person (id int, m mood, o other DEFAULT 'a', arr mood[], t text);
SELECT a.attname, t.typname, format_type(a.atttypid, a.atttypmod), t.typtype, a.attlen, a.attbyval, a.attstorage, a.attndims FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = 'person'::regclass AND a.attnum > 0 ORDER BY attnum;
SELECT column_name, data_type, udt_name FROM information_schema.columns WHERE table_name = 'person' ORDER BY ordinal_position;
SELECT e.enumlabel FROM pg_attribute a JOIN pg_enum e ON e.enumtypid = a.atttypid WHERE a.attrelid = 'person'::regclass AND a.attname = 'm' ORDER BY e.enumsortorder;
INSERT INTO person VALUES (1, 'it''s ok', 'a', ARRAY['sad']::mood[], 'x');
SELECT m::text FROM person ORDER BY m;
DROP TABLE person;
DROP TYPE mood;
SELECT count(*) FROM pg_type WHERE typname = 'mood';

-- case: computed columns are told apart from those with a default
CREATE TABLE computed (g int DEFAULT 3, a int, qg int GENERATED ALWAYS AS (a + 1) STORED, "q ""r" numeric(4,2) GENERATED ALWAYS AS (a) STORED);
SELECT attname, attgenerated, atthasdef FROM pg_attribute WHERE attrelid = 'computed'::regclass AND attnum > 0 ORDER BY attnum;
SELECT column_name, is_generated FROM information_schema.columns WHERE table_name = 'computed' ORDER BY ordinal_position;
