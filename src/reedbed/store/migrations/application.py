"""Applies an application's migrations: each in one transaction with its record and its tables' checkpoints."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.store.ledger import Migrations, read_migrations
from reedbed.store.ledger.migrations import APPLICATION, parsed_statements
from reedbed.store.migrations.changes import Before, Changes, refuse_ledger, uncertain_tables, written_names

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.engine import Database, Transaction
    from reedbed.sql import TableName
    from reedbed.store.ledger import Migration, MigrationPlan
    from reedbed.store.ledger.migrations import Applied
    from reedbed.store.manager import StorageManager

WRITER = "migration"


@dataclass(frozen=True, kw_only=True, slots=True)
class AppliedMigration:
    """A migration that ran now: the tables it changed or made, those it dropped, the checkpoints written anew."""

    number: int
    name: str
    source: str
    changed: tuple[str, ...]
    dropped: tuple[str, ...]
    checkpoints: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MigrationReport:
    """What `migrate` did: the migrations that ran now, and those that had run before."""

    migrated: tuple[AppliedMigration, ...]
    applied_before: tuple[Applied, ...]


def plan_application(store: StorageManager, folder: Path | None = None) -> MigrationPlan:
    """What `migrate` would run; nothing is changed.

    Args:
        store: The store, which may be read-only.
        folder: Where the files `NNNN_name.sql` are; the workspace's setting `migrations` when left out.

    Raises:
        UsageError: There is no such folder, or neither a folder nor a workspace.
        MigrationFailed: A file is misnamed, or a number comes twice.
        MigrationChanged: An applied text changed or vanished, or a new one has a number below an applied one.
    """
    return Migrations(store.database).plan(APPLICATION, read_migrations(_folder(store, folder)))


def migrate(store: StorageManager, folder: Path | None = None) -> MigrationReport:
    """Run the migrations that have not run, in order, each whole or not at all.

    In the same transaction, tables that a migration made or changed get a new version, their checkpoints are
    written anew, and dropped tables lose theirs; all others keep both. Those that ran before a failing one stay.

    Raises:
        MigrationFailed: A statement failed; the message names the file and DuckDB's reason.
        InvalidName: A migration writes the schema of the ledger.
        UsageError: The thread has a transaction open; and what `plan_application` raises.
    """
    if store.database.in_transaction:
        raise errors.UsageError(
            "Migrations run in transactions of their own.", hint="call migrate outside of store.transaction()"
        )
    plan = plan_application(store, folder)
    return MigrationReport(
        migrated=tuple(_run(store, migration) for migration in plan.pending), applied_before=plan.applied
    )


def _folder(store: StorageManager, folder: Path | None) -> Path:
    if folder is not None:
        if not folder.is_dir():
            raise errors.UsageError(f"{folder} is no folder.", hint=f"mkdir -p {folder}", folder=str(folder))
        return folder
    configured = store.workspace.settings.migrations if store.workspace else None
    if configured is None:
        raise errors.UsageError(
            "A store without a workspace needs the folder of its migrations.", hint="migrate(store, folder)"
        )
    return configured


def _run(store: StorageManager, migration: Migration) -> AppliedMigration:
    started = time.monotonic()
    try:
        changes, checkpoints = _applied(store, migration)
    except errors.MigrationFailed as failure:
        # After the rollback: until then DuckDB's catalog functions stumble over the half-done ALTER.
        raise _explained(failure, store.database) from failure.__cause__
    return AppliedMigration(
        number=migration.number,
        name=migration.name,
        source=migration.source,
        changed=tuple(map(str, changes.changed)),
        dropped=tuple(map(str, changes.dropped)),
        checkpoints=tuple(map(str, checkpoints)),
        seconds=time.monotonic() - started,
    )


def _applied(store: StorageManager, migration: Migration) -> tuple[Changes, list[TableName]]:
    """Run one migration; returns what it changed, and the tables whose checkpoint was written."""
    migrations = Migrations(store.database)
    statements = parsed_statements(migration)
    refuse_ledger(migration, statements)
    with store.database.transaction() as transaction:
        before = Before.of(store.database)
        before = before.with_fingerprints(uncertain_tables(statements, before))
        done = migrations.execute(transaction, APPLICATION, migration)
        changes = before.compared(migration, done)
        checkpoints = _follow(store, transaction, changes)
        migrations.record(transaction, APPLICATION, migration)
    return changes, checkpoints


def _follow(store: StorageManager, transaction: Transaction, changes: Changes) -> list[TableName]:
    """Bring versions and checkpoints after the tables; returns the tables whose checkpoint was written."""
    kept = set(store.checkpoint_records.all()) if store.checkpoint_dir else set()
    written = []
    for name in changes.changed:
        row = transaction.row(f"SELECT count(*) FROM {store.database.qualified(name.schema, name.name)}")
        store.table_records.touch(transaction, name, rows=int(row[0]) if row else 0, writer=WRITER)
        if {name, changes.renamed.get(name)} & kept:
            store.checkpoint(name)
            written.append(name)
    for name in changes.dropped:
        store.table_records.forget(transaction, name)
        # The table itself is gone; this lets its checkpoint go with the commit.
        store.drop_table(name, checkpoint_too=True)
    return written


def _explained(failure: errors.MigrationFailed, database: Database) -> errors.MigrationFailed:
    """The failure with the way out, when DuckDB refused to alter a table that something depends on."""
    cause = failure.__cause__
    if not isinstance(cause, errors.EngineError) or "depend" not in cause.message:
        return failure
    before = Before.of(database)
    names = [found for name in written_names(failure.details["sql"]) or () if (found := before.named(name))]
    dependents = [each for name in names for each in _dependents(database, name)]
    if not dependents:
        return failure
    return errors.MigrationFailed(
        f"{failure.message} DuckDB does not alter a table in this way while something depends on it: "
        f"{', '.join(dependents)}.",
        hint="DROP INDEX in a migration before this one, CREATE INDEX after it; foreign keys: make the tables anew",
        **failure.details,
    )


def _dependents(database: Database, name: TableName) -> list[str]:
    """Indexes of a table, and foreign keys that lead to it."""
    rows = database.rows(
        "SELECT 'index ' || index_name FROM duckdb_indexes() WHERE database_name = $1 AND schema_name = $2 "
        "AND table_name = $3 UNION ALL SELECT 'foreign key of ' || table_name FROM duckdb_constraints() "
        "WHERE database_name = $1 AND schema_name = $2 AND referenced_table = $3 ORDER BY ALL",
        [database.catalog, name.schema, name.name],
    )
    return [row[0] for row in rows]
