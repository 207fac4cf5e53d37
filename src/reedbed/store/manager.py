"""The storage manager: every operation that an application asks of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reedbed.sql import TableName, table_name
from reedbed.store.handle import StoreHandle
from reedbed.store.schema import read_schema, relation_kind, stored_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import ibis.expr.types as ir
    import polars as pl
    import pyarrow as pa

    from reedbed.ports.queries import Parameters
    from reedbed.store.checkpoints import CheckpointReport, PrunableFile, RestoreResult
    from reedbed.store.copying import CopyResult, HasCopies
    from reedbed.store.diff import Diff, Relation, Tolerance
    from reedbed.store.ledger import CheckpointRecord, TableRecord
    from reedbed.store.profile import Profile
    from reedbed.store.writing import Mode, WriteResult


class StorageManager(StoreHandle):
    """The tables of one database: reading, writing, comparing, sequences, checkpoints.

    A name is one identifier in the schema `main`, dots and all; `TableName` names a table of another schema. Safe
    to share between threads. Every call raises classes of `reedbed.errors`.
    """

    # Reading

    def read_table(self, name: str | TableName) -> ir.Table:
        """An Ibis table of a table or view; nothing runs until it is executed.

        Raises `TableNotFound` with the nearest names.
        """
        from reedbed.store.expressions import table_expression  # noqa: PLC0415 - Ibis takes 0.36 s to import

        return table_expression(self.database, self._existing(name))

    def query(self, sql: str, params: Parameters = ()) -> pa.Table:
        """The answer of one reading SQL statement as an Arrow table, with `?` or `$name` bound from `params`."""
        return self.operations.statements.query(sql, params)

    def stream(self, sql: str, params: Parameters = ()) -> pa.RecordBatchReader:
        """The answer of one reading statement in batches, in bounded memory; the store may be written meanwhile."""
        return self.operations.statements.stream(sql, params)

    def read_polars(self, name: str | TableName, columns: str | Sequence[str] = ()) -> pl.DataFrame:
        """All rows of a table or view as a Polars frame, in the memory that DuckDB answered in.

        Raises `ColumnNotFound` for a column of `columns` that is not there, and `PackageMissing` without Polars.
        """
        from reedbed.store.frames import read_polars  # noqa: PLC0415 - loaded when needed

        return read_polars(self.database, self._existing(name), _columns(columns))

    def scan_polars(self, name: str | TableName) -> pl.LazyFrame:
        """A table or view as a lazy Polars frame: columns, limits and filters that SQL knows run in the store.

        Each `collect()` reads what is committed then. Raises `UsageError` inside of a transaction.
        """
        from reedbed.store.frames import scan_polars  # noqa: PLC0415 - loaded when needed

        return scan_polars(self.database, self._existing(name))

    def table_exists(self, name: str | TableName) -> bool:
        """Whether a table or view of this name is there."""
        found = name if isinstance(name, TableName) else TableName(name=name)
        return relation_kind(self.database, found) is not None

    def row_count(self, name: str | TableName) -> int:
        """The rows of a table or view."""
        found = self._existing(name)
        if self.database.federated is not None:
            count = self.database.federated.count(self.database.current(), found.schema, found.name)
            if count is not None:
                return count
        row = self.database.row(f"SELECT count(*) FROM {self.database.qualified(found.schema, found.name)}")
        return int(row[0]) if row else 0

    def get_table_columns(self, name: str | TableName) -> dict[str, str]:
        """The columns in order, each with its DuckDB type."""
        return read_schema(self.database, self._existing(name)).types

    def diff(
        self,
        a: str | Relation,
        b: str | Relation,
        *,
        key: str | Sequence[str] = (),
        tolerances: Mapping[str, float | Tolerance] | None = None,
        ignore: str | Sequence[str] = (),
    ) -> Diff:
        """Compare two tables or queries by column name, type and value; see `reedbed.store.diff.diff`."""
        from reedbed.store.diff import diff  # noqa: PLC0415 - loaded when needed

        sides = self._relation(a), self._relation(b)
        return diff(self.database, *sides, key=_columns(key), tolerances=tolerances, ignore=_columns(ignore))

    def profile(self, table: str | Relation) -> Profile:
        """Describe each column of a table or query: type, NULLs, distinct values, range, mean, histogram."""
        from reedbed.store.profile import profile  # noqa: PLC0415 - loaded when needed

        return profile(self.database, self._relation(table))

    def _relation(self, given: str | Relation) -> Relation:
        return self._existing(given) if isinstance(given, (str, TableName)) else given

    # Writing

    def write_table(
        self,
        table: object,
        name: str | TableName,
        mode: Mode = "replace",
        key: str | Sequence[str] = (),
        checkpoint: bool | None = None,  # noqa: FBT001 - the published signature
    ) -> WriteResult:
        """Store rows under a name: all or nothing, and durable when the call returns.

        Args:
            table: An Ibis expression, an Arrow table or reader, a Polars or pandas frame, or a DuckDB relation.
                Streams are read in bounded memory; expressions of this store never leave the engine.
            name: The table; made when missing.
            mode: `replace` makes the table exactly the rows (a primary key stays); `append` adds them;
                `upsert` replaces rows of the same key and adds others, the last of several with one key wins and
                columns that are not supplied keep their values.
            key: The key columns of an upsert; the primary key when left out.
            checkpoint: Whether the Parquet twin is written too; `None` is what the setting `checkpoint` says, true
                by default. Without it the table is as durable, and `verify` says that its checkpoint is behind.

        Raises:
            ColumnNotFound: The rows have a column that the table has not.
            ColumnTypeMismatch: A column's type or value does not fit without loss.
            KeyInvalid: The key is missing, incomplete or NULL somewhere.
            UnsupportedInput: The rows are not tabular.
        """
        wanted = self._wants_checkpoint(checkpoint)
        return self.operations.writer.write(table, table_name(name), mode, key=_columns(key), checkpoint=wanted)

    def replace_rows(
        self,
        name: str | TableName,
        rows: object,
        by_keys: str | Sequence[str] | Mapping[str, object],
        *,
        checkpoint: bool | None = None,
    ) -> WriteResult:
        """Delete rows and insert others in one step.

        `by_keys` names columns (rows whose values occur in `rows` go), or maps columns to values (rows that have
        all of them go, whatever is inserted).
        """
        by = by_keys if isinstance(by_keys, Mapping) else _columns(by_keys)
        return self.operations.writer.replace_rows(
            rows, table_name(name), by, checkpoint=self._wants_checkpoint(checkpoint)
        )

    def execute_view(
        self,
        view_name: str | TableName,
        builder: Callable[[ir.Table], ir.Table],
        input_table: str | TableName | ir.Table,
        checkpoint: bool | None = None,  # noqa: FBT001 - the published signature
    ) -> ir.Table:
        """Compute `builder(input)` once, store it as a table and return that: later input changes do not change it."""
        given = self.read_table(input_table) if isinstance(input_table, (str, TableName)) else input_table
        self.write_table(builder(given), view_name, checkpoint=checkpoint)
        return self.read_table(view_name)

    def drop_table(
        self,
        name: str | TableName,
        checkpoint_too: bool = False,  # noqa: FBT001, FBT002 - the published signature
    ) -> None:
        """Drop a table or view; nothing happens when there is none. Its checkpoint stays unless told otherwise."""
        self.operations.drop_table(table_name(name), checkpoint_too=checkpoint_too)

    def copy(
        self,
        table: str | TableName,
        *,
        to: str | HasCopies | None = None,
        source: str | HasCopies | None = None,
        name: str | TableName | None = None,
        copy_id: str | None = None,
        checkpoint: bool | None = None,
    ) -> CopyResult:
        """Copy a table to another store, or from another one: whole, counted, and once for each copy id.

        The rows are staged in the target and take the table's place in one transaction of the target's, which records
        the copy too: a call that is repeated with the id of a copy that counts does nothing.

        Args:
            table: The table or view, in the store that the rows come from.
            to: Where the rows go: `postgresql://…` (PostgreSQL, or a Reedbed server), a workspace, or an open store.
            source: Where they come from instead, to be stored here.
            name: What the table is called in the target; as in the source when left out.
            copy_id: Any text that names this copy; made up when left out. Give one to what may be repeated.
            checkpoint: As in `write_table`, where the target is a store on DuckDB.

        Raises:
            ColumnTypeMismatch: The target has no type that keeps a column's values; nothing was changed.
            CopyIdTaken: The id is one of a copy of another table.
            CopyOutcomeUnknown: The connection broke at the commit; the same call with the same id settles it.
            NetworkFailed: The other store cannot be reached.
        """
        from reedbed.store.copying import copy_table  # noqa: PLC0415 - loaded when needed

        return copy_table(
            self.copies,
            table,
            to=to,
            source=source,
            name=name,
            copy_id=copy_id,
            checkpoint=checkpoint,
            opener=self.opener,
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A block whose writes, checkpoints and sequences count together or not at all."""
        with self.database.transaction():
            yield

    def execute_sql(self, sql: str, params: Parameters = ()) -> pa.Table:
        """Run SQL statements in one transaction; the answer of the last one. The ledger notes what was written."""
        return self.operations.execute_sql(sql, params)

    # Sequences

    def ensure_sequence(self, name: str, start: int = 1) -> None:
        """Make a sequence unless it is there."""
        self.operations.sequences.ensure(name, start)

    def next_sequence_value(self, name: str) -> int:
        """One value that nobody else gets."""
        return self.operations.sequences.next(name, 1)[0]

    def next_sequence_values(self, name: str, n: int) -> list[int]:
        """`n` ascending values that nobody else gets."""
        return self.operations.sequences.next(name, n)

    def sync_sequence_with_table(self, sequence: str, table: str | TableName, column: str) -> int:
        """Move the sequence past the largest value of a column; returns its next value."""
        return self.operations.sequences.sync(sequence, self._existing(table), column)

    # Checkpoints

    def checkpoint(self, name: str | TableName) -> CheckpointRecord:
        """Write a table's checkpoint anew from the table."""
        return self.operations.writer.checkpoint(self._existing(name), self.operations.required_publisher)

    def checkpoints(self) -> list[CheckpointRecord]:
        """The checkpoints that count, by table."""
        return [record for _, record in sorted(self.checkpoint_records.all().items())]

    def verify(self, name: str | TableName | None = None) -> list[CheckpointReport]:
        """Compare checkpoints with their files and tables: sums, counts and contents."""
        return self.operations.verify(None if name is None else table_name(name))

    def restore(self, name: str | TableName | None = None) -> list[RestoreResult]:
        """Rebuild a table from its checkpoint, or every table that has one. Each is whole or as it was."""
        return self.operations.restore(None if name is None else table_name(name))

    def prune(self, *, dry_run: bool = True) -> list[PrunableFile]:
        """Checkpoint files that do not count; removed unless it is a dry run."""
        return self.operations.prune(dry_run=dry_run)

    def table_record(self, name: str | TableName) -> TableRecord | None:
        """What the ledger knows of a table: version, rows, when and by what it was written."""
        return self.table_records.all().get(stored_name(self.database, table_name(name)))


def _columns(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
