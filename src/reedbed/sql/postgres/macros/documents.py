"""Functions of JSON documents."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "json_steps": """(path) AS '$' || array_to_string(list_transform(path, lambda x:
        CASE WHEN regexp_full_match(x, '\\d+') THEN '[' || x || ']' ELSE '."' || x || '"' END), '')""",
    "json_members": """(a, names) AS list_transform(names, lambda k:
        CAST(to_json(k) AS VARCHAR) || ': ' || CAST(json_extract(a, '$."' || k || '"') AS VARCHAR))""",
    "json_joined": """(a, b) AS CASE WHEN json_type(a) = 'OBJECT' AND json_type(b) = 'OBJECT'
        THEN CAST('{' || array_to_string(list_concat(
            reedbed_catalog.dialect.json_members(a, list_filter(json_keys(a), lambda k: NOT list_contains(json_keys(b), k))),
            reedbed_catalog.dialect.json_members(b, json_keys(b))), ', ') || '}' AS JSON)
        ELSE to_json(list_concat(
            CASE WHEN json_type(a) = 'ARRAY' THEN json_extract(a, '$[*]') ELSE [CAST(a AS JSON)] END,
            CASE WHEN json_type(b) = 'ARRAY' THEN json_extract(b, '$[*]') ELSE [CAST(b AS JSON)] END)) END""",
    "json_at": "(a, path) AS json_extract(a, reedbed_catalog.dialect.json_steps(path))",
    "json_text_at": "(a, path) AS json_extract_string(a, reedbed_catalog.dialect.json_steps(path))",
    "json_has": """(a, k) AS CASE json_type(a) WHEN 'OBJECT' THEN list_contains(json_keys(a), k)
        WHEN 'ARRAY' THEN list_contains(json_extract_string(a, '$[*]'), k) ELSE json_extract_string(a, '$') = k END""",
    "json_has_any": "(a, keys) AS len(list_intersect(json_keys(a), keys)) > 0",
    "json_has_all": "(a, keys) AS len(list_intersect(json_keys(a), keys)) = len(list_distinct(keys))",
    "json_without_key": """(a, k) AS CASE WHEN json_type(a) = 'ARRAY'
        THEN to_json(list_filter(json_extract(a, '$[*]'), lambda x: json_extract_string(x, '$') IS DISTINCT FROM k))
        ELSE CAST('{' || array_to_string(reedbed_catalog.dialect.json_members(a, list_filter(json_keys(a), lambda x: x <> k)), ', ')
            || '}' AS JSON) END""",
    "json_without_item": """(a, k) AS to_json(list_filter(json_extract(a, '$[*]'), lambda x, i:
        i <> CASE WHEN k >= 0 THEN k + 1 ELSE json_array_length(a) + k + 1 END))""",
    "json_items": "(a) AS json_extract(a, '$[*]')",
    "json_text_items": "(a) AS json_extract_string(a, '$[*]')",
    "json_type_name": """(a) AS CASE json_type(a) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array'
        WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END""",
    "json_strip_nulls": """(a) AS CAST('{' || array_to_string(reedbed_catalog.dialect.json_members(a,
        list_filter(json_keys(a), lambda k: json_type(a, '$."' || k || '"') <> 'NULL')), ', ') || '}' AS JSON)""",
}
