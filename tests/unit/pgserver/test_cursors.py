"""The rows of a declared cursor, walked in every direction, against a list that is walked in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.errors import TransactionStateWrong
from reedbed.pgserver.cursors import ScrollingRows

if TYPE_CHECKING:
    from collections.abc import Iterator

    Direction = Literal["forward", "backward", "absolute", "relative"]

SCHEMA = pa.schema([("i", pa.int64())])


def rows(count: int, *, scroll: bool | None) -> ScrollingRows:
    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(1, count + 1, 3):
            yield pa.record_batch([pa.array(range(start, min(start + 3, count + 1)), pa.int64())], schema=SCHEMA)

    return ScrollingRows(SCHEMA, batches(), scroll=scroll)


def fetched(cursor: ScrollingRows, direction: Direction, count: int | None) -> list[int]:
    return [value for batch in cursor.fetch(direction, count) for value in batch.column(0).to_pylist()]


class Model:
    """PostgreSQL's DoPortalRunFetch over the numbers 1 to `count`."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.place = 0

    def fetch(self, direction: Direction, count: int | None) -> list[int]:
        if direction == "backward":
            return self.steps(None if count is None else -count, forward=False)
        if direction == "forward":
            return self.steps(count, forward=True)
        target = (count or 0) if direction == "absolute" else self.place + (count or 0)
        if direction == "absolute" and target < 0:
            target = self.count + 1 + target
        self.place = max(0, min(target, self.count + 1))
        return [target] if 1 <= target <= self.count else []

    def steps(self, count: int | None, *, forward: bool) -> list[int]:
        if count == 0:
            return [self.place] if 1 <= self.place <= self.count else []
        if count is None:
            step, limit = (1 if forward else -1), self.count + 1
        else:
            step, limit = (1 if count > 0 else -1), abs(count)
        found: list[int] = []
        while len(found) < limit:
            self.place = max(0, min(self.place + step, self.count + 1))
            if not 1 <= self.place <= self.count:
                break
            found.append(self.place)
        return found


STEPS = st.tuples(
    st.sampled_from(["forward", "backward", "absolute", "relative"]), st.one_of(st.none(), st.integers(-8, 8))
).filter(lambda step: step[1] is not None or step[0] in {"forward", "backward"})


@given(count=st.integers(0, 10), scroll=st.sampled_from([True, None]), steps=st.lists(STEPS, max_size=12))
def test_any_walk_gives_the_rows_that_postgresql_gives(
    *, count: int, scroll: bool | None, steps: list[tuple[Direction, int | None]]
) -> None:
    cursor, model = rows(count, scroll=scroll), Model(count)
    for direction, number in steps:
        assert fetched(cursor, direction, number) == model.fetch(direction, number)
        assert cursor.place == model.place


@given(before=st.integers(0, 8), scroll=st.sampled_from([True, None, False]))
def test_laying_rows_aside_changes_nothing(*, before: int, scroll: bool | None) -> None:
    cursor = rows(10, scroll=scroll)
    first = fetched(cursor, "forward", before)
    cursor.detach()
    assert first + fetched(cursor, "forward", None) == list(range(1, 11))


def test_without_scroll_there_is_no_way_back() -> None:
    cursor = rows(10, scroll=False)
    assert fetched(cursor, "forward", 4) == [1, 2, 3, 4]
    with pytest.raises(TransactionStateWrong):
        fetched(cursor, "backward", 1)
    assert fetched(cursor, "absolute", 6) == [6]
