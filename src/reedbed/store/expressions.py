"""Ibis on a store: expressions run on the store's own cursors, in its transactions, with its errors.

Where another process has the database open, their SQL runs there and the answer comes back as Arrow.

This is the only module of the store that imports Ibis, which takes 0.36 s; it is loaded at the first `read_table`.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from reedbed.engine import BATCH_ROWS
from reedbed.engine.streams import owned_stream
from reedbed.errors import SqlNotSupported
from reedbed.sql import DEFAULT_SCHEMA, quote
from reedbed.store.schema import list_relations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pyarrow as pa

    from reedbed.engine import Cursor, Database, RawConnection
    from reedbed.sql import TableName


class _Bound(threading.local):
    cursor: Cursor | None = None


class StoreBackend(Backend):  # type: ignore[misc]  # Ibis' types do not hold in strict mode
    """Ibis' DuckDB backend over a store: `con` is the cursor of the calling thread or of its transaction.

    A database that is `remote` has no connection in this process: its SQL is sent, local frames before it.
    """

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._can_reconnect = False
        self._record_batch_readers_consumed: dict[str, bool] = {}
        self._database = database
        self._bound = _Bound()

    def _cursor(self) -> Cursor:
        return self._bound.cursor or self._database.current()

    @property
    def con(self) -> RawConnection:
        """The raw connection that Ibis' own code runs on."""
        return self._cursor().raw

    def guarded(self) -> AbstractContextManager[object]:
        """A block whose DuckDB exceptions become ours."""
        return nullcontext() if self._database.remote else self._cursor().guarded()

    @contextmanager
    def on(self, cursor: Cursor) -> Iterator[None]:
        """Run this thread's Ibis calls on `cursor`."""
        before, self._bound.cursor = self._bound.cursor, cursor
        try:
            yield
        finally:
            self._bound.cursor = before

    def _register_in_memory_tables(self, expr: ir.Expr) -> None:
        # Ibis registers a local frame once for ever; here each cursor has its own, so each statement does.
        for memtable in self._verify_in_memory_tables_are_unique(expr):
            if self._database.remote:
                self._database.lend(memtable)
            else:
                self._register_in_memory_table(memtable)

    def _register_udfs(self, expr: ir.Expr) -> None:
        if not self._database.remote:
            super()._register_udfs(expr)
        elif expr.op().find(ops.ScalarUDF):
            raise SqlNotSupported(
                "A function of this process cannot run in the process that has the database open.",
                hint="compute it on the answer, or in the owner's process",
            )

    def _to_duckdb_relation(self, expr: ir.Expr, **kwargs: Any) -> Any:
        if self._database.remote:
            return _Answer(self._database.arrow, self.sql_of(expr, **kwargs))
        relations = self._cursor().federated
        if relations is None:
            return super()._to_duckdb_relation(expr, **kwargs)
        sql = self.sql_of(expr, **kwargs)
        return _Answer(self._cursor().arrow, sql) if relations.concerns(sql) else self.con.sql(sql)

    # Ibis reads catalogs by a method that DuckDB has deprecated and 2.0 lacks, so these three read them here.

    def get_schema(self, table_name: str, *, catalog: str | None = None, database: str | None = None) -> sch.Schema:
        """The schema of a table."""
        parts = [part for part in (catalog, database, table_name) if part]
        return self._described(f"DESCRIBE {'.'.join(map(quote, parts))}")

    def _get_schema_using_query(self, query: str) -> sch.Schema:
        return self._described(f"DESCRIBE {query}")

    def _described(self, sql: str) -> sch.Schema:
        from_string = self.compiler.type_mapper.from_string
        rows = self._database.rows(sql) if self._database.remote else self._cursor().rows(sql)
        return sch.Schema({row[0]: from_string(row[1], nullable=row[2] == "YES") for row in rows})

    def list_tables(self, *, like: str | None = None, database: tuple[str, str] | str | None = None) -> list[str]:
        """The tables and views of a schema (`main` when left out), sorted."""
        schema = database[-1] if isinstance(database, tuple) else database or DEFAULT_SCHEMA
        names = [name.name for name in list_relations(self._database, schema=schema)]
        return list(self._filter_with_like(names, like))

    def raw_sql(self, query: Any, **kwargs: Any) -> Any:
        """Ibis' escape hatch, with our errors."""
        with self.guarded():
            return super().raw_sql(query, **kwargs)

    def execute(self, expr: ir.Expr, /, **kwargs: Any) -> Any:
        """The answer as a pandas object or a scalar."""
        with self.guarded():
            return super().execute(expr, **kwargs)

    def to_pyarrow(self, expr: ir.Expr, /, **kwargs: Any) -> pa.Table:
        """The answer as an Arrow table, column or scalar."""
        with self.guarded():
            return super().to_pyarrow(expr, **kwargs)

    def to_pyarrow_batches(
        self,
        expr: ir.Expr,
        /,
        *,
        params: Mapping[ir.Scalar, Any] | None = None,
        limit: int | str | None = None,
        chunk_size: int = BATCH_ROWS,
        **_: Any,
    ) -> pa.RecordBatchReader:
        """The answer as a stream that owns its cursor, so that the store can be written while it is read."""
        if self._database.remote or self._database.in_transaction:
            sql = self.sql_of(expr, params=params, limit=limit)
            return self._database.stream(sql, batch_rows=chunk_size)
        cursor = self._database.cursor()
        try:
            with self.on(cursor):
                sql = self.sql_of(expr, params=params, limit=limit)
            return owned_stream(cursor, cursor.reader(sql, batch_rows=chunk_size))
        except BaseException:
            cursor.close()
            raise

    def sql_of(self, expr: ir.Expr, **kwargs: Any) -> str:
        """The SQL of an expression, after what it needs (local frames, functions) is on the present cursor."""
        with self.guarded():
            self._run_pre_execute_hooks(expr)
            return str(self.compile(expr.as_table(), **kwargs))


class _Answer:
    """The answer of a statement that is not DuckDB's alone, with the one method of its relations that Ibis calls."""

    def __init__(self, arrow: Callable[[str], pa.Table], sql: str) -> None:
        self._arrow = arrow
        self._sql = sql

    def to_arrow_table(self) -> pa.Table:
        return self._arrow(self._sql)


_backends: WeakKeyDictionary[Database, StoreBackend] = WeakKeyDictionary()
_backends_lock = threading.Lock()


def backend_of(database: Database) -> StoreBackend:
    """The one Ibis backend of a database; expressions of two backends cannot be joined."""
    with _backends_lock:
        if database not in _backends:
            _backends[database] = StoreBackend(database)
        return _backends[database]


def table_expression(database: Database, name: TableName) -> ir.Table:
    """An Ibis table of a table or view that exists."""
    backend = backend_of(database)
    with backend.guarded():
        return backend.table(name.name, database=(database.catalog, name.schema))


def sql_expression(database: Database, sql: str) -> ir.Table:
    """An Ibis table of the answer of a query in DuckDB's SQL."""
    backend = backend_of(database)
    with backend.guarded():
        return backend.sql(sql)


def expression_source(database: Database, expression: object) -> object:
    """SQL for an expression of this store (or of local frames only), a stream for one of another backend."""
    if not isinstance(expression, ir.Expr):
        raise TypeError(f"expected an Ibis expression, found {type(expression).__qualname__}")
    backend = backend_of(database)
    others = [each for each in expression._find_backends()[0] if each is not backend]  # noqa: SLF001 - Ibis has no public way to ask
    if others:
        return expression.as_table().to_pyarrow_batches()
    return _as_declared(database, backend.sql_of(expression), expression.as_table().schema())


def _as_declared(database: Database, sql: str, schema: sch.Schema) -> str:
    """`sql` with the sums of integers as the BIGINT that Ibis says they are: DuckDB makes them 128 bits wide.

    A sum that does not fit is an error, as any value that does not fit its column.
    """
    wide = {row[0] for row in database.rows(f"DESCRIBE {sql}") if row[1] == "HUGEINT"}
    casts = [
        f"CAST({quote(name)} AS BIGINT) AS {quote(name)}" for name in schema if name in wide and schema[name].is_int64()
    ]
    return f"SELECT * REPLACE ({', '.join(casts)}) FROM ({sql})" if casts else sql
