"""The functions that rewritten statements call, as DuckDB macros in a schema of their own.

The schema lies in the in-memory database of the catalog, never in the user's file. Nearly all macros have one body,
which asks `typeof` where types matter: DuckDB folds that when it binds. It cannot choose between overloads where an
argument holds an aggregate, a window or a column of an outer query; the two overloaded ones (`sum_as`, `numeric_of`)
are called only where `Renderer.independent` says that none is there. Their `sample` chooses, and is not evaluated.

A message that begins with five characters and a colon (`22012: division by zero`) carries its SQLSTATE.
"""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

DATABASE: Final = "reedbed_catalog"
SCHEMA: Final = f"{DATABASE}.dialect"


def function(name: str) -> str:
    """The full name of one of these functions."""
    return f"{SCHEMA}.{name}"


PORTABLE: Final = {
    "nonzero": "CASE WHEN ({0}) = 0 THEN error('22012: division by zero') ELSE {0} END",
    "text": "CAST({0} AS VARCHAR)",
    "concat_text": "CAST({0} AS VARCHAR)",
    "boolean": "CAST({0} AS BOOLEAN)",
    "part": "substring({0}, {1}, {2})",
    "part_from": "substring({0}, {1})",
    "length": "length({0})",
    "cardinality": "len({0})",
    "split_text": "string_split({0}, {1})",
    "is_match": "regexp_matches({0}, {1})",
}
"""Expressions that stand for these functions in what a database stores, such as a view: it must not depend on them."""

_MACROS: Final[dict[str, str]] = {
    # -- arithmetic
    "nonzero": "(a) AS CASE WHEN a = 0 THEN error('22012: division by zero') ELSE a END",
    "sum_as": """
        (sample TINYINT, total) AS CAST(total AS BIGINT),
        (sample SMALLINT, total) AS CAST(total AS BIGINT),
        (sample INTEGER, total) AS CAST(total AS BIGINT),
        (sample BIGINT, total) AS CAST(total AS DECIMAL(38, 0)),
        (sample FLOAT, total) AS CAST(total AS FLOAT),
        (sample DOUBLE, total) AS total,
        (sample DECIMAL, total) AS total,
        (sample HUGEINT, total) AS total,
        (sample INTERVAL, total) AS total,
        (sample, total) AS total""",
    "avg_as": """
        (sample TINYINT, a) AS CAST(CAST(a AS VARCHAR) AS DECIMAL(38, 16)),
        (sample SMALLINT, a) AS CAST(CAST(a AS VARCHAR) AS DECIMAL(38, 16)),
        (sample INTEGER, a) AS CAST(CAST(a AS VARCHAR) AS DECIMAL(38, 16)),
        (sample BIGINT, a) AS CAST(CAST(a AS VARCHAR) AS DECIMAL(38, 16)),
        (sample DECIMAL, a) AS CAST(CAST(a AS VARCHAR) AS DECIMAL(38, 16)),
        (sample DOUBLE, a) AS a,
        (sample FLOAT, a) AS a,
        (sample, a) AS a""",
    "numeric_of": """
        (sample TINYINT, a) AS CAST(a AS DECIMAL(38, 0)),
        (sample SMALLINT, a) AS CAST(a AS DECIMAL(38, 0)),
        (sample INTEGER, a) AS CAST(a AS DECIMAL(38, 0)),
        (sample BIGINT, a) AS CAST(a AS DECIMAL(38, 0)),
        (sample HUGEINT, a) AS CAST(a AS DECIMAL(38, 0)),
        (sample DECIMAL, a) AS a,
        (sample, a) AS CAST(a AS DECIMAL(38, 10))""",
    "div": "(a, b) AS CAST(trunc(CAST(a AS DOUBLE) / reedbed_catalog.dialect.nonzero(b)) AS DECIMAL(38, 0))",
    "random_between": "(low, high) AS CAST(floor(random() * (CAST(high AS BIGINT) - low + 1)) AS BIGINT) + low",
    "width_bucket": """(a, low, high, count) AS CASE WHEN a < low THEN 0 WHEN a >= high THEN count + 1
        ELSE CAST(floor((a - low) / (high - low) * count) AS INTEGER) + 1 END""",
    "type_name": """(t) AS CASE
        WHEN t LIKE '%[]' THEN reedbed_catalog.dialect.plain_type_name(replace(t, '[]', '')) || '[]'
        ELSE reedbed_catalog.dialect.plain_type_name(t) END""",
    "plain_type_name": """(t) AS CASE WHEN t LIKE 'DECIMAL%' THEN 'numeric' ELSE CASE t
        WHEN 'VARCHAR' THEN 'text' WHEN 'DOUBLE' THEN 'double precision' WHEN 'FLOAT' THEN 'real' WHEN 'BLOB' THEN 'bytea'
        WHEN 'HUGEINT' THEN 'numeric' WHEN 'UHUGEINT' THEN 'numeric' WHEN 'UBIGINT' THEN 'numeric'
        WHEN 'TIMESTAMP' THEN 'timestamp without time zone' WHEN 'TIME' THEN 'time without time zone'
        WHEN 'TINYINT' THEN 'smallint' WHEN 'UTINYINT' THEN 'smallint' WHEN 'USMALLINT' THEN 'integer'
        WHEN 'UINTEGER' THEN 'bigint' WHEN 'BIT' THEN 'bit varying' WHEN '"NULL"' THEN 'unknown' ELSE lower(t) END END""",
    "scale": "(a) AS CAST(length(split_part(CAST(a AS VARCHAR), '.', 2)) AS INTEGER)",
    "min_scale": "(a) AS CAST(length(rtrim(split_part(CAST(a AS VARCHAR), '.', 2), '0')) AS INTEGER)",
    "to_hex": "(a) AS lower(format('{:x}', CAST(a AS BIGINT)))",
    "to_bin": "(a) AS format('{:b}', CAST(a AS BIGINT))",
    "to_oct": "(a) AS format('{:o}', CAST(a AS BIGINT))",
    # -- text of values, as PostgreSQL writes them
    "double_text": """(t) AS CASE t WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity'
        ELSE regexp_replace(t, '\\.0(e|$)', '\\1') END""",
    "interval_text": "(t) AS regexp_replace(replace(t, 'month', 'mon'), '-1 (year|mon|day)( |$)', '-1 \\1s\\2', 'g')",
    "array_item": """(a) AS CASE WHEN a IS NULL THEN 'NULL'
        WHEN a = '' OR upper(a) = 'NULL' OR regexp_matches(a, '[{},"\\\\\\s]')
        THEN '"' || replace(replace(a, '\\', '\\\\'), '"', '\\"') || '"' ELSE a END""",
    "array_text": """(a) AS '{' || array_to_string(list_transform(CAST(to_json(a) AS VARCHAR[]), lambda x:
        CASE typeof(a) WHEN 'BOOLEAN[]' THEN coalesce(left(x, 1), 'NULL')
                       WHEN 'DOUBLE[]' THEN coalesce(reedbed_catalog.dialect.double_text(x), 'NULL')
                       ELSE reedbed_catalog.dialect.array_item(x) END), ',') || '}'""",
    "text": """(a) AS CASE
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
    # -- strings
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
    "ordinal_suffix": """(a) AS CASE WHEN right(a, 2) IN ('11', '12', '13') THEN 'th'
        ELSE CASE right(a, 1) WHEN '1' THEN 'st' WHEN '2' THEN 'nd' WHEN '3' THEN 'rd' ELSE 'th' END END""",
    "similar": """(a) AS '^(?:' || replace(replace(regexp_replace(a, '([.^$\\\\])', '\\\\\\1', 'g'), '%', '.*'), '_', '.') || ')$'""",
    # -- bytes
    "encode": """(a, form) AS CASE lower(form) WHEN 'hex' THEN lower(hex(a)) WHEN 'base64' THEN to_base64(a)
        WHEN 'escape' THEN reedbed_catalog.dialect.escaped(hex(a))
        ELSE error('22023: unrecognized encoding: "' || form || '"') END""",
    "escaped": """(digits) AS array_to_string(list_transform(generate_series(1, length(digits) // 2), lambda i:
        reedbed_catalog.dialect.escaped_byte(CAST('0x' || substring(digits, 2 * i - 1, 2) AS INTEGER))), '')""",
    "escaped_byte": """(b) AS CASE WHEN b = 92 THEN '\\\\' WHEN b = 0 OR b > 127 THEN '\\' || lpad(format('{:o}', b), 3, '0')
        ELSE chr(CAST(b AS INTEGER)) END""",
    "decode": """(a, form) AS CASE lower(form) WHEN 'hex' THEN unhex(a) WHEN 'base64' THEN from_base64(a)
        ELSE error('22023: unrecognized encoding: "' || form || '"') END""",
    "convert_from": "(a, encoding) AS decode(a)",
    "convert_to": "(a, encoding) AS encode(a)",
    "get_byte": "(a, n) AS CAST('0x' || substring(hex(a), CAST(2 * n + 1 AS BIGINT), 2) AS INTEGER)",
    "set_byte": """(a, n, value) AS unhex(left(hex(a), CAST(2 * n AS BIGINT)) || format('{:02X}', CAST(value AS INTEGER))
        || substring(hex(a), CAST(2 * n + 3 AS BIGINT)))""",
    "length": """(a) AS CASE WHEN typeof(a) = 'BLOB' THEN CAST(length(hex(CAST(a AS VARCHAR)::BLOB)) // 2 AS INTEGER)
        ELSE CAST(length(CAST(a AS VARCHAR)) AS INTEGER) END""",
    "octet_length": """(a) AS CASE WHEN typeof(a) = 'BLOB' THEN CAST(length(hex(CAST(a AS VARCHAR)::BLOB)) // 2 AS INTEGER)
        ELSE CAST(strlen(CAST(a AS VARCHAR)) AS INTEGER) END""",
    # -- times
    "interval_size": """(a) AS (datepart('year', a) * 360 + datepart('month', a) * 30 + datepart('day', a)) * 86400000000
        + datepart('hour', a) * 3600000000 + datepart('minute', a) * 60000000 + datepart('microsecond', a)""",
    "clock": """(a, pattern) AS replace(replace(replace(pattern, '%H', lpad(CAST(datepart('hour', a) AS VARCHAR), 2, '0')),
        '%M', lpad(CAST(datepart('minute', a) AS VARCHAR), 2, '0')),
        '%S', lpad(CAST(datepart('second', a) AS VARCHAR), 2, '0'))""",
    "overlap": "(a, b, c, d) AS least(a, b) < greatest(c, d) AND least(c, d) < greatest(a, b)",
    "make_interval": """(years := 0, months := 0, weeks := 0, days := 0, hours := 0, mins := 0, secs := 0) AS
        to_months(CAST(years * 12 + months AS INTEGER)) + to_days(CAST(weeks * 7 + days AS INTEGER))
        + to_microseconds(CAST((CAST(hours AS DOUBLE) * 3600 + mins * 60 + secs) * 1000000 AS BIGINT))""",
    "justify_hours": """(a) AS to_months(CAST(datepart('year', a) * 12 + datepart('month', a) AS INTEGER))
        + to_days(CAST(datepart('day', a) + datepart('hour', a) // 24 AS INTEGER))
        + to_microseconds((datepart('hour', a) % 24) * 3600000000 + datepart('minute', a) * 60000000 + datepart('microsecond', a))""",
    "justify_days": """(a) AS to_months(CAST(datepart('year', a) * 12 + datepart('month', a) + datepart('day', a) // 30 AS INTEGER))
        + to_days(CAST(datepart('day', a) % 30 AS INTEGER))
        + to_microseconds(datepart('hour', a) * 3600000000 + datepart('minute', a) * 60000000 + datepart('microsecond', a))""",
    "justify_interval": """(a) AS to_months(CAST(trunc(reedbed_catalog.dialect.interval_size(a) / 2592000000000.0) AS INTEGER))
        + to_days(CAST(trunc(reedbed_catalog.dialect.interval_size(a) % 2592000000000 / 86400000000.0) AS INTEGER))
        + to_microseconds(reedbed_catalog.dialect.interval_size(a) % 86400000000)""",
    "make_timestamptz": "(y, mo, d, h, mi, s, zone := 'UTC') AS make_timestamp(y, mo, d, h, mi, s) AT TIME ZONE zone",
    # -- arrays
    "array_dims": "(a) AS CASE WHEN len(a) > 0 THEN '[1:' || len(a) || ']' END",
    "array_bound": """(a, dimension) AS CASE WHEN dimension = 1 THEN CAST(nullif(len(a), 0) AS INTEGER)
        WHEN dimension = 2 AND typeof(a) LIKE '%[][]' THEN CAST(len(CAST(to_json(a) AS JSON[][])[1]) AS INTEGER) END""",
    "array_lower": "(a, dimension) AS CASE WHEN dimension = 1 AND len(a) > 0 THEN 1 END",
    "array_ndims": """(a) AS CASE WHEN len(a) > 0
        THEN CAST((length(typeof(a)) - length(replace(typeof(a), '[]', ''))) // 2 AS INTEGER) END""",
    "cardinality": """(a) AS CASE WHEN typeof(a) LIKE '%[][]' THEN CAST(len(flatten(CAST(to_json(a) AS JSON[][]))) AS INTEGER)
        ELSE CAST(len(a) AS INTEGER) END""",
    "array_positions": """(a, x) AS list_filter(CAST(generate_series(1, len(a)) AS INTEGER[]), lambda i: a[i] IS NOT DISTINCT FROM x)""",
    "array_remove": "(a, x) AS list_filter(a, lambda y: y IS DISTINCT FROM x)",
    "array_replace": "(a, x, z) AS list_transform(a, lambda y: CASE WHEN y IS NOT DISTINCT FROM x THEN z ELSE y END)",
    "array_fill": "(x, dimensions) AS list_transform(generate_series(1, dimensions[1]), lambda i: x)",
    "trim_array": "(a, n) AS a[:len(a) - n]",
    "array_join": "(a, delimiter, missing := NULL) AS array_to_string(list_filter(list_transform(CAST(to_json(a) AS VARCHAR[]), lambda x: coalesce(x, missing)), lambda x: x IS NOT NULL), delimiter)",
    # -- JSON
    "json_steps": """(path) AS '$' || array_to_string(list_transform(path, lambda x:
        CASE WHEN regexp_full_match(x, '\\d+') THEN '[' || x || ']' ELSE '."' || x || '"' END), '')""",
    "json_at": "(a, path) AS json_extract(a, reedbed_catalog.dialect.json_steps(path))",
    "json_text_at": "(a, path) AS json_extract_string(a, reedbed_catalog.dialect.json_steps(path))",
    "json_has": """(a, k) AS CASE json_type(a) WHEN 'OBJECT' THEN list_contains(json_keys(a), k)
        WHEN 'ARRAY' THEN list_contains(json_extract_string(a, '$[*]'), k) ELSE json_extract_string(a, '$') = k END""",
    "json_has_any": "(a, keys) AS len(list_intersect(json_keys(a), keys)) > 0",
    "json_has_all": "(a, keys) AS len(list_intersect(json_keys(a), keys)) = len(list_distinct(keys))",
    "json_members": """(a, names) AS list_transform(names, lambda k:
        CAST(to_json(k) AS VARCHAR) || ': ' || CAST(json_extract(a, '$."' || k || '"') AS VARCHAR))""",
    "json_joined": """(a, b) AS CASE WHEN json_type(a) = 'OBJECT' AND json_type(b) = 'OBJECT'
        THEN CAST('{' || array_to_string(list_concat(
            reedbed_catalog.dialect.json_members(a, list_filter(json_keys(a), lambda k: NOT list_contains(json_keys(b), k))),
            reedbed_catalog.dialect.json_members(b, json_keys(b))), ', ') || '}' AS JSON)
        ELSE to_json(list_concat(
            CASE WHEN json_type(a) = 'ARRAY' THEN json_extract(a, '$[*]') ELSE [CAST(a AS JSON)] END,
            CASE WHEN json_type(b) = 'ARRAY' THEN json_extract(b, '$[*]') ELSE [CAST(b AS JSON)] END)) END""",
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
    # -- numbers by templates
    "group_digits": "(digits) AS reverse(rtrim(regexp_replace(reverse(digits), '(\\d{3})', '\\1,', 'g'), ','))",
    "digits_of": """(a, whole, decimals) AS split_part(
        CAST(CAST(round(abs(CAST(a AS DECIMAL(38, 10))), decimals) AS DECIMAL(38, 10)) AS VARCHAR), '.', 1)""",
    "number_text": """(a, whole, zeros, decimals, kept, groups, fill, sign) AS
        reedbed_catalog.dialect.signed_text(a, whole, decimals, fill, sign,
            reedbed_catalog.dialect.whole_text(reedbed_catalog.dialect.digits_of(a, whole, decimals), whole, zeros, groups)
            || CASE WHEN decimals = 0 THEN ''
               WHEN fill THEN '.' || left(reedbed_catalog.dialect.decimals_of(a, decimals),
                   greatest(kept, length(rtrim(reedbed_catalog.dialect.decimals_of(a, decimals), '0'))))
               ELSE '.' || reedbed_catalog.dialect.decimals_of(a, decimals) END,
            length(reedbed_catalog.dialect.digits_of(a, whole, decimals)) > greatest(whole, 1), groups)""",
    "decimals_of": """(a, decimals) AS left(split_part(
        CAST(CAST(round(abs(CAST(a AS DECIMAL(38, 10))), decimals) AS DECIMAL(38, 10)) AS VARCHAR), '.', 2), decimals)""",
    "whole_text": """(digits, whole, zeros, groups) AS CASE
        WHEN zeros > 0 THEN CASE WHEN groups THEN reedbed_catalog.dialect.group_digits(lpad(digits, CAST(greatest(zeros, length(digits)) AS INTEGER), '0'))
                            ELSE lpad(digits, CAST(greatest(zeros, length(digits)) AS INTEGER), '0') END
        WHEN digits = '0' AND whole >= 0 THEN CASE WHEN zeros < 0 THEN '0' ELSE '' END
        WHEN groups THEN reedbed_catalog.dialect.group_digits(digits) ELSE digits END""",
    "signed_text": """(a, whole, decimals, fill, sign, body, overflows, groups) AS CASE
        WHEN a IS NULL THEN NULL
        WHEN fill THEN CASE WHEN a < 0 THEN CASE sign WHEN 'MI' THEN body || '-' WHEN 'PR' THEN '<' || body || '>' ELSE '-' || body END
            ELSE CASE sign WHEN 'S' THEN '+' || body ELSE body END END
        ELSE CASE sign
            WHEN 'MI' THEN lpad(body, reedbed_catalog.dialect.text_width(whole, decimals, groups), ' ') || CASE WHEN a < 0 THEN '-' ELSE ' ' END
            WHEN 'PR' THEN CASE WHEN a < 0 THEN lpad('<' || body || '>', reedbed_catalog.dialect.text_width(whole, decimals, groups) + 2, ' ')
                ELSE ' ' || lpad(body, reedbed_catalog.dialect.text_width(whole, decimals, groups), ' ') || ' ' END
            ELSE lpad(CASE WHEN a < 0 THEN '-' WHEN sign = 'S' THEN '+' ELSE ' ' END
                || CASE WHEN overflows THEN repeat('#', whole) || CASE WHEN decimals > 0 THEN '.' || repeat('#', decimals) ELSE '' END ELSE body END,
                reedbed_catalog.dialect.text_width(whole, decimals, groups) + 1, ' ') END END""",
    "text_width": "(whole, decimals, groups) AS CAST(whole + CASE WHEN decimals > 0 THEN decimals + 1 ELSE 0 END + CASE WHEN groups THEN (whole - 1) // 3 ELSE 0 END AS INTEGER)",
    "to_number": """(a, template) AS CAST(CASE WHEN contains(a, '-') OR contains(a, '<') THEN '-' ELSE '' END
        || regexp_replace(a, '[^0-9.]', '', 'g') AS DECIMAL(38, 10))""",
}
# A macro is bound when it is made: what it calls has to be there before.
_FIRST: Final = (
    "double_text",
    "interval_text",
    "array_item",
    "array_text",
    "text",
    "nonzero",
    "escaped_byte",
    "interval_size",
    "ordinal_suffix",
    "plain_type_name",
    "json_steps",
    "json_members",
    "json_joined",
    "group_digits",
    "digits_of",
    "decimals_of",
    "whole_text",
    "text_width",
    "signed_text",
)


def definitions() -> list[str]:
    """The statements that make these functions, in order; the database has to be attached before."""
    names = [*_FIRST, *(name for name in _MACROS if name not in _FIRST)]
    return [
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        *(f"CREATE OR REPLACE MACRO {SCHEMA}.{name}{_MACROS[name]}" for name in names),
    ]
