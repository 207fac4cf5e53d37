"""Ibis on a PostgreSQL store: its expressions run on the store's connections, in its transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis.expr.operations as ops
import ibis.expr.schema as sch
from ibis.backends.postgres import Backend

from reedbed.sql import TableName, quote
from reedbed.store.postgres.columns import column_types, read_columns
from reedbed.store.postgres.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa

    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.names import Names, Relation
    from reedbed.store.postgres.reading import Reading


class PostgresBackend(Backend):  # type: ignore[misc]  # Ibis' types do not hold in strict mode
    """Ibis' PostgreSQL dialect over a store: compiled here, run by the store."""

    def __init__(self, reading: Reading, names: Names) -> None:
        super().__init__()
        self._can_reconnect = False
        self._reading = reading
        self._names = names

    def expression(self, relation: Relation) -> ir.Table:
        """An Ibis table of a table or view that exists."""
        return self.table(relation.name, database=relation.schema)

    def get_schema(self, name: str, *, catalog: str | None = None, database: str | None = None) -> sch.Schema:
        """The schema of a table."""
        del catalog
        with self._reading.connection() as connection:
            schema = database or self._names.default_schema
            relation = self._names.require(connection, TableName(schema=schema, name=name))
            columns = read_columns(connection, relation)
        from_string = self.compiler.type_mapper.from_string
        return sch.Schema({column.name: from_string(column.type) for column in columns})

    def list_tables(self, *, like: str | None = None, database: tuple[str, str] | str | None = None) -> list[str]:
        """The tables and views of the store, sorted."""
        del database
        with self._reading.connection() as connection:
            return list(self._filter_with_like(self._names.all(connection), like))

    def to_pyarrow(self, expr: ir.Expr, /, **kwargs: Any) -> pa.Table:
        """The answer as an Arrow table, column or scalar."""
        table = self.to_pyarrow_batches(expr, **kwargs).read_all()
        return expr.__pyarrow_result__(table.rename_columns(list(expr.as_table().schema().names)))

    def execute(self, expr: ir.Expr, /, **kwargs: Any) -> Any:
        """The answer as a pandas object or a scalar."""
        table = self.to_pyarrow_batches(expr, **kwargs).read_all()
        return expr.__pandas_result__(table.to_pandas(timestamp_as_object=False))

    def to_pyarrow_batches(
        self,
        expr: ir.Expr,
        /,
        *,
        params: Mapping[ir.Scalar, Any] | None = None,
        limit: int | str | None = None,
        **_: Any,
    ) -> pa.RecordBatchReader:
        """The answer as a stream that needs no connection any more, so that the store can be written meanwhile."""
        sql = str(self.compile(expr.as_table(), params=params, limit=limit))
        frames = {found.name: found for found in expr.op().find(ops.InMemoryTable)}
        with self._reading.connection() as connection:
            for frame in frames.values():
                _lend(connection, frame)
            answer = self._reading.spooled(connection, sql)
            for name in frames:
                connection.execute(f"DROP TABLE {quote(name)}")
        return answer

    def _register_in_memory_tables(self, expr: ir.Expr) -> None:
        """Nothing: a local frame is lent to the one statement that reads it."""


def _lend(connection: Connection, frame: Any) -> None:
    rows = Rows(frame.data.to_pyarrow(frame.schema))
    types = column_types(frame.name, rows.schema)
    columns = ", ".join(f"{quote(name)} {kind}" for name, kind in types.items())
    connection.execute(f"CREATE TEMP TABLE {quote(frame.name)} ({columns})")
    connection.ingest(rows.reader(frame.name), table=frame.name, schema=None)
