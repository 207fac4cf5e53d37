"""One cursor of DuckDB's: statements in, rows or Arrow out, errors translated.

A cursor belongs to one thread at a time; DuckDB mixes up the results of two threads on one connection without
an exception, so nothing outside this module holds a raw connection.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

import duckdb

from reedbed.engine.exactness import exact_select
from reedbed.engine.failures import loses_the_engine, translate, translation
from reedbed.engine.logs import ends_log
from reedbed.engine.repetition import Repetitions
from reedbed.errors import ReedbedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    import pyarrow as pa

    from reedbed.engine.files_read import FilesRead
    from reedbed.ports.queries import Parameters

T = TypeVar("T")

BATCH_ROWS = 122_880
"""Rows of a batch by default: one row group of DuckDB's."""

RawConnection: TypeAlias = duckdb.DuckDBPyConnection
"""The name of DuckDB's own connection outside of this room."""

RawStatement: TypeAlias = duckdb.Statement
"""The name of a statement that DuckDB has parsed, outside of this room."""


class Relations(Protocol):
    """Runs the statements that name federated relations, which are no plain tables; `reedbed.lake` plugs one in.

    A database without such relations has none, and a statement that names none of them runs as it is. Safe to share
    between threads.
    """

    def met(self, cursor: Cursor) -> None:
        """A cursor has been made: it has the default search path, and nothing temporary yet."""
        ...

    def concerns(self, sql: str) -> bool:
        """Whether a text may name such a relation; False is certain. Takes a microsecond."""
        ...

    def files_read(self, cursor: Cursor, sql: str, params: Parameters) -> Sequence[FilesRead]:
        """What a query reads of federated relations, one entry for each mention of one."""
        ...

    def count(self, cursor: Cursor, schema: str, name: str) -> int | None:
        """The rows of a federated relation, found without reading all of them; None for any other relation."""
        ...

    def run(
        self, cursor: Cursor, sql: str, params: Parameters, run: Callable[[str | RawStatement, Parameters], T]
    ) -> T:
        """Run one statement as what it means: `run` is called with the text and values that the engine is to have.

        It may be called again with another text after it raised an error that ends no transaction. Statements that
        prepare or complete a write run on `cursor`, in its transaction, which the caller has opened.
        """
        ...


class _Guard:
    """A block that uses a cursor's connection; a class, because a door enters three for every small statement."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def __enter__(self) -> duckdb.DuckDBPyConnection:
        cursor = self._cursor
        cursor.thread = threading.get_ident()
        try:
            raw = cursor.raw
        except duckdb.Error as error:
            raise translate(error) from error
        cursor.running = True
        return raw

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cursor.running = False
        if error is None:
            return
        ours = translation(error)
        if ours is None and isinstance(error, ReedbedError):
            self._report(error.__cause__)
        elif not isinstance(ours, ReedbedError):
            # Ctrl-C leaves DuckDB's statement running; the next one on this connection would wait for its end.
            self._cursor.interrupt()
        else:
            self._report(error)
        if ours is not None:
            raise ours from error

    def _report(self, cause: BaseException | None) -> None:
        if isinstance(cause, Exception) and loses_the_engine(cause):
            self._cursor.lost()


class Cursor:
    """A connection of its own to a shared database."""

    def __init__(self, raw: duckdb.DuckDBPyConnection, *, on_lost: Callable[[], None]) -> None:
        self._raw: duckdb.DuckDBPyConnection | None = raw
        self._on_lost = on_lost
        self.running = False
        self.thread = 0
        self._lossless = False
        self.repetitions = Repetitions()
        self.federated: Relations | None = None
        """What runs the statements that name federated relations; None where there is no such relation."""
        self.names: object = None
        """What `federated` knows of the meaning of names on this cursor; None is nothing."""
        self.has_frames = False
        """Whether statements here may read Arrow data of the caller's, which may come only once."""
        self.stream_again: Callable[[], pa.RecordBatchReader] | None = None
        """Runs the query whose answer is read batch by batch; None before the first."""
        self.asked_to_stop = False
        """Whether `interrupt` was called since that answer began."""
        self.in_transaction = False
        """Whether a transaction may be open here, so that a statement sees another moment than this one."""
        self.ends_log = False  # Of the open transaction: whether nothing may follow it in the log (see `logs`).
        self.changed: set[object] = set()
        """Of which federated relations the transaction has changed or removed rows that were there."""

    @property
    def raw(self) -> duckdb.DuckDBPyConnection:
        """DuckDB's own connection, for the code of this room and for Ibis."""
        if self._raw is None:
            raise duckdb.ConnectionException("Connection already closed")
        return self._raw

    def guarded(self) -> _Guard:
        """Use the raw connection with errors translated; tells the database when DuckDB gives it up."""
        return _Guard(self)

    def lost(self) -> None:
        """DuckDB has given the database up."""
        self._on_lost()

    def hand_out(self, *, lossless: bool) -> None:
        """How answers become Arrow from here on: in types that all readers know, or exactly (see `engine.answers`)."""
        if lossless != self._lossless:
            with self.guarded() as raw:
                raw.execute(f"SET SESSION arrow_lossless_conversion = {lossless}")
                if lossless:
                    # DuckDB fills this buffer before it gives the first row; a megabyte takes 0.4 ms longer.
                    raw.execute("SET SESSION streaming_buffer_size = '100KB'")
            self._lossless = lossless

    def execute(self, sql: str | duckdb.Statement, params: Parameters = ()) -> int:
        """Run a statement; returns the number of rows it changed, or -1 where DuckDB does not say."""
        return self.resolved(sql, params, self._execute)

    def resolved(
        self, sql: str | duckdb.Statement, params: Parameters, run: Callable[[str | duckdb.Statement, Parameters], T]
    ) -> T:
        """Run a statement by `run`, as what it means where it names federated relations."""
        text = sql if isinstance(sql, str) else sql.query
        self.ends_log |= ends_log(text)
        relations = self.federated
        if relations is None or not relations.concerns(text):
            return run(sql, params)
        return relations.run(self, text, params, run)

    def _execute(self, sql: str | duckdb.Statement, params: Parameters) -> int:
        if isinstance(sql, str) and sql[:5] == "BEGIN":
            self.in_transaction = True
            self.ends_log = False
            self.changed.clear()
        elif sql in ("COMMIT", "ROLLBACK"):
            self.in_transaction = False
        with self.guarded() as raw:
            _executed(raw, sql, params)
            if raw.description and raw.description[0][0] == "Count":
                changed = raw.fetchone()
                return int(changed[0]) if changed else -1
            return -1

    def rows(self, sql: str, params: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as Python values; for small answers."""
        return self.resolved(sql, params, self.plain_rows)

    def plain_rows(self, sql: str | duckdb.Statement, params: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query that is taken as it is, whatever relations it names."""
        with self.guarded() as raw:
            return _executed(raw, sql, params).fetchall()

    def arrow(self, sql: str | duckdb.Statement, params: Parameters = ()) -> pa.Table:
        """The whole answer of a query as an Arrow table."""
        return self.resolved(sql, params, self._arrow)

    def _arrow(self, sql: str | duckdb.Statement, params: Parameters) -> pa.Table:
        self.hand_out(lossless=False)
        with self.guarded() as raw:
            return _exactly(raw, sql, params).to_arrow_table()

    def reader(self, sql: str, params: Parameters = (), *, batch_rows: int = BATCH_ROWS) -> pa.RecordBatchReader:
        """The answer as a stream; the cursor must not be used for anything else until it ends."""

        def read(text: str | duckdb.Statement, values: Parameters) -> pa.RecordBatchReader:
            self.hand_out(lossless=False)

            def run() -> pa.RecordBatchReader:
                return _exactly(self.raw, text, values).to_arrow_reader(batch_rows)

            with self.guarded():
                made = run()
            self.streams(run)
            return made

        return self.resolved(sql, params, read)

    @contextmanager
    def relation(self, data: object) -> Iterator[str]:
        """A name under which this cursor's statements can read an Arrow table, reader or dataset."""
        name = f"reedbed_rows_{uuid.uuid4().hex}"
        with self.relations({name: data}):
            yield f'"{name}"'

    @contextmanager
    def relations(self, frames: Mapping[str, object]) -> Iterator[None]:
        """Let this cursor's statements read Arrow data by given names."""
        before = self.has_frames
        self.register(frames)
        try:
            yield
        finally:
            self.has_frames = before
            if self._raw is not None:
                for name in frames:
                    self._raw.unregister(name)

    def register(self, frames: Mapping[str, object]) -> None:
        """Let statements read Arrow data by given names until this cursor is closed."""
        self.has_frames = self.has_frames or bool(frames)
        with self.guarded() as raw:
            for name, data in frames.items():
                raw.register(name, data)

    def streams(self, again: Callable[[], pa.RecordBatchReader]) -> None:
        """The answer is read batch by batch from now on; `again` runs its query once more."""
        self.asked_to_stop = False
        self.stream_again = again

    def interrupt(self) -> None:
        """Stop what runs here; from any thread."""
        self.asked_to_stop = True
        if self._raw is not None:
            self._raw.interrupt()

    def progress(self) -> float | None:
        """Percent of the running query, or None when nothing runs or DuckDB cannot tell."""
        if not self.running or self._raw is None:
            return None
        percent = self._raw.query_progress()
        return percent if percent >= 0 else None

    def close(self) -> None:
        """Close the connection; again is harmless."""
        raw, self._raw = self._raw, None
        self.stream_again = None
        if raw is not None:
            raw.close()


def _executed(
    raw: duckdb.DuckDBPyConnection, sql: str | duckdb.Statement, params: Parameters
) -> duckdb.DuckDBPyConnection:
    # Without values nothing is bound: DuckDB imports pandas, which takes 0.2 s, to bind the first one.
    if not params:
        return raw.execute(sql)
    return raw.execute(sql, dict(params) if isinstance(params, Mapping) else list(params))


def _exactly(
    raw: duckdb.DuckDBPyConnection, sql: str | duckdb.Statement, params: Parameters
) -> duckdb.DuckDBPyConnection:
    """The answer of a statement that Arrow will hold."""
    answer = _executed(raw, sql, params)
    instead = exact_select(answer, sql)
    return _executed(raw, instead, params) if instead else answer
