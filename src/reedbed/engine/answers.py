"""Answers as exact Arrow batches, for a door: with the engine's type of each column, and from the first row on.

An answer runs with `arrow_lossless_conversion`, under which DuckDB hands out what Arrow would bend (TIMETZ, BIT,
numbers of 128 bits) as bytes of its own; `reedbed.pgwire.values` reads them. The setting belongs to the session of
the cursor, is made at the cursor's first answer, and is taken back by the methods that give plain Arrow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from reedbed.engine.logs import ends_log
from reedbed.engine.reader import read_type
from reedbed.engine.streams import next_batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb.sqltypes import DuckDBPyType

    from reedbed.engine.cursors import Cursor, RawStatement
    from reedbed.engine.statements import Statement
    from reedbed.ports.queries import Parameters

ANSWER_ROWS: Final = 10_000
"""Rows of a batch after the first, at least: larger ones are not quicker."""
_VECTOR_ROWS: Final = 2048
"""Rows that DuckDB computes at a time, and of the first batch: nothing waits there for more."""

_COUNTED: Final = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE_INTO", "COPY"})
_DEFINING: Final = ("CREATE", "ALTER")
_SILENT: Final = frozenset(
    {
        "CREATE",
        "DROP",
        "ALTER",
        "TRANSACTION",
        "SET",
        "VARIABLE_SET",
        "LOAD",
        "ATTACH",
        "DETACH",
        "CREATE_FUNC",
        "VACUUM",
        "ANALYZE",
        "EXPORT",
        "PREPARE",
        "LOGICAL_PLAN",
        "COPY_DATABASE",
        "UPDATE_EXTENSIONS",
    }
)


_PLAIN: Final[dict[str, pa.DataType]] = {
    "BOOLEAN": pa.bool_(),
    "TINYINT": pa.int8(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "UTINYINT": pa.uint8(),
    "USMALLINT": pa.uint16(),
    "UINTEGER": pa.uint32(),
    "DOUBLE": pa.float64(),
    "VARCHAR": pa.string(),
    "BLOB": pa.binary(),
}
"""Types whose values in Python are those of the engine, nothing lost."""


class TypedValue(NamedTuple):
    """A value to bind, with the type that DuckDB gives it, in DuckDB's spelling."""

    value: object
    type: str


class EngineAnswer:
    """One statement that runs: its columns and batches, or how many rows it changed.

    The cursor belongs to the answer until the last batch was taken or `close` was called.

    `few` is a guess that there are no more rows than that. When it is right, and the types are plain ones, all of them
    are in `rows` at once, which takes a tenth of the time of a batch; a wrong guess makes the answer come slower.
    """

    def __init__(
        self,
        cursor: Cursor,
        statements: str | Sequence[Statement],
        parameters: Sequence[object] = (),
        *,
        few: int = 0,
    ) -> None:
        self._cursor = cursor
        self._few = few
        self.rows: list[tuple[Any, ...]] | None = None
        """All rows as values of Python, when they were guessed to be few and are; `next_batch` takes them from here."""
        self._reader: pa.RecordBatchReader | None = None
        self._read: pa.RecordBatchReader | None = None
        self._began = False
        self.columns: tuple[tuple[str, str], ...] = ()
        """Name and type of each column, in DuckDB's spelling; none for a statement without rows."""
        self.changed: int | None = None
        """Rows that were written; None for a statement that answers with rows."""
        self._asked: Statement | None = None
        text: str
        last: str | RawStatement
        if isinstance(statements, str):
            text = last = statements
        else:
            for each in statements[:-1]:
                # Each by itself: TRUNCATE of several tables is one for each, and any of them may be federated.
                cursor.execute(each.parsed)
            self._asked = statements[-1]
            text, last = self._asked.sql, self._asked.parsed
        values = bound_values(parameters)
        if cursor.federated is not None and cursor.federated.concerns(text):
            cursor.federated.run(
                cursor, text, values, lambda final, given: self._begin(last if final is text else final, given)
            )
        else:
            self._begin(last, values)

    def _begin(self, statement: str | RawStatement, values: Parameters) -> None:
        self._cursor.hand_out(lossless=True)
        # A query of a federated relation may run twice: nothing of the first answer counts then.
        self.rows = self._reader = None
        with self._cursor.guarded() as raw:
            self._run(raw, statement, values)

    def _run(self, raw: duckdb.DuckDBPyConnection, statement: str | RawStatement, given: Parameters) -> None:
        # By this connection: `integer_division` is a matter of its parser.
        todo = raw.extract_statements(statement) if isinstance(statement, str) else [statement]
        # Of what was asked: a write of a federated relation may end in a query that tells how many rows it was.
        asked = self._asked
        text, kind = (asked.sql, asked.kind) if asked else (todo[-1].query, todo[-1].type.name)
        values = _named(given, todo[-1]) if given else ()
        if kind in _DEFINING and ends_log(text):
            self._cursor.ends_log = True
        for each in todo[:-1]:
            raw.execute(each)
        # Parsed statements run in 0.2 ms less than texts when values are bound.
        raw.execute(todo[-1], values) if values else raw.execute(todo[-1])
        description = raw.description or []
        if kind in _SILENT or not description:
            self.changed = _count(raw) if kind == "CREATE" else 0
        elif kind in _COUNTED and description[0][0] == "Count" and "returning" not in text.casefold():
            self.changed = _count(raw)
        else:
            self.columns = tuple([(column[0], str(column[1])) for column in description])
            if not self._few or not self._is_plain():
                self._reader = raw.to_arrow_reader(_VECTOR_ROWS)
                final = todo[-1]
                self._cursor.streams(lambda: raw.execute(final, values or None).to_arrow_reader(_VECTOR_ROWS))
                return
            rows = raw.fetchmany(self._few + 1)
            if len(rows) <= self._few:
                self.rows = rows
            else:
                self._reader = pa.RecordBatchReader.from_batches(self._plain_schema(), self._slowly(raw, rows))

    def _is_plain(self) -> bool:
        return _PLAIN.keys() >= {kind for _, kind in self.columns}

    def _plain_schema(self) -> pa.Schema:
        return pa.schema([(name, _PLAIN[kind]) for name, kind in self.columns])

    def _slowly(self, raw: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> Iterator[pa.RecordBatch]:
        """The batches of an answer that turned out to have many rows: what is fetched as values goes on as values."""
        schema = self._plain_schema()
        rows += raw.fetchmany(ANSWER_ROWS - len(rows))
        while rows:
            yield _batch(schema, rows)
            rows = raw.fetchmany(ANSWER_ROWS) if len(rows) == ANSWER_ROWS else []

    @property
    def schema(self) -> pa.Schema:
        """Arrow's types of the columns."""
        reader = self._reader or self._read
        if reader is not None:
            return reader.schema
        return self._plain_schema() if self._is_plain() else pa.schema([])

    def next_batch(self) -> pa.RecordBatch | None:
        """The next rows; None after the last."""
        if self.rows is not None:
            rows, self.rows = self.rows, None
            return _batch(self._plain_schema(), rows) if rows else None
        vectors: list[pa.RecordBatch] = []
        wanted = ANSWER_ROWS if self._began else 1
        self._began = True
        while wanted > 0 and (vector := self._next_vector()) is not None:
            vectors.append(vector)
            wanted -= vector.num_rows
        if len(vectors) > 1:
            return pa.concat_batches(vectors)
        return vectors[0] if vectors else None

    def _next_vector(self) -> pa.RecordBatch | None:
        if self._reader is None:
            return None
        vector = next_batch(self._cursor, self._reader)
        if vector is None:
            self._end()
            return None
        if vector.num_rows < _VECTOR_ROWS:
            # DuckDB fills batches as long as it has rows.
            self._end()
        return vector

    def _end(self) -> None:
        self._read, self._reader = self._reader, None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All that is left."""
        while (batch := self.next_batch()) is not None:
            yield batch

    def interrupt(self) -> None:
        """Stop the work on the next batch; from any thread."""
        self._cursor.interrupt()

    def close(self) -> None:
        """Give up what was not taken."""
        self._reader = self.rows = None


def _named(values: Parameters, statement: duckdb.Statement) -> list[object] | dict[str, object]:
    """Values by the names of the parameters, where some have no place in the statement."""
    names = statement.named_parameters if values else set()
    if isinstance(values, Mapping):
        return {name: values[name] for name in names}
    values = list(values)
    if len(names) == len(values):
        return values
    return {name: values[int(name) - 1] for name in names}


def bound_values(values: Iterable[object]) -> list[object]:
    """Values as DuckDB binds them, those with a type as that type."""
    return [_bound(each) for each in values]


def _bound(value: object) -> object:
    if not isinstance(value, TypedValue):
        return value
    inner = value.value
    if isinstance(inner, float) and math.isnan(inner):
        # DuckDB takes a NaN for NULL here, and the word for what it is.
        inner = "nan"
    return None if inner is None else duckdb.Value(inner, _engine_type(value.type))


@lru_cache(maxsize=256)
def _engine_type(name: str) -> DuckDBPyType:
    return read_type(name)


def _batch(schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _count(raw: duckdb.DuckDBPyConnection) -> int:
    row: tuple[Any, ...] | None = raw.fetchone()
    return int(row[0]) if row and isinstance(row[0], int) else 0
