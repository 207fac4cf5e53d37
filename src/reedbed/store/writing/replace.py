"""Mode `replace`: the table becomes exactly the rows, with the rows' columns and types. A primary key stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine import stored_type
from reedbed.store.checkpoints.manifest import Column
from reedbed.store.checkpoints.publishing import decoded_select, encoded_select
from reedbed.store.writing.target import column_list

if TYPE_CHECKING:
    from reedbed.store.checkpoints.manifest import Part
    from reedbed.store.checkpoints.publishing import Publisher
    from reedbed.store.writing.target import Target


def replace_table(target: Target, key: tuple[str, ...], publisher: Publisher | None) -> list[Part]:
    """Write the rows; returns the checkpoint's parts, none without a publisher.

    With a checkpoint the rows go to Parquet first and from there into the table: the source is read once.
    """
    part = None
    rows = f"SELECT * FROM {target.source}"
    if publisher is not None:
        columns = [Column(name=name, type=kind, stored_type=stored_type(kind)) for name, kind in target.found.items()]
        part = publisher.write_part(target.transaction, target.name, encoded_select(columns, target.source))
        rows = decoded_select(columns, [part.path])
    target.transaction.execute(f"CREATE OR REPLACE TABLE {target.sql} AS {rows}")
    if key:
        target.transaction.execute(f"ALTER TABLE {target.sql} ADD PRIMARY KEY ({column_list(key)})")
    return [part.publish()] if part else []
