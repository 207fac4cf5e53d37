"""The functions that rewritten statements call, as DuckDB macros in a schema of their own.

The schema lies in the in-memory database of the catalog, never in the user's file. Macros with typed parameters are
overloads: DuckDB chooses by the types of the arguments, which text alone does not tell. An argument that only chooses
(`sample`) does not appear in the body, and is not evaluated.
"""

from __future__ import annotations

from typing import Final

DATABASE: Final = "reedbed_catalog"
SCHEMA: Final = f"{DATABASE}.dialect"


def function(name: str) -> str:
    """The full name of one of these functions."""
    return f"{SCHEMA}.{name}"


_TEXT_OF_INTERVAL: Final = """
    trim(concat(
        CASE WHEN datepart('year', a) <> 0 THEN concat(datepart('year', a), CASE WHEN datepart('year', a) = 1 THEN ' year ' ELSE ' years ' END) END,
        CASE WHEN datepart('month', a) <> 0 THEN concat(datepart('month', a), CASE WHEN datepart('month', a) = 1 THEN ' mon ' ELSE ' mons ' END) END,
        CASE WHEN datepart('day', a) <> 0 THEN concat(datepart('day', a), CASE WHEN datepart('day', a) = 1 THEN ' day ' ELSE ' days ' END) END,
        CASE WHEN datepart('year', a) = 0 AND datepart('month', a) = 0 AND datepart('day', a) = 0
                OR datepart('hour', a) <> 0 OR datepart('minute', a) <> 0 OR datepart('microsecond', a) <> 0
             THEN reedbed_catalog.dialect.clock_text(a) END))
"""

_OVERLOADS: Final[dict[str, tuple[str, ...]]] = {
    # -- arithmetic: what PostgreSQL refuses and DuckDB answers
    "nonzero": ("(a) AS CASE WHEN a = 0 THEN error('22012: division by zero') ELSE a END",),
    "sum_as": (
        "(sample TINYINT, total) AS CAST(total AS BIGINT)",
        "(sample SMALLINT, total) AS CAST(total AS BIGINT)",
        "(sample INTEGER, total) AS CAST(total AS BIGINT)",
        "(sample BIGINT, total) AS CAST(total AS DECIMAL(38, 0))",
        "(sample FLOAT, total) AS CAST(total AS FLOAT)",
        "(sample, total) AS total",
    ),
    "round_half": (
        "(a DOUBLE) AS round_even(a, 0)",
        "(a FLOAT) AS CAST(round_even(a, 0) AS DOUBLE)",
        "(a INTEGER) AS CAST(a AS DOUBLE)",
        "(a BIGINT) AS CAST(a AS DOUBLE)",
        "(a) AS round(a, 0)",
    ),
    "numeric_of": (
        "(a TINYINT) AS CAST(a AS DECIMAL(38, 0))",
        "(a SMALLINT) AS CAST(a AS DECIMAL(38, 0))",
        "(a INTEGER) AS CAST(a AS DECIMAL(38, 0))",
        "(a BIGINT) AS CAST(a AS DECIMAL(38, 0))",
        "(a HUGEINT) AS CAST(a AS DECIMAL(38, 0))",
        "(a FLOAT) AS CAST(a AS DECIMAL(38, 6))",
        "(a DOUBLE) AS CAST(a AS DECIMAL(38, 15))",
        "(a VARCHAR) AS CAST(a AS DECIMAL(38, 10))",
        "(a) AS a",
    ),
    # -- text of values, as PostgreSQL writes them
    "double_text": (
        """(a) AS CASE
            WHEN isnan(a) THEN 'NaN'
            WHEN isinf(a) THEN CASE WHEN a > 0 THEN 'Infinity' ELSE '-Infinity' END
            ELSE regexp_replace(CAST(a AS VARCHAR), '\\.0(e|$)', '\\1') END""",
    ),
    "clock_text": (
        """(a) AS concat(
            CASE WHEN datepart('hour', a) < 0 OR datepart('minute', a) < 0 OR datepart('microsecond', a) < 0 THEN '-' END,
            lpad(CAST(abs(datepart('hour', a)) AS VARCHAR), greatest(2, length(CAST(abs(datepart('hour', a)) AS VARCHAR))), '0'), ':',
            lpad(CAST(abs(datepart('minute', a)) AS VARCHAR), 2, '0'), ':',
            lpad(CAST(abs(datepart('microsecond', a)) // 1000000 AS VARCHAR), 2, '0'),
            CASE WHEN abs(datepart('microsecond', a)) % 1000000 <> 0
                 THEN '.' || rtrim(lpad(CAST(abs(datepart('microsecond', a)) % 1000000 AS VARCHAR), 6, '0'), '0') END)""",
    ),
    "array_item": (
        """(a) AS CASE WHEN a IS NULL THEN 'NULL'
            WHEN a = '' OR upper(a) = 'NULL' OR regexp_matches(a, '[{},"\\\\\\s]')
            THEN '"' || replace(replace(a, '\\', '\\\\'), '"', '\\"') || '"' ELSE a END""",
    ),
    "text": (
        "(a BOOLEAN) AS CAST(a AS VARCHAR)",
        "(a DOUBLE) AS reedbed_catalog.dialect.double_text(a)",
        "(a FLOAT) AS reedbed_catalog.dialect.double_text(a)",
        "(a BLOB) AS '\\x' || lower(hex(a))",
        f"(a INTERVAL) AS {_TEXT_OF_INTERVAL}",
        "(a BOOLEAN[]) AS '{' || array_to_string(list_transform(a, lambda x: coalesce(CASE WHEN x THEN 't' ELSE 'f' END, 'NULL')), ',') || '}'",
        "(a VARCHAR[]) AS '{' || array_to_string(list_transform(a, lambda x: reedbed_catalog.dialect.array_item(x)), ',') || '}'",
        "(a DOUBLE[]) AS '{' || array_to_string(list_transform(a, lambda x: coalesce(reedbed_catalog.dialect.double_text(x), 'NULL')), ',') || '}'",
        "(a INTEGER[]) AS replace(replace(replace(CAST(a AS VARCHAR), '[', '{'), ']', '}'), ', ', ',')",
        "(a BIGINT[]) AS replace(replace(replace(CAST(a AS VARCHAR), '[', '{'), ']', '}'), ', ', ',')",
        "(a INTEGER[][]) AS replace(replace(replace(CAST(a AS VARCHAR), '[', '{'), ']', '}'), ', ', ',')",
        "(a) AS CAST(a AS VARCHAR)",
    ),
    "boolean": (
        """(a VARCHAR) AS CASE
            WHEN lower(trim(a)) IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN true
            WHEN lower(trim(a)) IN ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN false
            ELSE error('22P02: invalid input syntax for type boolean: "' || a || '"') END""",
        "(a) AS CAST(a AS BOOLEAN)",
    ),
    # -- patterns
    "similar": (
        """(a) AS '^(?:' || replace(replace(regexp_replace(a, '([.^$\\\\])', '\\\\\\1', 'g'), '%', '.*'), '_', '.') || ')$'""",
    ),
    # -- times
    "truncate": (
        "(unit, a DATE) AS CAST(date_trunc(unit, a) AS TIMESTAMPTZ)",
        "(unit, a) AS date_trunc(unit, a)",
    ),
    "time_text": (
        """(a INTERVAL, pattern) AS replace(replace(replace(pattern, '%H', lpad(CAST(datepart('hour', a) AS VARCHAR), 2, '0')),
            '%M', lpad(CAST(datepart('minute', a) AS VARCHAR), 2, '0')),
            '%S', lpad(CAST(datepart('second', a) AS VARCHAR), 2, '0'))""",
        "(a, pattern) AS strftime(a, pattern)",
    ),
    # -- sets
    "series": (
        "(a INTEGER, b INTEGER) AS CAST(generate_series(a, b) AS INTEGER[])",
        "(a BIGINT, b BIGINT) AS generate_series(a, b)",
        "(a INTEGER, b INTEGER, c INTEGER) AS CAST(generate_series(a, b, c) AS INTEGER[])",
        "(a BIGINT, b BIGINT, c BIGINT) AS generate_series(a, b, c)",
        "(a DATE, b DATE, c INTERVAL) AS generate_series(CAST(a AS TIMESTAMPTZ), CAST(b AS TIMESTAMPTZ), c)",
        "(a TIMESTAMP, b TIMESTAMP, c INTERVAL) AS generate_series(a, b, c)",
        "(a TIMESTAMPTZ, b TIMESTAMPTZ, c INTERVAL) AS generate_series(a, b, c)",
        "(a DECIMAL(38, 10), b DECIMAL(38, 10)) AS list_transform(generate_series(0, CAST(floor(b - a) AS BIGINT)), lambda i: a + i)",
        "(a DECIMAL(38, 10), b DECIMAL(38, 10), c DECIMAL(38, 10)) AS list_transform(generate_series(0, CAST(floor((b - a) / c) AS BIGINT)), lambda i: a + i * c)",
    ),
    # -- arrays
    "joined": (
        "(a BOOLEAN[], b BOOLEAN) AS list_append(a, b)",
        "(a INTEGER[], b INTEGER) AS list_append(a, b)",
        "(a BIGINT[], b BIGINT) AS list_append(a, b)",
        "(a DOUBLE[], b DOUBLE) AS list_append(a, b)",
        "(a VARCHAR[], b VARCHAR) AS list_append(a, b)",
        "(a INTEGER, b INTEGER[]) AS list_prepend(a, b)",
        "(a BIGINT, b BIGINT[]) AS list_prepend(a, b)",
        "(a DOUBLE, b DOUBLE[]) AS list_prepend(a, b)",
        "(a VARCHAR, b VARCHAR[]) AS list_prepend(a, b)",
        "(a INTEGER[], b INTEGER[]) AS a || b",
        "(a VARCHAR[], b VARCHAR[]) AS a || b",
        "(a, b) AS a || b",
    ),
    "array_dims": ("(a) AS CASE WHEN len(a) > 0 THEN '[1:' || len(a) || ']' END",),
    "array_bound": ("(a, dimension) AS CASE WHEN dimension = 1 THEN nullif(len(a), 0) END",),
    "text_array_join": (
        "(a, delimiter) AS array_to_string(CAST(a AS VARCHAR[]), delimiter)",
        "(a, delimiter, missing) AS array_to_string(list_transform(CAST(a AS VARCHAR[]), lambda x: coalesce(x, missing)), delimiter)",
    ),
    # -- JSON
    "json_key": ("(a INTEGER) AS a", "(a BIGINT) AS a", """(a VARCHAR) AS '$."' || replace(a, '"', '\\\\"') || '"'"""),
    "json_steps": (
        """(path) AS '$' || array_to_string(list_transform(path, lambda x:
            CASE WHEN regexp_full_match(x, '\\d+') THEN '[' || x || ']' ELSE '."' || x || '"' END), '')""",
    ),
    "json_at": ("(a, path) AS json_extract(a, reedbed_catalog.dialect.json_steps(path))",),
    "json_text_at": ("(a, path) AS json_extract_string(a, reedbed_catalog.dialect.json_steps(path))",),
    "contains": (
        "(a JSON, b JSON) AS json_contains(a, b)",
        "(a VARCHAR, b VARCHAR) AS json_contains(a, b)",
        "(a, b) AS a @> b",
    ),
    "json_has": (
        """(a, k) AS CASE json_type(a) WHEN 'OBJECT' THEN list_contains(json_keys(a), k)
            WHEN 'ARRAY' THEN list_contains(CAST(a AS VARCHAR[]), k) ELSE json_extract_string(a, '$') = k END""",
    ),
    "json_has_any": ("(a, keys) AS len(list_intersect(json_keys(a), keys)) > 0",),
    "json_has_all": ("(a, keys) AS len(list_intersect(json_keys(a), keys)) = len(list_distinct(keys))",),
    "json_joined": (
        """(a, b) AS CASE WHEN json_type(a) = 'OBJECT' AND json_type(b) = 'OBJECT'
            THEN CAST('{' || array_to_string(list_concat(
                list_transform(list_filter(json_keys(a), lambda k: NOT list_contains(json_keys(b), k)),
                               lambda k: to_json(k) || ':' || json_extract(a, '$."' || k || '"')),
                list_transform(json_keys(b), lambda k: to_json(k) || ':' || json_extract(b, '$."' || k || '"'))), ',') || '}' AS JSON)
            ELSE to_json(list_concat(
                CASE WHEN json_type(a) = 'ARRAY' THEN CAST(a AS JSON[]) ELSE [CAST(a AS JSON)] END,
                CASE WHEN json_type(b) = 'ARRAY' THEN CAST(b AS JSON[]) ELSE [CAST(b AS JSON)] END)) END""",
    ),
    "json_without": (
        """(a, k VARCHAR) AS CASE WHEN json_type(a) = 'ARRAY'
            THEN to_json(list_filter(CAST(a AS JSON[]), lambda x: json_extract_string(x, '$') IS DISTINCT FROM k))
            ELSE CAST('{' || array_to_string(list_transform(list_filter(json_keys(a), lambda x: x <> k),
                lambda x: to_json(x) || ':' || json_extract(a, '$."' || x || '"')), ',') || '}' AS JSON) END""",
        """(a, k INTEGER) AS to_json(list_filter(CAST(a AS JSON[]), lambda x, i:
            i <> CASE WHEN k >= 0 THEN k + 1 ELSE json_array_length(a) + k + 1 END))""",
    ),
    "json_items": ("(a) AS CAST(json_extract(a, '$[*]') AS JSON[])",),
    "json_text_items": ("(a) AS json_extract_string(a, '$[*]')",),
    "json_type_name": (
        """(a) AS CASE json_type(a) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string'
            WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END""",
    ),
    # -- more of times
    "at_offset": (
        "(a TIMESTAMPTZ, zone) AS (a AT TIME ZONE 'UTC') + zone",
        "(a TIMESTAMP, zone) AS (a - zone) AT TIME ZONE 'UTC'",
    ),
    "overlap": (
        "(a, b, c, d) AS least(a, reedbed_catalog.dialect.end_of(a, b)) < greatest(c, reedbed_catalog.dialect.end_of(c, d))"
        " AND least(c, reedbed_catalog.dialect.end_of(c, d)) < greatest(a, reedbed_catalog.dialect.end_of(a, b))",
    ),
    "end_of": ("(a, b INTERVAL) AS a + b", "(a, b) AS b"),
}


def definitions() -> list[str]:
    """The statements that make these functions, in order; the database has to be attached before."""
    made = [f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"]
    for name, overloads in _OVERLOADS.items():
        made.append(f"CREATE OR REPLACE MACRO {SCHEMA}.{name} {', '.join(overloads)}")
    return made
