"""A query that the database stores: which relations it reads, and its text with others in their places.

DuckDB's own parse tree says where in the text each relation and each column stands; every other character is kept.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reedbed.sql import DEFAULT_SCHEMA, quote
from reedbed.sql.postgres.lexing import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from reedbed.engine import Cursor

_PART: Final = r'(?:"(?:[^"]|"")*"|\w+)'
_NO_COLUMN: Final = '1 AS "no column"'
_NAME: Final = re.compile(rf"{_PART}(?:\s*\.\s*{_PART})*")
_STAR: Final = re.compile(rf"(?:{_PART}\s*\.\s*)*\*")
_LAST_PART: Final = re.compile(rf"{_PART}$")
_FIRST_PART: Final = re.compile(rf"{_PART}\s*\.\s*")
_LISTED: Final = frozenset({"REGULAR", "CROSS"})
WITH_TABLE: Final = 2
"""How many parts the name of a column has with its table's."""
NOWHERE: Final = 1 << 63
"""Places from here on say that a node stands nowhere in the text."""

Node = dict[str, Any]


class Edit(NamedTuple):
    """Bytes of the text from `start` to `end`, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A relation where a query reads it, by the parts of its name; `place` is where the name begins, in bytes."""

    place: int
    database: str
    schema: str
    name: str
    alias: str
    is_plain: bool
    """Whether another relation can stand in its place: one that is read as of some version has none."""


@dataclass(slots=True)
class StoredQuery:
    """The text of a query and its tree; `references` are the relations that are no common table expressions."""

    text: str
    tree: Node
    references: list[Reference] = field(default_factory=list)
    _bytes: bytes = b""
    _schemas: frozenset[str] = frozenset()
    """What a column's name may begin with before its table's."""

    @classmethod
    def read(cls, text: str, cursor: Cursor) -> StoredQuery | None:
        """The query as the engine parses it; None for one that it gives no tree of."""
        told = json.loads(
            cursor.plain_rows("SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", [text])[0][0]
        )
        if told["error"] or len(told["statements"]) != 1:
            return None
        query = cls(text=text, tree=told["statements"][0]["node"], _bytes=text.encode())
        query.references.extend(_references(query.tree, frozenset()))
        query._schemas = frozenset({DEFAULT_SCHEMA, *(each.schema.casefold() for each in query.references)})
        return query

    def name_at(self, place: int) -> str:
        """The name that begins at a place, as it is written; empty where none does."""
        if place >= len(self._bytes):
            return ""
        found = _NAME.match(self._bytes[place:].decode())
        return found[0] if found else ""

    def parts_at(self, place: int) -> list[str]:
        """The parts of the name at a place, as they are written."""
        return [each.text for each in tokens(self.name_at(place)) if each.text != "."]

    def end_of_star(self, place: int) -> int:
        """Where a `*`, or a name with one, ends; 0 where none begins."""
        found = _STAR.match(self._bytes[place:].decode())
        return place + len(found[0].encode()) if found else 0

    def edited(self, edits: Sequence[Edit]) -> str:
        """The text with other words in some places."""
        pieces: list[bytes] = []
        end = 0
        for edit in sorted(edits):
            pieces += [self._bytes[end : edit.start], edit.text.encode()]
            end = edit.end
        return b"".join([*pieces, self._bytes[end:]]).decode()

    def reading(self, places: Sequence[Reference], columns: Mapping[str, str]) -> str | None:
        """The text that reads these columns alone in these places: the names that it uses, and what gives them, in SQL.

        None when one of the places is none for another relation.
        """
        listed = ", ".join(
            quote(used) if value == quote(used) else f"{value} AS {quote(used)}" for used, value in columns.items()
        )
        source = f"(SELECT {listed or _NO_COLUMN} FROM {{}})"
        return self._with_places(places, lambda each: source.format(self.name_at(each.place)))

    def reading_from(self, places: Sequence[Reference], name: str) -> str | None:
        """The text that reads a relation of another name in these places, where it is known by the one that it had."""
        expressions = {
            each["key"].casefold() for node in nodes(self.tree) for each in node.get("cte_map", {}).get("map", ())
        }

        def source(reference: Reference) -> str:
            written = self.name_at(reference.place)
            last = _LAST_PART.search(written)
            before = written[: last.start()] if last is not None else ""
            # What a WITH clause calls so is meant where no schema says otherwise.
            return f"{before or (f'{DEFAULT_SCHEMA}.' if name.casefold() in expressions else '')}{quote(name)}"

        return self._with_places(places, source)

    def _with_places(self, places: Sequence[Reference], source: Callable[[Reference], str]) -> str | None:
        edits: list[Edit] = []
        for each in places:
            written = self.name_at(each.place)
            if not each.is_plain or not written:
                return None
            alias = "" if each.alias else f" AS {quote(each.name)}"
            edits.append(Edit(each.place, each.place + len(written.encode()), source(each) + alias))
        names = {each.name.casefold() for each in places}
        return self.edited(edits + [edit for node in nodes(self.tree) if (edit := self._unqualified(node, names))])

    def _unqualified(self, node: Node, names: set[str]) -> Edit | None:
        """What takes the schema from the name of a column, since what is read in a relation's place has none."""
        parts: list[str] = node.get("column_names", [])
        if node.get("class") != "COLUMN_REF" or len(parts) <= WITH_TABLE or parts[1].casefold() not in names:
            return None
        if parts[0].casefold() not in self._schemas:
            return None
        place = node["query_location"]
        found = _FIRST_PART.match(self.name_at(place))
        return Edit(place, place + len(found[0].encode()), "") if found else None


def lists_both(join: Node) -> bool:
    """Whether a JOIN gives the columns of its sides one after the other."""
    return join["ref_type"] in _LISTED and not join["using_columns"]


def nodes(tree: object) -> Iterator[Node]:
    """Everything in a tree."""
    if isinstance(tree, dict):
        yield tree
        for each in tree.values():
            yield from nodes(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from nodes(each)


def _references(tree: object, known: frozenset[str]) -> Iterator[Reference]:
    """The relations in a tree, where `known` are the names of common table expressions."""
    if isinstance(tree, list):
        for each in tree:
            yield from _references(each, known)
    if not isinstance(tree, dict):
        return
    if tree.get("type") == "BASE_TABLE":
        if tree["schema_name"] or tree["table_name"].casefold() not in known:
            yield _reference(tree)
        return
    if tree.get("type") == "RECURSIVE_CTE_NODE":
        known |= {tree["cte_name"].casefold()}
    for each in tree.get("cte_map", {}).get("map", ()):
        yield from _references(each["value"], known)
        known |= {each["key"].casefold()}
    for name, each in tree.items():
        if name != "cte_map":
            yield from _references(each, known)


def _reference(node: Node) -> Reference:
    return Reference(
        place=node["query_location"],
        database=node["catalog_name"],
        schema=node["schema_name"],
        name=node["table_name"],
        alias=node["alias"],
        is_plain=node["query_location"] < NOWHERE and node.get("at_clause") is None,
    )
