"""What views need of a store: the part of the storage manager that this package uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import ibis

    from reedbed.engine import Database
    from reedbed.sql import TableName
    from reedbed.store.ledger import CheckpointRecords, TableRecords
    from reedbed.store.operations import StoreOperations


class ViewHost(Protocol):
    """A store with a ledger. `read_table` raises `TableNotFound`; `checkpoint_dir` is None when it keeps none."""

    database: Database
    checkpoint_dir: Path | None
    table_records: TableRecords
    checkpoint_records: CheckpointRecords
    operations: StoreOperations

    def read_table(self, name: str | TableName) -> ibis.Table:
        """An expression that reads the table as it is when it is run."""
        ...
