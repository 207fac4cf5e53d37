"""Values as text, as PostgreSQL writes them."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "double_text": """(t) AS CASE t WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity'
        ELSE regexp_replace(t, '\\.0(e|$)', '\\1') END""",
    "interval_text": "(t) AS regexp_replace(replace(t, 'month', 'mon'), '-1 (year|mon|day)( |$)', '-1 \\1s\\2', 'g')",
    "array_item": """(a) AS CASE WHEN a IS NULL THEN 'NULL'
        WHEN a = '' OR upper(a) = 'NULL' OR regexp_matches(a, '[{},"\\\\\\s]')
        THEN '"' || replace(replace(a, '\\', '\\\\'), '"', '\\"') || '"' ELSE a END""",
    "record_item": """(a) AS CASE WHEN a IS NULL THEN '' WHEN a = '' OR regexp_matches(a, '[(),"\\\\\\s]')
        THEN '"' || replace(replace(a, '\\', '\\\\'), '"', '""') || '"' ELSE a END""",
    "array_text": """(a) AS '{' || array_to_string(list_transform(CAST(to_json(a) AS VARCHAR[]), lambda x:
        CASE typeof(a) WHEN 'BOOLEAN[]' THEN coalesce(left(x, 1), 'NULL')
                       WHEN 'DOUBLE[]' THEN coalesce(reedbed_catalog.dialect.double_text(x), 'NULL')
                       ELSE reedbed_catalog.dialect.array_item(x) END), ',') || '}'""",
    # A blank behind each colon and comma that is in no string, as jsonb is shown.
    "json_spaced": """(t) AS array_to_string(list_transform(
        regexp_extract_all(t, '"(?:[^"\\\\]|\\\\.)*"|[^":,]+|[:,] ?'),
        lambda piece: CASE WHEN piece IN (':', ',') THEN piece || ' ' ELSE piece END), '')""",
    "text": """(a) AS CASE
        WHEN typeof(a) = 'JSON' THEN reedbed_catalog.dialect.json_spaced(CAST(a AS VARCHAR))
        WHEN typeof(a) IN ('DOUBLE', 'FLOAT') THEN reedbed_catalog.dialect.double_text(CAST(a AS VARCHAR))
        WHEN typeof(a) = 'BLOB' THEN '\\x' || lower(hex(CAST(CAST(a AS VARCHAR) AS BLOB)))
        WHEN typeof(a) = 'INTERVAL' THEN reedbed_catalog.dialect.interval_text(CAST(a AS VARCHAR))
        WHEN typeof(a) IN ('DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE') THEN
            regexp_replace(CAST(a AS VARCHAR), '^(.*) \\(BC\\)(.*)$', '\\1\\2 BC')
        WHEN typeof(a) LIKE '%[][]' THEN replace(replace(replace(CAST(a AS VARCHAR), '[', '{'), ']', '}'), ', ', ',')
        WHEN typeof(a) LIKE '%[]' THEN reedbed_catalog.dialect.array_text(a)
        ELSE CAST(a AS VARCHAR) END""",
    "concat_text": "(a) AS CASE WHEN typeof(a) = 'BOOLEAN' THEN left(CAST(a AS VARCHAR), 1) ELSE reedbed_catalog.dialect.text(a) END",
    "boolean": """(a) AS CASE WHEN typeof(a) <> 'VARCHAR' THEN CAST(a AS BOOLEAN)
        WHEN a IS NULL THEN NULL
        WHEN lower(trim(CAST(a AS VARCHAR))) IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN true
        WHEN lower(trim(CAST(a AS VARCHAR))) IN ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN false
        ELSE error('22P02: invalid input syntax for type boolean: "' || CAST(a AS VARCHAR) || '"') END""",
}
