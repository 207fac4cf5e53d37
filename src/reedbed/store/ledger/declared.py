"""The ledger's word on what was declared of tables and DuckDB forgets: names of constraints, and IDENTITY columns.

Only what differs from the rule is kept: a constraint without a row has the name that PostgreSQL would make for it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reedbed.errors import SqlNameError
from reedbed.sql import LEDGER_SCHEMA, TableName, literal
from reedbed.sql.postgres.constraint_names import plain_name
from reedbed.sql.postgres.rules.lengths import holds_length
from reedbed.sql.postgres.schemas import shown_schema
from reedbed.store.schema import LIVE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reedbed.engine import Database, Transaction

    Rows = Callable[[str], Sequence[Sequence[Any]]]
    """What answers a query: a cursor, or a transaction."""

Names = dict[tuple[str, int], str]
"""Names of a table's constraints, by definition and by place among those of the same definition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedConstraint:
    """A constraint as DuckDB's catalog tells it, with its name. `table` is as it is shown."""

    table: TableName
    kind: str
    columns: tuple[str, ...]
    definition: str
    place: int
    name: str
    referenced: str = ""
    referenced_columns: tuple[str, ...] = ()
    temporary: bool = False

    @property
    def shown_schema(self) -> str:
        """The schema as PostgreSQL calls it."""
        if self.temporary:
            return "pg_temp_1"
        return shown_schema(self.table.schema)

    @property
    def key(self) -> tuple[str, int]:
        """By what the ledger knows it."""
        return self.definition, self.place


class Declared:
    """Reads and writes `reedbed.constraint_names` and `reedbed.identity_columns`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names = database.qualified(LEDGER_SCHEMA, "constraint_names")
        self._identities = database.qualified(LEDGER_SCHEMA, "identity_columns")

    def constraints(
        self, rows: Rows, condition: str, temporary: Mapping[TableName, Names] | None = None
    ) -> list[NamedConstraint]:
        """The constraints of the tables that a condition on `duckdb_constraints()` finds, in order.

        `temporary` has the names of those of a session's own tables, which the ledger does not know.
        """
        found = rows(
            "SELECT database_name, schema_name, table_name, constraint_type, constraint_column_names, "
            "constraint_text, referenced_table, referenced_column_names, expression FROM duckdb_constraints() "
            f"WHERE {condition} ORDER BY constraint_index"
        )
        known = self.names(rows) if any(row[0] == self._database.catalog for row in found) else {}
        named: list[NamedConstraint] = []
        seen: Counter[object] = Counter()
        for database, schema, written, kind, columns, text, referenced, referenced_columns, expression in found:
            if kind == "CHECK" and holds_length(expression or ""):
                # It is a part of the column's type.
                continue
            table = TableName(schema=schema, name=written.removesuffix(LIVE_SUFFIX))
            definition = f"{text} {columns[0]}" if kind == "NOT NULL" else text
            ordered = tuple(dict.fromkeys(columns))
            base = plain_name(table.name, kind, ordered)
            number, place = seen[database, table, base], seen[database, table, "", definition] + 1
            seen.update([(database, table, base), (database, table, "", definition)])
            names = (temporary or {}) if database == "temp" else known
            name = names.get(table, {}).get((definition, place)) or plain_name(table.name, kind, ordered, number)
            named.append(
                NamedConstraint(
                    table=table, kind=kind, columns=ordered, definition=definition, place=place, name=name,
                    referenced=referenced or "", referenced_columns=tuple(referenced_columns or ()),
                    temporary=database == "temp",
                )
            )  # fmt: skip
        return named

    @staticmethod
    def unique_indexes(rows: Rows, condition: str) -> list[NamedConstraint]:
        """Unique indexes that a condition on `duckdb_indexes()` finds: ALTER TABLE … ADD UNIQUE makes one."""
        found = rows(
            "SELECT database_name, schema_name, table_name, index_name, string_split(trim(expressions, '[]'), ', ') "
            f"FROM duckdb_indexes() WHERE is_unique AND {condition}"
        )
        return [
            NamedConstraint(
                table=TableName(schema=schema, name=table.removesuffix(LIVE_SUFFIX)), kind="UNIQUE",
                columns=tuple(each.strip("\"'") for each in columns), definition=f"INDEX {name}", place=1, name=name,
                temporary=database == "temp",
            )
            for database, schema, table, name, columns in found
        ]  # fmt: skip

    def names(self, rows: Rows) -> dict[TableName, Names]:
        """Every name that is kept; none in a database of an earlier Reedbed that was opened to be read."""
        found: dict[TableName, Names] = {}
        try:
            kept = rows(f"SELECT schema_name, table_name, definition, place, name FROM {self._names}")
        except SqlNameError:
            return {}
        for schema, table, definition, place, name in kept:
            found.setdefault(TableName(schema=schema, name=table), {})[definition, place] = name
        return found

    def keep_names(self, transaction: Transaction, table: TableName, names: Names) -> None:
        """Let these be all names that are kept of a table's constraints."""
        transaction.execute(f"DELETE FROM {self._names} WHERE {is_of(table)}")
        if names:
            values = ", ".join(
                f"({literal(table.schema)}, {literal(table.name)}, {literal(definition)}, {place}, {literal(name)})"
                for (definition, place), name in names.items()
            )
            transaction.execute(f"INSERT INTO {self._names} VALUES {values}")

    def identities(self, rows: Rows) -> dict[TableName, dict[str, bool]]:
        """The IDENTITY columns of each table, with whether they are GENERATED ALWAYS."""
        found: dict[TableName, dict[str, bool]] = {}
        try:
            kept = rows(f"SELECT schema_name, table_name, column_name, always FROM {self._identities}")
        except SqlNameError:
            return {}
        for schema, table, column, always in kept:
            found.setdefault(TableName(schema=schema, name=table), {})[column] = always
        return found

    def keep_identities(self, transaction: Transaction, table: TableName, columns: Mapping[str, bool]) -> None:
        """Let these be all IDENTITY columns of a table, each with whether it is GENERATED ALWAYS."""
        transaction.execute(f"DELETE FROM {self._identities} WHERE {is_of(table)}")
        if columns:
            values = ", ".join(
                f"({literal(table.schema)}, {literal(table.name)}, {literal(column)}, {always})"
                for column, always in columns.items()
            )
            transaction.execute(f"INSERT INTO {self._identities} VALUES {values}")

    def forget(self, transaction: Transaction, table: TableName) -> None:
        """Keep nothing of a table, which is dropped."""
        for kept in (self._names, self._identities):
            transaction.execute(f"DELETE FROM {kept} WHERE {is_of(table)}")


def unplain(constraints: Sequence[NamedConstraint]) -> Names:
    """Of a table's constraints the names that are to be kept: those which are not shown without being known."""
    seen: Counter[str] = Counter()
    kept: Names = {}
    for each in constraints:
        base = plain_name(each.table.name, each.kind, each.columns)
        if each.name != plain_name(each.table.name, each.kind, each.columns, seen[base]):
            kept[each.key] = each.name
        seen[base] += 1
    return kept


def is_of(table: TableName) -> str:
    """The condition by which a row of the ledger is about a table; written out, since binding imports pandas."""
    return f"schema_name = {literal(table.schema)} AND table_name = {literal(table.name)}"
