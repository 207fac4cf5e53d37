"""A store that is open: its database, its ledger, its checkpoint folder, and how names are found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from reedbed import errors
from reedbed.sql import TableName
from reedbed.store.checkpoints import CheckpointFolder, Publisher
from reedbed.store.ledger import CheckpointRecords, Migrations, TableRecords
from reedbed.store.operations import StoreOperations
from reedbed.store.schema import find_relation, list_relations

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from reedbed.engine import Database
    from reedbed.store.copying import CopyEnd, Opener
    from reedbed.workspace import Workspace


class StoreHandle:
    """What every operation of a storage manager stands on.

    `checkpoints_by_default` is what a write does about its Parquet twin when the call does not say; `operations` is
    the class that does what changes the store as a whole; `opener` opens other stores by their URL, for copies.
    """

    def __init__(
        self,
        database: Database,
        *,
        checkpoint_dir: Path | None,
        workspace: Workspace | None = None,
        checkpoints_by_default: bool = True,
        operations: type[StoreOperations] = StoreOperations,
        opener: Opener | None = None,
    ) -> None:
        self.database = database
        self.workspace = workspace
        self.checkpoint_dir = checkpoint_dir
        self.checkpoints_by_default = checkpoints_by_default
        if database.keeps_ledger:
            Migrations(database).prepare()
        self.table_records = TableRecords(database)
        self.checkpoint_records = CheckpointRecords(database)
        publisher = Publisher(CheckpointFolder(checkpoint_dir), self.checkpoint_records) if checkpoint_dir else None
        self.operations = operations(
            database, tables=self.table_records, checkpoints=self.checkpoint_records, publisher=publisher
        )
        self.operations.copies.checkpoints_by_default = checkpoints_by_default
        self.opener = opener

    @property
    def copies(self) -> CopyEnd:
        """The store as one end of a copy."""
        return self.operations.copies

    def list_tables(self) -> list[str]:
        """The names of all tables and views, sorted, without the ledger; `schema.name` outside of `main`."""
        return sorted(str(name) for name in list_relations(self.database))

    def close(self) -> None:
        """Close the store; the last handle of the process gives the file up. Again is harmless."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.database.path) if self.database.path else 'memory'!r})"

    def _wants_checkpoint(self, asked: bool | None) -> bool:  # noqa: FBT001 - the argument of a write, handed on
        wanted = self.checkpoints_by_default if asked is None else asked
        return wanted and self.operations.publisher is not None

    def _existing(self, name: str | TableName) -> TableName:
        """The table or view of this name, as the database spells it; also one of the ledger's."""
        found = name if isinstance(name, TableName) else TableName(name=name)
        relation = find_relation(self.database, found)
        if relation is None:
            raise errors.TableNotFound(str(found), self.list_tables())
        return relation.name
