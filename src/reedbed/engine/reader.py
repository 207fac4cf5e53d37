"""A connection of our own that reads types and statements, and runs nothing.

DuckDB's module functions read on a connection that they share with the application: what was run there changes how a
PIVOT is split, and a transaction that failed there lets every type fail.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

_lock = threading.Lock()


def read_type(text: str) -> DuckDBPyType:
    """The type that a text names. Raises DuckDB's own errors."""
    with _lock:
        return _connection().sqltype(text)


def read_statements(text: str) -> list[duckdb.Statement]:
    """The statements of a text, parsed. Raises DuckDB's own errors."""
    with _lock:
        return _connection().extract_statements(text)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()
