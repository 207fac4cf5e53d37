"""The content of a page as it is kept: unpacked, as UTF-8 without a byte order mark, and without the source's secret.

A text in another encoding is kept as UTF-8, so that everything behind it reads one encoding. Which one it is, is
declared, else told by its byte order mark, else by the Content-Type of CSV (RFC 7111), which servers are known to state
for files that they never looked at; that of JSON has no charset that counts (RFC 8259, 11). XML says itself what it is
in.

Servers like to repeat a URL that they were asked by, with the key in it, as the link to the next page.
"""

from __future__ import annotations

import codecs
from email.message import Message
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

from reedbed.errors import PageInvalid
from reedbed.ingest.bodies import unpacked_file
from reedbed.ingest.encodings import known_encoding
from reedbed.ingest.requests import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reedbed.ingest.declaration import Auth, Source

_TEXTS: Final = frozenset({"json", "ndjson", "csv"})
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_8: Final = frozenset({"utf-8", "ascii"})


def page_content(
    source: Source, chunks: Iterable[bytes], *, name: str, shown: str, content_type: str = ""
) -> Iterator[bytes]:
    """What is kept of a body or a file called `name`. Raises as `unpacked` does, and `PageInvalid`."""
    is_text = source.decoder is None and source.format in _TEXTS
    content = unpacked_file(chunks, name, most_bytes=source.limits.page_bytes, shown=shown, expected=not is_text)
    if is_text:
        content = _as_utf8(content, source.encoding, _charset(source, content_type), shown)
    return _without(content, _needles(source.auth))


def without_secret(text: str, auth: Auth | None) -> str:
    """A text with `****` for the secret in the parameters of its URLs."""
    return b"".join(_without([text.encode()], _needles(auth))).decode()


def _charset(source: Source, content_type: str) -> str:
    said = content_type.casefold()
    # Where the format is still to be found, the server says what it is.
    if (source.format != "csv" and "csv" not in said) or "charset" not in said:
        return ""
    header = Message()
    header["content-type"] = content_type
    return known_encoding(header.get_content_charset() or "")


def _as_utf8(chunks: Iterable[bytes], declared: str, charset: str, shown: str) -> Iterator[bytes]:
    rest = iter(chunks)
    head = b""
    while len(head) < len(codecs.BOM_UTF32_LE) and (chunk := next(rest, b"")):
        head += chunk
    encoding = known_encoding(declared) or next((name for mark, name in _MARKS if head.startswith(mark)), charset)
    if encoding in {"", *_UTF_8}:
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from rest
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    is_begun = False
    try:
        for chunk in chain([head], rest, [b""]):
            text = decoder.decode(chunk, not chunk)
            text = text if is_begun else text.removeprefix("\ufeff")
            is_begun = is_begun or bool(text)
            if text:
                yield text.encode()
    except UnicodeError as error:
        raise PageInvalid(
            f"The page {shown} is no text in {encoding}: {error}", hint="encoding: utf-8", url=shown, encoding=encoding
        ) from error


def _needles(auth: Auth | None) -> dict[bytes, bytes]:
    """The spellings of a secret parameter in a URL, and what is kept of each."""
    secret = auth.secret.reveal() if auth is not None and auth.kind == "query" else ""
    if auth is None or not secret:
        return {}
    spelled = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
    spelled |= {each.replace("/", "\\/") for each in spelled}
    return {f"{auth.name}={each}".encode(): f"{auth.name}={HIDDEN}".encode() for each in sorted(spelled, key=len)[::-1]}


def _without(chunks: Iterable[bytes], needles: dict[bytes, bytes]) -> Iterator[bytes]:
    if not needles:
        yield from chunks
        return
    most = max(map(len, needles)) - 1
    held = b""
    for chunk in chunks:
        held += chunk
        for needle, kept in needles.items():
            held = held.replace(needle, kept)
        # The beginning of one may stand at the end.
        if len(held) > most:
            yield held[: len(held) - most]
            held = held[len(held) - most :]
    if held:
        yield held
