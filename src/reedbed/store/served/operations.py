"""The operations of a store that another process owns: each is one request, done there and answered when it counts.

An expression or a SELECT of the store is sent as its text, and its rows never leave the owner; anything else is sent
as an Arrow stream. Once this process owns the database, the operations are done here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from reedbed import errors
from reedbed.engine import Database, split_statements
from reedbed.store.checkpoints import CheckpointFolder, Publisher
from reedbed.store.copying import Copies
from reedbed.store.ledger import CheckpointRecords, TableRecords
from reedbed.store.operations import StoreOperations
from reedbed.store.sequences import Sequences
from reedbed.store.statements import Statements
from reedbed.store.writing import Select, TableWriter
from reedbed.store.writing.sources import arrow_or_expression, is_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from reedbed.ports.queries import Parameters
    from reedbed.sql import TableName
    from reedbed.store.checkpoints import CheckpointReport, PrunableFile, RestoreResult
    from reedbed.store.copying import Sending
    from reedbed.store.ledger import CheckpointRecord
    from reedbed.store.ledger.copies import CopyRecord
    from reedbed.store.served.database import ServedDatabase
    from reedbed.store.writing import Mode, WriteResult


class ServedOperations(StoreOperations):
    """`StoreOperations` on a `ServedDatabase`."""

    def __init__(
        self,
        database: Database,
        *,
        tables: TableRecords,
        checkpoints: CheckpointRecords,
        publisher: Publisher | None,
    ) -> None:
        super().__init__(database, tables=tables, checkpoints=checkpoints, publisher=publisher)
        self._served = cast("ServedDatabase", database)
        self._local: StoreOperations | None = None
        self.writer = ServedWriter(self)
        self.sequences = ServedSequences(self)
        self.statements = ServedStatements(self)
        self.copies = ServedCopies(self)

    @property
    def served(self) -> ServedDatabase:
        """The database."""
        return self._served

    def here(self, local: Database) -> StoreOperations:
        """The operations on the database that this process owns."""
        if self._local is None or self._local.database is not local:
            records = CheckpointRecords(local)
            folder = self.publisher.folder if self.publisher else None
            self._local = StoreOperations(
                local,
                tables=TableRecords(local),
                checkpoints=records,
                publisher=Publisher(CheckpointFolder(folder.root), records) if folder else None,
            )
        return self._local

    def writing(self) -> ServedDatabase:
        """The database, unless it was opened read-only."""
        if self._served.read_only:
            raise errors.StoreReadOnly("This store was opened read-only.", hint="open_store(…) without read_only")
        return self._served

    def drop_table(self, name: TableName, *, checkpoint_too: bool) -> None:
        """Drop a table or view; nothing happens when there is none."""
        owner = self.writing().owner()
        if isinstance(owner, Database):
            self.here(owner).drop_table(name, checkpoint_too=checkpoint_too)
        else:
            owner.call("drop_table", name=name, checkpoint_too=checkpoint_too)

    def execute_sql(self, sql: str, params: Parameters) -> pa.Table:
        """Run SQL statements in one transaction; the answer of the last one."""
        return self.statements.execute(sql, params)

    def verify(self, name: TableName | None) -> list[CheckpointReport]:
        """Compare checkpoints with their files and tables."""
        owner = self._served.owner()
        if isinstance(owner, Database):
            return self.here(owner).verify(name)
        found: list[CheckpointReport] = owner.call("verify", name=name)
        return found

    def restore(self, name: TableName | None) -> list[RestoreResult]:
        """Rebuild a table from its checkpoint, or every table that has one."""
        owner = self.writing().owner()
        if isinstance(owner, Database):
            return self.here(owner).restore(name)
        found: list[RestoreResult] = owner.call("restore", name=name)
        return found

    def prune(self, *, dry_run: bool) -> list[PrunableFile]:
        """Checkpoint files that do not count; removed unless it is a dry run."""
        owner = self.writing().owner()
        if isinstance(owner, Database):
            return self.here(owner).prune(dry_run=dry_run)
        found: list[PrunableFile] = owner.call("prune", dry_run=dry_run)
        return found


class ServedWriter(TableWriter):
    """`TableWriter` at the owner."""

    def __init__(self, operations: ServedOperations) -> None:
        super().__init__(operations.database, operations.tables, operations.publisher)
        self._operations = operations

    def write(
        self,
        rows: object,
        name: TableName,
        mode: Mode,
        *,
        key: Sequence[str],
        checkpoint: bool,
        origin: dict[str, Any] | None = None,
    ) -> WriteResult:
        """Write `rows`; on return they are durable, unless a transaction is open around this call."""
        rows = arrow_or_expression(rows)
        owner = self._operations.writing().owner()
        if isinstance(owner, Database):
            writer = self._operations.here(owner).writer
            return writer.write(rows, name, mode, key=key, checkpoint=checkpoint, origin=origin)
        arguments = {"name": name, "mode": mode, "key": list(key), "checkpoint": checkpoint, "origin": origin}
        return self._sent("write_table", rows, arguments)

    def replace_rows(
        self, rows: object, name: TableName, by: Sequence[str] | Mapping[str, object], *, checkpoint: bool
    ) -> WriteResult:
        """Delete the rows that `by` selects and insert `rows`."""
        rows = arrow_or_expression(rows)
        owner = self._operations.writing().owner()
        if isinstance(owner, Database):
            return self._operations.here(owner).writer.replace_rows(rows, name, by, checkpoint=checkpoint)
        selected = dict(by) if isinstance(by, Mapping) else list(by)
        return self._sent("replace_rows", rows, {"name": name, "by": selected, "checkpoint": checkpoint})

    def checkpoint(
        self,
        name: TableName,
        publisher: Publisher,  # noqa: ARG002 - the owner's own is meant
        *,
        origin: dict[str, Any] | None = None,
    ) -> CheckpointRecord:
        """Write the checkpoint of a table anew from its rows."""
        owner = self._operations.writing().owner()
        if isinstance(owner, Database):
            here = self._operations.here(owner)
            return here.writer.checkpoint(name, here.required_publisher, origin=origin)
        found: CheckpointRecord = owner.call("checkpoint", name=name, origin=origin)
        return found

    def _sent(self, operation: str, rows: object, arguments: dict[str, Any]) -> WriteResult:
        served = self._operations.served
        if is_expression(rows):
            from reedbed.store.expressions import expression_source  # noqa: PLC0415 - Ibis takes 0.36 s to import

            rows = expression_source(served, rows)
            rows = Select(rows) if isinstance(rows, str) else rows
        owner = served.owner()
        if isinstance(owner, Database):
            raise errors.OwnerLeft("The owner left before the rows were sent.", hint="run the call again")
        result: WriteResult
        if isinstance(rows, Select):
            result = owner.call(operation, **arguments, **served.statement(rows.sql))
        else:
            result = owner.write(operation, rows, **arguments)
        return result


class ServedSequences(Sequences):
    """`Sequences` at the owner."""

    def __init__(self, operations: ServedOperations) -> None:
        super().__init__(operations.database)
        self._operations = operations

    def ensure(self, name: str, start: int) -> None:
        """Make the sequence unless it is there; an existing one goes on where it is."""
        owner = self._operations.writing().owner()
        if isinstance(owner, Database):
            self._operations.here(owner).sequences.ensure(name, start)
        else:
            owner.call("ensure_sequence", name=name, start=int(start))

    def next(self, name: str, count: int) -> list[int]:
        """`count` values that nobody else gets."""
        owner = self._operations.writing().owner()
        if isinstance(owner, Database):
            return self._operations.here(owner).sequences.next(name, count)
        found: list[int] = owner.call("next_sequence_values", name=name, n=int(count))
        return found

    def sync(self, name: str, table: TableName, column: str) -> int:
        """Move the sequence past the largest value of a column; returns the next value that it will give."""
        owner = self._operations.writing().owner()
        if isinstance(owner, Database):
            return self._operations.here(owner).sequences.sync(name, table, column)
        coming: int = owner.call("sync_sequence", name=name, table=table, column=column)
        return coming


class ServedCopies(Copies):
    """`Copies` at the owner."""

    def __init__(self, operations: ServedOperations) -> None:
        super().__init__(operations.database, operations.writer)
        self._operations = operations

    @property
    def place(self) -> str:
        """The path of the database, where the owner tells it."""
        return str(self._database.path or self._database.catalog)

    def found(self, copy_id: str) -> CopyRecord | None:
        """The copy of this id that the store has."""
        owner = self._operations.writing().owner()
        if isinstance(owner, Database):
            return self._operations.here(owner).copies.found(copy_id)
        known: CopyRecord | None = owner.call("find_copy", copy_id=copy_id)
        return known

    def receive(self, sending: Sending, name: TableName, copy_id: str, *, checkpoint: bool | None) -> CopyRecord:
        """Make the table exactly the rows, and record the copy, in one transaction of the owner's."""
        owner = self._operations.writing().owner()
        wanted = self.checkpoints_by_default if checkpoint is None else checkpoint
        if isinstance(owner, Database):
            return self._operations.here(owner).copies.receive(sending, name, copy_id, checkpoint=wanted)
        record: CopyRecord = owner.write(
            "receive_copy",
            sending.counted(),
            name=name,
            copy_id=copy_id,
            shape=sending.shape,
            origin=sending.origin,
            checkpoint=wanted,
        )
        return record


class ServedStatements(Statements):
    """`Statements` at the owner: reading ones as queries, others as one request."""

    def __init__(self, operations: ServedOperations) -> None:
        super().__init__(operations.database, operations.tables)
        self._operations = operations

    def execute(self, sql: str, params: Parameters) -> pa.Table:
        """Run every statement of a text, all or nothing; the answer is that of the last one."""
        served = self._operations.served
        if served.read_only and not all(statement.reads_only for statement in split_statements(sql)):
            self._operations.writing()
        owner = served.owner()
        if isinstance(owner, Database):
            return self._operations.here(owner).statements.execute(sql, params)
        return owner.read("execute_sql", sql=sql, params=params).read_all()
