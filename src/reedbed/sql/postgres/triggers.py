"""Whether a statement may mean something else in DuckDB, decided from its words before anything is read."""

from __future__ import annotations


def may_differ(sql: str) -> bool:
    """Whether a statement has to be read; a wrong yes costs time only."""
    return bool(sql)
