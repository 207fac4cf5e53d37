"""Which words end an expression, and which begin or join the parts of a statement."""

from __future__ import annotations

from typing import Final

ENDS_EXPRESSION: Final = frozenset(
    """
    from where group having order limit offset fetch for union intersect except on using join inner left right full
    cross natural window returning when then else end and or as asc desc nulls into set do with qualify tablesample
    partition rows range groups exclude between in like ilike similar is isnull notnull not select values asof
    positional semi anti collate filter over within materialized limit glob
    """.split()  # noqa: SIM905 - words are read as words
)
"""Words that are no name where an operand, an operator or an alias without AS could stand."""

BEGINS_QUERY: Final = frozenset(
    {"select", "with", "values", "table", "from", "pivot", "unpivot", "describe", "summarize", "show"}
)

SKIPPED: Final = frozenset(
    """
    inner left right full outer cross natural asof positional semi anti union intersect except all distinct by asc desc
    nulls first last row rows range groups unbounded preceding following current exclude ties others no partition order
    group having where qualify limit offset recursive window on as default values only name cube rollup grouping sets
    respect ignore using sample
    """.split()  # noqa: SIM905 - words are read as words
)
"""Words between expressions that a walk over clauses steps over."""

TYPES_BEFORE_STRINGS: Final = frozenset(
    """
    date time timestamp timestamptz timetz interval int int2 int4 int8 integer smallint bigint real float float4 float8
    double numeric decimal bool boolean text varchar char character bpchar bytea json jsonb uuid name regclass regtype
    regproc regnamespace oid inet cidr point bit money xml tsvector tsquery
    """.split()  # noqa: SIM905 - words are read as words
)

VALUE_WORDS: Final = frozenset(
    """
    current_date current_time current_timestamp localtime localtimestamp current_user session_user user current_role
    current_catalog current_schema system_user
    """.split()  # noqa: SIM905 - words are read as words
)
"""Names that are function calls without parentheses."""

DUCKDB_RESERVED: Final = frozenset(
    """
    anti asof at by describe glob lambda pivot pivot_longer pivot_wider positional qualify semi show summarize unpack
    unpivot
    """.split()  # noqa: SIM905 - words are read as words
)
"""Words that are names in PostgreSQL and reserved in DuckDB."""
