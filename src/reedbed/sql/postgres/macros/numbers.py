"""Arithmetic, and numbers in other bases."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "nonzero": "(a) AS CASE WHEN a = 0 THEN error('22012: division by zero') ELSE a END",
    "plain_type_name": """(t) AS CASE WHEN t LIKE 'DECIMAL%' THEN 'numeric' ELSE CASE t
        WHEN 'VARCHAR' THEN 'text' WHEN 'DOUBLE' THEN 'double precision' WHEN 'FLOAT' THEN 'real' WHEN 'BLOB' THEN 'bytea'
        WHEN 'HUGEINT' THEN 'numeric' WHEN 'UHUGEINT' THEN 'numeric' WHEN 'UBIGINT' THEN 'numeric'
        WHEN 'TIMESTAMP' THEN 'timestamp without time zone' WHEN 'TIME' THEN 'time without time zone'
        WHEN 'TINYINT' THEN 'smallint' WHEN 'UTINYINT' THEN 'smallint' WHEN 'USMALLINT' THEN 'integer'
        WHEN 'UINTEGER' THEN 'bigint' WHEN 'BIT' THEN 'bit varying' WHEN 'JSON' THEN 'jsonb'
        WHEN '"NULL"' THEN 'unknown' ELSE lower(t) END END""",
    "divisor": """(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN error('22012: division by zero') ELSE b END""",
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
    "trim_scale": "(a) AS CAST(rtrim(rtrim(CAST(a AS VARCHAR), '0'), '.') AS DECIMAL(38, 10))",
    "scale": "(a) AS CAST(length(split_part(CAST(a AS VARCHAR), '.', 2)) AS INTEGER)",
    "min_scale": "(a) AS CAST(length(rtrim(split_part(CAST(a AS VARCHAR), '.', 2), '0')) AS INTEGER)",
    "to_hex": "(a) AS lower(hex(CAST(a AS BIGINT) + CASE WHEN a < 0 AND typeof(a) <> 'BIGINT' THEN 4294967296 ELSE 0 END))",
    "to_bin": "(a) AS format('{:b}', CAST(a AS BIGINT))",
    "to_oct": "(a) AS format('{:o}', CAST(a AS BIGINT))",
}
