"""The list of records cut out of a JSON page, so that the engine reads it one record after the other.

To DuckDB a document that holds its records at a path is one value: 158 MB of it took 5.6 s and 1,067 MB of memory, and
the list alone 0.6 s and 245 MB. Where the list ends is found by its brackets outside of texts; what stands before and
behind it is small, and is parsed here. A page that is nothing but its list is cut in the same way, so that its end has
been seen and its byte order mark is gone. A page that cannot be cut like this is left to the engine as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Protocol

    from reedbed.ingest.pages import Page

    class Content(Protocol):
        """A page's content."""

        def read(self, size: int, /) -> bytes:
            """The next bytes, none at the end."""
            ...


HEAD_BYTES: Final = 1 << 16
"""How far into a page its list of records has to begin."""
TAIL_BYTES: Final = 1 << 22
"""How much may stand behind the list."""
_STEP_BYTES: Final = 1 << 20
_TOKEN: Final = re.compile(rb'\s*+(?:("(?:[^"\\]|\\.)*")|([\[{])|([\]}])|([:,])|([^\s"\[\]{}:,]+))')
_QUOTE: Final = ord('"')
_OPENS: Final = ord("[")
_OTHERS: Final = bytes(set(range(256)) - set(b'"[]'))
_MARK: Final = re.compile(rb'["\[\]]')
_PASSES: Final = 4
"""How often pairs are taken away: lists of lists take one more for each level, what is deeper is walked through."""
_EMPTY: Final = re.compile(rb"\[\s*\]")
_WHOLE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?=\[)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """A page without its records, which are in `file` as a JSON list of their own."""

    file: Path
    document: object
    is_empty: bool

    def stated(self, path: Sequence[str]) -> str | None:
        """The text at a path beside the records; None when there is nothing, or null."""
        found = _at(self.document, path)
        if found is None or isinstance(found, str):
            return found
        return json.dumps(found)


def cut_records(content: Content, path: Sequence[str], file: Path) -> Envelope | None:
    """Write the list at `path` into `file`, and return what it was wrapped in; None, and no file, when it is not there.

    Without a path the page is the list. It is not looked at but for its brackets. Raises `OSError`.
    """
    head = content.read(HEAD_BYTES)
    whole = _WHOLE.match(head)
    start = _list_start(head, path) if path else whole and whole.end()
    if start is None:
        return None
    tail = bytearray()
    begun = b""
    with file.open("wb") as sink:
        end = _Ending()
        for chunk in _chunks(head[start:], content):
            if end.is_found:
                tail += chunk
            else:
                taken = end.look(chunk)
                begun = begun or chunk[:taken]
                sink.write(chunk[:taken])
                tail += chunk[taken:]
            if len(tail) > TAIL_BYTES:
                break
    document = _parsed(head[:start] + b"[]" + tail) if end.is_found and len(tail) <= TAIL_BYTES else None
    if document is None or _at(document, path) != []:
        file.unlink(missing_ok=True)
        return None
    return Envelope(file=file, document=document, is_empty=_EMPTY.fullmatch(begun) is not None)


def begins_as_list(page: Page) -> bool:
    """Whether a page begins with the bracket of a list. Raises `OSError`."""
    with page.open() as content:
        return _WHOLE.match(content.read(HEAD_BYTES)) is not None


class _Ending:
    """Looks for the end of a list whose opening bracket is the first byte given."""

    def __init__(self) -> None:
        self.is_found = False
        self._depth = 0
        self._is_text = False
        self._is_escaped = False

    def look(self, chunk: bytes) -> int:
        """How many bytes of the next chunk belong to the list."""
        plain = self._without_escapes(chunk)
        if self._depth == 0:
            # The list's own bracket makes no pair with its end.
            plain = b"x" + plain[1:]
            self._depth = 1
        depth, is_text = self._depth, self._is_text
        if not self._walk(_essence(plain)):
            return len(chunk)
        self._depth, self._is_text = depth, is_text
        for mark in _MARK.finditer(plain):
            if self._walk(mark.group()):
                return mark.end()
        return len(chunk)

    def _walk(self, marks: bytes) -> bool:
        """Whether the list ends at one of these quotes and brackets."""
        for mark in marks:
            if mark == _QUOTE:
                self._is_text = not self._is_text
            elif not self._is_text:
                self._depth += 1 if mark == _OPENS else -1
                if self._depth == 0:
                    self.is_found = True
                    return True
        return False

    def _without_escapes(self, chunk: bytes) -> bytes:
        """As many bytes, in which every quote begins or ends a text."""
        if self._is_escaped:
            chunk = b"x" + chunk[1:]
            self._is_escaped = False
        if b"\\" not in chunk:
            return chunk
        plain = chunk.replace(b"\\\\", b"xx").replace(b'\\"', b"xx")
        self._is_escaped = plain.endswith(b"\\")
        return plain


def _essence(plain: bytes) -> bytes:
    """The quotes and brackets of a chunk, without most of those that leave everything behind them as it is.

    A text without brackets, two texts with nothing between them, an empty list: pairs that stand side by side.
    """
    marks = plain.translate(None, _OTHERS)
    for _ in range(_PASSES):
        marks = marks.replace(b'""', b"").replace(b"[]", b"")
    return marks


def _chunks(first: bytes, content: Content) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = content.read(_STEP_BYTES)


def _tokens(head: bytes) -> Iterator[re.Match[bytes]]:
    """The tokens of a JSON text up to one that is not whole; looking behind that for others would take for ever."""
    at = 0
    while (match := _TOKEN.match(head, at)) is not None:
        yield match
        at = match.end()


def _list_start(head: bytes, path: Sequence[str]) -> int | None:
    """Where the list at `path` begins: the place of its bracket."""
    depth = level = 0
    key: bytes | None = None
    for match in _tokens(head):
        text, opens, closes, between, _ = match.groups()
        if level == depth - 1 and text is not None and key is None:
            key = text
        elif opens is not None:
            is_on_path = level == depth - 1 and key is not None and _parsed(key) == path[level]
            if is_on_path and level == len(path) - 1:
                return match.start(2) if opens == b"[" else None
            if depth == 0 or is_on_path:
                level += is_on_path
                if opens == b"[":
                    return None
            depth += 1
            key = None if level == depth - 1 else key
        elif closes is not None:
            depth -= 1
            if depth <= level:
                return None
        elif between == b"," and level == depth - 1:
            key = None
    return None


def _parsed(text: bytes) -> object:
    """The value of a JSON text, numbers as they are written; None when it is no JSON."""
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _at(document: object, path: Sequence[str]) -> object:
    for step in path:
        document = document.get(step) if isinstance(document, dict) else None
    return document
