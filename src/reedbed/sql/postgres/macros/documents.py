"""Functions of JSON documents."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "json_key": "(k) AS '/' || replace(replace(k, '~', '~0'), '/', '~1')",
    "json_steps": """(path) AS '$' || array_to_string(list_transform(path, lambda x:
        CASE WHEN regexp_full_match(x, '\\d+') THEN '[' || x || ']' WHEN regexp_full_match(x, '-\\d+') THEN '[#' || x || ']'
        ELSE '."' || replace(x, '"', '\\"') || '"' END), '')""",
    "json_members": """(a, names) AS list_transform(names, lambda k:
        CAST(to_json(k) AS VARCHAR) || ':' || CAST(json_extract(a, reedbed_catalog.dialect.json_key(k)) AS VARCHAR))""",
    "json_joined_pair": """(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL
        WHEN json_type(a) = 'OBJECT' AND json_type(b) = 'OBJECT'
        THEN CAST('{' || array_to_string(list_transform(list_sort(list_concat(
            list_transform(list_filter(json_keys(a), lambda k: NOT list_contains(json_keys(b), k)),
                lambda k: {'size': strlen(k), 'name': k, 'last': false}),
            list_transform(json_keys(b), lambda k: {'size': strlen(k), 'name': k, 'last': true}))),
            lambda member: CAST(to_json(member.name) AS VARCHAR) || ':' || CAST(json_extract(
                CASE WHEN member.last THEN b ELSE a END, reedbed_catalog.dialect.json_key(member.name)) AS VARCHAR)), ',') || '}' AS JSON)
        ELSE to_json(list_concat(
            CASE WHEN json_type(a) = 'ARRAY' THEN json_extract(a, '$[*]') ELSE [CAST(a AS JSON)] END,
            CASE WHEN json_type(b) = 'ARRAY' THEN json_extract(b, '$[*]') ELSE [CAST(b AS JSON)] END)) END""",
    # Each is named once: in a chain of these every naming would double what there is to bind.
    "json_joined": """(a, b) AS list_transform([{'a': CAST(a AS JSON), 'b': CAST(b AS JSON)}],
        lambda pair_: reedbed_catalog.dialect.json_joined_pair(pair_.a, pair_.b))[1]""",
    # DuckDB writes decimals as double precision, and moments without their T. What has to be spelled otherwise is so by
    # its text alone: each look at the value itself costs the binder as much as all of that.
    "document_of": """(kind, t) AS CASE WHEN kind = 'DECIMAL(38,10)' THEN CAST(rtrim(rtrim(t, '0'), '.') AS JSON)
        WHEN starts_with(kind, 'DEC') THEN CAST(t AS JSON)
        WHEN kind = 'JSON' THEN CAST(reedbed_catalog.dialect.json_spaced(t) AS JSON)
        WHEN starts_with(kind, 'TIME') THEN to_json(regexp_replace(replace(t, ' ', 'T'), '([+-]\\d\\d)$', '\\1:00'))
        WHEN kind = 'INTERVAL' THEN to_json(reedbed_catalog.dialect.interval_text(t))
        WHEN kind = 'BLOB' THEN to_json('\\x' || lower(hex(CAST(t AS BLOB))))
        WHEN t IN ('nan', 'inf', '-inf') THEN to_json(reedbed_catalog.dialect.double_text(t))
        ELSE CAST(reedbed_catalog.dialect.double_text(t) AS JSON) END""",
    "document": """(a) AS CASE WHEN regexp_full_match(typeof(a),
            'DECIMAL.*\\)|DOUBLE|FLOAT|TIMESTAMP( WITH TIME ZONE)?|JSON|BLOB|INTERVAL')
        THEN reedbed_catalog.dialect.document_of(typeof(a), CAST(a AS VARCHAR)) ELSE to_json(a) END""",
    "json_texts": "(a) AS CAST('[' || array_to_string(list_transform(a, lambda item_: coalesce(CAST(item_ AS VARCHAR), 'null')), ', ') || ']' AS JSON)",
    "json_listed": """(a) AS CAST('[' || array_to_string(list_transform(a, lambda item_:
            coalesce(CAST(reedbed_catalog.dialect.document(item_) AS VARCHAR), 'null')),
            CASE WHEN regexp_matches(typeof(a), '^STRUCT|\\]\\[') THEN ', ' || chr(10) || ' ' ELSE ', ' END) || ']' AS JSON)""",
    "json_length": """(a) AS CASE WHEN json_type(a) = 'ARRAY' THEN CAST(json_array_length(a) AS INTEGER)
        WHEN json_type(a) = 'OBJECT' THEN error('22023: cannot get array length of a non-array')
        WHEN a IS NOT NULL THEN error('22023: cannot get array length of a scalar') END""",
    "json_at": "(a, path) AS json_extract(a, reedbed_catalog.dialect.json_steps(path))",
    "json_text_at": "(a, path) AS json_extract_string(a, reedbed_catalog.dialect.json_steps(path))",
    "json_has": """(a, k) AS CASE json_type(a) WHEN 'OBJECT' THEN list_contains(json_keys(a), k)
        WHEN 'ARRAY' THEN coalesce(list_bool_or(list_transform(json_extract(a, '$[*]'), lambda x:
            json_type(x) = 'VARCHAR' AND json_extract_string(x, '$') = k)), false)
        WHEN 'VARCHAR' THEN json_extract_string(a, '$') = k ELSE CASE WHEN a IS NOT NULL THEN false END END""",
    "json_has_any": "(a, keys) AS coalesce(list_bool_or(list_transform(keys, lambda wanted: reedbed_catalog.dialect.json_has(a, wanted))), CASE WHEN a IS NOT NULL AND keys IS NOT NULL THEN false END)",
    "json_has_all": "(a, keys) AS coalesce(list_bool_and(list_transform(keys, lambda wanted: reedbed_catalog.dialect.json_has(a, wanted))), CASE WHEN a IS NOT NULL AND keys IS NOT NULL THEN true END)",
    "json_without_item": """(a, k) AS to_json(list_filter(json_extract(a, '$[*]'), lambda x, i:
        i <> CASE WHEN k >= 0 THEN k + 1 ELSE json_array_length(a) + k + 1 END))""",
    "json_without_key": """(a, k) AS CASE WHEN json_type(a) = 'ARRAY'
        THEN to_json(list_filter(json_extract(a, '$[*]'), lambda x: json_type(x) <> 'VARCHAR' OR json_extract_string(x, '$') IS DISTINCT FROM k))
        ELSE CAST('{' || array_to_string(reedbed_catalog.dialect.json_members(a, list_filter(json_keys(a), lambda x: x <> k)), ',')
            || '}' AS JSON) END""",
    "json_items": "(a) AS CASE WHEN json_type(a) = 'ARRAY' THEN json_extract(a, '$[*]') WHEN json_type(a) = 'OBJECT' THEN error('22023: cannot extract elements from an object') WHEN a IS NOT NULL THEN error('22023: cannot extract elements from a scalar') END",
    "json_text_items": "(a) AS CASE WHEN json_type(a) = 'ARRAY' THEN json_extract_string(a, '$[*]') WHEN json_type(a) = 'OBJECT' THEN error('22023: cannot extract elements from an object') WHEN a IS NOT NULL THEN error('22023: cannot extract elements from a scalar') END",
    "json_type_name": """(a) AS CASE json_type(a) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array'
        WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null'
        ELSE CASE WHEN a IS NOT NULL THEN 'number' END END""",
    # A patch loses its NULLs at every level of objects; those inside of arrays stay.
    "json_strip_nulls": "(a) AS CASE WHEN json_type(a) = 'OBJECT' THEN json_merge_patch('{}', a) ELSE a END",
    "json_of_pairs": """(a) AS CASE WHEN len(a) % 2 = 1 THEN error('2202E: array must have even number of elements')
        ELSE CAST('{' || array_to_string(list_transform(generate_series(1, len(a), 2), lambda i:
            CAST(to_json(a[i]) AS VARCHAR) || ' : ' || coalesce(CAST(to_json(a[i + 1]) AS VARCHAR), 'null')), ', ') || '}' AS JSON) END""",
    "json_is": """(a, wanted) AS CASE WHEN a IS NULL THEN NULL WHEN NOT json_valid(CAST(a AS VARCHAR)) THEN false
        WHEN wanted = '' OR wanted = 'value' THEN true
        ELSE wanted = CASE json_type(CAST(a AS VARCHAR)) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' ELSE 'scalar' END END""",
}
