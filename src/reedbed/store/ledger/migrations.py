"""Numbered, hashed, transactional migrations: of the ledger itself and of an application's own schema.

A migration is a file `NNNN_name.sql`. What was applied is kept in `reedbed.migrations` with its SHA-256, so that
a changed text, a missing number and a database from a newer Reedbed are each told apart before anything runs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.engine import split_statements
from reedbed.sql import DEFAULT_SCHEMA, LEDGER_SCHEMA, literal, quote
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from reedbed.engine import Database, Statement, Transaction

LEDGER = "ledger"
APPLICATION = "application"
_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Migration:
    """One step: its number, its name and its text."""

    number: int
    name: str
    sql: str
    source: str

    @property
    def sha256(self) -> str:
        """The hash of the text, without regard to how lines end."""
        return hashlib.sha256(self.sql.replace("\r\n", "\n").encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """What the database says about a migration that ran."""

    number: int
    name: str
    sha256: str
    reedbed_version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MigrationPlan:
    """The migrations that would run, in order, and those that have."""

    scope: str
    pending: tuple[Migration, ...]
    applied: tuple[Applied, ...]


def ledger_migrations() -> list[Migration]:
    """The migrations of the ledger that come with this version, in order."""
    folder = resources.files("reedbed.store.ledger") / "migrations"
    files = ((each.name, each.read_text(encoding="utf-8")) for each in folder.iterdir())
    return _parsed(files, source=LEDGER)


def read_migrations(folder: Path) -> list[Migration]:
    """The migrations of an application's folder, in order; none when there is no folder.

    Raises `MigrationFailed` for a file that is not named `NNNN_name.sql` and for a number that comes twice.
    """
    if not folder.is_dir():
        return []
    files = ((each.name, each.read_text(encoding="utf-8")) for each in folder.glob("*.sql"))
    return _parsed(files, source=str(folder))


def _parsed(files: Iterable[tuple[str, str]], *, source: str) -> list[Migration]:
    found: dict[int, Migration] = {}
    for name, text in sorted(files):
        if not name.endswith(".sql"):
            continue
        match = _FILE_NAME.fullmatch(name)
        if match is None:
            raise errors.MigrationFailed(
                f"{name!r} in {source} is not named NNNN_name.sql.", hint=f"mv {name} 0001_{name}", file=name
            )
        number = int(match[1])
        if number in found:
            raise errors.MigrationFailed(
                f"Migration {number:04d} comes twice in {source}: {found[number].name} and {match[2]}.",
                hint=f"give {name} the next free number",
                file=name,
            )
        found[number] = Migration(number=number, name=match[2], sql=text, source=f"{source}/{name}")
    return [found[number] for number in sorted(found)]


def plan_migrations(scope: str, known: Sequence[Migration], applied: Sequence[Applied]) -> MigrationPlan:
    """What would run. A pure decision.

    Raises `LedgerNewer` when the ledger has a number that this version does not know, `MigrationChanged` when an
    applied text changed or vanished, or a new one has a number below an applied one.
    """
    texts = {migration.number: migration for migration in known}
    for done in applied:
        text = texts.get(done.number)
        if text is None and scope == LEDGER:
            raise errors.LedgerNewer(
                f"This database was last used by Reedbed {done.reedbed_version} (ledger {done.number}); this is "
                f"Reedbed {__version__} (ledger {max(texts, default=0)}).",
                hint="pip install --upgrade reedbed",
                written_by=done.reedbed_version,
                running=__version__,
            )
        if text is None or text.sha256 != done.sha256:
            change = "is gone" if text is None else "has another text than when it was applied"
            raise errors.MigrationChanged(
                f"Migration {done.number:04d}_{done.name} of the {scope} {change}.",
                hint="put the original text back and write the change as a new migration",
                number=done.number,
            )
    highest = max((done.number for done in applied), default=0)
    pending = tuple(migration for migration in known if migration.number not in {done.number for done in applied})
    late = [migration for migration in pending if migration.number < highest]
    if late:
        raise errors.MigrationChanged(
            f"Migration {late[0].number:04d}_{late[0].name} is new, but {highest:04d} was applied already.",
            hint=f"give it a number above {highest:04d}",
            number=late[0].number,
        )
    return MigrationPlan(scope=scope, pending=pending, applied=tuple(applied))


def parsed_statements(migration: Migration) -> list[Statement]:
    """The statements of a migration, in order.

    Raises `MigrationFailed` when its text is not SQL.
    """
    try:
        # DuckDB makes a transaction of its own out of CREATE TABLE … AS PIVOT; its BEGIN and COMMIT have no text.
        return [each for each in split_statements(migration.sql) if each.sql or each.kind != "TRANSACTION"]
    except errors.EngineError as error:
        raise errors.MigrationFailed(
            f"{migration.source} is not SQL: {error.message}",
            hint="correct the file, then: reedbed migrate",
            file=migration.source,
        ) from error


class Migrations:
    """Applies migrations to one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.qualified(LEDGER_SCHEMA, "migrations")

    def prepare(self) -> None:
        """Make the ledger, or bring it up to this version; nothing happens when it is up to date."""
        if self._database.read_only:
            if self._exists():
                plan_migrations(LEDGER, ledger_migrations(), self._applied(LEDGER))
            return
        if self._exists():
            self.apply(LEDGER, ledger_migrations())
            return
        # Whole or not there at all; and each transaction would wait for the disk.
        with self._database.transaction() as transaction:
            self._create()
            for migration in self.plan(LEDGER, ledger_migrations()).pending:
                self.run(transaction, LEDGER, migration)

    def plan(self, scope: str, known: Sequence[Migration]) -> MigrationPlan:
        """What `apply` would run."""
        return plan_migrations(scope, known, self._applied(scope) if self._exists() else ())

    def apply(self, scope: str, known: Sequence[Migration]) -> MigrationPlan:
        """Run what is pending, each migration in one transaction together with its record."""
        plan = self.plan(scope, known)
        for migration in plan.pending:
            with self._database.transaction() as transaction:
                # Another handle of this process may have run it while this one waited for its turn to write.
                if migration.number not in {done.number for done in self._applied(scope)}:
                    self.run(transaction, scope, migration)
        return plan

    def run(self, transaction: Transaction, scope: str, migration: Migration) -> None:
        """Run one migration and record it, inside `transaction`."""
        self.execute(transaction, scope, migration)
        self.record(transaction, scope, migration)

    def execute(self, transaction: Transaction, scope: str, migration: Migration) -> list[tuple[Statement, int]]:
        """Run the statements of a migration; returns each with the rows that it changed, -1 where it is unknown.

        Unqualified names land in the ledger's schema or in `main`, by the scope. A USE in the text ends with the
        transaction's cursor.
        """
        schema = LEDGER_SCHEMA if scope == LEDGER else DEFAULT_SCHEMA
        transaction.execute(f"USE {quote(self._database.catalog)}.{quote(schema)}")
        done: list[tuple[Statement, int]] = []
        statements = parsed_statements(migration)
        try:
            for statement in statements:
                if statement.kind == "TRANSACTION":
                    raise errors.MigrationFailed(
                        f"{migration.source} must not begin or end transactions: it runs in one of its own.",
                        hint=f"take {statement.sql!r} out of the file, then: reedbed migrate",
                        file=migration.source,
                    )
                done.append((statement, transaction.execute(statement.parsed)))
        except errors.EngineError as error:
            raise errors.MigrationFailed(
                f"{migration.source} failed and was rolled back: {error.message}",
                hint="correct the file, then: reedbed migrate",
                file=migration.source,
                statement=len(done) + 1,
                sql=statement.sql,
            ) from error
        return done

    def record(self, transaction: Transaction, scope: str, migration: Migration) -> None:
        """Note in the ledger that a migration ran."""
        in_scope, name, sha256, version = map(literal, (scope, migration.name, migration.sha256, __version__))
        transaction.execute(
            f"INSERT INTO {self._table} (scope, number, name, sha256, applied_at, reedbed_version) "
            f"VALUES ({in_scope}, {migration.number}, {name}, {sha256}, now(), {version})"
        )

    def _exists(self) -> bool:
        return bool(
            self._database.rows(
                f"SELECT 1 FROM duckdb_tables() WHERE database_name = {literal(self._database.catalog)} "
                f"AND schema_name = {literal(LEDGER_SCHEMA)} AND table_name = 'migrations'"
            )
        )

    def _applied(self, scope: str) -> list[Applied]:
        rows = self._database.rows(
            f"SELECT number, name, sha256, reedbed_version FROM {self._table} "
            f"WHERE scope = {literal(scope)} ORDER BY number"
        )
        return [Applied(number=row[0], name=row[1], sha256=row[2], reedbed_version=row[3]) for row in rows]

    def _create(self) -> None:
        with self._database.transaction() as transaction:
            transaction.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(self._database.catalog)}.{quote(LEDGER_SCHEMA)}")
            transaction.execute(
                f"CREATE TABLE IF NOT EXISTS {self._table} (scope VARCHAR NOT NULL, number INTEGER NOT NULL, "
                "name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL, "
                "reedbed_version VARCHAR NOT NULL, PRIMARY KEY (scope, number))"
            )
