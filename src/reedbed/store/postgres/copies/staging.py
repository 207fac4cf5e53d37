"""Rows of a copy on the server, beside the table that they are meant for: stored, counted, with their key."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pyarrow as pa

from reedbed import errors
from reedbed.sql import quote
from reedbed.store.copying.stores import miscounted
from reedbed.store.postgres.copies.types import checks, definitions, notes, required_type, wire_type
from reedbed.store.postgres.names import fitting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.pgwire.values.types import ColumnType
    from reedbed.sql import TableName
    from reedbed.store.copying import Sending, Shape
    from reedbed.store.postgres.copies.session import CopySession
    from reedbed.store.postgres.names import Names


def stage(session: CopySession, names: Names, name: TableName, sending: Sending) -> str:
    """Store the rows in a new table of the schema of `name`; returns its quoted name.

    Raises `ColumnTypeMismatch` for a type that PostgreSQL lacks, `CopyMiscounted`, and what the server refuses.
    """
    shape = sending.shape
    for column in shape.columns:
        fitting(column.name)
    schema = names.schema(name)
    relation = f"{quote(schema)}.{quote(f'reedbed_copy_{uuid.uuid4().hex}')}"
    columns = definitions(str(name), shape)
    if schema != names.default_schema:
        session.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}")
    session.execute(f"CREATE TABLE {relation} ({', '.join(columns)})")
    kinds = [wire_type(column) for column in shape.columns]
    stored = session.copy_in(relation, _levelled(sending, kinds), kinds)
    if stored != sending.count:
        raise miscounted(name, sent=sending.count, stored=stored)
    _complete(session, name, relation, shape)
    return relation


def _complete(session: CopySession, name: TableName, relation: str, shape: Shape) -> None:
    """Give the stage what rows are loaded without: types that they had no wire form of, checks, key and notes."""
    changes = [
        f"ALTER COLUMN {quote(column.name)} TYPE {kind} USING {quote(column.name)}::{kind}"
        for column in shape.columns
        if column.sent_as != column.type
        for kind in [required_type(str(name), column)]
    ]
    changes += [f"ADD {check}" for check in checks(shape)]
    if shape.key:
        changes.append(f"ADD PRIMARY KEY ({', '.join(map(quote, shape.key))})")
    if changes:
        session.execute(f"ALTER TABLE {relation} {', '.join(changes)}")
    for statement in notes(relation, shape):
        session.execute(statement)


def _levelled(sending: Sending, kinds: list[ColumnType]) -> Iterator[pa.RecordBatch]:
    """The batches in the memory layouts that the encoders read."""
    for batch in sending.counted():
        arrays = [_plain(array) for array in batch.columns]
        for name, array, kind in zip(batch.schema.names, arrays, kinds, strict=True):
            _refuse_finer(name, array, kind)
        yield pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])


def _plain(array: pa.Array) -> pa.Array:
    kind = array.type
    if pa.types.is_dictionary(kind):
        return array.dictionary_decode()
    if kind in {pa.large_string(), pa.string_view()}:
        return array.cast(pa.string())
    if kind in {pa.large_binary(), pa.binary_view()}:
        return array.cast(pa.binary())
    return array


def _refuse_finer(name: str, array: pa.Array, kind: ColumnType) -> None:
    """Refuse nanoseconds that are no microseconds: the server's moments hold none."""
    unit = getattr(array.type, "unit", "")
    if unit != "ns" or not (pa.types.is_timestamp(array.type) or pa.types.is_time(array.type)):
        return
    try:
        array.cast(pa.time64("us") if pa.types.is_time(array.type) else pa.timestamp("us", array.type.tz))
    except pa.ArrowInvalid as error:
        raise errors.ColumnTypeMismatch(
            "copy", name, expected="of microseconds", found=kind.duckdb, reason=str(error)
        ) from error
