"""The body of an answer as it was meant: unpacked in bounded steps, whole or an error.

A gzip bomb costs one step of memory: unpacking stops at the source's limit for a page, whatever was declared.
"""

from __future__ import annotations

import zlib
from itertools import chain
from typing import TYPE_CHECKING, Final

from reedbed.errors import AnswerBroken, PageTooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STEP_BYTES: Final = 1 << 20
ENCODINGS: Final = "gzip"
"""What requests accept."""

_GZIP: Final = 16 + zlib.MAX_WBITS
_GZIP_MAGIC: Final = b"\x1f\x8b"


def unpacked(chunks: Iterable[bytes], encoding: str, *, most_bytes: int, shown: str) -> Iterator[bytes]:
    """The content of a body that came in `chunks`.

    Raises `PageTooLarge` beyond `most_bytes`, and `AnswerBroken` (worth another attempt) when packed data end early or
    are damaged, or when the encoding was not asked for.
    """
    encoding = encoding.strip().casefold()
    if encoding in {"", "identity"}:
        content: Iterable[bytes] = chunks
    elif encoding in {"gzip", "x-gzip"}:
        content = _gunzipped(chunks, shown)
    else:
        raise AnswerBroken(
            f"{shown} answered in {encoding!r}; {ENCODINGS} was asked for.", url=shown, encoding=encoding
        )
    size = 0
    for chunk in content:
        size += len(chunk)
        if size > most_bytes:
            raise PageTooLarge(
                f"A page of {shown} is larger than {most_bytes:,} bytes.", hint="limits: page_bytes", url=shown
            )
        yield chunk


def unpacked_file(
    chunks: Iterable[bytes], name: str, *, most_bytes: int, shown: str, expected: bool = True
) -> Iterator[bytes]:
    """The content of a file, also of one that is called `.gz` and is. Raises as `unpacked` does.

    Where packed data are not `expected`, as in place of a text, whatever begins as gzip is unpacked.
    """
    rest = iter(chunks)
    first = next(rest, b"") if name.casefold().endswith(".gz") or not expected else b""
    encoding = "gzip" if first.startswith(_GZIP_MAGIC) else ""
    return unpacked(chain([first], rest), encoding, most_bytes=most_bytes, shown=shown)


def _gunzipped(chunks: Iterable[bytes], shown: str) -> Iterator[bytes]:
    """Members of gzip, one after the other (RFC 1952, 2.2)."""
    unpacker = zlib.decompressobj(_GZIP)
    is_begun = False
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpacker.eof:
                unpacker = zlib.decompressobj(_GZIP)
            is_begun = True
            try:
                content = unpacker.decompress(rest, STEP_BYTES)
            except zlib.error as error:
                raise AnswerBroken(f"{shown} answered with damaged gzip data.", url=shown) from error
            if content:
                yield content
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    # All input can be taken while output waits that did not fit into the last step.
    while not unpacker.eof and (content := unpacker.decompress(b"", STEP_BYTES)):
        yield content
    if is_begun and not unpacker.eof:
        raise AnswerBroken(f"The answer of {shown} ends in the middle of its gzip data.", url=shown)
