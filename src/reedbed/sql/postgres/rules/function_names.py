"""Functions that differ in their name alone, and functions that are absent."""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.macros import function

RENAMED: Final = {
    "array_dims": function("array_dims"),
    "array_fill": function("array_fill"),
    "array_length": function("array_bound"),
    "array_lower": function("array_lower"),
    "array_ndims": function("array_ndims"),
    "array_positions": function("array_positions"),
    "array_remove": function("array_remove"),
    "array_replace": function("array_replace"),
    "array_to_string": function("array_join"),
    "array_upper": function("array_bound"),
    "cardinality": function("cardinality"),
    "char_length": function("length"),
    "character_length": function("length"),
    "convert_from": function("convert_from"),
    "convert_to": function("convert_to"),
    "decode": function("decode"),
    "div": function("div"),
    "encode": function("encode"),
    "get_byte": function("get_byte"),
    "initcap": function("initcap"),
    "json_strip_nulls": function("json_strip_nulls"),
    "json_typeof": function("json_type_name"),
    "jsonb_strip_nulls": function("json_strip_nulls"),
    "jsonb_typeof": function("json_type_name"),
    "justify_days": function("justify_days"),
    "justify_hours": function("justify_hours"),
    "justify_interval": function("justify_interval"),
    "length": function("length"),
    "lpad": function("pad_left"),
    "make_timestamptz": function("make_timestamptz"),
    "min_scale": function("min_scale"),
    "octet_length": function("octet_length"),
    "quote_ident": function("quote_ident"),
    "quote_literal": function("quote_literal"),
    "quote_nullable": function("quote_nullable"),
    "regexp_count": function("count_matches"),
    "regexp_like": function("is_match"),
    "regexp_split_to_array": function("split_regular"),
    "regexp_substr": function("match_text"),
    "rpad": function("pad_right"),
    "scale": function("scale"),
    "set_byte": function("set_byte"),
    "string_to_array": function("split_text"),
    "to_bin": function("to_bin"),
    "to_hex": function("to_hex"),
    "to_oct": function("to_oct"),
    "trim_array": function("trim_array"),
    "width_bucket": function("width_bucket"),
    "array_cat": "list_concat",
    "array_sort": "list_sort",
    "array_to_json": "to_json",
    "btrim": "trim",
    "casefold": "lower",
    "clock_timestamp": "now",
    "every": "bool_and",
    "json_array_length": function("json_length"),
    "jsonb_array_length": function("json_length"),
    "chr": function("chr"),
    "trim_scale": function("trim_scale"),
    "regexp_instr": function("match_place"),
    "array_shuffle": function("array_shuffled"),
    "jsonb_pretty": "json_pretty",
    "row_to_json": "to_json",
    "statement_timestamp": "now",
}
"""Functions that are called by another name, with the same arguments."""

FEWEST: Final = {
    "regexp_match": 2, "regexp_matches": 2, "regexp_replace": 3, "to_timestamp": 1, "to_date": 2, "date_trunc": 2,
    "date_part": 2, "extract": 2, "substring": 2, "substr": 2, "position": 2, "overlay": 3, "generate_series": 2,
    "generate_subscripts": 2, "json_extract_path": 2, "json_extract_path_text": 2, "jsonb_extract_path": 2,
    "jsonb_extract_path_text": 2, "concat_ws": 1, "json_each": 1, "json_each_text": 1, "jsonb_each": 1,
    "jsonb_each_text": 1, "regexp_split_to_table": 2, "string_to_table": 2,
}  # fmt: skip
"""How many arguments it takes at least: a call of fewer is the engine's to refuse."""

REFUSED: Final = frozenset(
    """
    to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd ts_headline
    tsvector_to_array xmlagg xmlelement xmlforest xmlparse xpath xmlconcat dblink lo_import lo_export lo_create
    lo_get lo_put pg_notify jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_exists
    jsonb_path_match jsonb_populate_record json_populate_record jsonb_populate_recordset json_populate_recordset
    json_to_record json_to_recordset jsonb_to_record jsonb_to_recordset range_agg range_merge int4range int8range
    numrange tsrange tstzrange daterange query_to_xml table_to_xml currtid2 setseed_ pg_sleep_for pg_sleep_until
    jsonb_set_lax crosstab similarity word_similarity
    """.split()  # noqa: SIM905 - words are read as words
)
"""Functions of PostgreSQL that DuckDB has no counterpart of."""
