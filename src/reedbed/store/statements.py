"""SQL that an application runs itself: the one audited way past the storage manager's own calls.

Statements that write run in one transaction; the ledger gives each table that they name a new version, so that
checkpoints and views know that they are behind, and keeps their text in `reedbed.statements`.
"""

from __future__ import annotations

import os
import re
import shlex
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from reedbed import errors
from reedbed.engine import Statement, split_statements
from reedbed.engine.ownership.patience import attempts
from reedbed.sql import LEDGER_SCHEMA, TableName, literal, table_name
from reedbed.sql.masking import masked
from reedbed.store.schema import find_relation, list_relations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from reedbed.engine import Database, Transaction
    from reedbed.engine.cursors import RawStatement
    from reedbed.ports.queries import Parameters
    from reedbed.store.ledger import TableRecords

DATA: Final = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE_INTO", "CREATE", "DROP", "ALTER", "COPY", "CREATE_FUNC"})
"""Kinds that change the database and so run in a transaction; the others (SET, ATTACH, …) concern the session."""

_BESIDE_INDEXES: Final = re.compile(r"Cannot (?:alter|drop|change|rename)\b.*(?:depend|UNIQUE|PRIMARY KEY)")

_NUMBERED: Final = re.compile(r"\$\d+")

NAMING: Final = frozenset({"CREATE", "DROP", "ALTER"})
"""Kinds after which a name may stand for something else."""

CHECKPOINT_SECONDS: Final = 5.0
"""How long a CHECKPOINT waits for a moment without readers, such as clients of a door."""

WRITER: Final = "execute_sql"
"""What the ledger calls the writer of such statements."""

DROPPING: Final = frozenset({"DROP", "ALTER"})
"""Kinds after which a table may be gone from its name, and its record with it."""


class Statements:
    """Runs SQL text on one store."""

    def __init__(self, database: Database, tables: TableRecords) -> None:
        self._database = database
        self._tables = tables
        self._stored: dict[TableName, TableName] = {}
        self._noted: WeakKeyDictionary[Transaction, dict[str, str]] = WeakKeyDictionary()

    def query(self, sql: str, params: Parameters) -> pa.Table:
        """The answer of one statement that only reads.

        Raises `UsageError` for any other statement.
        """
        statement = self._only_reading(sql)
        return self._database.arrow(statement.sql, params)

    def stream(self, sql: str, params: Parameters) -> pa.RecordBatchReader:
        """The same answer in batches."""
        return self._database.stream(self._only_reading(sql).sql, params)

    def _only_reading(self, sql: str) -> Statement:
        statements = split_statements(sql)
        if len(statements) != 1 or not statements[0].reads_only:
            kinds = ", ".join(each.kind for each in statements) or "nothing"
            raise errors.UsageError(f"One reading statement is taken here; found {kinds}.", hint="execute_sql(…)")
        return statements[0]

    def execute(self, sql: str, params: Parameters) -> pa.Table:
        """Run every statement of a text, all or nothing; the answer is that of the last one."""
        statements = split_statements(sql)
        if not statements:
            raise errors.UsageError("The text holds no SQL statement.")
        if params and len(statements) > 1:
            raise errors.UsageError("Parameters go with one statement; found several.", statements=len(statements))
        # DuckDB makes a transaction of its own out of CREATE TABLE … AS PIVOT; its BEGIN and COMMIT have no text.
        statements = [each for each in statements if each.sql or each.kind != "TRANSACTION"]
        for statement in statements:
            if statement.kind == "TRANSACTION":
                raise errors.UsageError(
                    f"{statement.sql!r} is not run as SQL: transactions are blocks.", hint="with store.transaction():"
                )
        if not any(_writes(statement) for statement in statements):
            return self._in_session(statements, params)
        with self._database.transaction() as transaction:
            for statement in statements:
                with _hinting(statement):
                    answer = transaction.arrow(statement.parsed, params)
                self.note(transaction, statement)
            return answer

    def _in_session(self, statements: Sequence[Statement], params: Parameters) -> pa.Table:
        if self._database.read_only and not all(statement.reads_only for statement in statements):
            raise errors.StoreReadOnly("This store was opened read-only.", hint="open_store(…) without read_only")
        for statement in statements:
            # The text of a single statement, so that answers which Arrow cannot hold can be asked for as text.
            runnable = statement.sql if len(statements) == 1 else statement.parsed
            answer = self._undisturbed(runnable, params) if _checkpoints(statement) else self._run(runnable, params)
        return answer

    def _run(self, runnable: str | RawStatement, params: Parameters) -> pa.Table:
        return self._database.current().arrow(runnable, params)

    def _undisturbed(self, runnable: str | RawStatement, params: Parameters) -> pa.Table:
        """Run a CHECKPOINT, which DuckDB refuses while somebody reads at that moment, until nobody does."""
        for _ in attempts(CHECKPOINT_SECONDS):
            try:
                return self._run(runnable, params)
            except errors.TransactionConflict as refused:
                refusal = refused
        raise refusal

    def note(self, transaction: Transaction, statement: Statement) -> None:
        """Let the ledger know of a statement that ran in `transaction`.

        What that costs is paid once, at the commit: a new version for each table, a row for each text.
        """
        if not _writes(statement):
            return
        noted = self._noted.get(transaction)
        if noted is None:
            noted = self._noted[transaction] = {}
            transaction.before_commit(lambda: self._write_notes(transaction))
        noted[masked(statement.sql)] = statement.kind

    def _write_notes(self, transaction: Transaction) -> None:
        noted = self._noted.pop(transaction, {})
        touched: dict[TableName, None] = {}
        for sql in noted:
            touched.update(dict.fromkeys(self._written(sql)))
        if not NAMING.isdisjoint(noted.values()):
            self._stored.clear()
        seen: set[TableName] = set()
        for written in touched:
            self._touch(transaction, written, seen)
        if not DROPPING.isdisjoint(noted.values()):
            for gone in set(self._tables.all()) - set(list_relations(self._database)):
                self._tables.forget(transaction, gone)
        log = self._database.qualified(LEDGER_SCHEMA, "statements")
        rows = [["now()", literal(kind), literal(sql), f"{os.getpid()}::BIGINT"] for sql, kind in noted.items()]
        if len(rows) == 1:
            transaction.repeat(lambda row: f"INSERT INTO {log} VALUES ({', '.join(row)})", rows[0])
        elif rows:
            # Literals, because one statement with many values is planned once, and binding lists costs more.
            values = ", ".join(f"({', '.join(row)})" for row in rows)
            transaction.execute(f"INSERT INTO {log} VALUES {values}")

    def _touch(self, transaction: Transaction, written: TableName, seen: set[TableName]) -> None:
        """Give the table that a statement wrote a new version, once under all its spellings; nothing for no table.

        The catalog is asked once for each name.
        """
        known = self._stored.get(written)
        if known in seen:
            return
        if known is not None:
            try:
                self._tables.touch_counted(transaction, known, writer=WRITER)
            except errors.SqlNameError:
                del self._stored[written]
            else:
                seen.add(known)
                return
        relation = find_relation(self._database, written)
        if relation is not None and relation.kind == "table" and relation.name not in seen:
            self._stored[written] = relation.name
            self._tables.touch_counted(transaction, relation.name, writer=WRITER)
            seen.add(relation.name)

    def _written(self, sql: str) -> Sequence[TableName]:
        """The tables that a statement writes: all, when its syntax does not tell; never one of the ledger's."""
        found = _targets(sql)
        return list_relations(self._database) if found is None else found


@lru_cache(maxsize=1024)
def _targets(sql: str) -> tuple[TableName, ...] | None:
    """Parsed once for each text: it takes longer than the statement."""
    from reedbed.sql.targets import written_tables  # noqa: PLC0415 - sqlglot takes 60 ms to import

    # sqlglot does not read `$1` in DuckDB's dialect.
    found = written_tables(_NUMBERED.sub("?", sql))
    return None if found is None else tuple(table_name(name) for name in found)


@contextmanager
def _hinting(statement: Statement) -> Iterator[None]:
    """Say of an ALTER that DuckDB does to no table with an index or a key who does it: the door makes such one anew."""
    try:
        yield
    except errors.EngineError as error:
        if statement.kind == "ALTER" and not error.hint and _BESIDE_INDEXES.search(error.message):
            error.hint = shlex.join(["reedbed", "psql", "--", "-c", statement.sql])
        raise


def _checkpoints(statement: Statement) -> bool:
    return statement.kind == "CALL" and "checkpoint" in statement.sql.casefold()


def _writes(statement: Statement) -> bool:
    return statement.kind in DATA and not statement.reads_only
