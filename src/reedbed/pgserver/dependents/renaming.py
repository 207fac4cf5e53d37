"""A stored query with another name for a column, where its text names the column plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgserver.dependents.queries import NOWHERE, WITH_TABLE, Edit, lists_both, nodes
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.dependents.queries import Node, Reference, StoredQuery

_SCOPES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})


def renamed(query: StoredQuery, places: Sequence[Reference], old: str, new: str) -> str | None:
    """The text where every SELECT that reads the relation in one of these places has `new` for its column `old`.

    None where a SELECT may mean something else by the name: one with queries inside, with stars, with USING, with whole
    rows or with an alias that is called so.
    """
    left = {each.place for each in places}
    edits: list[Edit] = []
    for node in nodes(query.tree):
        sources = _sources(node["from_table"]) if node.get("type") == "SELECT_NODE" else None
        mine = [each for each in sources or () if each["query_location"] in left]
        if mine:
            found = _Renaming(query, old, new, [_alias(each) for each in mine]).of(node)
            if found is None or any(each["column_name_alias"] for each in mine):
                return None
            edits += found
            left -= {each["query_location"] for each in mine}
    return query.edited(edits) if not left else None


def _sources(node: Node) -> list[Node] | None:
    """The relations of a FROM that is nothing but relations, joined so that each column keeps its name."""
    if node["type"] == "BASE_TABLE":
        return [node]
    if node["type"] != "JOIN" or not lists_both(node):
        return None
    left, right = _sources(node["left"]), _sources(node["right"])
    return None if left is None or right is None else left + right


def _alias(node: Node) -> str:
    return str(node["alias"] or node["table_name"]).casefold()


class _Renaming:
    def __init__(self, query: StoredQuery, old: str, new: str, aliases: Sequence[str]) -> None:
        self._query = query
        self._old = old
        self._new = new
        self._aliases = aliases

    def of(self, select: Node) -> list[Edit] | None:
        """The edits in one SELECT; None where they would not be safe."""
        everything = list(nodes(select))
        if any(str(each.get("type")) in _SCOPES for each in everything if each is not select):
            return None
        if any(each.get("class") in {"STAR", "LAMBDA"} or self._is_row(each) for each in everything):
            return None
        for item in select["select_list"]:
            called = item["alias"].casefold() == self._old.casefold()
            unnamed = not item["alias"] and item["class"] != "COLUMN_REF" and any(map(self._means, nodes(item)))
            if called or unnamed:
                return None
        items = {id(each) for each in select["select_list"]}
        edits = [self._edit(each, is_item=id(each) in items) for each in everything if self._means(each)]
        return None if None in edits else [each for each in edits if each is not None]

    def _is_row(self, node: Node) -> bool:
        """Whether a node is the whole row, whose fields are called as the columns are."""
        parts: list[str] = node.get("column_names", [])
        return node.get("class") == "COLUMN_REF" and len(parts) == 1 and parts[0].casefold() in self._aliases

    def _means(self, node: Node) -> bool:
        """Whether a node names the column."""
        return self._part(node) is not None

    def _part(self, node: Node) -> int | None:
        """Which part of a column's name is the column that is to be called otherwise."""
        parts = [each.casefold() for each in node.get("column_names") or ()]
        if node.get("class") != "COLUMN_REF" or not parts:
            return None
        if len(parts) >= WITH_TABLE and parts[0] in self._aliases:
            return 1 if parts[1] == self._old.casefold() else None
        if len(parts) > WITH_TABLE and parts[1] in self._aliases:
            return 2 if parts[2] == self._old.casefold() else None
        return 0 if parts[0] == self._old.casefold() else None

    def _edit(self, node: Node, *, is_item: bool) -> Edit | None:
        place = node["query_location"]
        part = self._part(node)
        pieces = self._query.parts_at(place) if place < NOWHERE else []
        if part is None or len(pieces) != len(node["column_names"]):
            return None
        end = place + len(self._query.name_at(place).encode())
        alias = ""
        if is_item and not node["alias"] and part == len(pieces) - 1:
            alias = f" AS {pieces[part]}"
        pieces[part] = quote(self._new)
        return Edit(place, end, ".".join(pieces) + alias)
