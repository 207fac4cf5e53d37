"""Functions of strings."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "ordinal_suffix": """(a) AS CASE WHEN right(a, 2) IN ('11', '12', '13') THEN 'th'
        ELSE CASE right(a, 1) WHEN '1' THEN 'st' WHEN '2' THEN 'nd' WHEN '3' THEN 'rd' ELSE 'th' END END""",
    "part_from": "(a, start) AS substring(a, CAST(greatest(start, 1) AS BIGINT))",
    "part": """(a, start, count) AS CASE WHEN count < 0 THEN error('22011: negative substring length not allowed')
        ELSE substring(a, CAST(greatest(start, 1) AS BIGINT), CAST(greatest(count + least(start, 1) - 1, 0) AS BIGINT)) END""",
    "match_in": """(a, pattern) AS CASE WHEN regexp_matches(a, pattern, 's')
        THEN CASE WHEN regexp_matches(pattern, '(^|[^\\\\])\\(($|[^?])')
            THEN regexp_extract_all(a, pattern, 1, 's')[1] ELSE regexp_extract(a, pattern, 0, 's') END END""",
    "json_length": "(a) AS CAST(json_array_length(a) AS INTEGER)",
    "overlay": """(a, new, start, count := -1) AS left(a, CAST(start - 1 AS BIGINT)) || new
        || substring(a, CAST(start + CASE WHEN count < 0 THEN length(new) ELSE count END AS BIGINT))""",
    "pad_left": "(a, width, fill := ' ') AS lpad(a, CAST(greatest(width, 0) AS INTEGER), fill)",
    "pad_right": "(a, width, fill := ' ') AS rpad(a, CAST(greatest(width, 0) AS INTEGER), fill)",
    "initcap": """(a) AS array_to_string(list_transform(regexp_extract_all(a, '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'),
        lambda x: upper(x[1:1]) || lower(x[2:])), '')""",
    "quote_ident": """(a) AS CASE WHEN regexp_full_match(a, '[a-z_][a-z0-9_$]*') THEN a
        ELSE '"' || replace(a, '"', '""') || '"' END""",
    "quote_literal": "(a) AS '''' || replace(reedbed_catalog.dialect.text(a), '''', '''''') || ''''",
    "quote_nullable": "(a) AS coalesce('''' || replace(reedbed_catalog.dialect.text(a), '''', '''''') || '''', 'NULL')",
    "chr": """(n) AS CASE WHEN n = 0 THEN error('54000: null character not permitted')
        WHEN n < 0 THEN error('22023: character number must be positive') ELSE chr(CAST(n AS INTEGER)) END""",
    "match_place": """(a, pattern, start := 1) AS CASE WHEN regexp_matches(substring(a, start), pattern, 's')
        THEN CAST(strpos(substring(a, start), regexp_extract(substring(a, start), pattern, 0, 's')) + start - 1 AS INTEGER) ELSE 0 END""",
    "split_text": """(a, delimiter, missing := NULL) AS CASE WHEN a = '' THEN []
        WHEN delimiter IS NULL THEN list_transform(string_split(a, ''), lambda x: nullif(x, missing))
        WHEN delimiter = '' THEN [nullif(a, missing)]
        ELSE list_transform(string_split(a, delimiter), lambda x: CASE WHEN x = missing THEN NULL ELSE x END) END""",
    "split_regular": "(a, pattern, flags := '') AS regexp_split_to_array(a, pattern, flags || 's')",
    "count_matches": """(a, pattern, start := 1, flags := '') AS
        CAST(len(regexp_extract_all(substring(a, start), pattern, 0, flags || 's')) AS INTEGER)""",
    "is_match": "(a, pattern, flags := '') AS regexp_matches(a, pattern, flags || 's')",
    "match_text": """(a, pattern, start := 1, n := 1, flags := '', part := 0) AS
        regexp_extract_all(substring(a, start), pattern, part, flags || 's')[n]""",
    "ordinal": """(a, suffix) AS a || CASE WHEN suffix = 'TH' THEN upper(reedbed_catalog.dialect.ordinal_suffix(a))
        ELSE reedbed_catalog.dialect.ordinal_suffix(a) END""",
    "similar": """(a) AS '^(?:' || replace(replace(regexp_replace(a, '([.^$\\\\])', '\\\\\\1', 'g'), '%', '.*'), '_', '.') || ')$'""",
}
