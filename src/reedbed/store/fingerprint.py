"""Content fingerprints: whether two relations hold the same rows, whatever their order."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reedbed.engine import ENGINE_VERSION
from reedbed.sql import quote
from reedbed.store.diff.fingerprints import fingerprint_sql

if TYPE_CHECKING:
    from reedbed.engine import Database


def content_fingerprint(database: Database, relation: str) -> str:
    """A fingerprint of the columns, types and rows of SQL text that can stand after FROM.

    What a match is worth stands in `reedbed.store.diff.fingerprints`. DuckDB may change its hash from version to
    version, so the version is part of the text and a fingerprint of another one compares as different.
    """
    described = [(row[0], row[1]) for row in database.rows(f"DESCRIBE SELECT * FROM {relation}")]
    shape = hashlib.sha256(repr(described).encode()).hexdigest()[:16]
    columns = ", ".join(f"{quote(name)} AS c{number}" for number, (name, _) in enumerate(described))
    found = database.row(fingerprint_sql(f"SELECT {columns} FROM {relation}", [kind for _, kind in described]))
    count, total, folded = found or (0, 0, 0)
    return f"{ENGINE_VERSION}:{shape}:{count}:{int(total):x}:{int(folded):x}"
