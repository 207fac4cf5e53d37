"""An application's own migrations: SQL files that change its tables, with their versions and checkpoints.

They stand above `store.ledger`, whose numbering, hashes and records they share, since they write checkpoints too.
"""

from reedbed.store.migrations.application import AppliedMigration, MigrationReport, migrate, plan_application

__all__ = ["AppliedMigration", "MigrationReport", "migrate", "plan_application"]
