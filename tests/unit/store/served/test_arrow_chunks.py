from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.store.served.arrow_chunks import ALIGNED_BYTES, chunks_of, reader_of

TABLES: dict[str, pa.Table] = {
    "flat": pa.table({"n": [1, None, 3], "text": ["a", "ä", None]}),
    "nested": pa.table({"l": [[1], None], "s": [{"a": 1}, {"a": None}]}),
    "a dictionary": pa.table({"d": pa.array(["a", "b", "a"]).dictionary_encode()}),
    "a dictionary inside": pa.table(
        {"l": pa.ListArray.from_arrays(pa.array([0, 2]), pa.array(["a", "b"]).dictionary_encode())}
    ),
    "no rows": pa.table({"n": pa.array([], pa.int32())}),
    "many": pa.table({"n": range(100_000), "t": [str(n) for n in range(100_000)]}),
}


def cut(content: bytes, sizes: list[int]) -> list[memoryview]:
    """The content in pieces of these sizes, in turns; not at addresses of anybody's choice."""
    pieces, start, turn = [], 0, 0
    while start < len(content):
        size = sizes[turn % len(sizes)]
        pieces.append(memoryview(b"x" + content[start : start + size])[1:])
        start, turn = start + size, turn + 1
    return pieces


def content_of(table: pa.Table) -> bytes:
    return b"".join(bytes(memoryview(chunk)) for chunk in chunks_of(table.to_reader(max_chunksize=40_000)))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_table_arrives_as_it_was(table: pa.Table) -> None:
    with reader_of(memoryview(chunk) for chunk in chunks_of(table.to_reader(max_chunksize=40_000))) as reader:
        assert reader.read_all().combine_chunks().equals(table.combine_chunks())


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_the_pieces_are_arrows_own_stream(table: pa.Table) -> None:
    assert pa.ipc.open_stream(content_of(table)).read_all().combine_chunks().equals(table.combine_chunks())


@given(st.lists(st.integers(1, 97), min_size=1, max_size=5))
def test_pieces_may_be_cut_anywhere(sizes: list[int]) -> None:
    table = TABLES["flat"]
    with reader_of(cut(content_of(table), sizes)) as reader:
        assert reader.read_all().equals(table)


def test_values_lie_where_arrow_may_read_them() -> None:
    with reader_of(cut(content_of(TABLES["many"]), [1_000_003])) as reader:
        table = reader.read_all()
    buffers: list[Any] = [buffer for column in table for chunk in column.chunks for buffer in chunk.buffers()]
    assert [buffer.address % ALIGNED_BYTES for buffer in buffers if buffer is not None and buffer.size] == [0] * len(
        [buffer for buffer in buffers if buffer is not None and buffer.size]
    )


def test_what_breaks_the_pieces_is_raised_as_it_was() -> None:
    def broken() -> Any:
        yield bytes(memoryview(next(chunks_of(TABLES["flat"].to_reader()))))
        raise ConnectionResetError("the line went dead")

    with reader_of(broken()) as reader, pytest.raises(ConnectionResetError, match="the line went dead"):
        reader.read_all()
