"""From the stage into the table: rows, quarantine, cursor and the run's record count together, or none of them.

Rows that are in the table already, value by value, are not written again: a second run changes nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import EngineError, RecordsChanged
from reedbed.ingest.decoding import normal_type, type_name, wider
from reedbed.sql import quote, table_name
from reedbed.store.schema import read_schema, relation_kind, stored_name
from reedbed.store.writing import Select

if TYPE_CHECKING:
    from reedbed.engine import Database, Transaction
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.staging import Stage
    from reedbed.store import StorageManager

STATE: Final = "reedbed_state"


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What became of the rows, and the version of the table when it was written."""

    new: int
    changed: int
    same: int
    version: int | None


def load(store: StorageManager, transaction: Transaction, stage: Stage, *, replaces: bool) -> Loaded:
    """Bring the stage's rows into the table, inside `transaction`.

    `replaces` makes the table these rows, for a source without a key. Raises `RecordsChanged` when a column has become
    wider and the table's cannot.
    """
    source = stage.source
    if not source.columns:
        # None are declared, and no record has come that could show any.
        return Loaded(new=0, changed=0, same=0, version=None)
    if not replaces:
        _follow(store.database, transaction, source)
    with transaction.relation(stage.rows()) as rows:
        if replaces or _is_missing(store.database, source):
            version = _write(store, source, f"SELECT {_columns(source)} FROM {rows}", replaces=replaces)
            return Loaded(new=stage.row_count(), changed=0, same=0, version=version)
        return _merge(store, transaction, stage, rows)


def _merge(store: StorageManager, transaction: Transaction, stage: Stage, rows: str) -> Loaded:
    """Write those of `rows` that the table has not, or has with other values."""
    source = stage.source
    name = quote(f"reedbed_ingest_{uuid.uuid4().hex}")
    transaction.execute(
        f"CREATE TEMP TABLE {name} AS SELECT * FROM (SELECT new.*, {_state(store.database, source, rows)})"
        f" WHERE {STATE} <> 'same'"
    )
    counts = dict(transaction.rows(f"SELECT {STATE}, count(*) FROM temp.{name} GROUP BY ALL"))
    new, changed = int(counts.get("new", 0)), int(counts.get("changed", 0))
    version = None
    if new or changed:
        select = f"SELECT {_columns(source)} FROM temp.{name} ORDER BY rowid"
        version = _write(store, source, select, replaces=False)
    transaction.execute(f"DROP TABLE temp.{name}")
    return Loaded(new=new, changed=changed, same=stage.row_count() - new - changed, version=version)


def _write(store: StorageManager, source: Source, select: str, *, replaces: bool) -> int | None:
    """Write the rows of a SELECT; returns the table's version."""
    written = store.operations.writer.write(
        Select(sql=select),
        table_name(source.table),
        "replace" if replaces else "upsert",
        key=source.key,
        checkpoint=store.checkpoints_by_default and store.operations.publisher is not None,
    )
    return written.version


def _follow(database: Database, transaction: Transaction, source: Source) -> None:
    """Give the table the columns that it has not, and those that became wider their types.

    Rows have NULL in a new column until they come again.
    """
    if _is_missing(database, source):
        return
    found = stored_name(database, table_name(source.table))
    known = {name.casefold(): normal_type(type_) for name, type_ in read_schema(database, found).types.items()}
    table = database.qualified(found.schema, found.name)
    for name, column in source.columns.items():
        old, new = known.get(name.casefold()), type_name(column)
        if old is None:
            transaction.execute(f"ALTER TABLE {table} ADD COLUMN {quote(name)} {new}")
        elif old != new and source.mode_of(name) == "evolve" and wider([old, new]) == new:
            _widen(transaction, source, table, name)


def _widen(transaction: Transaction, source: Source, table: str, name: str) -> None:
    column, new = quote(name), type_name(source.columns[name])
    if new == "DOUBLE":
        # The one type that holds some values of a narrower one only nearly: whole numbers beyond 2 ** 53.
        same = f"TRY_CAST({column} AS HUGEINT) IS NOT DISTINCT FROM TRY_CAST(CAST({column} AS DOUBLE) AS HUGEINT)"
        ((rounded,),) = transaction.rows(f"SELECT count(*) FROM {table} WHERE NOT ({same})")
        if rounded:
            raise _not_wider(source, name, f"{rounded:,} of its values would be rounded.")
    try:
        transaction.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DATA TYPE {new}")
    except EngineError as error:
        raise _not_wider(source, name, error.message) from error


def _not_wider(source: Source, name: str, why: str) -> RecordsChanged:
    return RecordsChanged(
        f"Column {name!r} of table {source.table!r} has to become {source.columns[name].type} and cannot: {why}",
        hint=f"columns: {{{name}: {{drift: quarantine}}}}",
        source=source.name,
        column=name,
    )


def _columns(source: Source) -> str:
    return ", ".join(
        f"CAST({quote(name)} AS {type_name(column)}) AS {quote(name)}" for name, column in source.columns.items()
    )


def _is_missing(database: Database, source: Source) -> bool:
    return relation_kind(database, stored_name(database, table_name(source.table))) is None


def _state(database: Database, source: Source, rows: str) -> str:
    """The SQL of whether a row of `rows` AS new is new, changed or the same in the light of the table, and its FROM."""
    found = stored_name(database, table_name(source.table))
    old = database.qualified(found.schema, found.name)
    match = " AND ".join(f"old.{quote(name)} = new.{quote(name)}" for name in source.key)
    others = [name for name in source.columns if name not in source.key]
    same = " AND ".join(f"old.{quote(name)} IS NOT DISTINCT FROM new.{quote(name)}" for name in others) or "true"
    unique = {name.casefold() for name in read_schema(database, found).primary_key}
    if unique and unique <= {name.casefold() for name in source.key}:
        known = f"CASE WHEN old.{quote(source.key[0])} IS NOT NULL THEN {same} END"
        given = f"{rows} AS new LEFT JOIN {old} AS old ON {match}"
    else:
        # Several rows of the table may have the key.
        known = f"(SELECT bool_and({same}) FROM {old} AS old WHERE {match})"
        given = f"{rows} AS new"
    return f"CASE {known} WHEN true THEN 'same' WHEN false THEN 'changed' ELSE 'new' END AS {STATE} FROM {given}"
