"""What was declared of tables and the engine forgets: names of constraints, and IDENTITY columns.

The ledger has it, in the transaction that makes the table. Of temporary tables the session knows it alone, and of those
that the open transaction has made as well, which no other cursor sees once a statement has failed.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from reedbed.errors import ReedbedError
from reedbed.pgserver.amendments.given_values import given_values
from reedbed.pgserver.amendments.identities import refuse_values
from reedbed.pgserver.names import in_schema
from reedbed.pgserver.refusals.violated import Candidates
from reedbed.pgserver.refusals.violations import written_name
from reedbed.sql import TableName, literal, quote
from reedbed.sql.postgres.constraint_names import KEYS
from reedbed.store.ledger import Declared
from reedbed.store.ledger.declared import unplain
from reedbed.store.schema import LIVE_SUFFIX, stored_names

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from reedbed.engine import Cursor, Database, Transaction
    from reedbed.engine.resolver import Resolver
    from reedbed.pgserver.transactions import SessionTransaction
    from reedbed.store.ledger import NamedConstraint
    from reedbed.store.ledger.declared import Names

T = TypeVar("T")

TEMPORARY_NAMES: Final = "reedbed_temporary_names"
"""The variable that tells the catalog the names of constraints of temporary tables."""
SEPARATOR: Final = "\x1f"


class Declarations:
    """Belongs to the session's thread."""

    def __init__(
        self,
        database: Database,
        transaction: SessionTransaction,
        cursor: Callable[[], Cursor],
        resolver: Resolver,
        search_path: Callable[[], str],
    ) -> None:
        self._search_path = search_path
        self._resolver = resolver
        self.referenced: dict[tuple[str, ...], tuple[Hashable, bool]] = {}
        """Whether foreign keys lead to tables that were updated, and as of which state of the catalog."""
        self.given: tuple[Sequence[object], int] = ((), 0)
        """The parameters of the statement that runs, and how many rows they are."""
        self._looked_at = -1
        self._found: dict[TableName, dict[str, bool]] = {}
        self._database = database
        self._transaction = transaction
        self._cursor = cursor
        self._ledger = Declared(database)
        self._temporary: dict[TableName, Names] = {}
        self._temporary_constraints: dict[TableName, list[NamedConstraint]] = {}
        self._temporary_identities: dict[TableName, dict[str, bool]] = {}
        self._lasting = self._own()
        self._made: dict[TableName, list[NamedConstraint]] = {}
        self._made_in: Transaction | None = None

    def constraints(self, condition: str) -> list[NamedConstraint]:
        """The constraints of the tables that a condition on `duckdb_constraints()` finds, in order."""
        return self._ledger.constraints(self._cursor().rows, condition, self._temporary)

    def constraints_of(self, name: Sequence[str]) -> list[NamedConstraint]:
        """Those of the table that a name means."""
        place = _meant(name, "table_name")
        return [*self.constraints(place), *self._ledger.unique_indexes(self._cursor().rows, place)]

    def names_in_use(self, schema: str, but: TableName | None = None) -> tuple[set[str], set[str]]:
        """The names of constraints in a schema of this database, but for those of one table; and those of relations."""
        place = f"database_name = current_database() AND schema_name = {literal(schema)}"
        others = [each for each in self.constraints(place) if each.table != but]
        relations = self._cursor().rows(
            f"SELECT table_name FROM duckdb_tables() WHERE {place} UNION ALL "
            f"SELECT view_name FROM duckdb_views() WHERE {place} UNION ALL "
            f"SELECT index_name FROM duckdb_indexes() WHERE {place} UNION ALL "
            f"SELECT sequence_name FROM duckdb_sequences() WHERE {place}"
        )
        indexed = {each.name for each in others if each.kind in KEYS}
        return {each.name for each in others}, indexed | {str(row[0]).removesuffix(LIVE_SUFFIX) for row in relations}

    def keep(self, database: str, table: TableName, named: Sequence[NamedConstraint]) -> None:
        """Let a table's constraints have these names from now on. One of another database than the store's has none."""
        names, transaction = unplain(named), self._transaction.engine
        if database == "temp":
            self._temporary[table] = names
            self._temporary_constraints[table] = list(named)
            self._tell_temporary()
        elif database == self._database.catalog and transaction is not None:
            self._ledger.keep_names(transaction, table, names)
        if self._made_in is not transaction:
            self._made, self._made_in = {}, transaction
        self._made[table] = list(named)

    def identities(self, database: str, table: TableName) -> dict[str, bool]:
        """A table's IDENTITY columns, each with whether it is GENERATED ALWAYS."""
        if database == "temp":
            return self._temporary_identities.get(table, {})
        if database != self._database.catalog:
            return {}
        return self._ledger.identities(self._cursor().rows).get(table, {})

    def identities_of(self, name: Sequence[str]) -> dict[str, bool]:
        """Those of the table that a name means: a temporary one hides another, unless a schema is said."""
        own = {} if len(name) > 1 else self._temporary_identities
        sought = (own, self._identities_of_ledger())
        return next((known[each] for known in sought for each in known if _means(name, each)), {})

    def all_identities(self) -> dict[TableName, dict[str, bool]]:
        """Those of every table that the session sees."""
        return {**self._identities_of_ledger(), **self._temporary_identities}

    def _identities_of_ledger(self) -> dict[TableName, dict[str, bool]]:
        """Looked up again when something was made or changed."""
        state = self._resolver.generation
        if state != self._looked_at:
            self._found, self._looked_at = self._ledger.identities(self._cursor().rows), state
        return self._found

    def columns_of(self, name: Sequence[str]) -> list[str]:
        """The columns of the table that a name means, in order."""
        return _columns(self._cursor(), name)

    def refuse_values(self, sql: str) -> None:
        """Raise `SqlNameError` for a statement that gives a value to a column which is GENERATED ALWAYS AS IDENTITY."""
        if self._temporary_identities or self._identities_of_ledger():
            name = written_name(sql)
            if name:
                refuse_values(sql, self.identities_of(name), lambda: self.columns_of(name))

    def keep_identities(self, database: str, table: TableName, columns: Mapping[str, bool]) -> None:
        """Let these be a table's IDENTITY columns."""
        transaction, self._looked_at = self._transaction.engine, -1
        if database == "temp":
            self._temporary_identities[table] = dict(columns)
        elif database == self._database.catalog and transaction is not None:
            self._ledger.keep_identities(transaction, table, columns)

    def forget(self, database: str, table: TableName) -> None:
        """Keep nothing of a table that is called so no more."""
        transaction, self._looked_at = self._transaction.engine, -1
        self._made.pop(table, None)
        if database == "temp":
            self._temporary.pop(table, None)
            self._temporary_constraints.pop(table, None)
            self._temporary_identities.pop(table, None)
        elif database == self._database.catalog and transaction is not None:
            self._ledger.forget(transaction, table)

    def transaction_ended(self, *, committed: bool) -> None:
        """Know of the session's own tables what was known before what is undone, and nothing of those that are gone."""
        if committed:
            self.forget_gone()
        else:
            undone = self._temporary != self._lasting[0]
            self._temporary, self._temporary_constraints, self._temporary_identities = self._lasting
            if undone:
                with suppress(ReedbedError):
                    self._tell_temporary()
        self._lasting = self._own()

    def forget_gone(self) -> None:
        """Keep nothing of those of the session's own tables that are there no more, whatever dropped them."""
        if not (self._temporary or self._temporary_identities):
            return
        with suppress(ReedbedError):
            rows = self._cursor().plain_rows("SELECT schema_name, table_name FROM duckdb_tables() WHERE temporary")
            there = {TableName(schema=schema, name=name) for schema, name in rows}
            for known in (self._temporary, self._temporary_constraints, self._temporary_identities):
                for gone in known.keys() - there:
                    del known[gone]

    def _own(
        self,
    ) -> tuple[dict[TableName, Names], dict[TableName, list[NamedConstraint]], dict[TableName, dict[str, bool]]]:
        return dict(self._temporary), dict(self._temporary_constraints), dict(self._temporary_identities)

    def violable(self, sql: str) -> Candidates:
        """What a statement may have violated; nothing where it does not tell which table it writes."""
        name = written_name(sql)
        if not name:
            return Candidates()
        made = self._made if self._made_in is self._transaction.engine is not None else {}
        # Other cursors have temporary tables of their own.
        made = {**self._temporary_constraints, **made}
        table = _meant(name, "table_name")
        place = f"({table}) OR ({_meant(name, 'referenced_table')})"
        found = self._committed(lambda cursor: self._ledger.constraints(cursor.rows, place, self._temporary))
        found += self._committed(lambda cursor: self._ledger.unique_indexes(cursor.rows, table))
        known = [*(each for own in made.values() for each in own), *(one for one in found if one.table not in made)]
        target = name[-1].casefold()
        parameters, rows = self.given
        return Candidates(
            own=[each for each in known if _means(name, each.table)],
            links=[each for each in known if each.referenced.removesuffix(LIVE_SUFFIX).casefold() == target],
            holds=self._holds,
            given=lambda: given_values(
                sql, parameters, rows, lambda: self._committed(lambda cursor: _columns(cursor, name))
            ),
        )

    def _tell_temporary(self) -> None:
        """Let the catalog know of the names of the session's own tables."""
        names = ", ".join(
            f"{literal(SEPARATOR.join((table.name, definition, str(place))))}: {literal(name)}"
            for table, kept in self._temporary.items()
            for (definition, place), name in kept.items()
        )
        self._cursor().execute(f"SET VARIABLE {TEMPORARY_NAMES} = CAST(MAP {{{names}}} AS MAP(VARCHAR, VARCHAR))")

    def _holds(self, table: TableName, columns: Sequence[str], values: Sequence[str]) -> bool:
        pairs = " AND ".join(f"{quote(each)} = {literal(value)}" for each, value in zip(columns, values, strict=True))
        sql = f"SELECT 1 FROM {self._database.qualified(table.schema, table.name)} WHERE {pairs} LIMIT 1"
        return bool(self._committed(lambda cursor: cursor.rows(sql)))

    def _committed(self, ask: Callable[[Cursor], list[T]]) -> list[T]:
        """What is committed, since the statement's own transaction answers nothing any more.

        Nothing where that is refused, as of a table that this transaction has made: an error is to be told, whatever
        more there is to say of it.
        """
        cursor = self._database.cursor()
        try:
            if path := self._search_path():
                cursor.execute(f"SET SESSION search_path = {literal(path)}")
            return ask(cursor)
        except ReedbedError:
            return []
        finally:
            cursor.close()


def _columns(cursor: Cursor, name: Sequence[str]) -> list[str]:
    return [str(row[0]) for row in cursor.rows(f"DESCRIBE {'.'.join(map(quote, name))}")]


def _means(name: Sequence[str], table: TableName) -> bool:
    return name[-1].casefold() == table.name.casefold() and (
        len(name) == 1 or name[-2].casefold() == table.schema.casefold()
    )


def _meant(name: Sequence[str], column: str) -> str:
    return (
        f"database_name IN (current_database(), 'temp') AND lower({column}) IN {stored_names(name[-1].casefold())} "
        f"AND {in_schema(name)}"
    )
