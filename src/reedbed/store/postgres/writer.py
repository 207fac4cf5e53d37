"""Writes: rows go into a table, or into a temporary one beside it first when something about them is to be judged."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from reedbed import errors
from reedbed.errors.counts import count_of
from reedbed.sql import TableName, quote
from reedbed.store.postgres.columns import column_types, definitions, notes, read_columns, read_key
from reedbed.store.postgres.matching import Fitted, matched
from reedbed.store.postgres.rows import Rows
from reedbed.store.postgres.types import told_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.ports.tables import Mode
    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.names import Names, Relation
    from reedbed.store.postgres.transactions import Transactions

MODES = ("replace", "append", "upsert")


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresWritten:
    """What a write did."""

    rows: int
    changed: int
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Staged:
    """Rows in a temporary table, in their order, whose columns are found to fit."""

    name: str
    fitted: list[Fitted]
    count: int


class Writer:
    """Writes to the tables of one store."""

    def __init__(self, transactions: Transactions, names: Names) -> None:
        self._transactions = transactions
        self._names = names

    def write(self, given: object, name: TableName, mode: Mode, key: Sequence[str]) -> PostgresWritten:
        """`write_table` of the port."""
        if mode not in MODES:
            raise errors.UsageError(f"A mode is one of {', '.join(MODES)}; found {mode!r}.", hint='mode="append"')
        if key and mode == "append":
            raise errors.UsageError("A key has no meaning in mode append.", hint='mode="upsert"')
        quote(name.name)
        rows = Rows(given)
        types = column_types(str(name), rows.schema)
        with self._transactions.writing() as connection:
            relation = self._names.find(connection, name)
            if relation is not None and mode == "replace":
                relation = self._kept(connection, relation, rows, types)
            if mode == "upsert":
                changed = self._upsert(connection, name, relation, rows, types, key=key)
            elif relation is None:
                self._create(connection, name, rows, types)
                connection.ingest(rows.reader(str(name)), table=name.name, schema=self._names.schema(name))
                return self._written(connection, name, None)
            else:
                with self._staged(connection, relation, rows, types) as staged:
                    if mode == "replace":
                        connection.execute(f"DELETE FROM {relation.quoted}")
                    _insert(connection, relation, staged)
                    changed = staged.count
            return self._written(connection, name, changed)

    def replace_rows(self, name: TableName, given: object, by: Sequence[str] | Mapping[str, object]) -> PostgresWritten:
        """`replace_rows` of the port."""
        rows = Rows(given)
        types = column_types(str(name), rows.schema)
        with self._transactions.writing() as connection:
            relation = self._names.require(connection, name)
            with self._staged(connection, relation, rows, types) as staged:
                _delete(connection, name, relation, staged, by)
                _insert(connection, relation, staged)
                return self._written(connection, name, staged.count)

    def drop(self, name: TableName) -> None:
        """Drop a table or view; nothing happens when there is none."""
        with self._transactions.writing() as connection:
            relation = self._names.find(connection, name)
            if relation is not None:
                connection.execute(f"DROP {'TABLE' if relation.is_table else 'VIEW'} {relation.quoted}")

    def _written(self, connection: Connection, name: TableName, changed: int | None) -> PostgresWritten:
        count = int(connection.value(f"SELECT count(*) FROM {self._names.require(connection, name).quoted}"))
        version = int(connection.value("SELECT pg_current_xact_id()::text::bigint"))
        return PostgresWritten(rows=count, changed=count if changed is None else changed, version=version)

    def _kept(self, connection: Connection, relation: Relation, rows: Rows, types: dict[str, str]) -> Relation | None:
        """The table that a replace fills again, when it has just these columns; otherwise it is dropped."""
        columns = [(column.name, column.type, column.told) for column in read_columns(connection, relation)]
        told = [(field.name, types[field.name], _told(field, types)) for field in rows.schema]
        if relation.is_table and columns == told:
            return relation
        connection.execute(f"DROP {'TABLE' if relation.is_table else 'VIEW'} {relation.quoted}")
        return None

    def _create(
        self, connection: Connection, name: TableName, rows: Rows, types: dict[str, str], *, key: Sequence[str] = ()
    ) -> Relation:
        table = self._names.sql(name)
        if self._names.schema(name) != self._names.default_schema:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(self._names.schema(name))}")
        columns = definitions(types, rows.schema)
        if key:
            columns.append(f"PRIMARY KEY ({_listed(key)})")
        connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        for statement in notes(table, rows.schema):
            connection.execute(statement)
        return self._names.require(connection, name)

    @contextmanager
    def _staged(
        self, connection: Connection, relation: Relation, rows: Rows, types: dict[str, str]
    ) -> Iterator[Staged]:
        """The rows beside the table they are meant for; a value that does not fit is told with its column."""
        empty = [field.name for field in rows.schema if pa.types.is_null(field.type)]
        fitted = matched(relation.name, read_columns(connection, relation), types, nulls=empty)
        stage = f"reedbed_stage_{uuid.uuid4().hex}"
        columns = ", ".join(f"{quote(name)} {kind}" for name, kind in types.items())
        connection.execute(f"CREATE TEMP TABLE {quote(stage)} ({columns})")
        connection.ingest(rows.reader(relation.name), table=stage, schema=None)
        for each in fitted:
            if each.condition:
                judge(connection, relation, quote(stage), each, types[each.source])
        yield Staged(
            name=quote(stage), fitted=fitted, count=int(connection.value(f"SELECT count(*) FROM {quote(stage)}"))
        )
        connection.execute(f"DROP TABLE {quote(stage)}")

    def _upsert(
        self,
        connection: Connection,
        name: TableName,
        relation: Relation | None,
        rows: Rows,
        types: dict[str, str],
        *,
        key: Sequence[str],
    ) -> int:
        given = list(key) or (read_key(connection, relation) if relation is not None else [])
        if not given:
            raise errors.KeyInvalid(
                f"An upsert into {str(name)!r} needs a key.", hint='key="id"', table=str(name), key=[]
            )
        spelled = {column.casefold(): column for column in types}
        for column in given:
            if column.casefold() not in spelled:
                raise errors.KeyInvalid(
                    f"The key column {column!r} is not among the columns of the rows: {', '.join(types)}.",
                    hint=f"supply {column!r} in every row, or name another key",
                    table=str(name),
                    key=column,
                )
        supplied = [spelled[column.casefold()] for column in given]
        if relation is None:
            relation = self._create(connection, name, rows, types, key=supplied)
        with self._staged(connection, relation, rows, types) as staged:
            _refuse_null_keys(connection, name, staged, supplied)
            return _merge(connection, relation, staged, supplied)


def _told(field: pa.Field, types: dict[str, str]) -> str:
    from reedbed.store.postgres.columns import NARROWER  # noqa: PLC0415 - beside its one use

    return next((told for told, kind in NARROWER.items() if kind == field.type), told_type(types[field.name]))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(quote(name) for name in names)


def judge(connection: Connection, relation: Relation, stage: str, fitted: Fitted, found: str) -> None:
    """Raise `ColumnTypeMismatch` when a staged value does not fit; `stage` is its quoted name."""
    column = quote(fitted.source)
    misfit = connection.rows(
        f"SELECT {column}::text FROM {stage} WHERE {column} IS NOT NULL AND NOT ({fitted.condition}) LIMIT 1"
    )
    if misfit:
        raise errors.ColumnTypeMismatch(
            relation.name,
            fitted.source,
            expected=fitted.column.told,
            found=told_type(found),
            reason=f"The value {misfit[0][0][:120]!r} does not fit.",
        )


def _insert(connection: Connection, relation: Relation, staged: Staged, source: str = "") -> None:
    columns = _listed([each.column.name for each in staged.fitted])
    values = ", ".join(each.expression for each in staged.fitted)
    connection.execute(
        f"INSERT INTO {relation.quoted} ({columns}) SELECT {values} FROM {source or staged.name} ORDER BY ctid"
    )


def _refuse_null_keys(connection: Connection, name: TableName, staged: Staged, key: Sequence[str]) -> None:
    anywhere = " OR ".join(f"{quote(column)} IS NULL" for column in key)
    count = connection.value(f"SELECT count(*) FROM {staged.name} WHERE {anywhere}")
    if count:
        raise errors.KeyInvalid(
            f"{count_of(count, 'row')} for {str(name)!r} with a NULL in the key ({', '.join(key)}).",
            hint="give every row a whole key, or leave such rows out",
            table=str(name),
            key=list(key),
            null_rows=count,
        )


def _merge(connection: Connection, relation: Relation, staged: Staged, key: Sequence[str]) -> int:
    """The last row of each key replaces the table's or is added; how many there were."""
    last = f"SELECT DISTINCT ON ({_listed(key)}) * FROM {staged.name} ORDER BY {_listed(key)}, ctid DESC"
    values = ", ".join(f"{each.expression} AS {quote(each.column.name)}" for each in staged.fitted)
    folded = {column.casefold() for column in key}
    names = [each.column.name for each in staged.fitted]
    same = " AND ".join(f"old.{quote(name)} = new.{quote(name)}" for name in names if name.casefold() in folded)
    changes = ", ".join(f"{quote(name)} = new.{quote(name)}" for name in names if name.casefold() not in folded)
    connection.execute(
        f"MERGE INTO {relation.quoted} AS old USING (SELECT {values} FROM ({last}) AS last) AS new ON {same} "
        f"WHEN MATCHED THEN {f'UPDATE SET {changes}' if changes else 'DO NOTHING'} "
        f"WHEN NOT MATCHED THEN INSERT ({_listed(names)}) VALUES ({', '.join(f'new.{quote(name)}' for name in names)})"
    )
    return int(connection.value(f"SELECT count(*) FROM (SELECT DISTINCT {_listed(key)} FROM {staged.name}) AS keys"))


def _delete(
    connection: Connection,
    name: TableName,
    relation: Relation,
    staged: Staged,
    by: Sequence[str] | Mapping[str, object],
) -> None:
    columns = {column.name.casefold(): column for column in read_columns(connection, relation)}
    unknown = next((column for column in by if column.casefold() not in columns), None)
    if unknown is not None:
        known = [column.name for column in columns.values()]
        raise errors.ColumnNotFound(unknown, where=f"table {str(name)!r}", known=known)
    if isinstance(by, Mapping):
        given = {columns[column.casefold()]: value for column, value in by.items()}
        present = [value for value in given.values() if value is not None]
        at = iter(range(1, len(present) + 1))
        tests = [
            f"{quote(column.name)} IS NULL"
            if value is None
            else f"{quote(column.name)} = CAST(${next(at)} AS {column.type})"
            for column, value in given.items()
        ]
        connection.execute(f"DELETE FROM {relation.quoted} WHERE {' AND '.join(tests)}", present)
        return
    by_name = {each.column.name.casefold(): each for each in staged.fitted}
    missing = next((column for column in by if column.casefold() not in by_name), None)
    if missing is not None:
        raise errors.KeyInvalid(
            f"The key column {missing!r} is not among the columns of the rows.",
            hint=f"supply {missing!r} in every row, or name another key",
            table=str(name),
            key=missing,
        )
    keys = [by_name[column.casefold()] for column in by]
    values = ", ".join(f"{each.expression} AS {quote(each.column.name)}" for each in keys)
    same = " AND ".join(f"old.{quote(each.column.name)} = new.{quote(each.column.name)}" for each in keys)
    connection.execute(
        f"DELETE FROM {relation.quoted} AS old USING (SELECT DISTINCT {values} FROM {staged.name}) AS new WHERE {same}"
    )
