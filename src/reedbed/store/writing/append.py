"""Mode `append`: the rows are added, with a checkpoint as one more part; the cost does not grow with the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.store.checkpoints.publishing import decoded_select, encoded_select
from reedbed.store.writing.target import column_list

if TYPE_CHECKING:
    from reedbed.store.checkpoints.manifest import Part
    from reedbed.store.checkpoints.publishing import Publisher
    from reedbed.store.writing.target import Target


def append_rows(target: Target, publisher: Publisher | None) -> tuple[int, Part | None]:
    """Insert the rows; returns how many, and the new part when there is a publisher."""
    columns = target.stored_columns()
    names = column_list([column.name for column in columns])
    fitted = target.fitted_select(columns)
    if publisher is None:
        return target.execute_fitted(f"INSERT INTO {target.sql} ({names}) {fitted}"), None
    with target.telling_misfits():
        part = publisher.write_part(target.transaction, target.name, encoded_select(columns, f"({fitted})"))
    inserted = target.transaction.execute(f"INSERT INTO {target.sql} ({names}) {decoded_select(columns, [part.path])}")
    return inserted, part.publish()
