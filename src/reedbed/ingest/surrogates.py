r"""Halves of characters in JSON: `\ud83d` without its `\ude00`, as programs write that cut a text by UTF-16 units.

No text of a database can hold one, and DuckDB reads no JSON with one in it, so that a record would cost its page. A
copy of the page has a mark in place of each; a value with the mark does not fit, and its record is set aside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK: Final = "\ufdd0"
"""A character that Unicode promises never to assign; the four digits of the half stand behind it."""
_ESCAPE_BEGINS: Final = r"\u"
_ESCAPE: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([dD][89a-fA-F][0-9a-fA-F]{2})|.?)", re.DOTALL
)
_LONGEST: Final = len(rb"\ud83d\ude00")
_MARKED: Final = re.compile(f"{MARK}([0-9a-fA-F]{{4}})")
_STEP_BYTES: Final = 1 << 20


def mark_halves(content: pa.NativeFile, file: Path, *, step_bytes: int = _STEP_BYTES) -> int | None:
    """Write a page of JSON into `file`, packed, with marks; returns its size unpacked, None when it has no halves.

    It is read `step_bytes` at a time. Raises `OSError`.
    """
    found, size = False, 0
    with pa.output_stream(str(file), compression="zstd") as packed:
        for piece, has_halves in _pieces(content, step_bytes):
            found = found or has_halves
            size += len(piece)
            packed.write(piece)
    return size if found else None


def _pieces(content: pa.NativeFile, step_bytes: int) -> Iterator[tuple[bytes, bool]]:
    """The content with marks, and of each piece whether it has any."""
    waiting = b""
    while True:
        chunk = content.read(step_bytes)
        text = waiting + chunk
        pieces, at, has_halves, waiting = [], 0, False, b""
        for escape in _ESCAPE.finditer(text):
            if chunk and escape.start() > len(text) - _LONGEST:
                waiting = text[escape.start() :]
                break
            if escape[1] is not None:
                pieces += [text[at : escape.start()], MARK.encode(), escape[1]]
                at, has_halves = escape.end(), True
        yield b"".join([*pieces, text[at : len(text) - len(waiting)]]), has_halves
        if not chunk:
            return


def half_problem(text: str, name: str) -> str:
    """The SQL of what is wrong with a value, by its text, where it has a mark; NULL where it has none."""
    said = literal(f"{name} has half of a character in it: ")
    return f"CASE WHEN contains({text}, {literal(MARK)}) THEN concat({said}, left({as_written(text)}, 100)) END"


def as_written(text: str) -> str:
    """The SQL of a text with what stood in the place of its marks."""
    return f"replace({text}, {literal(MARK)}, {literal(_ESCAPE_BEGINS)})"


def with_halves(text: str) -> str:
    """A text with the halves of characters in the place of its marks, as Python reads JSON."""
    return _MARKED.sub(lambda found: chr(int(found[1], 16)), text)
