"""Names of types, as DuckDB reads and spells them."""

from __future__ import annotations

from functools import lru_cache

import duckdb

from reedbed.engine.reader import read_type
from reedbed.errors import SqlTypeError


@lru_cache(maxsize=1024)
def spelled_type(text: str) -> str:
    """The type that a text names, in DuckDB's own spelling, which can stand in SQL whatever the text was.

    Types that an application has named are not among them. Raises `SqlTypeError`.
    """
    try:
        return str(read_type(text))
    except duckdb.Error as error:
        raise SqlTypeError(f"{text!r} is no type of DuckDB's.", type=text) from error
