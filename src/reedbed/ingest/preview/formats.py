"""The format of a page: what its server says, or else what its first bytes are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import PageInvalid

if TYPE_CHECKING:
    from reedbed.ingest.declaration import Format

HEAD_BYTES: Final = 64_000


def guessed_format(head: bytes, content_type: str) -> tuple[Format, str]:
    """The format of a page by its beginning and its Content-Type, and what it is told by.

    The content goes before what is said of it. Raises `PageInvalid` when it is none that can be read.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PAR1"):
        return "parquet", "it begins as Parquet does"
    if text.startswith(b"<"):
        if re.match(rb"<!doctype html|<html", text, re.IGNORECASE):
            raise PageInvalid("is a page of HTML, for people to look at")
        return "xml", "it begins with <"
    if text.startswith((b"{", b"[")):
        lines = [line for line in text.split(b"\n")[:3] if line.strip()]
        if text.startswith(b"{") and len(lines) > 1 and all(map(_is_object, lines[:2])):
            return "ndjson", "each line is an object"
        return "json", f"it begins with {text[:1].decode()}"
    if "csv" in content_type:
        return "csv", f"the server says {content_type}"
    first = text.split(b"\n", 1)[0]
    if first and any(each in first for each in (b",", b";", b"\t", b"|")):
        return "csv", "its first line is divided"
    raise PageInvalid(f"is of no format that is read here (the server says {content_type or 'nothing'})")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
