"""What a store does as a whole: writes, checkpoints, sequences and SQL, each a coarse operation on one database.

The storage manager names and explains them for applications. Where another process owns the database, an object
with the same methods asks that process to do them (`reedbed.store.served`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.store.checkpoints import Pruner, Restorer, Verifier
from reedbed.store.copying import Copies
from reedbed.store.ledger.kept import KeptCheckpoints
from reedbed.store.schema import find_relation
from reedbed.store.sequences import Sequences
from reedbed.store.statements import Statements
from reedbed.store.writing import TableWriter

if TYPE_CHECKING:
    import pyarrow as pa

    from reedbed.engine import Database
    from reedbed.ports.queries import Parameters
    from reedbed.sql import TableName
    from reedbed.store.checkpoints import CheckpointReport, PrunableFile, Publisher, RestoreResult
    from reedbed.store.ledger import CheckpointRecords, TableRecords


class StoreOperations:
    """The operations of a store whose database this process has open.

    `publisher` is None when the store keeps no checkpoints; `required_publisher` raises `CheckpointsDisabled` then.
    """

    def __init__(
        self,
        database: Database,
        *,
        tables: TableRecords,
        checkpoints: CheckpointRecords,
        publisher: Publisher | None,
    ) -> None:
        self.database = database
        self.tables = tables
        self.checkpoints = checkpoints
        self.publisher = publisher
        self.writer = TableWriter(database, tables, publisher)
        self.sequences = Sequences(database)
        self.statements = Statements(database, tables)
        self.copies = Copies(database, self.writer)

    @property
    def required_publisher(self) -> Publisher:
        """The publisher of checkpoints. Raises `CheckpointsDisabled`."""
        if self.publisher is None:
            raise errors.CheckpointsDisabled(
                "This store has no folder for checkpoints.", hint="DuckDBStorageManager(checkpoint_dir=…)"
            )
        return self.publisher

    def drop_table(self, name: TableName, *, checkpoint_too: bool) -> None:
        """Drop a table or view; nothing happens when there is none."""
        with self.database.transaction() as transaction:
            relation = find_relation(self.database, name)
            found = relation.name if relation else name
            if relation is not None:
                transaction.execute(f"DROP {relation.kind.upper()} {self.database.qualified(found.schema, found.name)}")
                self.tables.forget(transaction, found)
            if checkpoint_too and self.publisher is not None:
                self.publisher.forget(transaction, found)

    def execute_sql(self, sql: str, params: Parameters) -> pa.Table:
        """Run SQL statements in one transaction; the answer of the last one."""
        return self.statements.execute(sql, params)

    def verify(self, name: TableName | None) -> list[CheckpointReport]:
        """Compare checkpoints with their files and tables."""
        publisher = self.required_publisher
        records = self.checkpoints.all()
        if name is not None:
            if name not in records:
                raise errors.CheckpointNotFound(f"{str(name)!r} has no checkpoint.", hint="reedbed checkpoint list")
            records = {name: records[name]}
        verifier = Verifier(self.database, publisher.folder, self.tables)
        return [verifier.verify(record) for _, record in sorted(records.items())]

    def restore(self, name: TableName | None) -> list[RestoreResult]:
        """Rebuild a table from its checkpoint, or every table that has one."""
        restorer = Restorer(self.database, self.required_publisher, self.tables)
        return [restorer.restore(each) for each in (restorer.names() if name is None else [name])]

    def prune(self, *, dry_run: bool) -> list[PrunableFile]:
        """Checkpoint files that do not count; removed unless it is a dry run."""
        with self.database.transaction():
            files = Pruner(self.required_publisher, self.tables, KeptCheckpoints(self.database)).plan()
            if not dry_run:
                for file in files:
                    file.path.unlink(missing_ok=True)
        return files
