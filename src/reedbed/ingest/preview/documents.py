"""Where the records of a document are: in the longest list of objects, or in the element that repeats."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reedbed.errors import PageInvalid
from reedbed.ingest.decoding.paths import path_of
from reedbed.ingest.decoding.xml_stream import xml_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reedbed.ingest.pages import Page

MOST_BYTES: Final = 64_000_000
_MOST_BESIDE: Final = 2_000
_VALUE_HEAD: Final = 500
"""How many characters of a value are looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document: the path of its records, how many there are, and the values beside them by their paths."""

    records: str
    count: int
    beside: Mapping[str, object] = field(default_factory=dict)


def json_document(page: Page) -> Document:
    """A page of JSON. Raises `PageInvalid`."""
    if page.size_bytes > MOST_BYTES:
        raise PageInvalid(f"is larger than {MOST_BYTES:,} bytes; ask for a smaller page, or declare its source")
    try:
        with page.open() as content:
            found = json.loads(content.read())
    except ValueError as error:
        raise PageInvalid(f"is not JSON: {error}") from error
    if isinstance(found, list):
        return Document(records="", count=len(found))
    lists = [(path, each) for path, each in _lists(found, ()) if any(isinstance(item, dict) for item in each)]
    if not lists:
        empty = [path for path, each in _lists(found, ()) if not each]
        records = path_of(empty[0]) if len(empty) == 1 else ""
        return Document(records=records, count=0 if records else 1, beside=dict(_scalars(found, (), None)))
    path, longest = max(lists, key=lambda each: len(each[1]))
    return Document(records=path_of(path), count=len(longest), beside=dict(_scalars(found, (), path)))


def _lists(value: object, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[object]]]:
    """The lists of a document that no other list holds."""
    if isinstance(value, list):
        yield above, value
    elif isinstance(value, dict):
        for name, below in value.items():
            if name:
                yield from _lists(below, (*above, name))


def _scalars(value: object, above: tuple[str, ...], records: tuple[str, ...] | None) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, below in value.items():
            if name and (*above, name) != records:
                yield from _scalars(below, (*above, name), records)
    elif not isinstance(value, list):
        yield path_of(above), value


def xml_document(page: Page) -> Document:
    """A page of XML. Raises `PageInvalid`."""
    handler = _Elements()
    with page.open() as content:
        for _ in xml_steps(content, handler):
            pass
    repeated = [path for path, count in handler.counts.items() if count > 1 and path in handler.holding]
    # Of elements that wrap one another, the innermost that has several values is the record.
    most = max((handler.counts[path] for path in repeated), default=0)
    chosen = [path for path in repeated if handler.counts[path] == most] or [
        path for path in handler.counts if path in handler.holding and len(path) > 1
    ]
    if not chosen:
        raise PageInvalid("has no elements that hold others")
    records = max(chosen, key=lambda path: (len(handler.holding[path]), len(path)))
    beside: dict[str, object] = {
        path_of(path): value
        for path, value in handler.values.items()
        if path[: len(records)] != records and handler.counts.get(path, 1) == 1
    }
    return Document(records=path_of(records), count=handler.counts[records], beside=beside)


class _Elements:
    """Counts elements by their paths, with the names of what each holds and the first values of the others."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.holding: dict[tuple[str, ...], set[str]] = {}
        self.values: dict[tuple[str, ...], str] = {}
        self._path: tuple[str, ...] = ()
        self._text = ""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """An element begins."""
        if self._path:
            self.holding.setdefault(self._path, set()).add(name)
        self._path = (*self._path, name)
        self.counts[self._path] += 1
        self._text = ""
        for each, value in attributes.items():
            self.holding.setdefault(self._path, set()).add(f"@{each}")
            self._note((*self._path, f"@{each}"), value)

    def end(self, _: str, /) -> None:
        """An element ends."""
        if self._text.strip():
            self._note(self._path, self._text.strip())
        self._text = ""
        self._path = self._path[:-1]

    def text(self, text: str, /) -> None:
        """A piece of text."""
        if len(self._text) < _VALUE_HEAD:
            self._text += text

    def _note(self, path: tuple[str, ...], value: str) -> None:
        if len(self.values) < _MOST_BESIDE:
            self.values.setdefault(path, value)
