"""Places of rows: PostgreSQL's `ctid` and its type `tid`, as numbers of 48 bits.

`tid` is a number of a block (32 bits) and one within it (16 bits, of which clients read 15, since no page of
PostgreSQL's has more rows). DuckDB's `rowid` is one number, the same throughout a transaction; rows that the
transaction itself has added are numbered from 36028797018960000 on, and lie behind all others here.
"""

from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "place_number": "(r) AS CASE WHEN r >= 36028797018960000 THEN r - 36028797018960000 + 35184372088832 ELSE r END",
    "place_of": """(r) AS ((reedbed_catalog.dialect.place_number(r) // 32768) * 65536
        + reedbed_catalog.dialect.place_number(r) % 32768)""",
    "place_text": "(p) AS '(' || (p >> 16) || ',' || (p & 65535) || ')'",
    "place_read": """(p) AS CASE WHEN regexp_matches(p, '^[^(,)]*\\(\\s*\\d+,\\s*\\d+\\)')
        THEN CAST(regexp_extract(p, '\\(\\s*(\\d+)', 1) AS BIGINT) * 65536
          + CAST(regexp_extract(p, ',\\s*(\\d+)', 1) AS BIGINT)
        ELSE CAST(error('22P02: invalid input syntax for type tid: "' || p || '"') AS BIGINT) END""",
}
