-- PostgreSQL's functions that look something up. A macro's argument is put into its body as text, so a column of the
-- body could capture a name of the caller's: what is looked up has the columns k_ and v_, which no client uses.

-- @ src.lookup_type
SELECT oid AS k_, spelled AS v_ FROM src.spelled_types

-- @ src.lookup_owner
SELECT oid AS k_, rolname AS v_ FROM pg.pg_authid

-- @ src.lookup_namespace
SELECT oid AS k_, name AS v_ FROM src.namespaces

-- @ src.lookup_path
SELECT oid AS k_, name AS r_, schema AS n_, CASE schema WHEN 'pg_temp_1' THEN 0 ELSE list_position(path_, schema) END AS p_
FROM src.named_relations, (SELECT pg.current_schemas(TRUE) AS path_)

-- @ src.lookup_relation
SELECT k_, v_, CASE WHEN v_ THEN src.quoted(r_) ELSE src.quoted(n_) || '.' || src.quoted(r_) END AS t_
FROM (SELECT *, coalesce(p_ = min(p_) OVER (PARTITION BY r_), FALSE) AS v_ FROM src.lookup_path)

-- @ src.lookup_type_name
SELECT oid AS o_, name AS r_, schema AS n_, spelled AS s_, list_position(path_, schema) AS p_
FROM src.spelled_types, (SELECT pg.current_schemas(TRUE) AS path_)

-- @ src.lookup_function
SELECT oid AS k_, src.quoted(name) AS v_ FROM src.function_names UNION ALL SELECT oid, proname FROM src.pg_proc

-- @ src.lookup_function_name
SELECT name AS k_, oid AS v_ FROM src.function_names UNION ALL SELECT proname, oid FROM src.pg_proc

-- @ function
-- The argument is named once: each mention is a copy of it, and of what stands in it in turn, that DuckDB has to plan.
CREATE MACRO pg.to_regclass(written_) AS CAST((SELECT arg_min(k_, coalesce(p_, 99))
  FROM src.lookup_path, (SELECT src.plain(written_) AS w_)
  WHERE p_ IS NOT NULL AND r_ = w_ OR n_ || '.' || r_ = w_ OR n_ = 'main' AND 'public.' || r_ = w_) AS UINTEGER);
CREATE MACRO pg.to_regtype(written_) AS CAST((SELECT arg_min(o_, coalesce(p_, 99))
  FROM src.lookup_type_name, (SELECT w_, src.plain(w_) AS q_ FROM (SELECT written_ AS w_))
  WHERE p_ IS NOT NULL AND r_ = q_ OR n_ || '.' || r_ = q_ OR s_ = lower(w_)) AS UINTEGER);
CREATE MACRO pg.to_regnamespace(written_) AS CAST((SELECT k_ FROM src.lookup_namespace WHERE v_ = src.schema_meant(src.plain(written_))) AS UINTEGER);
CREATE MACRO pg.to_regrole(written_) AS CAST((SELECT k_ FROM src.lookup_owner WHERE v_ = src.plain(written_)) AS UINTEGER);
CREATE MACRO pg.to_regproc(written_) AS CAST((SELECT min(v_) FROM src.lookup_function_name WHERE k_ = regexp_replace(src.plain(written_), '^pg_catalog\.', '')) AS UINTEGER);
CREATE MACRO pg.to_regprocedure(written_) AS CAST((SELECT min(v_) FROM src.lookup_function_name
  WHERE k_ = regexp_replace(regexp_replace(src.plain(written_), '^pg_catalog\.', ''), '\(.*$', '')) AS UINTEGER);
CREATE MACRO src.regclass_in(written_) AS coalesce(TRY_CAST(written_ AS UINTEGER), pg.to_regclass(written_),
  CASE WHEN written_ IS NULL THEN NULL ELSE CAST(error('42P01: relation "' || written_ || '" does not exist') AS UINTEGER) END);
CREATE MACRO src.regtype_in(written_) AS coalesce(TRY_CAST(written_ AS UINTEGER), pg.to_regtype(written_),
  CASE WHEN written_ IS NULL THEN NULL ELSE CAST(error('42704: type "' || written_ || '" does not exist') AS UINTEGER) END);
CREATE MACRO src.regnamespace_in(written_) AS coalesce(TRY_CAST(written_ AS UINTEGER), pg.to_regnamespace(written_),
  CASE WHEN written_ IS NULL THEN NULL ELSE CAST(error('3F000: schema "' || written_ || '" does not exist') AS UINTEGER) END);
CREATE MACRO src.regrole_in(written_) AS coalesce(TRY_CAST(written_ AS UINTEGER), pg.to_regrole(written_),
  CASE WHEN written_ IS NULL THEN NULL ELSE CAST(error('42704: role "' || written_ || '" does not exist') AS UINTEGER) END);
CREATE MACRO src.regproc_in(written_) AS coalesce(TRY_CAST(written_ AS UINTEGER), pg.to_regproc(written_),
  CASE WHEN written_ IS NULL THEN NULL ELSE CAST(error('42883: function "' || written_ || '" does not exist') AS UINTEGER) END);
CREATE MACRO src.regprocedure_in(written_) AS coalesce(TRY_CAST(written_ AS UINTEGER), pg.to_regprocedure(written_),
  CASE WHEN written_ IS NULL THEN NULL ELSE CAST(error('42883: function "' || written_ || '" does not exist') AS UINTEGER) END);
CREATE MACRO src.regoper_in(written_) AS CAST(0 AS UINTEGER);
CREATE MACRO src.regoperator_in(written_) AS CAST(0 AS UINTEGER);
CREATE MACRO src.regcollation_in(written_) AS CAST(CASE WHEN contains(written_, 'C') THEN 950 ELSE 100 END AS UINTEGER);
CREATE MACRO src.regclass_out(subject_) AS CASE WHEN subject_ = 0 THEN '-' ELSE coalesce((SELECT t_ FROM src.lookup_relation WHERE k_ = subject_), CAST(subject_ AS VARCHAR)) END;
CREATE MACRO src.regtype_out(subject_) AS CASE WHEN subject_ = 0 THEN '-' ELSE coalesce((SELECT v_ FROM src.lookup_type WHERE k_ = subject_), CAST(subject_ AS VARCHAR)) END;
CREATE MACRO src.regtypes_out(subjects_) AS (SELECT list(v_) FROM (SELECT unnest(subjects_) AS t_) JOIN src.lookup_type ON k_ = t_);
CREATE MACRO src.regnamespace_out(subject_) AS CASE WHEN subject_ = 0 THEN '-' ELSE coalesce((SELECT src.quoted(v_) FROM src.lookup_namespace WHERE k_ = subject_), CAST(subject_ AS VARCHAR)) END;
CREATE MACRO src.regrole_out(subject_) AS CASE WHEN subject_ = 0 THEN '-' ELSE coalesce((SELECT src.quoted(v_) FROM src.lookup_owner WHERE k_ = subject_), CAST(subject_ AS VARCHAR)) END;
CREATE MACRO src.regproc_out(subject_) AS CASE WHEN subject_ = 0 THEN '-' ELSE coalesce((SELECT any_value(v_) FROM src.lookup_function WHERE k_ = subject_), CAST(subject_ AS VARCHAR)) END;
CREATE MACRO src.regprocedure_out(subject_) AS src.regproc_out(subject_);
CREATE MACRO src.regoper_out(subject_) AS CAST(subject_ AS VARCHAR);
CREATE MACRO src.regoperator_out(subject_) AS CAST(subject_ AS VARCHAR);
CREATE MACRO src.regcollation_out(subject_) AS CASE subject_ WHEN 950 THEN '"C"' WHEN 100 THEN '"default"' ELSE CAST(subject_ AS VARCHAR) END;
CREATE MACRO src.system_relation(relation_name_) AS CAST((SELECT v_ FROM (SELECT oid AS v_, name AS k_ FROM src.system_relations) WHERE k_ = relation_name_) AS UINTEGER);
CREATE MACRO pg.format_type(subject_, modifier_) AS
  CASE WHEN subject_ IS NULL THEN NULL WHEN subject_ = 0 THEN '-'
    ELSE src.with_modifier(coalesce((SELECT v_ FROM src.lookup_type WHERE k_ = subject_), '???'), modifier_) END;
CREATE MACRO pg.pg_table_is_visible(subject_) AS (SELECT v_ FROM src.lookup_relation WHERE k_ = subject_);
CREATE MACRO pg.pg_get_userbyid(subject_) AS CASE WHEN subject_ IS NULL THEN NULL
  ELSE coalesce((SELECT v_ FROM src.lookup_owner WHERE k_ = subject_), 'unknown (OID=' || subject_ || ')') END;

-- @ src.lookup_visible_type
SELECT oid AS k_, list_contains(path_, schema) AS v_ FROM src.spelled_types, (SELECT pg.current_schemas(TRUE) AS path_)

-- @ src.lookup_visible_function
SELECT oid AS k_, list_contains(path_, schema) AS v_ FROM src.function_names, (SELECT pg.current_schemas(TRUE) AS path_)
UNION ALL SELECT oid, TRUE FROM src.pg_proc

-- @ src.signature_parts
SELECT f.oid, string_agg(concat_ws(' ', f.argument, t.spelled), ', ' ORDER BY f.place) AS arguments FROM
  (SELECT oid, unnest(proargtypes) AS type, generate_subscripts(proargtypes, 1) AS place, CASE WHEN prolang = 14 THEN unnest(proargnames) END AS argument FROM pg.pg_proc) f
LEFT JOIN src.spelled_types t ON t.oid = f.type GROUP BY f.oid

-- @ src.lookup_signature
SELECT f.oid AS k_, coalesce(p.arguments, '') AS a_, CASE WHEN f.proretset THEN 'SETOF ' ELSE '' END || t.spelled AS r_,
  'CREATE OR REPLACE MACRO ' || src.quoted(f.proname) || '(' || array_to_string(f.proargnames, ', ') || ') AS ' || f.prosrc AS d_
FROM pg.pg_proc f LEFT JOIN src.signature_parts p ON p.oid = f.oid LEFT JOIN src.spelled_types t ON t.oid = f.prorettype
