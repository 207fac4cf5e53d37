"""Sequences: numbers that are handed out once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import ColumnNotFound, SequenceNotFound, TableNotFound

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort


class SequenceContract:
    """What sequences promise."""

    def test_values_ascend_from_the_start(self, store: TablePort) -> None:
        store.ensure_sequence("s", 5)
        assert store.next_sequence_value("s") == 5
        assert store.next_sequence_values("s", 3) == [6, 7, 8]
        assert store.next_sequence_values("s", 0) == []

    def test_ensuring_again_goes_on_where_it_is(self, store: TablePort) -> None:
        store.ensure_sequence("s")
        store.next_sequence_values("s", 3)
        store.ensure_sequence("s")
        store.ensure_sequence("s", 100)
        assert store.next_sequence_value("s") == 4

    def test_a_sequence_may_start_below_nought(self, store: TablePort) -> None:
        store.ensure_sequence("s", -2)
        assert store.next_sequence_values("s", 4) == [-2, -1, 0, 1]

    def test_a_missing_sequence_is_named_with_the_nearest(self, store: TablePort) -> None:
        store.ensure_sequence("messages")
        with pytest.raises(SequenceNotFound, match=r"'message'.*'messages'"):
            store.next_sequence_value("message")

    def test_a_rolled_back_block_hands_no_value_out_twice(self, store: TablePort) -> None:
        store.ensure_sequence("s")
        taken: list[int] = []
        with pytest.raises(ZeroDivisionError), store.transaction():
            taken.append(store.next_sequence_value("s"))
            raise ZeroDivisionError
        assert store.next_sequence_value("s") not in taken

    @pytest.mark.parametrize("used", [0, 1, 2])
    def test_syncing_moves_past_the_largest_value(self, store: TablePort, used: int) -> None:
        store.ensure_sequence("s")
        store.next_sequence_values("s", used)
        store.write_table(pa.table({"id": [3, 41, 7]}), "t")
        assert store.sync_sequence_with_table("s", "t", "id") == 42
        assert store.sync_sequence_with_table("s", "t", "id") == 42
        assert store.next_sequence_value("s") == 42

    def test_syncing_never_moves_back(self, store: TablePort) -> None:
        store.ensure_sequence("s", 100)
        store.next_sequence_values("s", 2)
        store.write_table(pa.table({"id": [3]}), "t")
        assert store.sync_sequence_with_table("s", "t", "id") == store.next_sequence_value("s") == 102

    def test_syncing_with_no_rows_moves_nothing(self, store: TablePort) -> None:
        store.ensure_sequence("s")
        store.write_table(pa.table({"id": pa.array([], pa.int64())}), "t")
        assert store.sync_sequence_with_table("s", "t", "id") == store.next_sequence_value("s") == 1

    def test_syncing_names_what_is_missing(self, store: TablePort) -> None:
        store.ensure_sequence("s")
        store.write_table(pa.table({"id": [1]}), "t")
        with pytest.raises(ColumnNotFound, match="'ip'"):
            store.sync_sequence_with_table("s", "t", "ip")
        with pytest.raises(TableNotFound, match="'u'"):
            store.sync_sequence_with_table("s", "u", "id")
        with pytest.raises(SequenceNotFound, match="'z'"):
            store.sync_sequence_with_table("z", "t", "id")
