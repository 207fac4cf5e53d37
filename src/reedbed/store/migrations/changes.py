"""What a migration did to the tables: compared by DuckDB's catalog first, by rows where the catalog cannot tell.

A table keeps its number (`table_oid`) through ALTER and RENAME and gets a new one by CREATE OR REPLACE. So numbers
tell tables that are new, gone, replaced or renamed, and the SQL of tables and indexes tells changed schemas. That
INSERT, UPDATE, DELETE and MERGE changed rows is told by their counts. What remains (ALTER … USING, COPY, statements
whose syntax does not tell their target) is told by fingerprints of the rows, taken before only when they are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import InvalidName
from reedbed.sql import DEFAULT_SCHEMA, LEDGER_SCHEMA, TableName
from reedbed.store.fingerprint import content_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self

    from reedbed.engine import Database, Statement
    from reedbed.store.ledger import Migration

COUNTED: Final = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE_INTO"})
"""Kinds whose count of rows says whether they changed anything."""

KEEPING: Final = frozenset(
    {"CREATE", "CREATE_FUNC", "DROP", "SET", "VARIABLE_SET", "VACUUM", "ANALYZE", "ATTACH", "DETACH", "LOAD", "CALL"}
)
"""Kinds that leave the rows of a table alone as long as it keeps its number."""

_ARCHIVES: Final = "lake_"
"""What the ledger's tables and views about archives begin with."""

_SESSION: Final = frozenset({"SET"})
"""USE is a SET for DuckDB: after one an unqualified name may mean a table of another schema."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TableState:
    """A table at one moment: DuckDB's number for it, its SQL and that of its indexes."""

    number: int
    sql: str
    indexes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Tables that a migration made or changed, and those that it dropped; `renamed` maps new names to old ones."""

    changed: tuple[TableName, ...]
    dropped: tuple[TableName, ...]
    renamed: Mapping[TableName, TableName]


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """The tables of a store before a migration, and the ledger, which the migration must leave as it is."""

    database: Database
    tables: Mapping[TableName, TableState]
    ledger: Mapping[str, str]
    fingerprints: Mapping[TableName, str] = field(default_factory=dict)

    @classmethod
    def of(cls, database: Database) -> Self:
        """The present state, as the open transaction sees it."""
        return cls(database=database, tables=_states(database), ledger=_ledger(database))

    def with_fingerprints(self, names: Iterable[TableName]) -> Self:
        """The same with the rows of some tables fingerprinted."""
        return replace(self, fingerprints={name: _fingerprint(self.database, name) for name in names})

    def named(self, name: TableName) -> TableName | None:
        """The table that a statement names, as it is spelled; `catalog.table` means one of `main`."""
        schema = DEFAULT_SCHEMA if name.schema.casefold() == self.database.catalog.casefold() else name.schema
        folded = (schema.casefold(), name.name.casefold())
        return next((each for each in self.tables if (each.schema.casefold(), each.name.casefold()) == folded), None)

    def compared(self, migration: Migration, done: Sequence[tuple[Statement, int]]) -> Changes:
        """What changed since, by the statements that ran, each with its count of rows.

        Raises `InvalidName` when the ledger did.
        """
        if _ledger(self.database) != self.ledger:
            raise _refused(migration)
        after = _states(self.database)
        known = {state.number: name for name, state in self.tables.items()}
        origins = {name: known.get(state.number) for name, state in after.items()}
        counted = {self.named(name) for statement, count in done if count for name in _counted(statement)}
        changed = [
            name
            for name, state in after.items()
            if origins[name] != name or state != self.tables[name] or self._rows_changed(name, counted)
        ]
        return Changes(
            changed=tuple(sorted(changed)),
            dropped=tuple(sorted(set(self.tables) - set(after))),
            renamed={name: origin for name, origin in origins.items() if origin is not None and origin != name},
        )

    def _rows_changed(self, name: TableName, counted: set[TableName | None]) -> bool:
        if name in self.fingerprints:
            return _fingerprint(self.database, name) != self.fingerprints[name]
        return name in counted


def uncertain_tables(statements: Sequence[Statement], before: Before) -> list[TableName]:
    """The tables whose rows have to be compared, since neither the catalog nor a count will tell; all, in doubt."""
    moved = any(statement.kind in _SESSION for statement in statements)
    uncertain: set[TableName] = set()
    for statement in statements:
        if statement.reads_only or statement.kind in KEEPING:
            continue
        named = written_names(statement.sql)
        if named is None or moved:
            return sorted(before.tables)
        if statement.kind not in COUNTED:
            uncertain |= {found for name in named if (found := before.named(name))}
    return sorted(uncertain)


def refuse_ledger(migration: Migration, statements: Sequence[Statement]) -> None:
    """Raise `InvalidName` for a statement that names a table of the ledger's schema as its target.

    What writes it by other ways is found when the ledger is compared.
    """
    for statement in statements:
        for name in written_names(statement.sql) or ():
            if name.schema.casefold() == LEDGER_SCHEMA:
                raise _refused(migration, statement.sql)


def _refused(migration: Migration, sql: str = "") -> InvalidName:
    return InvalidName(
        f"{migration.source} writes the schema {LEDGER_SCHEMA!r}, which belongs to Reedbed's ledger"
        + (f": {sql}" if sql else "; it was rolled back."),
        hint="keep the application's tables in other schemas",
        file=migration.source,
    )


def written_names(sql: str) -> list[TableName] | None:
    """The tables that a statement writes; `None` when its syntax does not tell."""
    from reedbed.sql.targets import written_tables  # noqa: PLC0415 - sqlglot takes 60 ms to import

    return written_tables(sql)


def _counted(statement: Statement) -> list[TableName]:
    return (written_names(statement.sql) or []) if statement.kind in COUNTED else []


def _fingerprint(database: Database, name: TableName) -> str:
    return content_fingerprint(database, database.qualified(name.schema, name.name))


def _states(database: Database) -> dict[TableName, TableState]:
    rows = database.rows(
        "SELECT schema_name, table_name, table_oid, sql, "
        "(SELECT list(i.sql ORDER BY i.index_name) FROM duckdb_indexes() AS i "
        "WHERE i.table_oid = t.table_oid AND i.database_name = t.database_name AND i.sql IS NOT NULL) "
        "FROM duckdb_tables() AS t WHERE database_name = ? AND NOT internal AND NOT temporary AND schema_name <> ?",
        [database.catalog, LEDGER_SCHEMA],
    )
    return {
        TableName(schema=row[0], name=row[1]): TableState(number=row[2], sql=row[3], indexes=tuple(row[4] or ()))
        for row in rows
    }


def _ledger(database: Database) -> dict[str, str]:
    """Every object of the ledger's schema, tables with a fingerprint of their rows."""
    kinds = {
        "tables": "table_name, sql",
        "views": "view_name, sql",
        "indexes": "index_name, sql",
        "functions": "function_name, macro_definition",
        "sequences": "sequence_name, ''",
        "types": "type_name, ''",
    }
    rows = database.rows(
        " UNION ALL ".join(
            f"SELECT {columns}, '{kind}' FROM duckdb_{kind}() WHERE database_name = $1 AND schema_name = $2"
            for kind, columns in kinds.items()
        ),
        [database.catalog, LEDGER_SCHEMA],
    )
    # What is kept of archives changes with the archived tables that a migration writes or alters.
    rows = [row for row in rows if not row[0].startswith(_ARCHIVES)]
    objects = {f"{kind} {name} {sql}": "" for name, sql, kind in rows}
    tables = {f"rows {name}": TableName(schema=LEDGER_SCHEMA, name=name) for name, _, kind in rows if kind == "tables"}
    return objects | {each: _fingerprint(database, name) for each, name in tables.items()}
