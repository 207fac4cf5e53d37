"""What a view is made of, written so that it stays: PostgreSQL keeps its columns, and its tables whatever the path.

DuckDB keeps the text. A `*` would follow its table, and a name without a schema the search path of who reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.pgserver.dependents.queries import NOWHERE, Edit, StoredQuery, lists_both, nodes
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgserver.dependents.queries import Node, Reference
    from reedbed.pgserver.dependents.views import Relation, Relations

_SIDED: Final = frozenset({"INNER", "LEFT", "RIGHT", "FULL", "OUTER"})
"""Joins that give the columns of both sides."""


class _Source(NamedTuple):
    """A relation in FROM; `columns` is None where only the engine knows them."""

    alias: str
    columns: list[str] | None


def frozen(query: StoredQuery, relations: Relations, view: Relation) -> str:
    """The text of a query that is to be a view's, with columns for `*` and schemas where they are needed."""
    freezing = _Freezing(query, relations, view)
    return query.edited([*freezing.qualified(), *freezing.expanded()])


def column_names(query: StoredQuery) -> list[str]:
    """The names that the columns of a query are given by its text; those of other expressions are not told."""
    listed = query.tree.get("select_list", ()) if query.tree["type"] == "SELECT_NODE" else ()
    return [each["alias"] or each["column_names"][-1] for each in listed if each["alias"] or "column_names" in each]


class _Freezing:
    def __init__(self, query: StoredQuery, relations: Relations, view: Relation) -> None:
        self._query = query
        self._relations = relations
        self._view = view
        self._by_place = {each.place: each for each in query.references if each.is_plain}

    def qualified(self) -> Iterator[Edit]:
        """Schemas before the names that would mean something else beside the view."""
        for each in self._by_place.values():
            found = None if each.schema else self._relations.find((each.name,))
            if found is not None and (
                found != self._relations.meant(each, self._view, by_path=False) or self._may_be_hidden(found)
            ):
                yield Edit(each.place, each.place, f"{quote(found.schema)}.")

    def _may_be_hidden(self, relation: Relation) -> bool:
        """Whether a relation that is made beside the view later would be found before this one."""
        return relation.database == self._view.database and relation.schema != self._view.schema

    def expanded(self) -> Iterator[Edit]:
        """Columns for each `*` whose relations have them."""
        for node in nodes(self._query.tree):
            if node.get("type") != "SELECT_NODE":
                continue
            stars = [each for each in node["select_list"] if _is_plain_star(each)]
            sources = self._sources(node["from_table"]) if stars else None
            if sources is None or len({each.alias.casefold() for each in sources}) < len(sources):
                continue
            yield from (edit for star in stars if (edit := self._columns(star, sources)) is not None)

    def _columns(self, star: Node, sources: Sequence[_Source]) -> Edit | None:
        wanted = [each for each in sources if star["relation_name"].casefold() in {"", each.alias.casefold()}]
        if not any(each.columns for each in wanted):
            return None
        qualifies = len(sources) > 1
        pieces = [piece for each in wanted for piece in _pieces(each, qualifies=qualifies)]
        place = star["query_location"]
        end = self._query.end_of_star(place)
        return Edit(place, end, ", ".join(pieces)) if end else None

    def _sources(self, node: Node) -> list[_Source] | None:
        """The relations that a FROM lists; None where it does not give simply the columns of all of them."""
        if node["type"] == "BASE_TABLE":
            reference = self._by_place.get(node["query_location"])
            alias = node["alias"] or node["table_name"]
            return [_Source(alias, self._columns_of(reference, node["column_name_alias"]) if reference else None)]
        if node["type"] == "JOIN":
            if node["join_type"] not in _SIDED or not lists_both(node):
                return None
            left, right = self._sources(node["left"]), self._sources(node["right"])
            return None if left is None or right is None else left + right
        return [_Source(node["alias"], None)] if node.get("alias") else None

    def _columns_of(self, reference: Reference, given: Sequence[str]) -> list[str] | None:
        parts = (reference.schema, reference.name) if reference.schema else (reference.name,)
        found = self._relations.find(parts)
        if found is None or reference.database:
            return None
        columns = self._relations.columns(found)
        return [*given, *columns[len(given) :]] or None


def _is_plain_star(item: Node) -> bool:
    told = ("exclude_list", "replace_list", "columns", "expr", "qualified_exclude_list", "rename_list")
    return item["class"] == "STAR" and item["query_location"] < NOWHERE and not any(item.get(each) for each in told)


def _pieces(source: _Source, *, qualifies: bool) -> list[str]:
    if source.columns is None:
        return [f"{quote(source.alias)}.*"]
    prefix = f"{quote(source.alias)}." if qualifies else ""
    return [f"{prefix}{quote(each)}" for each in source.columns]
