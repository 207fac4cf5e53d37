"""A table as a Polars frame: DuckDB's Arrow memory, taken over as it is where the two agree on a layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.sql import quote
from reedbed.store.schema import read_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from reedbed.engine import Database
    from reedbed.sql import TableName

BATCH_ROWS: Final = 1_000_000
"""Rows of a chunk of a frame: fewer chunks make later work on the frame quicker, larger ones need more at once."""


def require_polars() -> None:
    """Raise `PackageMissing` when Polars is not installed."""
    try:
        import polars as pl  # noqa: F401, PLC0415 - an extra, loaded when somebody asks for it
    except ImportError as error:
        raise errors.PackageMissing("Polars is not installed.", hint="pip install 'reedbed[polars]'") from error


def read_polars(database: Database, name: TableName, columns: Sequence[str]) -> pl.DataFrame:
    """All rows of a table or view that exists; all columns when none are named.

    Numbers, times and bytes stay where DuckDB put them; texts get views onto them. Raises `ColumnNotFound`.
    """
    require_polars()
    import polars as pl  # noqa: PLC0415 - see above

    known = list(read_schema(database, name).types)
    stored = {column.casefold(): column for column in known}
    for column in columns:
        if column.casefold() not in stored:
            raise errors.ColumnNotFound(column, where=f"table {str(name)!r}", known=known)
    listed = ", ".join(quote(stored[column.casefold()]) for column in columns) or "*"
    sql = f"SELECT {listed} FROM {database.qualified(name.schema, name.name)}"
    return pl.DataFrame(database.stream(sql, batch_rows=BATCH_ROWS))
