"""One copy, whatever its two ends are."""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import TableName, table_name
from reedbed.store.copying.shapes import CopyResult

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store.copying.stores import CopyEnd, HasCopies, Opener
    from reedbed.store.ledger.copies import CopyRecord


def copy_table(
    here: CopyEnd,
    table: str | TableName,
    *,
    to: str | HasCopies | None,
    source: str | HasCopies | None,
    name: str | TableName | None,
    copy_id: str | None,
    checkpoint: bool | None,
    opener: Opener | None,
) -> CopyResult:
    """Copy `table` from the store `here` to another, or from another to this one.

    Raises `UsageError` unless exactly one of `to` and `source` is given.
    """
    other = source if to is None else to
    if other is None or (to is not None and source is not None):
        raise errors.UsageError(
            "A copy goes to another store or comes from one.", hint='store.copy("t", to="postgresql://…")'
        )
    began = time.monotonic()
    given = table if isinstance(table, TableName) else TableName(name=table)
    kept = table_name(given if name is None else name)
    chosen = copy_id or str(uuid.uuid4())
    with _opened(other, opener) as there:
        sender, receiver = (here, there) if to is not None else (there, here)
        record = receiver.found(chosen)
        if record is None:
            with sender.sending(given) as rows:
                record = receiver.receive(rows, kept, chosen, checkpoint=checkpoint)
        _refuse_another(record, kept)
        return CopyResult(
            copy_id=chosen,
            table=str(kept),
            origin=sender.place,
            target=receiver.place,
            rows=record.rows,
            repeated=record.known,
            seconds=time.monotonic() - began,
        )


@contextmanager
def _opened(other: str | HasCopies, opener: Opener | None) -> Iterator[CopyEnd]:
    if not isinstance(other, str):
        yield other.copies
        return
    if opener is None:
        raise errors.UsageError("This store opens no others.", hint="pass the other store, opened")
    with opener(other) as opened:
        yield opened.copies


def _refuse_another(record: CopyRecord, name: TableName) -> None:
    if (record.name.schema.casefold(), record.name.name.casefold()) != (name.schema.casefold(), name.name.casefold()):
        raise errors.CopyIdTaken(
            f"The copy {record.copy_id!r} is one of {str(record.name)!r}, of {record.copied_at:%Y-%m-%d %H:%M:%S} UTC.",
            hint="leave copy_id out, or choose another",
            copy_id=record.copy_id,
            table=str(record.name),
        )
