"""Pages of XML by declared paths: which elements are records, and where the columns' values lie in one.

Paths are dotted names without prefixes: `records` from the root, a column's from its record. `@name` is an attribute
and `.` the text of the record itself. The text of an element is all text in it, trimmed; an empty one is NULL. What
comes several times in a record arrives as a JSON list, as does everything of a column of lists.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.errors import PageInvalid
from reedbed.ingest.declaration import Column
from reedbed.ingest.decoding.fitting import is_nested
from reedbed.ingest.decoding.paths import path_of, steps
from reedbed.ingest.decoding.xml_stream import xml_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reedbed.ingest.pages import Page

OWN_TEXT: Final = "."
BATCH_RECORDS: Final = 2_000
_SAID: Final = 300
"""How many characters of another document are told: it is mostly a report of what was wrong with the request."""

Names = tuple[str, ...]


class XmlPage:
    """The records of one page of XML. `stated` has the values at absolute paths beside them, when all was read."""

    def __init__(self, records: str, columns: Iterable[Column], stated: Sequence[str] = ()) -> None:
        self.stated: dict[str, str] = {}
        self._records = steps(records)
        # Without any column there would be no rows either.
        found = list(columns) or [Column(path=OWN_TEXT, type="VARCHAR")]
        self._paths = {_names(column.path): column.path for column in found}
        self._lists = {column.path for column in found if is_nested(column.type)}
        self._beside = {steps(path): path for path in stated}

    def __call__(self, page: Page, /) -> Iterator[pa.RecordBatch]:
        """The records in batches of texts, one column for each path."""
        schema = pa.schema([(path, pa.string()) for path in self._paths.values()])
        handler = _Handler(self._records, self._paths, self._beside)
        with page.open() as content:
            for _ in xml_steps(content, handler):
                if len(handler.records) >= BATCH_RECORDS:
                    yield self._batch(handler.records, schema)
                    handler.records = []
        handler.refuse_other_root()
        self.stated = {path: values[0] for path, values in handler.beside.items()}
        yield self._batch(handler.records, schema)

    def _batch(self, records: Sequence[Mapping[str, list[str]]], schema: pa.Schema) -> pa.RecordBatch:
        columns = [[self._value(path, record.get(path)) for record in records] for path in schema.names]
        return pa.RecordBatch.from_arrays([pa.array(values, pa.string()) for values in columns], schema=schema)

    def _value(self, path: str, values: list[str] | None) -> str | None:
        if not values:
            return None
        if path in self._lists or len(values) > 1:
            return json.dumps(values, ensure_ascii=False)
        return values[0]


def xml_paths(page: Page, records: str) -> list[str]:
    """The paths of all texts and attributes in the records of a page, in the order of their first appearance."""
    handler = _Handler(steps(records), None, {})
    with page.open() as content:
        for _ in xml_steps(content, handler):
            handler.records = []
    handler.refuse_other_root()
    return list(handler.met)


def _names(path: str) -> Names:
    return () if path == OWN_TEXT else steps(path)


class _Handler:
    """Collects the values of records; without `paths`, those of every element that has text and no elements."""

    def __init__(self, records: Names, paths: Mapping[Names, str] | None, beside: Mapping[Names, str]) -> None:
        self.records: list[dict[str, list[str]]] = []
        self.beside: dict[str, list[str]] = {}
        self.met: dict[str, None] = {}
        self._at = records
        self._paths = paths
        self._beside = beside
        self._path: list[str] = []
        self._open: list[tuple[int, str, dict[str, list[str]], list[str]]] = []
        self._record: dict[str, list[str]] | None = None
        self._other_root = ""
        self._said = ""
        self._has_elements = False

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """An element: a record, something in one, or something beside the records."""
        if not self._path and self._at and name != self._at[0]:
            self._other_root = name
        self._path.append(name)
        self._has_elements = False
        path = tuple(self._path)
        if self._beside:
            self._begin(self._beside, path, self.beside, attributes)
        if self._record is None and path == self._at:
            self._record = {}
        if self._record is not None:
            inside = path[len(self._at) :]
            if self._paths is None:
                self._meet(inside, attributes)
            else:
                self._begin(self._paths, inside, self._record, attributes)

    def _begin(
        self, wanted: Mapping[Names, str], path: Names, into: dict[str, list[str]], attributes: Mapping[str, str]
    ) -> None:
        for name, value in attributes.items():
            known = wanted.get((*path, f"@{name}"))
            if known is not None:
                into.setdefault(known, []).append(value)
        known = wanted.get(path)
        if known is not None:
            self._open.append((len(self._path), known, into, []))

    def _meet(self, path: Names, attributes: Mapping[str, str]) -> None:
        for name in attributes:
            self.met.setdefault(path_of((*path, f"@{name}")))
        self._open.append((len(self._path), path_of(path) or OWN_TEXT, {}, []))

    def text(self, text: str, /) -> None:
        """A piece of the text of all elements that are open."""
        for _, _, _, pieces in self._open:
            pieces.append(text)
        if self._other_root and len(self._said) < _SAID:
            self._said += text

    def end(self, _: str, /) -> None:
        """An element is whole."""
        depth = len(self._path)
        while self._open and self._open[-1][0] == depth:
            _depth, path, into, pieces = self._open.pop()
            value = "".join(pieces).strip()
            if value:
                into.setdefault(path, []).append(value)
            if self._paths is None and value and not self._has_elements:
                self.met.setdefault(path)
        self._has_elements = True
        if self._record is not None and depth == len(self._at):
            self.records.append(self._record)
            self._record = None
        self._path.pop()

    def refuse_other_root(self) -> None:
        """Raise `PageInvalid` when the document is another than the records are in: an error report, mostly."""
        if self._other_root:
            said = " ".join(self._said.split())[:_SAID]
            raise PageInvalid(f"is a document {self._other_root!r} and not {self._at[0]!r}: {said}")
