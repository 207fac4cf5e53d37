"""Functions of PostgreSQL's that catalog queries call: which ones Reedbed defines, and what each of them returns."""

from __future__ import annotations

OWN: dict[str, str] = {
    name: kind
    for kind, names in {
        "text": """format_type pg_get_expr pg_get_constraintdef pg_get_indexdef pg_get_viewdef
            pg_get_ruledef pg_get_triggerdef pg_get_functiondef pg_get_function_arguments
            pg_get_function_identity_arguments pg_get_function_result pg_get_function_arg_default
            pg_get_partkeydef pg_get_statisticsobjdef pg_get_statisticsobjdef_columns pg_get_serial_sequence
            pg_get_partition_constraintdef obj_description col_description shobj_description version
            pg_size_pretty pg_tablespace_location pg_describe_object current_setting set_config
            pg_relation_filepath pg_last_wal_replay_lsn pg_current_logfile pg_collation_actual_version
            pg_database_collation_actual_version pg_get_function_sqlbody quote_ident quote_literal
            quote_nullable""",
        "name": """pg_encoding_to_char pg_get_userbyid current_user session_user current_role user
            current_database current_catalog current_schema pg_client_encoding getdatabaseencoding""",
        "name[]": "current_schemas",
        "bool": """pg_table_is_visible pg_type_is_visible pg_function_is_visible pg_operator_is_visible
            pg_opclass_is_visible pg_opfamily_is_visible pg_collation_is_visible pg_conversion_is_visible
            pg_ts_config_is_visible pg_ts_dict_is_visible pg_ts_parser_is_visible pg_ts_template_is_visible
            pg_statistics_obj_is_visible has_table_privilege has_schema_privilege has_database_privilege
            has_column_privilege has_any_column_privilege has_function_privilege has_sequence_privilege
            has_type_privilege has_language_privilege has_tablespace_privilege has_server_privilege
            has_foreign_data_wrapper_privilege has_parameter_privilege pg_has_role pg_is_in_recovery
            pg_is_wal_replay_paused pg_is_other_temp_schema pg_relation_is_publishable
            pg_index_column_has_property pg_index_has_property pg_indexam_has_property row_security_active
            pg_jit_available pg_cancel_backend pg_terminate_backend pg_try_advisory_lock
            pg_try_advisory_lock_shared pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared
            pg_advisory_unlock pg_advisory_unlock_shared""",
        "int4": """pg_backend_pid inet_client_port inet_server_port array_upper array_lower
            pg_relation_is_updatable pg_char_to_encoding pg_stat_get_numbackends age hashtext""",
        "int8": """pg_relation_size pg_total_relation_size pg_table_size pg_indexes_size pg_database_size
            pg_tablespace_size txid_current pg_stat_get_live_tuples pg_stat_get_numscans
            hashtextextended""",
        "oid": "pg_my_temp_schema pg_relation_filenode",
        "inet": "inet_client_addr inet_server_addr",
        "timestamptz": """pg_postmaster_start_time pg_conf_load_time pg_last_xact_replay_timestamp""",
        "regclass": "to_regclass",
        "regtype": "to_regtype",
        "regproc": "to_regproc",
        "regprocedure": "to_regprocedure",
        "regnamespace": "to_regnamespace",
        "regrole": "to_regrole",
        "record[]": "_pg_expandarray",
        "aclitem[]": "acldefault",
        "int4[]": "pg_blocking_pids pg_safe_snapshot_blocking_pids",
        "void": """pg_advisory_unlock_all pg_stat_clear_snapshot pg_advisory_lock pg_advisory_lock_shared
            pg_advisory_xact_lock pg_advisory_xact_lock_shared""",
    }.items()
    for name in names.split()
}
"""Functions that stand in `reedbed_catalog.pg`, and the type of each one's answer."""

OF_RELATIONS = frozenset(
    {
        "pg_relation_size", "pg_total_relation_size", "pg_table_size", "pg_indexes_size", "pg_relation_filenode",
        "pg_relation_filepath", "pg_relation_is_updatable", "pg_relation_is_publishable",
    }
)  # fmt: skip
"""Functions whose first argument is a `regclass`, so that a text there names a relation."""

RELATIONS: dict[str, str] = {
    "pg_available_extensions": "pg_available_extensions",
    "pg_available_extension_versions": "pg_available_extension_versions",
    "pg_cursor": "pg_cursors",
    "pg_lock_status": "pg_locks",
    "pg_prepared_statement": "pg_prepared_statements",
    "pg_show_all_settings": "pg_settings",
    "pg_show_all_file_settings": "pg_file_settings",
    "pg_stat_get_activity": "pg_stat_activity",
    "pg_timezone_names": "pg_timezone_names",
    "pg_timezone_abbrevs": "pg_timezone_abbrevs",
    "pg_config": "pg_config",
    "pg_hba_file_rules": "pg_hba_file_rules",
    "pg_get_replication_slots": "pg_replication_slots",
}
"""Functions that answer with what a view shows."""

SETS: dict[str, dict[str, str]] = {
    "pg_options_to_table": {"option_name": "text", "option_value": "text"},
    "aclexplode": {"grantor": "oid", "grantee": "oid", "privilege_type": "text", "is_grantable": "bool"},
    "pg_get_keywords": {"word": "text", "catcode": "char", "barelabel": "bool", "catdesc": "text", "baredesc": "text"},
    "pg_partition_tree": {"relid": "regclass", "parentrelid": "regclass", "isleaf": "bool", "level": "int4"},
    "pg_partition_ancestors": {"relid": "regclass"},
    "_pg_expandarray": {"x": "int2", "n": "int4"},
    "pg_get_publication_tables": {"pubid": "oid", "relid": "oid", "attrs": "int2vector", "qual": "pg_node_tree"},
    "pg_get_sequence_data": {"last_value": "int8", "is_called": "bool"},
    "pg_sequence_parameters": {
        "start_value": "int8",
        "minimum_value": "int8",
        "maximum_value": "int8",
        "increment": "int8",
        "cycle_option": "bool",
        "cache_size": "int8",
        "data_type": "oid",
    },
    "ts_token_type": {"tokid": "int4", "alias": "text", "description": "text"},
    "ts_parse": {"tokid": "int4", "token": "text"},
    "pg_listening_channels": {"pg_listening_channels": "text"},
}
"""Functions that answer with rows, and the columns of these: each is a macro that gives a list of structs."""

RETURNS: dict[str, str] = {
    name: kind
    for kind, names in {
        "text": """array_to_string lower upper quote_ident quote_literal quote_nullable replace substring
            substr trim ltrim rtrim btrim concat concat_ws format translate regexp_replace split_part
            string_agg to_char left right initcap repeat lpad rpad group_concat reverse chr""",
        "int4": "length char_length position strpos array_length array_upper array_lower cardinality array_position",
        "int8": "count row_number rank dense_rank",
        "bool": "bool_and bool_or starts_with every",
        "timestamptz": "now current_timestamp clock_timestamp statement_timestamp transaction_timestamp",
    }.items()
    for name in names.split()
}
"""Functions that DuckDB has under the same name."""
