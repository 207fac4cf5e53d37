"""Applying a recomputed stretch of time to a view's table: nothing, an append, or a replacement of that stretch."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import literal, quote
from reedbed.store.views.sources import view_rows
from reedbed.store.views.timeline import aligned, columns_of, earlier, output_column
from reedbed.store.writing import Select, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.engine import Database, Transaction
    from reedbed.store.views.host import ViewHost
    from reedbed.store.views.registry import View
    from reedbed.store.views.timeline import TimeAxis
    from reedbed.store.writing import Mode

    Write = Callable[[Select, Mode], None]

# A stretch begins at the first row that its own inputs lead to; hours and days settle at the second look.
_LOOKS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A view's rows from `start` on: a temporary table, and the time column as the rows spell it."""

    rows: str
    start: str
    column: str
    type: str
    axis: TimeAxis


@contextmanager
def recomputed(
    store: ViewHost, transaction: Transaction, view: View, axis: TimeAxis, start: str
) -> Iterator[Stretch | None]:
    """The view's rows from `start` or somewhat earlier on.

    None when they cannot take the place of the table's rows: other columns, or no moment that they begin at.
    """
    database = store.database
    table = database.qualified(view.table.schema, view.table.name)
    before = columns_of(database, table)
    start = aligned(database, table, output_column(view, before), axis, start)
    for _ in range(_LOOKS):
        with _stage(store, transaction, view_rows(store, view, axis, start)) as stage:
            columns = columns_of(database, stage)
            column = output_column(view, columns)
            sooner = earlier(database, stage, column, axis, start)
            if list(columns.items()) != list(before.items()):
                break
            if sooner is None:
                yield Stretch(rows=stage, start=start, column=column, type=columns[column], axis=axis)
                return
        start = sooner
    yield None


def apply_stretch(database: Database, transaction: Transaction, view: View, stretch: Stretch, write: Write) -> bool:
    """Let the stretch be the table's rows from its start on; returns whether anything changed.

    When no row goes, the new ones are appended, so that the cost does not grow with the table.
    """
    table = database.qualified(view.table.schema, view.table.name)
    column = quote(stretch.column)
    kind = stretch.axis.type
    since = f"CAST({column} AS {kind}) >= CAST({literal(stretch.start)} AS {kind})"
    old, new = f"SELECT * FROM {table} WHERE {since} OR {column} IS NULL", f"SELECT * FROM {stretch.rows}"
    if transaction.row(f"SELECT 1 FROM ({old} EXCEPT ALL {new}) LIMIT 1") is not None:
        write(Select(f"SELECT * FROM {table} WHERE NOT ({since}) UNION ALL {new}"), "replace")
        return True
    added = f"{new} EXCEPT ALL ({old})"
    if transaction.row(f"SELECT 1 FROM ({added}) LIMIT 1") is None:
        return False
    write(Select(added), "append")
    return True


@contextmanager
def _stage(store: ViewHost, transaction: Transaction, rows: object) -> Iterator[str]:
    name = quote(f"reedbed_stretch_{uuid.uuid4().hex}")
    with readable(store.database, transaction, rows) as source:
        transaction.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT * FROM {source}")
    yield f"temp.{name}"
    # After a failure the rollback takes the table away.
    if transaction.failure is None:
        transaction.execute(f"DROP TABLE temp.{name}")
