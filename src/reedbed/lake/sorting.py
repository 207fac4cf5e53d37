"""Rows that lie all over a table, sorted aside: each partition is then read from one place, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.lake.grains import partition_columns
from reedbed.lake.plans import are_successive, partition_condition, span_condition
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor
    from reedbed.lake.plans import Candidates, PartitionPlan
    from reedbed.lake.records import LakeTable

STAGE: Final = 'temp."reedbed_archive_stage"'
"""Where the rows are on the cursor that sorted them."""


def shares(table: LakeTable, partitions: Sequence[PartitionPlan], hands: int) -> list[range]:
    """The partitions that are to be sorted together, as places in the plan: at most `hands` times, of like size.

    There are several where each is one span of time, so that nobody sorts what another one does.
    """
    if not are_successive(table, partitions):
        return [range(len(partitions))]
    found: list[range] = []
    start = taken = 0
    wanted = sum(each.rows for each in partitions) / hands
    for place, partition in enumerate(partitions):
        taken += partition.rows
        if taken >= wanted * (len(found) + 1) or place + 1 == len(partitions):
            found.append(range(start, place + 1))
            start = place + 1
    return found


def sort_aside(cursor: Cursor, table: LakeTable, candidates: Candidates, partitions: Sequence[PartitionPlan]) -> None:
    """Make `STAGE` of the rows of a share, which is gone with the cursor's transaction or by DROP TABLE."""
    columns = ", ".join(quote(column.name) for column in table.columns)
    time = quote(table.time_column)
    if are_successive(table, partitions):
        # Sorting by the time alone takes a quarter of what it takes behind texts.
        span = span_condition(table, partitions[0].earliest, partitions[-1].latest)
        rows = f"SELECT {columns} FROM {candidates.rows} AND {span} ORDER BY {time}"
    else:
        values = partition_columns(table)
        texts = "".join(f"{each.text} AS {_text_name(number)}, " for number, each in enumerate(values))
        order = ", ".join([*(each.value for each in values), time])
        rows = f"SELECT {texts}{columns} FROM {candidates.rows} ORDER BY {order}"
    cursor.execute(f"CREATE TEMP TABLE {STAGE} AS {rows}")


def sorted_rows(table: LakeTable, partition: PartitionPlan) -> str:
    """FROM and WHERE of the rows of a partition in `STAGE`, where they lie in the order of time."""
    if are_successive(table, [partition]):
        return f"{STAGE} WHERE {partition_condition(table, partition)}"
    conditions = (
        f"{_text_name(number)} IS NULL" if value is None else f"{_text_name(number)} = {literal(value)}"
        for number, value in enumerate(partition.values)
    )
    return f"{STAGE} WHERE {' AND '.join(conditions) or 'true'}"


def _text_name(number: int) -> str:
    return f"reedbed_p{number}"
