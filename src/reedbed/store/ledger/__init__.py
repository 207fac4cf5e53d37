"""The ledger: what Reedbed keeps about a database, inside that database, in the schema `reedbed`."""

from reedbed.store.ledger.checkpoints import CheckpointRecord, CheckpointRecords
from reedbed.store.ledger.migrations import Migration, MigrationPlan, Migrations, ledger_migrations, read_migrations
from reedbed.store.ledger.tables import TableRecord, TableRecords

__all__ = [
    "CheckpointRecord",
    "CheckpointRecords",
    "Migration",
    "MigrationPlan",
    "Migrations",
    "TableRecord",
    "TableRecords",
    "ledger_migrations",
    "read_migrations",
]
