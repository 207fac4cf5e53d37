"""Where a query names relations, and what it asks of each: read from DuckDB's own parse tree.

DuckDB gives the tree of a SELECT as JSON, with the place in the text of each relation. What is not understood is passed
over: the relation is then read whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.resolver.tokens import folded
from reedbed.lake.federated.predicates import joined_columns, predicate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reedbed.lake.federated.conditions import Condition

Tree = dict[str, Any]

_PLAIN_JOINS: Final = frozenset({"REGULAR", "CROSS"})
_UNDERSTOOD: Final = frozenset({"INNER", "LEFT", "RIGHT", "OUTER", "FULL"})
_KEEPS_LEFT: Final = frozenset({"LEFT", "OUTER", "FULL"})
_KEEPS_RIGHT: Final = frozenset({"RIGHT", "OUTER", "FULL"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A relation that a query reads.

    `joined` are its columns that have to equal columns of relations beside it, as SQL.

    `at` is the byte of the text where its name begins; `schema` is "" when the name has none. `described` says that
    the query asks for its columns rather than its rows.
    """

    at: int
    catalog: str
    schema: str
    name: str
    alias: str
    condition: Condition | None = None
    described: bool = False
    joined: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """A relation in one FROM clause, with the parts of ON that hold for its rows."""

    table: Tree
    conditions: tuple[Tree, ...]


def mentions_in(serialised: str, columns: Callable[[str, str], frozenset[str]]) -> list[Mention]:
    """The relations that a serialised query reads, in the order of the text.

    `columns` gives the columns of the relation with a schema ("" for none) and name, folded; none for one that does
    not matter, which is left out.
    """
    tree = json.loads(serialised)
    if tree.get("error"):
        return []
    reading = _Reading(columns)
    reading.walk(tree["statements"], frozenset())
    return sorted(reading.found, key=lambda mention: mention.at)


class _Reading:
    def __init__(self, columns: Callable[[str, str], frozenset[str]]) -> None:
        self._columns = columns
        self._conditions: dict[int, Condition | None] = {}
        self._joined: dict[int, tuple[tuple[str, str], ...]] = {}
        self.found: list[Mention] = []

    def walk(self, node: object, defined: frozenset[str], *, described: bool = False) -> None:
        """Find the relations below a node; `defined` are names of common table expressions around it."""
        if isinstance(node, list):
            for each in node:
                self.walk(each, defined, described=described)
            return
        if not isinstance(node, dict):
            return
        defined = defined.union(folded(entry["key"]) for entry in (node.get("cte_map") or {}).get("map") or ())
        kind = node.get("type")
        if kind == "SELECT_NODE":
            self._select(node)
        elif kind == "BASE_TABLE":
            self._table(node, defined, described=described)
        for key, value in node.items():
            if isinstance(value, (dict, list)):
                self.walk(value, defined, described=described or (key == "query" and kind == "SHOW_REF"))

    def _table(self, node: Tree, defined: frozenset[str], *, described: bool) -> None:
        schema, name = folded(node.get("schema_name") or ""), folded(node["table_name"])
        if (not schema and name in defined) or node.get("at_clause") or not self._columns(schema, name):
            return
        self.found.append(
            Mention(
                at=node["query_location"],
                catalog=folded(node.get("catalog_name") or ""),
                schema=schema,
                name=name,
                alias=node.get("alias") or "",
                condition=self._conditions.get(id(node)),
                described=described,
                joined=self._joined.get(id(node), ()),
            )
        )

    def _select(self, node: Tree) -> None:
        """Give the relations of one FROM clause what WHERE and ON ask of them.

        A comparison with a NULL holds for no row, so WHERE may take rows from any side of a join before it is made.
        """
        if node.get("sample"):
            return
        sources: list[_Source] = []
        if not _gather(node.get("from_table") or {}, (), sources):
            return
        asked = [node["where_clause"]] if node.get("where_clause") else []
        names = [_shown_name(source.table) for source in sources]
        merged = _merged_columns(node["from_table"])
        for source, shown in zip(sources, names, strict=True):
            table = source.table
            if table.get("type") != "BASE_TABLE" or table.get("sample") or table.get("column_name_alias"):
                continue
            if names.count(shown) > 1:
                continue
            columns = self._columns(folded(table.get("schema_name") or ""), folded(table["table_name"]))
            if columns:
                mine = _columns_of(shown, columns, frozenset() if len(sources) == 1 else merged)
                self._conditions[id(table)] = predicate([*asked, *source.conditions], mine)
                if len(sources) > 1:
                    self._joined[id(table)] = joined_columns([*asked, *source.conditions], mine)


def _columns_of(shown: str, columns: frozenset[str], merged: frozenset[str]) -> Callable[[Iterable[str]], str | None]:
    """Which column of one relation a reference means; None when it may be another's.

    A plain name that several relations have is refused by DuckDB, unless USING makes one column of them.
    """

    def column(reference: Iterable[str]) -> str | None:
        parts = [folded(part) for part in reference]
        if len(parts) == 1 and parts[0] in columns and parts[0] not in merged:
            return parts[0]
        if len(parts) == 2 and parts[0] == shown and parts[1] in columns:  # noqa: PLR2004 - relation and column
            return parts[1]
        return None

    return column


def _shown_name(table: Tree) -> str:
    return folded(table.get("alias") or table.get("table_name") or "")


def _gather(node: Tree, conditions: tuple[Tree, ...], found: list[_Source]) -> bool:
    """The relations of a FROM clause; False where a join counts or orders the rows of its sides."""
    if node.get("type") != "JOIN":
        found.append(_Source(node, conditions))
        return True
    kind = node.get("join_type")
    if node.get("ref_type") not in _PLAIN_JOINS or kind not in _UNDERSTOOD:
        return False
    condition = node.get("condition")
    on = (condition,) if condition else ()
    # What ON says holds for the rows of a side whose other rows the join drops.
    left = conditions if kind in _KEEPS_LEFT else (*conditions, *on)
    right = conditions if kind in _KEEPS_RIGHT else (*conditions, *on)
    return _gather(node["left"], left, found) and _gather(node["right"], right, found)


def _merged_columns(node: Tree) -> frozenset[str]:
    """Columns of USING in a FROM clause."""
    if node.get("type") != "JOIN":
        return frozenset()
    own = frozenset(map(folded, node.get("using_columns") or ()))
    return own | _merged_columns(node["left"]) | _merged_columns(node["right"])
