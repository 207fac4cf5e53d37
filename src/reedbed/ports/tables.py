"""What an application may ask of its tables, and what is promised, whoever keeps them.

The contract suite `reedbed.testing.tables` holds every adapter to these promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    import pyarrow as pa

    from reedbed.ports.queries import Parameters
    from reedbed.sql import TableName

Mode = Literal["replace", "append", "upsert"]


class Written(Protocol):
    """What a write did."""

    @property
    def rows(self) -> int:
        """Rows in the table after it."""
        ...

    @property
    def changed(self) -> int:
        """Rows that it added or changed."""
        ...

    @property
    def version(self) -> int:
        """The table's number after it; higher at each write."""
        ...


class TableExpression(Protocol):
    """A table or a computation over tables, lazily: nothing runs until its answer is asked for."""

    def to_pyarrow(self) -> pa.Table:
        """The answer as one Arrow table."""
        ...

    def to_pyarrow_batches(self) -> pa.RecordBatchReader:
        """The answer in batches, in bounded memory; the tables may be written while it is read."""
        ...


class TablePort(Protocol):
    """Tables by name.

    A name is one identifier, whatever characters it has, in the schema `main`; `TableName` names a table of another
    schema. Names compare without regard to case. Every failure is a class of `reedbed.errors`, and leaves all tables
    as they were. What a call reported as written is there after the process is killed. Safe to share between threads.
    Instants are UTC: their zone on the way in, the session's and the machine's play no part.
    """

    # Reading

    def read_table(self, name: str | TableName, /) -> TableExpression:
        """A table or view as an expression. Raises `TableNotFound` with the nearest names."""
        ...

    def query(self, sql: str, params: Parameters = (), /) -> pa.Table:
        """The answer of one reading statement, of one state of all tables; `?` are bound from `params` in order.

        Raises `UsageError` for a statement that is not a query, and the families of `EngineError`.
        """
        ...

    def stream(self, sql: str, params: Parameters = (), /) -> pa.RecordBatchReader:
        """The answer of a query in batches, in bounded memory, of the state when it was asked for.

        The tables may be written while it is read, by its own thread too; it neither hangs nor changes.
        """
        ...

    def table_exists(self, name: str | TableName, /) -> bool:
        """Whether a table or view of this name is there."""
        ...

    def list_tables(self) -> list[str]:
        """All tables and views, sorted; those that the adapter keeps for itself are left out."""
        ...

    def row_count(self, name: str | TableName, /) -> int:
        """The rows of a table or view. Raises `TableNotFound`."""
        ...

    def get_table_columns(self, name: str | TableName, /) -> dict[str, str]:
        """The columns in order, each with its DuckDB type. Raises `TableNotFound`."""
        ...

    # Writing

    def write_table(
        self, table: object, name: str | TableName, mode: Mode = "replace", *, key: str | Sequence[str] = ()
    ) -> Written:
        """Store rows: all or nothing, durable when the call returns, unless a `transaction()` is open around it.

        Columns are matched by name. `replace` makes the table exactly the rows (idempotent); `append` adds them;
        `upsert` replaces rows of the same key and adds others (idempotent): the last of several rows with one key
        wins, and columns that are not supplied keep their values. Streams are read once and in bounded memory, also
        one that reads the very table that is written.

        Raises:
            ColumnNotFound: The rows have a column that the table has not.
            ColumnTypeMismatch: A column's type or a value does not fit without loss; the column is named.
            NaiveTime: Times without a zone for a column of instants.
            KeyInvalid: The key is missing, incomplete, or NULL in a row.
            UnsupportedInput: The rows are not tabular.
        """
        ...

    def replace_rows(
        self, name: str | TableName, rows: object, by_keys: str | Sequence[str] | Mapping[str, object], /
    ) -> Written:
        """Delete the rows whose key columns occur in `rows`, or that have the given values, and insert `rows`.

        One step, idempotent. Raises what `write_table` raises, and `TableNotFound`.
        """
        ...

    def drop_table(self, name: str | TableName, /) -> None:
        """Drop a table or view. Idempotent: nothing happens when there is none."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """A block whose writes count together, or not at all when it raises; a block inside it joins it.

        Reads inside see the block's own writes, others see them when it has ended. A failed write dooms the block:
        nothing of it counts, even when the error is caught. Raises `WriterBusy` (retryable) after a bounded wait for
        another thread's block.
        """
        ...

    # Sequences

    def ensure_sequence(self, name: str, start: int = 1, /) -> None:
        """Make a sequence unless it is there. Idempotent."""
        ...

    def next_sequence_value(self, name: str, /) -> int:
        """A value that nobody else gets, also after a crash. Raises `SequenceNotFound`."""
        ...

    def next_sequence_values(self, name: str, n: int, /) -> list[int]:
        """`n` ascending values that nobody else gets. Raises `SequenceNotFound`."""
        ...

    def sync_sequence_with_table(self, sequence: str, table: str | TableName, column: str, /) -> int:
        """Move a sequence past the largest value of a column; returns its next value. Idempotent.

        Raises `SequenceNotFound`, `TableNotFound`, `ColumnNotFound`.
        """
        ...
