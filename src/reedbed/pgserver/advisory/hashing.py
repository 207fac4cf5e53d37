"""PostgreSQL's hash of a text, from which applications make the numbers of advisory locks: `hashtext`.

It is lookup3 of Bob Jenkins (public domain, 2006) over the text's UTF-8, as PostgreSQL has used it since 8.4, so the
numbers are the same on both.
"""

from __future__ import annotations

from typing import Final

HASH: Final = "reedbed_hashtext"
EXTENDED: Final = "reedbed_hashtextextended"

_MASK: Final = 0xFFFFFFFF
_START: Final = 0x9E3779B9 + 3923095
_BLOCK: Final = 12


def hash_text(text: str | None) -> int | None:
    """`hashtext(text)`, of 32 bits with a sign."""
    if text is None:
        return None
    _, low = _hashed(text.encode(), 0)
    return _signed(low, 32)


def hash_text_extended(text: str | None, seed: int | None) -> int | None:
    """`hashtextextended(text, seed)`, of 64 bits with a sign."""
    if text is None or seed is None:
        return None
    high, low = _hashed(text.encode(), seed & 0xFFFFFFFFFFFFFFFF)
    return _signed(high << 32 | low, 64)


def _hashed(key: bytes, seed: int) -> tuple[int, int]:
    a = b = c = (_START + len(key)) & _MASK
    if seed:
        a, b, c = _mixed(a + (seed >> 32) & _MASK, b + seed & _MASK, c)
    end = len(key) - len(key) % _BLOCK
    for start in range(0, end, _BLOCK):
        one, two, three = _words(key[start : start + _BLOCK])
        a, b, c = _mixed(a + one & _MASK, b + two & _MASK, c + three & _MASK)
    one, two, three = _words(key[end:])
    # The lowest byte of the third word is kept for the length.
    return _finished(a + one & _MASK, b + two & _MASK, c + (three << 8) & _MASK)


def _words(part: bytes) -> tuple[int, int, int]:
    return int.from_bytes(part[:4], "little"), int.from_bytes(part[4:8], "little"), int.from_bytes(part[8:], "little")


def _turned(word: int, bits: int) -> int:
    return (word << bits | word >> 32 - bits) & _MASK


def _mixed(a: int, b: int, c: int) -> tuple[int, int, int]:
    for bits in (4, 6, 8, 16, 19, 4):
        a, c = (a - c & _MASK) ^ _turned(c, bits), c + b & _MASK
        # The three take turns.
        a, b, c = b, c, a
    return a, b, c


def _finished(a: int, b: int, c: int) -> tuple[int, int]:
    for bits in (14, 11, 25, 16, 4, 14, 24):
        c = (c ^ b) - _turned(b, bits) & _MASK
        a, b, c = b, c, a
    # After seven turns the words stand where `c` is the second and `b` the first.
    return a, b


def _signed(word: int, bits: int) -> int:
    return word - (1 << bits) if word >> bits - 1 else word
