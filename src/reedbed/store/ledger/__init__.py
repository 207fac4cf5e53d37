"""The ledger: what Reedbed keeps about a database, inside that database, in the schema `reedbed`."""

from reedbed.store.ledger.checkpoints import CheckpointRecord, CheckpointRecords
from reedbed.store.ledger.declared import Declared, NamedConstraint
from reedbed.store.ledger.migrations import Migration, MigrationPlan, Migrations, ledger_migrations, read_migrations
from reedbed.store.ledger.tables import TableRecord, TableRecords

__all__ = [
    "CheckpointRecord",
    "CheckpointRecords",
    "Declared",
    "Migration",
    "MigrationPlan",
    "Migrations",
    "NamedConstraint",
    "TableRecord",
    "TableRecords",
    "ledger_migrations",
    "read_migrations",
]
