"""Writes tables: one transaction for rows, ledger and checkpoint, whatever the mode."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from reedbed import errors
from reedbed.sql import TableName, quote
from reedbed.store.checkpoints.publishing import encoded_select, manifest_columns
from reedbed.store.schema import find_relation, read_definition, read_schema
from reedbed.store.writing.append import append_rows
from reedbed.store.writing.matching import UNTYPED
from reedbed.store.writing.replace import replace_table
from reedbed.store.writing.sources import arrow_or_expression, null_columns, readable, source_types
from reedbed.store.writing.target import Target, column_list
from reedbed.store.writing.upsert import last_of_each_key, refuse_null_keys, staged, supplied_key, upsert_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.engine import Database
    from reedbed.store.checkpoints.manifest import Manifest, Part
    from reedbed.store.checkpoints.publishing import Publisher
    from reedbed.store.ledger import CheckpointRecord, TableRecords

Mode = Literal["replace", "append", "upsert"]


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteResult:
    """What a write did: rows in the table after it, rows that it added or changed, and the table's new version."""

    table: str
    mode: str
    rows: int
    changed: int
    version: int
    checkpoint: bool


class TableWriter:
    """Writes the tables of one store."""

    def __init__(self, database: Database, tables: TableRecords, publisher: Publisher | None) -> None:
        self._database = database
        self._tables = tables
        self._publisher = publisher

    def write(
        self,
        rows: object,
        name: TableName,
        mode: Mode,
        *,
        key: Sequence[str],
        checkpoint: bool,
        origin: dict[str, Any] | None = None,
    ) -> WriteResult:
        """Write `rows`; on return they are durable, unless a transaction is open around this call."""
        if mode not in get_args(Mode):
            raise errors.UsageError(f"mode is one of {', '.join(get_args(Mode))}; found {mode!r}.", mode=mode)
        if mode == "append" and key:
            raise errors.UsageError("mode 'append' takes no key; use mode 'upsert'.", key=list(key))
        with self._target(rows, name) as (target, exists):
            publisher = self._publisher if checkpoint else None
            parts: list[Part] | None = None
            if mode == "append" and exists:
                changed, parts = self._append(target, publisher)
            elif mode == "upsert" and exists:
                changed = upsert_rows(target, key or self._declared_key(target))
            elif mode == "upsert":
                changed = self._create_by_key(target, key)
            else:
                parts = replace_table(target, self._kept_key(target, key, exists=exists), publisher)
                changed = target.count()
            return self._record(
                target, mode=mode, changed=changed, publisher=publisher, parts=parts, origin=origin, exists=exists
            )

    def replace_rows(
        self, rows: object, name: TableName, by: Sequence[str] | Mapping[str, object], *, checkpoint: bool
    ) -> WriteResult:
        """Delete the rows that `by` selects and insert `rows`: by the keys that occur in them, or by given values."""
        if not by:
            raise errors.KeyInvalid("replace_rows needs at least one key column.", table=str(name))
        with self._target(rows, name) as (target, exists):
            if not exists:
                raise errors.TableNotFound(str(name))
            with staged(target, target.fitted_select(self._supplied_columns(target))) as stage:
                self._delete(target, stage, by)
                changed, _ = append_rows(self._from_stage(target, stage), None)
            publisher = self._publisher if checkpoint else None
            return self._record(target, mode="replace_rows", changed=changed, publisher=publisher, parts=None)

    def checkpoint(
        self, name: TableName, publisher: Publisher, *, origin: dict[str, Any] | None = None
    ) -> CheckpointRecord:
        """Write the checkpoint of a table anew from its rows."""
        with self._database.transaction() as transaction:
            version = self._tables.version(name)
            table = self._database.qualified(name.schema, name.name)
            schema = read_schema(self._database, name)
            select = encoded_select(manifest_columns(schema), table)
            part = publisher.write_part(transaction, name, select).publish()
            if version is None:
                version = self._tables.touch(transaction, name, rows=part.row_count, writer="checkpoint")
            publisher.point(
                transaction,
                name,
                schema=schema,
                definition=read_definition(self._database, name),
                version=version,
                parts=[part],
                origin=origin,
            )
            record = publisher.records.get(name)
        if record is None:
            raise errors.CheckpointNotFound(f"{name} has no checkpoint.", table=str(name))
        return record

    @contextmanager
    def _target(self, rows: object, name: TableName) -> Iterator[tuple[Target, bool]]:
        rows = arrow_or_expression(rows)
        with self._database.transaction() as transaction, readable(self._database, transaction, rows) as source:
            relation = find_relation(self._database, name)
            name, kind = relation or (name, None)
            if kind == "view":
                raise errors.InvalidName(
                    f"{name} is an SQL view of the database; rows are written to tables.",
                    hint=f"DROP VIEW {name.quoted}",
                    name=str(name),
                )
            if kind is None:
                schema = f"{quote(self._database.catalog)}.{quote(name.schema)}"
                transaction.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            target = Target(
                database=self._database,
                transaction=transaction,
                name=name,
                source=source,
                found=_found(source_types(transaction, source), null_columns(rows) if kind else ()),
            )
            yield target, kind == "table"

    def _append(self, target: Target, publisher: Publisher | None) -> tuple[int, list[Part] | None]:
        """Append as a part when the present checkpoint holds the whole table; otherwise it is written anew."""
        manifest = self._current_manifest(target, publisher)
        changed, part = append_rows(target, publisher if manifest else None)
        if publisher is None or manifest is None or part is None:
            return changed, None
        if changed == 0:
            publisher.discard_part(target.transaction, target.name, part)
            return 0, list(manifest.parts)
        return changed, publisher.merged(target.transaction, target.name, [*manifest.parts, part])

    def _current_manifest(self, target: Target, publisher: Publisher | None) -> Manifest | None:
        """The manifest of the present checkpoint, when it holds the whole table as it is before this write."""
        manifest = publisher.present(target.name) if publisher else None
        if manifest is None or manifest.version != self._tables.version(target.name):
            return None
        return manifest if manifest.row_count == target.count() else None

    def _declared_key(self, target: Target) -> Sequence[str]:
        key = target.schema().primary_key
        if not key:
            raise errors.KeyInvalid(
                f"An upsert into {str(target.name)!r} needs a key: it has no primary key and none was given.",
                hint='write_table(…, mode="upsert", key=("column", …))',
                table=str(target.name),
            )
        return key

    def _kept_key(self, target: Target, key: Sequence[str], *, exists: bool) -> tuple[str, ...]:
        if key:
            return tuple(supplied_key(target, key))
        declared = target.schema().primary_key if exists else ()
        folded = {name.casefold() for name in target.found}
        return declared if all(name.casefold() in folded for name in declared) else ()

    def _create_by_key(self, target: Target, key: Sequence[str]) -> int:
        """The first upsert makes the table, with its key declared."""
        if not key:
            raise errors.KeyInvalid(
                f"The first upsert into {str(target.name)!r} needs a key.",
                hint='write_table(…, mode="upsert", key=("column", …))',
                table=str(target.name),
            )
        with staged(target, f"SELECT * FROM {target.source}") as stage:
            names = supplied_key(target, key)
            refuse_null_keys(target, stage, names)
            unique = last_of_each_key(target, stage, names)
            replace_table(target.of(unique), tuple(names), None)
        return target.count()

    def _supplied_columns(self, target: Target) -> list[Any]:
        supplied = {name.casefold() for name in target.found}
        return [column for column in target.stored_columns() if column.name.casefold() in supplied]

    def _from_stage(self, target: Target, stage: str) -> Target:
        return Target(
            database=self._database,
            transaction=target.transaction,
            name=target.name,
            source=stage,
            found={column.name: column.type for column in self._supplied_columns(target)},
        )

    def _delete(self, target: Target, stage: str, by: Sequence[str] | Mapping[str, object]) -> None:
        known = {column.name.casefold() for column in target.stored_columns()}
        for name in by:
            if name.casefold() not in known:
                raise errors.ColumnNotFound(name, where=f"table {str(target.name)!r}", known=target.schema().types)
        if not isinstance(by, Mapping):
            keys = supplied_key(target, list(by))
            where = " AND ".join(f"old.{quote(n)} IS NOT DISTINCT FROM new.{quote(n)}" for n in keys)
            target.transaction.execute(
                f"DELETE FROM {target.sql} AS old USING (SELECT DISTINCT {column_list(keys)} FROM {stage}) AS new "
                f"WHERE {where}"
            )
            return
        where = " AND ".join(f"{quote(name)} IS NOT DISTINCT FROM ?" for name in by)
        target.transaction.execute(f"DELETE FROM {target.sql} WHERE {where}", list(by.values()))

    def _record(
        self,
        target: Target,
        *,
        mode: str,
        changed: int,
        publisher: Publisher | None,
        parts: list[Part] | None,
        origin: dict[str, Any] | None = None,
        exists: bool = True,
    ) -> WriteResult:
        rows = target.count()
        version = self._tables.version(target.name)
        kept = publisher is None or parts is not None or self._current_manifest(target, publisher) is not None
        if mode in {"append", "upsert"} and exists and changed == 0 and version is not None and kept:
            # Nothing happened: whoever depends on the table must not take it for changed.
            return self._result(target, mode, rows=rows, changed=0, version=version, publisher=publisher)
        appended = mode == "append" and exists
        version = self._tables.touch(target.transaction, target.name, rows=rows, writer=mode, appended=appended)
        if publisher is not None:
            schema = target.schema()
            if parts is None:
                select = encoded_select(manifest_columns(schema), target.sql)
                parts = [publisher.write_part(target.transaction, target.name, select).publish()]
            publisher.point(
                target.transaction,
                target.name,
                schema=schema,
                definition=read_definition(self._database, target.name),
                version=version,
                parts=parts,
                origin=origin,
            )
        return self._result(target, mode, rows=rows, changed=changed, version=version, publisher=publisher)

    def _result(
        self, target: Target, mode: str, *, rows: int, changed: int, version: int, publisher: Publisher | None
    ) -> WriteResult:
        return WriteResult(
            table=str(target.name),
            mode=mode,
            rows=rows,
            changed=changed,
            version=version,
            checkpoint=publisher is not None,
        )


def _found(types: dict[str, str], nulls: Sequence[str]) -> dict[str, str]:
    """The columns of rows with their types; DuckDB takes a column of nothing but NULLs for integers."""
    return types | dict.fromkeys(nulls, UNTYPED)
