"""Rows decoded beside the engine's work: all of them, in order, and errors where they belong."""

from __future__ import annotations

import threading

import pytest

from reedbed import errors
from reedbed.pgserver.copying import decoding
from reedbed.pgserver.copying.decoding import decoded
from reedbed.pgwire.values.copy import CopyDecoder, CopyOptions
from reedbed.pgwire.values.types import column_type

COLUMNS = [("n", column_type("INTEGER"))]
SMALL_BLOCK = 1000


def decoder() -> CopyDecoder:
    return CopyDecoder(COLUMNS, CopyOptions.read({}, outgoing=False), table="t")


def nothing() -> None:
    """Chunks that do not wait have no need to be given up."""


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "BLOCK_BYTES", SMALL_BLOCK)
    monkeypatch.setattr("reedbed.pgwire.values.copy.decoding.BLOCK_BYTES", SMALL_BLOCK)


@pytest.mark.usefixtures("small_blocks")
def test_the_rows_of_many_blocks_come_in_order() -> None:
    data = b"".join(b"%d\n" % n for n in range(5000))
    chunks = [data[start : start + 77] for start in range(0, len(data), 77)]
    batches = list(decoded(chunks, decoder(), nothing))
    assert len(batches) > 10
    assert [n for batch in batches for n in batch.column(0).to_pylist()] == list(range(5000))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reedbed-ahead")]


@pytest.mark.usefixtures("small_blocks")
def test_an_error_comes_after_the_rows_before_it() -> None:
    data = b"".join(b"%d\n" % n for n in range(2000)) + b"x\n" + b"1\n" * 2000
    rows = decoded([data[start : start + 500] for start in range(0, len(data), 500)], decoder(), nothing)
    count = 0
    with pytest.raises(errors.TextMalformed) as refused:
        for batch in rows:
            count += batch.num_rows
    assert refused.value.details["context"] == 'COPY t, line 2001, column n: "x"'
    assert 0 < count <= 2000


def test_a_copy_of_one_block_starts_no_thread() -> None:
    before = threading.active_count()
    rows = decoded([b"1\n2\n", b"3\n"], decoder(), nothing)
    assert [batch.column(0).to_pylist() for batch in rows] == [[1, 2, 3]]
    assert threading.active_count() == before
    assert list(decoded([], decoder(), nothing)) == []
