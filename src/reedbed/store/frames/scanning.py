"""A lazy scan of a table: Polars says which columns, rows and how many it needs, and the store is asked for those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.sql import quote
from reedbed.store.frames.predicates import condition
from reedbed.store.frames.reading import require_polars
from reedbed.store.schema import read_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from reedbed.engine import Database
    from reedbed.sql import TableName

BATCH_ROWS: Final = 122_880
"""Rows that are read at a time when Polars does not say: one row group of DuckDB's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """One table as a source of Polars' lazy frames; called when a query is collected, each time anew.

    It reads what is committed then, on a cursor of its own.
    """

    database: Database
    table: str
    types: dict[str, str]
    columns: tuple[str, ...]

    def statement(self, columns: list[str] | None, predicate: pl.Expr | None, limit: int | None) -> str:
        """The SQL for what Polars asks; rows that it does not want may be among the answer's.

        The limit counts rows before the filter, as Polars means it.
        """
        listed = ", ".join(map(quote, columns if columns is not None else self.columns)) or "1"
        source = self.table if limit is None else f"(SELECT * FROM {self.table} LIMIT {int(limit)})"
        wanted = condition(predicate, self.types) if predicate is not None else None
        return f"SELECT {listed} FROM {source}" + (f" WHERE {wanted}" if wanted else "")

    def __call__(
        self, with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        """The frames that Polars asks for."""
        import polars as pl  # noqa: PLC0415 - an extra

        sql = self.statement(with_columns, predicate, n_rows)
        reader = self.database.stream(sql, batch_rows=min(batch_size or BATCH_ROWS, BATCH_ROWS))
        empty = True
        for batch in reader:
            frame = pl.DataFrame(batch)
            yield frame if predicate is None else frame.filter(predicate)
            empty = False
        if empty:
            yield pl.DataFrame(reader.schema.empty_table())


def scan_polars(database: Database, name: TableName) -> pl.LazyFrame:
    """A lazy frame of a table or view that exists.

    Raises `UsageError` inside of a transaction, whose rows Polars' threads would not see.
    """
    require_polars()
    import polars as pl  # noqa: PLC0415 - an extra
    from polars.io.plugins import register_io_source  # noqa: PLC0415 - as above

    if database.in_transaction:
        raise errors.UsageError(
            "A scan reads what is committed when it is collected.", hint="read_polars(…) inside of a transaction"
        )
    table = database.qualified(name.schema, name.name)
    types = read_schema(database, name).types
    schema = pl.DataFrame(database.stream(f"SELECT * FROM {table} LIMIT 0")).schema
    comparable = dict(types)
    if _collates(database):
        comparable = {column: kind for column, kind in types.items() if kind != "VARCHAR"}
    scan = Scan(database=database, table=table, types=comparable, columns=tuple(types))
    return register_io_source(scan, schema=schema, validate_schema=True, is_pure=False)


def _collates(database: Database) -> bool:
    """Whether texts are, or may be, compared other than by their bytes anywhere in the database."""
    try:
        row = database.row(
            "SELECT current_setting('default_collation') <> '' OR EXISTS (SELECT * FROM duckdb_tables() "
            "WHERE sql ILIKE '%collate%') "
            "OR EXISTS (SELECT * FROM duckdb_views() WHERE NOT internal AND sql ILIKE '%collate%')"
        )
    except errors.ReedbedError:
        # Who may not ask has Polars compare.
        return True
    return row is None or bool(row[0])
