"""Content fingerprints: whether two relations hold the same rows, whatever their order."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reedbed.engine import ENGINE_VERSION

if TYPE_CHECKING:
    from reedbed.engine import Database


def content_fingerprint(database: Database, relation: str) -> str:
    """A fingerprint of the columns, types and rows of SQL text that can stand after FROM.

    Counts, sums and XORs DuckDB's 64-bit row hashes: independent of order, and of how often a row comes in the sum.
    Two different contents collide with a chance of about 2⁻⁶⁴. DuckDB may change its hash from version to version,
    so the version is part of the text and a fingerprint of another one compares as different.
    """
    described = database.rows(f"DESCRIBE SELECT * FROM {relation}")
    shape = hashlib.sha256(repr([(row[0], row[1]) for row in described]).encode()).hexdigest()[:16]
    row = database.row(
        f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0), coalesce(bit_xor(hash(t)), 0) FROM {relation} AS t"
    )
    count, total, folded = row or (0, 0, 0)
    return f"{ENGINE_VERSION}:{shape}:{count}:{total:x}:{folded:x}"
