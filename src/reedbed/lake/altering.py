"""Changes of an archived table's definition: the live table takes them, and the ledger says what its files come to.

Files stay as they are. Each column has a number that stays with it: one that was renamed is found by it, one that was
added has its default in rows that are older, one that was widened is cast as it is read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.engine.failures import aborts_transaction
from reedbed.engine.resolver.tokens import folded
from reedbed.errors import EngineError, FederatedTable, NotArchivable
from reedbed.lake.federation import publish_views, refuse_collations
from reedbed.lake.indexes import following, indexes_of, make, rename
from reedbed.lake.names import live_name
from reedbed.lake.ranges import INSTANTS, LOCAL_TIMES, NUMBERS, base_type, ranges_table
from reedbed.lake.records import LakeColumn, LakeRecords
from reedbed.lake.remaining import keep_others
from reedbed.lake.shapes import files_select
from reedbed.lake.spans import newest_time
from reedbed.sql import LEDGER_SCHEMA, TableName, literal, quote
from reedbed.store.schema import is_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.engine.indexes import Index
    from reedbed.lake.records import LakeFile, LakeTable

_VOLATILE: Final = ("nextval", "random", "uuid", "gen_random")
"""What a default is made with that differs from row to row."""


class Alteration:
    """One change of one archived table, in the transaction of the statement that asks for it."""

    def __init__(self, database: Database, transaction: Transaction, table: LakeTable) -> None:
        self._database = database
        self._transaction = transaction
        self._table = table
        self._records = LakeRecords(database)
        self._live = database.qualified(table.live.schema, table.live.name)

    def alter(self, statement: str, *, beside_indexes: bool, changed: bool) -> None:
        """Run an ALTER TABLE that is written for the live table, and let the archive follow.

        `beside_indexes` says that DuckDB does it to a table with indexes too; for anything else they are made anew.
        So is a table whose rows were `changed` before in the transaction, which DuckDB 1.5.5 could not commit.

        Raises `FederatedTable` for a change that archived rows cannot follow; nothing is to be committed then.
        """
        indexes = () if beside_indexes and not changed else self._taken_indexes(always=changed)
        try:
            self._transaction.execute(statement)
        except EngineError as error:
            if not aborts_transaction(error):
                self._make_again(indexes, self._table.columns)
            raise
        try:
            refuse_collations(self._database, self._table.live)
        except NotArchivable as error:
            raise self._refused("the ranges of its files know no collation") from error
        columns = self._followed()
        self._make_again(indexes, columns)
        if columns != self._table.columns:
            self._publish(replace(self._table, columns=columns))

    def _taken_indexes(self, *, always: bool = False) -> tuple[Index, ...]:
        """The live table's indexes, without which it is made anew, `always` or where it has some.

        None when it cannot be made anew.
        """
        found = indexes_of(self._database, self._table.live)
        if (found or always) and keep_others(self._transaction, self._database, self._table, "false", indexed=False):
            return found
        return ()

    def _has_unique_indexes(self) -> bool:
        return any(index.is_unique for index in indexes_of(self._database, self._table.live))

    def _make_again(self, indexes: Iterable[Index], columns: Sequence[LakeColumn]) -> None:
        """Make indexes again; one of a column that was dropped goes with it."""
        now = {column.id: column.name for column in columns}
        before = {column.name: now.get(column.id) for column in self._table.columns}
        renamed = {folded(old): new for old, new in before.items() if new is not None and new != old}
        dropped = {folded(old) for old, new in before.items() if new is None}
        for index in indexes:
            found = following(index, renamed=renamed, dropped=dropped)
            if found is not None:
                make(self._database, self._transaction, found, self._table.live)

    def require_no_nulls(self, column: str) -> None:
        """Raise `FederatedTable` when an archived row has no value in a column that is to have one."""
        rows = self._files_select(self._table)
        if rows and self._database.row(f"SELECT 1 FROM ({rows}) AS r WHERE {quote(column)} IS NULL LIMIT 1"):
            raise self._refused(f"archived rows have NULLs in {column!r}")

    def rename(self, name: str) -> None:
        """Give the table another name, with all that is archived of it."""
        old = self._table
        new = replace(
            old,
            name=TableName(schema=old.name.schema, name=name),
            live=live_name(TableName(schema=old.name.schema, name=name)),
        )
        # Of a table that is made anew, a unique index keeps its name.
        indexes = self._taken_indexes() if self._has_unique_indexes() else ()
        self._transaction.execute(f"DROP VIEW {self._database.qualified(old.name.schema, old.name.name)}")
        rename(self._database, self._transaction, old.live, new.live)
        for index in indexes:
            make(self._database, self._transaction, index, new.live)
        self._transaction.execute(
            f"UPDATE {self._of('lake_tables')} SET table_name = ?, live_name = ? WHERE id = {old.id:d}",
            [new.name.name, new.live.name],
        )
        self._publish(new)

    def _followed(self) -> tuple[LakeColumn, ...]:
        """The columns that the table has by now, each with its number."""
        before = {column.name: column for column in self._table.columns}
        after = self._definitions()
        gone = [name for name in before if name not in after]
        come = [name for name in after if name not in before]
        if gone and come:
            # One statement does one thing: a name for another is a renaming.
            self._require_free(gone[0], "renamed")
            renamed = {come[0]: before[gone[0]]}
        else:
            renamed = {}
            for name in gone:
                self._require_free(name, "dropped")
        found = []
        for name, (type_name, default) in after.items():
            column = renamed.get(name) or before.get(name)
            if column is None:
                found.append(self._added(name, type_name, default))
            elif column.type != type_name:
                found.append(self._widened(column, type_name))
            else:
                found.append(replace(column, name=name))
        return tuple(found)

    def _added(self, name: str, type_name: str, default: str | None) -> LakeColumn:
        initial = None
        if default not in (None, "NULL", ""):
            if any(word in str(default).casefold() for word in _VOLATILE):
                raise self._refused(f"{default} differs from row to row, and archived rows keep one value")
            row = self._database.row(f"SELECT CAST(CAST({default} AS {type_name}) AS VARCHAR)")
            if row is not None and row[0] is not None:
                initial = f"CAST({literal(row[0])} AS {type_name})"
        return LakeColumn(id=self._next_id(), name=name, type=type_name, initial=initial)

    def _widened(self, column: LakeColumn, type_name: str) -> LakeColumn:
        """The column with another type, when what files hold comes to the same by one cast as the live rows did."""
        self._require_free(column.name, "given another type")
        files = self._records.files(self._table.id)
        stored = {each.type for file in files for each in file.columns if each.id == column.id}
        numbers = {base_type(column.type), base_type(type_name)} <= NUMBERS
        if stored - {column.type} and not numbers:
            raise self._refused(f"{column.name!r} was given another type before, and files hold it in the first one")
        value, new = quote(column.name), f"CAST({quote(column.name)} AS {type_name})"
        wrong = f"TRY_CAST({value} AS {type_name}) IS NULL"
        if stored - {column.type}:
            wrong += f" OR CAST({new} AS {column.type}) IS DISTINCT FROM {value}"
        rows = self._files_select(self._table)
        if rows and self._database.row(f"SELECT 1 FROM ({rows}) AS r WHERE {value} IS NOT NULL AND ({wrong}) LIMIT 1"):
            raise self._refused(f"archived rows have values in {column.name!r} that are no {type_name}")
        if not _keeps_order(column.type, type_name):
            self._transaction.execute(
                f"DELETE FROM {self._of('lake_file_columns')} WHERE table_id = {self._table.id:d} "
                f"AND column_id = {column.id:d}"
            )
        return replace(column, type=type_name)

    def _require_free(self, column: str, deed: str) -> None:
        table = self._table
        if column in (table.time_column, *table.key, *table.partition_by):
            raise self._refused(f"{column!r} is what its archive is kept by, and cannot be {deed}")

    def _publish(self, table: LakeTable) -> None:
        """Make a snapshot of the same files for the table as it is now."""
        import pyarrow as pa  # noqa: PLC0415 - few processes alter tables

        files = self._records.files(table.id)
        addresses = self._addresses(files)
        generation = self._records.add_snapshot(self._transaction, table, "alter")
        columns = [
            {"id": each.id, "name": each.name, "type": each.type, "initial": each.initial} for each in table.columns
        ]
        kinds = pa.struct([("id", pa.int32()), *((name, pa.string()) for name in ("name", "type", "initial"))])
        with self._transaction.relation(pa.table({"columns": pa.array([columns], pa.list_(kinds))})) as given:
            self._transaction.execute(
                f"UPDATE {self._of('lake_tables')} SET columns = (SELECT columns FROM {given}) WHERE id = {table.id:d}"
            )
        publish_views(
            self._database,
            self._transaction,
            table,
            files,
            generation=generation,
            address=addresses.__getitem__,
            newest=newest_time(self._database, table),
        )

    def _files_select(self, table: LakeTable) -> str:
        files = self._records.files(table.id)
        return files_select(table, files, address=self._addresses(files).__getitem__) if files else ""

    def _addresses(self, files: Sequence[LakeFile]) -> dict[str, str]:
        """Where the files are that the present generation names, by their paths."""
        name = ranges_table(self._table.id, self._table.generation)
        rows = self._database.rows(f"SELECT file_id, address FROM {self._database.qualified(name.schema, name.name)}")
        known = dict(rows)
        return {file.path: known[file.id] for file in files}

    def _definitions(self) -> dict[str, tuple[str, str | None]]:
        """Type and default of each column of the live table."""
        rows = self._database.rows(
            "SELECT column_name, data_type, column_default FROM duckdb_columns() "
            f"WHERE {is_table(self._database, self._table.live)} ORDER BY column_index"
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def _next_id(self) -> int:
        row = self._database.row(
            f"SELECT max(list_max(list_transform(columns, lambda c: c.id))) FROM {self._of('lake_files')} "
            f"WHERE table_id = {self._table.id:d}"
        )
        used = [column.id for column in self._table.columns] + ([int(row[0])] if row and row[0] is not None else [])
        return max(used) + 1

    def _of(self, table: str) -> str:
        return self._database.qualified(LEDGER_SCHEMA, table)

    def _refused(self, reason: str) -> FederatedTable:
        name = self._table.name
        return FederatedTable(
            f"{str(name)!r} has archived rows, which cannot follow this change: {reason}.",
            hint=f"reedbed lake restore {name.argument}",
            table=str(name),
        )


def _keeps_order(before: str, after: str) -> bool:
    """Whether the least value of one type is the least one of the other, so that the ranges of files still hold."""
    first, second = base_type(before), base_type(after)
    return any({first, second} <= kinds for kinds in (NUMBERS, LOCAL_TIMES, INSTANTS))
