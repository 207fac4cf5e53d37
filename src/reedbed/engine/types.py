"""Names of types, as DuckDB reads and spells them."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import duckdb

from reedbed.errors import SqlTypeError

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

_lock = threading.Lock()


def read_type(text: str) -> DuckDBPyType:
    """The type that a text names. Raises DuckDB's own errors.

    A connection of our own, one thread at a time: `duckdb.sqltype` reads on the connection that the module shares with
    the application, and fails for as long as a failed transaction is open there.
    """
    with _lock:
        return _reader().sqltype(text)


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@lru_cache(maxsize=1024)
def spelled_type(text: str) -> str:
    """The type that a text names, in DuckDB's own spelling, which can stand in SQL whatever the text was.

    Types that an application has named are not among them. Raises `SqlTypeError`.
    """
    try:
        return str(read_type(text))
    except duckdb.Error as error:
        raise SqlTypeError(f"{text!r} is no type of DuckDB's.", type=text) from error
