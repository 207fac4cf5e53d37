"""What the ledger says of the lake: its tables, snapshots and files."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from reedbed.sql import LEDGER_SCHEMA, TableName, literal, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reedbed.engine import Database, Transaction

_TABLE: Final = (
    "id, schema_name, table_name, live_name, time_column, key_columns, partition_by, target, columns, generation"
)
_FILE_NAMES: Final = (
    "id",
    "table_id",
    "target",
    "path",
    "size_bytes",
    "sha256",
    "row_count",
    "fingerprint",
    "partition_values",
    "columns",
    "added_by",
)
_FILE: Final = f"{', '.join(_FILE_NAMES)}, removed_by"


@dataclass(frozen=True, kw_only=True, slots=True)
class LakeColumn:
    """A column: its name and DuckDB type. `id` stays with it through renaming.

    `initial` is the SQL of what rows have that are older than the column.
    """

    id: int
    name: str
    type: str
    initial: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LakeTable:
    """An archived table: its name is a view, its live rows are in `live`.

    `target` is a folder or URL, or '' for the store's own lake folder. `generation` is the number of its newest
    snapshot.
    """

    id: int
    name: TableName
    live: TableName
    time_column: str
    key: tuple[str, ...]
    partition_by: tuple[str, ...]
    target: str
    columns: tuple[LakeColumn, ...]
    generation: int

    def column(self, name: str) -> LakeColumn:
        """The column of this name."""
        return next(each for each in self.columns if each.name == name)


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnRange:
    """Least and greatest value of a column in a file, as text of its type; None where nothing is known."""

    column_id: int
    minimum: str | None
    maximum: str | None
    null_count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LakeFile:
    """A Parquet file that a snapshot names. `columns` are those of the table when it was written."""

    id: int
    table_id: int
    target: str
    path: str
    size_bytes: int
    sha256: str
    row_count: int
    fingerprint: str
    partition_values: tuple[str | None, ...]
    columns: tuple[LakeColumn, ...]
    added_by: int
    removed_by: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """The files of a table from one change to the next."""

    table_id: int
    number: int
    kind: str
    made_at: datetime
    row_count: int
    file_count: int
    size_bytes: int


class LakeRecords:
    """Reads and writes the lake's tables of the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _of(self, table: str) -> str:
        return self._database.qualified(LEDGER_SCHEMA, table)

    def tables(self) -> dict[TableName, LakeTable]:
        """Every archived table by its name."""
        rows = self._database.rows(f"SELECT {_TABLE} FROM {self._of('lake_tables')} ORDER BY id")
        return {table.name: table for table in map(lake_table, rows)}

    def table(self, name: TableName) -> LakeTable | None:
        """An archived table; names compare as DuckDB compares them."""
        rows = self._database.rows(
            f"SELECT {_TABLE} FROM {self._of('lake_tables')} WHERE lower(schema_name) = lower({literal(name.schema)}) "
            f"AND lower(table_name) = lower({literal(name.name)})"
        )
        return lake_table(rows[0]) if rows else None

    def files(self, table_id: int, *, at: int | None = None) -> list[LakeFile]:
        """The files that the newest snapshot names, or snapshot `at`, by their partitions."""
        alive = "removed_by IS NULL" if at is None else f"added_by <= {at:d} AND coalesce(removed_by > {at:d}, true)"
        rows = self._database.rows(
            f"SELECT {_FILE} FROM {self._of('lake_files')} WHERE table_id = {table_id:d} AND {alive} "
            "ORDER BY partition_values, id"
        )
        return [_lake_file(row) for row in rows]

    def ranges(self, table_id: int) -> dict[int, list[ColumnRange]]:
        """The ranges of the columns of all files that are named, by file."""
        rows = self._database.rows(
            f"SELECT file_id, column_id, minimum, maximum, c.null_count FROM {self._of('lake_file_columns')} AS c "
            f"JOIN {self._of('lake_files')} AS f ON f.id = c.file_id "
            f"WHERE c.table_id = {table_id:d} AND f.removed_by IS NULL"
        )
        found: dict[int, list[ColumnRange]] = {}
        for file_id, column_id, minimum, maximum, nulls in rows:
            each = ColumnRange(column_id=column_id, minimum=minimum, maximum=maximum, null_count=nulls)
            found.setdefault(file_id, []).append(each)
        return found

    def snapshots(self, table_id: int) -> list[Snapshot]:
        """The snapshots of a table, oldest first."""
        rows = self._database.rows(
            "SELECT table_id, number, kind, made_at, row_count, file_count, size_bytes "
            f"FROM {self._of('lake_snapshots')} WHERE table_id = {table_id:d} ORDER BY number"
        )
        names = ("table_id", "number", "kind", "made_at", "row_count", "file_count", "size_bytes")
        return [Snapshot(**dict(zip(names, row, strict=True))) for row in rows]

    def next_numbers(self, transaction: Transaction, count: int) -> list[int]:
        """Numbers that no file of this database has had."""
        sequence = literal(self._of("lake_numbers"))
        rows = transaction.rows(f"SELECT nextval({sequence}) FROM range({count:d})")
        return [row[0] for row in rows]

    def add_table(self, transaction: Transaction, table: LakeTable) -> None:
        """Let a table be archived."""
        transaction.execute(
            f"INSERT INTO {self._of('lake_tables')} ({_TABLE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
            f"{_struct_list(table.columns)}, ?)",
            [
                table.id,
                table.name.schema,
                table.name.name,
                table.live.name,
                table.time_column,
                list(table.key),
                list(table.partition_by),
                table.target,
                table.generation,
            ],
        )

    def forget_table(self, transaction: Transaction, table: LakeTable) -> None:
        """Let a table be no archived one; the record of its files stays until they are expired."""
        transaction.execute(f"DELETE FROM {self._of('lake_tables')} WHERE id = {table.id:d}")

    def add_snapshot(
        self,
        transaction: Transaction,
        table: LakeTable,
        kind: str,
        *,
        added: Sequence[LakeFile] = (),
        ranges: Iterable[tuple[int, ColumnRange]] = (),
        removed: Iterable[int] = (),
    ) -> int:
        """Make a snapshot that names other files than the one before; returns its number, the new generation.

        `ranges` are those of the added files, by their ids; `removed` are ids of files.
        """
        number = table.generation + 1
        self._add_files(transaction, added, number)
        self._add_ranges(transaction, table, list(ranges))
        gone = ", ".join(str(int(each)) for each in removed)
        if gone:
            transaction.execute(
                f"UPDATE {self._of('lake_files')} SET removed_by = {number:d} WHERE id IN ({gone}) "
                f"AND table_id = {table.id:d}"
            )
        transaction.execute(
            f"INSERT INTO {self._of('lake_snapshots')} (table_id, number, kind, made_at, row_count, file_count, "
            f"size_bytes) SELECT {table.id:d}, {number:d}, ?, now(), coalesce(sum(row_count), 0), count(*), "
            f"coalesce(sum(size_bytes), 0) FROM {self._of('lake_files')} "
            f"WHERE table_id = {table.id:d} AND removed_by IS NULL",
            [kind],
        )
        transaction.execute(f"UPDATE {self._of('lake_tables')} SET generation = {number:d} WHERE id = {table.id:d}")
        return number

    def _add_files(self, transaction: Transaction, files: Sequence[LakeFile], number: int) -> None:
        if not files:
            return
        rows = [
            {
                **{name: getattr(file, name) for name in _FILE_NAMES},
                "partition_values": list(file.partition_values),
                "columns": [{"id": each.id, "name": each.name, "type": each.type} for each in file.columns],
                "added_by": number,
            }
            for file in files
        ]
        self._insert(transaction, "lake_files", _FILE_NAMES, rows)

    def _add_ranges(self, transaction: Transaction, table: LakeTable, ranges: list[tuple[int, ColumnRange]]) -> None:
        if not ranges:
            return
        rows: list[dict[str, object]] = [
            {"table_id": table.id, "file_id": file_id, **asdict(each)} for file_id, each in ranges
        ]
        self._insert(transaction, "lake_file_columns", list(rows[0]), rows)

    def _insert(
        self, transaction: Transaction, table: str, columns: Sequence[str], rows: list[dict[str, object]]
    ) -> None:
        import pyarrow as pa  # noqa: PLC0415 - thousands of files are bound as one value; nothing else here needs it

        with transaction.relation(pa.Table.from_pylist(rows)) as given:
            names = ", ".join(quote(name) for name in columns)
            transaction.execute(f"INSERT INTO {self._of(table)} ({names}) SELECT {names} FROM {given}")


def _text(value: str | None) -> str:
    return "NULL" if value is None else literal(value)


def _struct_list(columns: Sequence[LakeColumn]) -> str:
    structs = ", ".join(
        f"{{'id': {column.id:d}, 'name': {literal(column.name)}, 'type': {literal(column.type)}, "
        f"'initial': {_text(column.initial)}}}"
        for column in columns
    )
    return f"[{structs}]"


def tables_query(lake_tables: str) -> str:
    """The query whose rows `lake_table` reads, of the ledger's table under its qualified name."""
    return f"SELECT {_TABLE} FROM {lake_tables} ORDER BY id"


def lake_table(row: Sequence[Any]) -> LakeTable:
    """An archived table from its row in the ledger."""
    table_id, schema, name, live, time_column, key, partition_by, target, columns, generation = row
    return LakeTable(
        id=table_id,
        name=TableName(schema=schema, name=name),
        live=TableName(schema=schema, name=live),
        time_column=time_column,
        key=tuple(key),
        partition_by=tuple(partition_by),
        target=target,
        columns=tuple(LakeColumn(**column) for column in columns),
        generation=generation,
    )


def _lake_file(row: Sequence[Any]) -> LakeFile:
    values = dict(zip((*_FILE_NAMES, "removed_by"), row, strict=True))
    values["partition_values"] = tuple(values["partition_values"])
    values["columns"] = tuple(LakeColumn(**column) for column in values["columns"])
    return LakeFile(**values)
