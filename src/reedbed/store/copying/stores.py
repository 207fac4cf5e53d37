"""The two ends of a copy, as protocols; and the end that is a store on DuckDB, embedded in this process."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

import pyarrow as pa

from reedbed import errors
from reedbed.errors.counts import count_of
from reedbed.sql import TableName, quote
from reedbed.store.copying.shapes import CopyColumn, Shape
from reedbed.store.ledger.copies import CopyRecord, CopyRecords
from reedbed.store.schema import find_relation, list_relations, read_schema
from reedbed.store.writing import Select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from reedbed.engine import Database
    from reedbed.store.writing import TableWriter

BATCH_ROWS = 20_480
"""Rows of a batch on their way: ten vectors of DuckDB's; larger ones leave the processor's cache."""


@dataclass(kw_only=True, slots=True)
class Sending:
    """Rows that can be read once, in the columns of `shape`; `count` is how many have been read."""

    shape: Shape
    reader: pa.RecordBatchReader
    origin: str
    count: int = field(default=0, init=False)

    def counted(self) -> pa.RecordBatchReader:
        """The rows, counted as they are taken."""

        def batches() -> Iterator[pa.RecordBatch]:
            for batch in self.reader:
                self.count += batch.num_rows
                yield batch

        return pa.RecordBatchReader.from_batches(self.reader.schema, batches())


class CopyEnd(Protocol):
    """A store as one end of a copy."""

    @property
    def place(self) -> str:
        """Where the store is, without a password."""
        ...

    def found(self, copy_id: str) -> CopyRecord | None:
        """The copy of this id that the store has."""
        ...

    def sending(self, name: TableName) -> AbstractContextManager[Sending]:
        """The rows of a table or view, of one moment. Raises `TableNotFound`."""
        ...

    def receive(self, sending: Sending, name: TableName, copy_id: str, *, checkpoint: bool | None) -> CopyRecord:
        """Make the table exactly the rows, all or nothing, and record the copy in the same transaction.

        `checkpoint` of None is what the store does by itself, where it has checkpoints at all. When a copy of this id
        is there, nothing is stored. Raises `CopyMiscounted`.
        """
        ...


class HasCopies(Protocol):
    """A store that copies can come from and go to."""

    @property
    def copies(self) -> CopyEnd:
        """The store as one end of a copy."""
        ...


Opener: TypeAlias = "Callable[[str], AbstractContextManager[HasCopies]]"
"""Opens a store by its URL or folder, for a block."""


class Copies:
    """A DuckDB store that this process has open, as one end of a copy."""

    def __init__(self, database: Database, writer: TableWriter) -> None:
        self._database = database
        self._writer = writer
        self.records = CopyRecords(database)
        self.checkpoints_by_default = True

    @property
    def place(self) -> str:
        """The path of the database."""
        return str(self._database.path or "memory")

    def found(self, copy_id: str) -> CopyRecord | None:
        """The copy of this id that the store has."""
        return self.records.find(copy_id)

    @contextmanager
    def sending(self, name: TableName) -> Iterator[Sending]:
        """The rows of a table or view, of one moment; they wait for nobody and keep nobody waiting."""
        database = self._database
        if database.in_transaction:
            raise errors.UsageError(
                "A copy to another store cannot be undone with this transaction.",
                hint="copy outside of store.transaction()",
            )
        relation = find_relation(database, name)
        if relation is None:
            raise errors.TableNotFound(str(name), [str(each) for each in list_relations(database)])
        found = read_schema(database, relation.name)
        columns = tuple(
            CopyColumn(name=column.name, type=column.type, nullable=column.nullable) for column in found.columns
        )
        shape = Shape(columns=columns, key=found.primary_key)
        listed = ", ".join(f"{each.sent} AS {quote(each.name)}" for each in columns)
        table = database.qualified(relation.name.schema, relation.name.name)
        reader = database.stream(f"SELECT {listed} FROM {table}", batch_rows=BATCH_ROWS)
        try:
            yield Sending(shape=shape, reader=reader, origin=self.place)
        finally:
            reader.close()

    def receive(self, sending: Sending, name: TableName, copy_id: str, *, checkpoint: bool | None) -> CopyRecord:
        """Make the table exactly the rows, and record the copy, in one transaction."""
        wanted = self.checkpoints_by_default if checkpoint is None else checkpoint
        with self._database.transaction() as transaction:
            known = self.records.find(copy_id)
            if known is not None:
                return known
            with transaction.relation(sending.counted()) as relation:
                source = Select(f"SELECT {sending.shape.selected()} FROM {relation}")
                written = self._writer.write(source, name, "replace", key=sending.shape.key, checkpoint=wanted)
            if written.rows != sending.count:
                raise miscounted(name, sent=sending.count, stored=written.rows)
            return self.records.add(
                transaction, copy_id, name, rows=written.rows, version=written.version, origin=sending.origin
            )


def miscounted(name: TableName, *, sent: int, stored: int) -> errors.CopyMiscounted:
    """The error for rows that got lost or were doubled on the way."""
    return errors.CopyMiscounted(
        f"{str(name)!r} was sent {count_of(sent, 'row')} and stored {stored:,}; nothing was changed.",
        hint="run the copy again",
        table=str(name),
        sent=sent,
        stored=stored,
    )
