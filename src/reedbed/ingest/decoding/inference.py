"""The columns of records that nobody declared: every field of every record is looked at before a type is chosen.

What is nested in JSON is taken apart into columns, down to lists; a list is a column of JSON. Parquet and decoders
bring types of their own.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from reedbed.errors import PageInvalid
from reedbed.ingest.declaration import Column
from reedbed.ingest.decoding.complaints import page_invalid
from reedbed.ingest.decoding.fitting import normal_type, problem
from reedbed.ingest.decoding.kinds import ANYTHING, text_kind, wider
from reedbed.ingest.decoding.page_reader import PageReader
from reedbed.ingest.decoding.paths import path_of, step_into, steps
from reedbed.ingest.decoding.reading import FILE
from reedbed.ingest.decoding.structures import fields_of, kind_sql
from reedbed.ingest.decoding.tabular import PLACE, csv_relation, parquet_relation, undivided
from reedbed.ingest.decoding.xml_pages import OWN_TEXT, xml_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reedbed.engine import Database
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.decoding.made_pages import MadePages
    from reedbed.ingest.pages import Page

_GROUP_PATHS: Final = 200
"""Paths of one statement: each is an aggregate, and a document can have thousands of names."""
_NO_WORD: Final = re.compile(r"[^0-9a-zA-Z_\u0080-\uffff]+")
_OURS: Final = frozenset({FILE, PLACE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field of records: where it lies, and the type that holds its values; `met` is false when all are NULL."""

    path: str
    type: str
    met: bool = True


class Fields:
    """The fields of the records in pages, which are looked at in groups. `made` has what is made of pages.

    All methods raise `PageInvalid` for pages that cannot be read.
    """

    def __init__(self, source: Source, groups: Iterable[Sequence[Page]], database: Database, made: MadePages) -> None:
        self._source = source
        self._groups = [_Group(source, pages, database, made) for pages in groups if pages]

    def paths(self) -> list[str]:
        """The paths of all fields, in the order of their appearance."""
        return list(dict.fromkeys(path for group in self._groups for path in group.paths))

    def types(self, paths: Sequence[str]) -> list[Field]:
        """The fields at these of the paths, with types that hold all their values."""
        found: dict[str, list[Field]] = {path: [] for path in paths}
        for group in self._groups:
            for field in group.types([path for path in paths if path in group.paths]):
                found[field.path].append(field)
        return [_together(path, each) for path, each in found.items() if each]

    def misfits(self) -> set[str]:
        """The names of the declared columns that some value does not fit."""
        return {name for group in self._groups for name in group.misfits()} if self._source.columns else set()


def _together(path: str, found: Sequence[Field]) -> Field:
    met = [field.type for field in found if field.met]
    return Field(path=path, type=wider(met), met=bool(met))


class _Group:
    """The fields of some pages."""

    def __init__(self, source: Source, pages: Sequence[Page], database: Database, made: MadePages) -> None:
        self._source = source
        self._pages = pages
        self._database = database
        self._made = made
        self._native: dict[str, str] = {}
        self._kinds: dict[str, frozenset[str]] = {}

    @cached_property
    def paths(self) -> dict[str, None]:
        source = self._source
        if source.format == "xml" and source.decoder is None:
            return dict.fromkeys(path for page in self._pages for path in xml_paths(page, source.records))
        if source.format == "csv" and source.decoder is None:
            found = self._described(csv_relation(self._pages, self._level))
            if what := undivided(found):
                raise page_invalid(source.name, self._pages[0], what)
            return dict.fromkeys(found)
        with self._reader(source) as (reader, readable):
            if source.decoder is not None or source.format == "parquet":
                self._native = self._described(parquet_relation(readable)) if readable else {}
                return dict.fromkeys(self._native)
            try:
                self._kinds = fields_of(
                    self._structures(reader, readable), [each.path for each in source.columns.values()]
                )
            except PageInvalid as error:
                raise reader.invalid(self._pages[0], error.message) from error
            return dict.fromkeys(self._kinds)

    @property
    def _level(self) -> int:
        return max(map(self._made.level, self._pages))

    def _structures(self, reader: PageReader, readable: Sequence[Page]) -> Iterator[str]:
        for pages in reader.alike(readable):
            raw = reader.reading(pages).raw
            sql = f"SELECT DISTINCT CAST(json_structure(raw) AS VARCHAR) AS structure FROM ({raw}) AS r"
            for batch in self._database.stream(sql):
                yield from batch.column("structure").to_pylist()

    def types(self, paths: Sequence[str]) -> Iterator[Field]:
        if not paths:
            return
        if self._native:
            yield from (Field(path=path, type=normal_type(self._native[path])) for path in paths)
        elif self._source.format == "csv":
            kinds = {path: text_kind(step_into(path)) for path in paths}
            yield from self._fields(kinds, f"(SELECT * FROM {csv_relation(self._pages, self._level)}) AS r")
        elif self._source.format == "xml":
            columns = {path: Column(path=path, type=ANYTHING) for path in paths}
            with self._reader(_bare(self._source, columns)) as (reader, readable):
                reading = reader.reading(readable)
                kinds = {path: text_kind(reading.values[path].text) for path in paths}
                yield from self._fields(kinds, f"({reading.rows}) AS r")
        else:
            columns = {path: Column(path=path, type=ANYTHING) for path in paths}
            with self._reader(_bare(self._source, columns)) as (reader, readable):
                for pages in reader.alike(readable):
                    reading = reader.reading(pages)
                    kinds = {path: kind_sql(self._kinds[path], reading.values[path].text) for path in paths}
                    yield from self._fields(kinds, f"({reading.rows}) AS r")

    def misfits(self) -> set[str]:
        columns = self._source.columns
        found: set[str] = set()
        with self._reader(self._source) as (reader, readable):
            for pages in reader.alike(readable):
                reading = reader.reading(pages)
                wrong = ", ".join(
                    f"bool_or(({problem(reading.values[name], name, column, required=False)}) IS NOT NULL)"
                    for name, column in columns.items()
                )
                (row,) = self._database.rows(f"SELECT {wrong} FROM ({reading.rows}) AS r")
                found |= {name for name, is_wrong in zip(columns, row, strict=True) if is_wrong}
        return found

    @contextmanager
    def _reader(self, source: Source) -> Iterator[tuple[PageReader, list[Page]]]:
        reader = PageReader(source, self._database, self._made, ())
        try:
            yield reader, reader.readable(self._pages)
        finally:
            reader.release(self._pages)

    def _described(self, relation: str) -> dict[str, str]:
        rows = self._database.rows(f"DESCRIBE SELECT * FROM {relation}")
        return {path_of([str(row[0])]): str(row[1]) for row in rows if str(row[0]) not in _OURS}

    def _fields(self, kinds: Mapping[str, str], relation: str) -> Iterator[Field]:
        """Fields by the SQL of the type of each one's values."""
        paths = list(kinds)
        for begin in range(0, len(paths), _GROUP_PATHS):
            some = paths[begin : begin + _GROUP_PATHS]
            sets = ", ".join(f"list_sort(list(DISTINCT {kinds[path]}))" for path in some)
            (row,) = self._database.rows(f"SELECT {sets} FROM {relation}")
            for path, types in zip(some, row, strict=True):
                met = [str(each) for each in types or () if each is not None]
                yield Field(path=path, type=wider(met), met=bool(met))


def _bare(source: Source, columns: Mapping[str, Column]) -> Source:
    return replace(source, columns=columns, key=(), cursor=None, window=None)


def column_name(path: str, taken: Mapping[str, object]) -> str:
    """A name for a column of this path, of letters, digits and _, that no column in `taken` has."""
    names = [] if path == OWN_TEXT else [step.removeprefix("@") for step in steps(path)]
    name = _NO_WORD.sub("_", "_".join(names)).strip("_") or "value"
    if name[0].isdigit():
        name = f"_{name}"
    known = {each.casefold() for each in taken}
    number, chosen = 1, name
    while chosen.casefold() in known:
        number += 1
        chosen = f"{name}_{number}"
    return chosen
