"""Privileges, domains, foreign data and features, as PostgreSQL 18 has them; written by tools/catalog_facts.py."""

COLUMNS = {
    "_pg_foreign_data_wrappers": (
        "oid oid, fdwowner oid, fdwoptions _text, foreign_data_wrapper_catalog sql_identifier, "
        "foreign_data_wrapper_name sql_identifier, authorization_identifier sql_identifier, "
        "foreign_data_wrapper_language character_data"
    ),
    "_pg_foreign_servers": (
        "oid oid, srvoptions _text, foreign_server_catalog sql_identifier, foreign_server_name sql_identifier, "
        "foreign_data_wrapper_catalog sql_identifier, foreign_data_wrapper_name sql_identifier, foreign_server_type "
        "character_data, foreign_server_version character_data, authorization_identifier sql_identifier"
    ),
    "_pg_foreign_table_columns": "nspname name, relname name, attname name, attfdwoptions _text",
    "_pg_foreign_tables": (
        "foreign_table_catalog sql_identifier, foreign_table_schema sql_identifier, foreign_table_name "
        "sql_identifier, ftoptions _text, foreign_server_catalog sql_identifier, foreign_server_name sql_identifier, "
        "authorization_identifier sql_identifier"
    ),
    "_pg_user_mappings": (
        "oid oid, umoptions _text, umuser oid, authorization_identifier sql_identifier, foreign_server_catalog "
        "sql_identifier, foreign_server_name sql_identifier, srvowner sql_identifier"
    ),
    "administrable_role_authorizations": "grantee sql_identifier, role_name sql_identifier, is_grantable yes_or_no",
    "applicable_roles": "grantee sql_identifier, role_name sql_identifier, is_grantable yes_or_no",
    "attributes": (
        "udt_catalog sql_identifier, udt_schema sql_identifier, udt_name sql_identifier, attribute_name "
        "sql_identifier, ordinal_position cardinal_number, attribute_default character_data, is_nullable yes_or_no, "
        "data_type character_data, character_maximum_length cardinal_number, character_octet_length cardinal_number, "
        "character_set_catalog sql_identifier, character_set_schema sql_identifier, character_set_name "
        "sql_identifier, collation_catalog sql_identifier, collation_schema sql_identifier, collation_name "
        "sql_identifier, numeric_precision cardinal_number, numeric_precision_radix cardinal_number, numeric_scale "
        "cardinal_number, datetime_precision cardinal_number, interval_type character_data, interval_precision "
        "cardinal_number, attribute_udt_catalog sql_identifier, attribute_udt_schema sql_identifier, "
        "attribute_udt_name sql_identifier, scope_catalog sql_identifier, scope_schema sql_identifier, scope_name "
        "sql_identifier, maximum_cardinality cardinal_number, dtd_identifier sql_identifier, "
        "is_derived_reference_attribute yes_or_no"
    ),
    "domain_constraints": (
        "constraint_catalog sql_identifier, constraint_schema sql_identifier, constraint_name sql_identifier, "
        "domain_catalog sql_identifier, domain_schema sql_identifier, domain_name sql_identifier, is_deferrable "
        "yes_or_no, initially_deferred yes_or_no"
    ),
    "domain_udt_usage": (
        "udt_catalog sql_identifier, udt_schema sql_identifier, udt_name sql_identifier, domain_catalog "
        "sql_identifier, domain_schema sql_identifier, domain_name sql_identifier"
    ),
    "domains": (
        "domain_catalog sql_identifier, domain_schema sql_identifier, domain_name sql_identifier, data_type "
        "character_data, character_maximum_length cardinal_number, character_octet_length cardinal_number, "
        "character_set_catalog sql_identifier, character_set_schema sql_identifier, character_set_name "
        "sql_identifier, collation_catalog sql_identifier, collation_schema sql_identifier, collation_name "
        "sql_identifier, numeric_precision cardinal_number, numeric_precision_radix cardinal_number, numeric_scale "
        "cardinal_number, datetime_precision cardinal_number, interval_type character_data, interval_precision "
        "cardinal_number, domain_default character_data, udt_catalog sql_identifier, udt_schema sql_identifier, "
        "udt_name sql_identifier, scope_catalog sql_identifier, scope_schema sql_identifier, scope_name "
        "sql_identifier, maximum_cardinality cardinal_number, dtd_identifier sql_identifier"
    ),
    "element_types": (
        "object_catalog sql_identifier, object_schema sql_identifier, object_name sql_identifier, object_type "
        "character_data, collection_type_identifier sql_identifier, data_type character_data, "
        "character_maximum_length cardinal_number, character_octet_length cardinal_number, character_set_catalog "
        "sql_identifier, character_set_schema sql_identifier, character_set_name sql_identifier, collation_catalog "
        "sql_identifier, collation_schema sql_identifier, collation_name sql_identifier, numeric_precision "
        "cardinal_number, numeric_precision_radix cardinal_number, numeric_scale cardinal_number, datetime_precision "
        "cardinal_number, interval_type character_data, interval_precision cardinal_number, udt_catalog "
        "sql_identifier, udt_schema sql_identifier, udt_name sql_identifier, scope_catalog sql_identifier, "
        "scope_schema sql_identifier, scope_name sql_identifier, maximum_cardinality cardinal_number, dtd_identifier "
        "sql_identifier"
    ),
    "enabled_roles": "role_name sql_identifier",
    "foreign_data_wrapper_options": (
        "foreign_data_wrapper_catalog sql_identifier, foreign_data_wrapper_name sql_identifier, option_name "
        "sql_identifier, option_value character_data"
    ),
    "foreign_data_wrappers": (
        "foreign_data_wrapper_catalog sql_identifier, foreign_data_wrapper_name sql_identifier, "
        "authorization_identifier sql_identifier, library_name character_data, foreign_data_wrapper_language "
        "character_data"
    ),
    "foreign_server_options": (
        "foreign_server_catalog sql_identifier, foreign_server_name sql_identifier, option_name sql_identifier, "
        "option_value character_data"
    ),
    "foreign_servers": (
        "foreign_server_catalog sql_identifier, foreign_server_name sql_identifier, foreign_data_wrapper_catalog "
        "sql_identifier, foreign_data_wrapper_name sql_identifier, foreign_server_type character_data, "
        "foreign_server_version character_data, authorization_identifier sql_identifier"
    ),
    "foreign_table_options": (
        "foreign_table_catalog sql_identifier, foreign_table_schema sql_identifier, foreign_table_name "
        "sql_identifier, option_name sql_identifier, option_value character_data"
    ),
    "foreign_tables": (
        "foreign_table_catalog sql_identifier, foreign_table_schema sql_identifier, foreign_table_name "
        "sql_identifier, foreign_server_catalog sql_identifier, foreign_server_name sql_identifier"
    ),
    "role_column_grants": (
        "grantor sql_identifier, grantee sql_identifier, table_catalog sql_identifier, table_schema sql_identifier, "
        "table_name sql_identifier, column_name sql_identifier, privilege_type character_data, is_grantable yes_or_no"
    ),
    "role_routine_grants": (
        "grantor sql_identifier, grantee sql_identifier, specific_catalog sql_identifier, specific_schema "
        "sql_identifier, specific_name sql_identifier, routine_catalog sql_identifier, routine_schema sql_identifier,"
        " routine_name sql_identifier, privilege_type character_data, is_grantable yes_or_no"
    ),
    "role_table_grants": (
        "grantor sql_identifier, grantee sql_identifier, table_catalog sql_identifier, table_schema sql_identifier, "
        "table_name sql_identifier, privilege_type character_data, is_grantable yes_or_no, with_hierarchy yes_or_no"
    ),
    "role_udt_grants": (
        "grantor sql_identifier, grantee sql_identifier, udt_catalog sql_identifier, udt_schema sql_identifier, "
        "udt_name sql_identifier, privilege_type character_data, is_grantable yes_or_no"
    ),
    "role_usage_grants": (
        "grantor sql_identifier, grantee sql_identifier, object_catalog sql_identifier, object_schema sql_identifier,"
        " object_name sql_identifier, object_type character_data, privilege_type character_data, is_grantable "
        "yes_or_no"
    ),
    "sql_features": (
        "feature_id character_data, feature_name character_data, sub_feature_id character_data, sub_feature_name "
        "character_data, is_supported yes_or_no, is_verified_by character_data, comments character_data"
    ),
    "sql_implementation_info": (
        "implementation_info_id character_data, implementation_info_name character_data, integer_value "
        "cardinal_number, character_value character_data, comments character_data"
    ),
    "sql_parts": (
        "feature_id character_data, feature_name character_data, is_supported yes_or_no, is_verified_by "
        "character_data, comments character_data"
    ),
    "sql_sizing": (
        "sizing_id cardinal_number, sizing_name character_data, supported_value cardinal_number, comments "
        "character_data"
    ),
    "transforms": (
        "udt_catalog sql_identifier, udt_schema sql_identifier, udt_name sql_identifier, specific_catalog "
        "sql_identifier, specific_schema sql_identifier, specific_name sql_identifier, group_name sql_identifier, "
        "transform_type character_data"
    ),
    "udt_privileges": (
        "grantor sql_identifier, grantee sql_identifier, udt_catalog sql_identifier, udt_schema sql_identifier, "
        "udt_name sql_identifier, privilege_type character_data, is_grantable yes_or_no"
    ),
    "usage_privileges": (
        "grantor sql_identifier, grantee sql_identifier, object_catalog sql_identifier, object_schema sql_identifier,"
        " object_name sql_identifier, object_type character_data, privilege_type character_data, is_grantable "
        "yes_or_no"
    ),
    "user_defined_types": (
        "user_defined_type_catalog sql_identifier, user_defined_type_schema sql_identifier, user_defined_type_name "
        "sql_identifier, user_defined_type_category character_data, is_instantiable yes_or_no, is_final yes_or_no, "
        "ordering_form character_data, ordering_category character_data, ordering_routine_catalog sql_identifier, "
        "ordering_routine_schema sql_identifier, ordering_routine_name sql_identifier, reference_type character_data,"
        " data_type character_data, character_maximum_length cardinal_number, character_octet_length cardinal_number,"
        " character_set_catalog sql_identifier, character_set_schema sql_identifier, character_set_name "
        "sql_identifier, collation_catalog sql_identifier, collation_schema sql_identifier, collation_name "
        "sql_identifier, numeric_precision cardinal_number, numeric_precision_radix cardinal_number, numeric_scale "
        "cardinal_number, datetime_precision cardinal_number, interval_type character_data, interval_precision "
        "cardinal_number, source_dtd_identifier sql_identifier, ref_dtd_identifier sql_identifier"
    ),
    "user_mapping_options": (
        "authorization_identifier sql_identifier, foreign_server_catalog sql_identifier, foreign_server_name "
        "sql_identifier, option_name sql_identifier, option_value character_data"
    ),
    "user_mappings": (
        "authorization_identifier sql_identifier, foreign_server_catalog sql_identifier, foreign_server_name "
        "sql_identifier"
    ),
}
