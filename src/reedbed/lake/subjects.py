"""What is to be archived: a table that is there, or one that has an archive already, and how its archive is kept."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import ArchiveDiffers, ColumnNotFound, KeyInvalid, NotArchivable, NotArchived, TableNotFound
from reedbed.errors.counts import count_of
from reedbed.lake.federation import refuse_collations, refuse_references
from reedbed.lake.grains import TIMES, checked_partitions
from reedbed.lake.names import live_name
from reedbed.lake.records import LakeColumn, LakeRecords, LakeTable
from reedbed.sql import quote
from reedbed.store.schema import find_relation, list_relations, read_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor, Database
    from reedbed.sql import TableName
    from reedbed.store.schema import TableSchema

UNNUMBERED: Final = 0
"""The id of a table that has no archive yet."""

DEFAULT_PARTITIONS: Final = ("year", "month")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """How a call wants a table's archive to be kept; None where it does not say.

    `default_target` is for a table that has none yet.
    """

    time_column: str | None = None
    partition_by: Sequence[str] | None = None
    target: str | None = None
    key: Sequence[str] | None = None
    default_target: str | None = None


def with_default(wishes: Wishes, default_target: str) -> Wishes:
    """The same wishes, with a place for the files of a table that has no archive yet."""
    return wishes if wishes.default_target is not None else replace(wishes, default_target=default_target)


def archived(records: LakeRecords, name: TableName) -> LakeTable:
    """The archived table of this name. Raises `NotArchived`."""
    found = records.table(name)
    if found is None:
        raise NotArchived(f"{str(name)!r} has no archive.", hint="reedbed lake list", table=str(name))
    return found


def subject(database: Database, name: TableName, wishes: Wishes) -> LakeTable:
    """The archived table of this name, or what it would be.

    Raises `TableNotFound`, `NotArchivable`, `ColumnNotFound`, `KeyInvalid`, `ArchiveDiffers`.
    """
    known = LakeRecords(database).table(name)
    if known is not None:
        refuse_difference(known, wishes)
        return known
    relation = find_relation(database, name)
    if relation is None:
        raise TableNotFound(str(name), [str(each) for each in list_relations(database)])
    if relation.kind != "table":
        raise NotArchivable(
            f"{str(name)!r} is an SQL view: it has no rows of its own.",
            hint="archive the tables that it reads",
            table=str(name),
        )
    refuse_references(database, relation.name)
    refuse_collations(database, relation.name)
    schema = read_schema(database, relation.name)
    time_column = _column(relation.name, schema, wishes.time_column or _only_time(relation.name, schema))
    if schema.types[time_column] not in TIMES:
        raise NotArchivable(
            f"Column {time_column!r} of {str(name)!r} is a {schema.types[time_column]}, which is no time.",
            hint=f"ALTER TABLE {relation.name.quoted} ALTER {quote(time_column)} TYPE TIMESTAMPTZ",
            table=str(name),
            column=time_column,
        )
    return LakeTable(
        id=UNNUMBERED,
        name=relation.name,
        live=live_name(relation.name),
        time_column=time_column,
        key=_key(database, relation.name, schema, wishes.key),
        partition_by=checked_partitions(
            str(name), DEFAULT_PARTITIONS if wishes.partition_by is None else wishes.partition_by, schema.types
        ),
        target=(wishes.default_target or "") if wishes.target is None else wishes.target,
        columns=tuple(
            LakeColumn(id=number, name=column.name, type=column.type) for number, column in enumerate(schema.columns)
        ),
        generation=0,
    )


def refuse_difference(table: LakeTable, wishes: Wishes) -> None:
    """Raise `ArchiveDiffers` when a call wants an archive kept in another way than it is."""
    pairs = (
        ("time_column", table.time_column, wishes.time_column),
        ("partition_by", table.partition_by, None if wishes.partition_by is None else tuple(wishes.partition_by)),
        ("target", table.target, wishes.target),
        ("key", table.key, None if wishes.key is None else tuple(wishes.key)),
    )
    for name, found, wanted in pairs:
        if wanted is not None and wanted != found:
            raise ArchiveDiffers(
                f"The archive of {str(table.name)!r} has {name} {_shown(found)}; the call asks for {_shown(wanted)}.",
                hint=f"reedbed lake restore {table.name.argument}",
                table=str(table.name),
                argument=name,
            )


def _shown(value: str | tuple[str, ...]) -> str:
    return (repr(value) if value else "its default") if isinstance(value, str) else ", ".join(value) or "nothing"


def _column(name: TableName, schema: TableSchema, wanted: str) -> str:
    for column in schema.types:
        if column.casefold() == wanted.casefold():
            return column
    raise ColumnNotFound(wanted, where=f"table {str(name)!r}", known=schema.types)


def _only_time(name: TableName, schema: TableSchema) -> str:
    times = [column.name for column in schema.columns if column.type in TIMES]
    if len(times) == 1:
        return times[0]
    found = f"several columns of a time: {', '.join(times)}" if times else "no column of a time"
    raise NotArchivable(
        f"{str(name)!r} has {found}; rows are archived by one.",
        hint=f"reedbed lake archive {name.argument} --time-column COLUMN --older-than 30d",
        table=str(name),
    )


def _key(database: Database, name: TableName, schema: TableSchema, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The key that tells rows apart: the primary key, or the one that is asked for and holds in the whole table."""
    if wanted is None:
        return schema.primary_key
    key = tuple(_column(name, schema, each) for each in wanted)
    if not key or set(key) == set(schema.primary_key):
        return key
    hint = "name columns that tell every row from the others, or none"
    _refuse_doubles(database, name, key, database.qualified(name.schema, name.name), hint=hint)
    return key


def require_key(database: Database, cursor: Cursor, table: LakeTable, rows: str) -> None:
    """Raise `KeyInvalid` when `rows`, SQL of what follows FROM, repeat a key or lack it.

    DuckDB sees to it for a primary key. Any other one is a promise, which may be broken after the first archive.
    """
    there = table.live if table.generation else table.name
    if set(table.key) != set(read_schema(database, there).primary_key):
        listed = ", ".join(map(quote, table.key))
        missing = " OR ".join(f"{quote(each)} IS NULL" for each in table.key)
        broken = f"SELECT {listed} FROM {table.name.quoted} GROUP BY ALL HAVING count(*) > 1 OR {missing}"
        _refuse_doubles(cursor, table.name, table.key, rows, hint=shlex.join(["reedbed", "sql", broken]))


def _refuse_doubles(asked: Cursor | Database, name: TableName, key: Sequence[str], rows: str, *, hint: str) -> None:
    if not key:
        return
    columns = ", ".join(map(quote, key))
    missing = " OR ".join(f"{quote(each)} IS NULL" for each in key)
    [(nulls, doubles)] = asked.rows(
        f"SELECT count(*) FILTER (WHERE {missing}), count(*) - (SELECT count(*) FROM "
        f"(SELECT DISTINCT {columns} FROM {rows})) FROM {rows}"
    )
    if nulls or doubles:
        counted = count_of(nulls or doubles, "row")
        what = f"it has a NULL in {counted}" if nulls else f"it repeats in {counted}"
        raise KeyInvalid(
            f"({', '.join(key)}) is no key of {str(name)!r}: {what}.",
            hint=hint,
            table=str(name),
            key=list(key),
        )
