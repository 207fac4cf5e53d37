"""Functions of arrays."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "array_dims": """(a) AS CASE WHEN len(a) = 0 THEN NULL WHEN typeof(a) LIKE '%[][][]'
        THEN error('0A000: array_dims of more than two dimensions is not supported')
        ELSE '[1:' || len(a) || ']' || CASE WHEN typeof(a) LIKE '%[][]'
            THEN '[1:' || len(CAST(to_json(a) AS JSON[][])[1]) || ']' ELSE '' END END""",
    "array_bound": """(a, dimension) AS CASE WHEN dimension = 1 THEN CAST(nullif(len(a), 0) AS INTEGER)
        WHEN dimension = 2 AND typeof(a) LIKE '%[][]' THEN CAST(len(CAST(to_json(a) AS JSON[][])[1]) AS INTEGER) END""",
    "array_lower": """(a, dimension) AS CASE WHEN len(a) > 0 AND dimension BETWEEN 1
        AND (length(typeof(a)) - length(replace(typeof(a), '[]', ''))) // 2 THEN 1 END""",
    "array_ndims": """(a) AS CASE WHEN len(a) > 0
        THEN CAST((length(typeof(a)) - length(replace(typeof(a), '[]', ''))) // 2 AS INTEGER) END""",
    "cardinality": """(a) AS CASE WHEN typeof(a) LIKE '%[][]' THEN CAST(len(flatten(CAST(to_json(a) AS JSON[][]))) AS INTEGER)
        ELSE CAST(len(a) AS INTEGER) END""",
    "array_positions": """(a, x) AS list_filter(CAST(generate_series(1, len(a)) AS INTEGER[]), lambda i: a[i] IS NOT DISTINCT FROM x)""",
    "array_remove": "(a, x) AS list_filter(a, lambda y: y IS DISTINCT FROM x)",
    "array_replace": "(a, x, z) AS list_transform(a, lambda y: CASE WHEN y IS NOT DISTINCT FROM x THEN z ELSE y END)",
    "array_shuffled": "(a) AS list_transform(list_sort(list_transform(a, lambda x: {'k': random(), 'v': x})), lambda p: p.v)",
    "array_fill": "(x, dimensions) AS list_transform(generate_series(1, dimensions[1]), lambda i: x)",
    "trim_array": "(a, n) AS a[:len(a) - n]",
    "array_join": "(a, delimiter, missing := NULL) AS array_to_string(list_filter(list_transform(CAST(to_json(a) AS VARCHAR[]), lambda x: coalesce(x, missing)), lambda x: x IS NOT NULL), delimiter)",
}
