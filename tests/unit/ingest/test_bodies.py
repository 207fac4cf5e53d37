"""Bodies: whole, unpacked within their limit, or an error."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib

import pytest

from reedbed.errors import AnswerBroken, PageTooLarge
from reedbed.ingest.bodies import STEP_BYTES, unpacked

TEXT = b'{"data": [1, 2, 3]}' * 40_000


def whole(chunks: list[bytes], encoding: str, most: int = 10_000_000) -> bytes:
    return b"".join(unpacked(chunks, encoding, most_bytes=most, shown="the page"))


@pytest.mark.parametrize("size", [1, 7, 1000, 1 << 16])
def test_gzip_comes_whole_however_it_is_cut(size: int) -> None:
    packed = gzip.compress(TEXT)
    chunks = [packed[place : place + size] for place in range(0, len(packed), size)]
    assert whole(chunks, "GZIP") == TEXT


def test_several_members_follow_each_other() -> None:
    assert whole([gzip.compress(b"one ") + gzip.compress(b"two")], "gzip") == b"one two"


def test_an_empty_body_is_empty() -> None:
    assert whole([], "gzip") == b""
    assert whole([b"", b"plain"], "") == b"plain"


def test_what_ends_early_is_broken() -> None:
    packed = gzip.compress(random.Random(5).randbytes(100_000))  # noqa: S311 - bytes that do not pack
    for end in (1, 9, 20, len(packed) // 2, len(packed) - 1):
        with pytest.raises(AnswerBroken, match="ends in the middle"):
            whole([packed[:end]], "gzip")


def test_what_is_damaged_is_broken() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-5] ^= 1
    with pytest.raises(AnswerBroken, match="damaged"):
        whole([bytes(packed)], "gzip")


def test_an_encoding_that_was_not_asked_for_is_said() -> None:
    with pytest.raises(AnswerBroken, match="'br'"):
        whole([b"x"], "br")


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_beyond_the_limit_is_refused(encoding: str) -> None:
    content = TEXT if not encoding else gzip.compress(TEXT)
    assert len(whole([content], encoding, len(TEXT))) == len(TEXT)
    with pytest.raises(PageTooLarge, match=r"larger than 759,999 bytes"):
        whole([content], encoding, len(TEXT) - 1)


def test_a_bomb_costs_a_step_of_memory_and_not_its_size() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(packer.compress(bytes(10_000_000)) for _ in range(40)), packer.flush()])
    tracemalloc.start()
    try:
        with pytest.raises(PageTooLarge):
            for _ in unpacked([bomb], "gzip", most_bytes=300_000_000, shown="a bomb"):
                pass
        assert tracemalloc.get_traced_memory()[1] < 4 * STEP_BYTES
    finally:
        tracemalloc.stop()
