"""Where a query names relations, and what it asks of each: read from DuckDB's own parse tree.

DuckDB gives the tree of a SELECT as JSON, with the place in the text of each relation. What is asked of the rows of a
sub-select, of a common table expression or of a set operation is asked of the relations inside as well, where it may
be. What is not understood is passed over: the relation is then read whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from reedbed.engine.resolver.tokens import folded
from reedbed.lake.federated.conditions import every, restricted, some
from reedbed.lake.federated.demands import demand_of, maps_rows, within
from reedbed.lake.federated.equalities import classes, joins_of, merged_owners, shared
from reedbed.lake.federated.outputs import Outputs, asked_of, by_place, lets_through, outputs_of, united
from reedbed.lake.federated.predicates import joined_columns, predicate
from reedbed.lake.federated.sources import column_in, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.federated.demands import Demand
    from reedbed.lake.federated.outputs import Columns
    from reedbed.lake.federated.sources import Source

Tree = dict[str, Any]

_BY_PLACE: Final = frozenset({"UNION", "EXCEPT", "INTERSECT"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A relation that a query reads.

    `joined` are its columns that have to equal columns of relations beside it, as SQL.

    `at` is the byte of the text where its name begins; `schema` is "" when the name has none. `described` says that
    the query asks for its columns rather than its rows. `called` are the places of columns that are called by the
    relation's schema and name. `demand` is what is enough of its rows where there is no condition.
    """

    at: int
    catalog: str
    schema: str
    name: str
    alias: str
    condition: Condition | None = None
    described: bool = False
    joined: tuple[tuple[str, str], ...] = ()
    called: tuple[int, ...] = ()
    demand: Demand | None = None

    def moved(self, by: int) -> Mention:
        """The same in a text of which this one is a part that begins at a byte."""
        called = tuple(at + by for at in self.called)
        return replace(self, at=self.at + by, called=called, demand=self.demand.moved(by) if self.demand else None)


@dataclass(frozen=True, slots=True)
class _Defined:
    """A common table expression: its query, the names that the query may use, and what those who read it ask of it."""

    entry: Tree
    scope: _Scope
    asked: list[Condition | None] = field(default_factory=list)
    demands: list[Demand | None] = field(default_factory=list)

    @property
    def node(self) -> Tree:
        """Its query."""
        query: Tree = self.entry["value"]["query"]["node"]
        return query

    @property
    def aliases(self) -> list[str]:
        """The names of its columns, where it says them."""
        return list(self.entry["value"].get("aliases") or ())


_Scope: TypeAlias = "Mapping[str, _Defined]"


def mentions_in(serialised: str, columns: Callable[[str, str, str], Columns]) -> list[Mention]:
    """The relations that a serialised query reads, in the order of the text.

    `columns` gives the columns of the relation with a catalog and schema ("" for none) and name, folded; none for one
    that does not matter, which is left out.
    """
    tree = json.loads(serialised)
    if tree.get("error"):
        return []
    reading = _Reading(columns)
    reading.walk(tree["statements"], {})
    found = [
        mention if mention.alias else replace(mention, called=reading.called.get((mention.schema, mention.name), ()))
        for mention in reading.found
    ]
    return sorted(found, key=lambda mention: mention.at)


class _Reading:
    """Goes from the outside to the inside, so that what is asked of a relation is known before it is come to."""

    def __init__(self, columns: Callable[[str, str, str], Columns]) -> None:
        self._columns = columns
        self._asked: dict[int, Condition | None] = {}
        self._demands: dict[int, Demand | None] = {}
        self._joined: dict[int, tuple[tuple[str, str], ...]] = {}
        self._outputs: dict[int, Outputs] = {}
        self._scopes: dict[int, _Scope] = {}
        self.found: list[Mention] = []
        self.called: dict[tuple[str, str], tuple[int, ...]] = {}
        """Where columns are called by schema and name of their relation."""

    def walk(self, node: object, scope: _Scope, *, described: bool = False) -> None:
        """Find the relations below a node; `scope` are the common table expressions around it."""
        if isinstance(node, list):
            for each in node:
                self.walk(each, scope, described=described)
            return
        if not isinstance(node, dict):
            return
        kind = node.get("type")
        inner = self._scope(node, scope)
        if kind == "SELECT_NODE":
            self._select(node, inner)
        elif kind == "SET_OPERATION_NODE":
            self._set_operation(node, inner)
        elif kind == "BASE_TABLE":
            self._table(node, scope, described=described)
        elif kind == "COLUMN_REF" and len(node["column_names"]) > 2:  # noqa: PLR2004 - relation and column
            relation = (folded(node["column_names"][0]), folded(node["column_names"][1]))
            self.called[relation] = (*self.called.get(relation, ()), node["query_location"])
        for key, value in node.items():
            if isinstance(value, (dict, list)) and key != "cte_map":
                self.walk(value, inner, described=described or (key == "query" and kind == "SHOW_REF"))
        self._definitions(node, inner)

    def _definitions(self, node: Tree, scope: _Scope) -> None:
        """The expressions of WITH, the last one first: all who read one stand behind it, and have been come to."""
        for entry in reversed((node.get("cte_map") or {}).get("map") or ()):
            defined = scope[folded(entry["key"])]
            if defined.entry is entry:
                asked = some(defined.asked)
                own = self.outputs(defined.node, defined.scope)
                called = own.called(defined.aliases)
                if len(defined.demands) == 1 and not defined.aliases:
                    self._demands[id(defined.node)] = defined.demands[0]
                self._asked[id(defined.node)] = by_place(asked, called, own) if asked and defined.aliases else asked
            self.walk(entry["value"], self._own_scope(defined))

    @staticmethod
    def _own_scope(defined: _Defined) -> _Scope:
        # In a recursive one its name is itself, in any other what it is outside.
        if defined.node.get("type") == "RECURSIVE_CTE_NODE":
            return {**defined.scope, folded(defined.entry["key"]): defined}
        return defined.scope

    def _scope(self, node: Tree, scope: _Scope) -> _Scope:
        """What is defined inside of a node: an expression of WITH may use those before it."""
        entries = (node.get("cte_map") or {}).get("map") or ()
        if not entries:
            return scope
        found = self._scopes.get(id(node))
        if found is None:
            found = dict(scope)
            for entry in entries:
                found = {**found, folded(entry["key"]): _Defined(entry, found)}
            self._scopes[id(node)] = found
        return found

    def _table(self, node: Tree, scope: _Scope, *, described: bool) -> None:
        schema, name = folded(node.get("schema_name") or ""), folded(node["table_name"])
        if not schema and name in scope:
            scope[name].asked.append(self._asked.get(id(node)))
            scope[name].demands.append(self._demands.get(id(node)))
            return
        catalog = folded(node.get("catalog_name") or "")
        if node.get("at_clause") or not self._columns(catalog, schema, name):
            return
        self.found.append(
            Mention(
                at=node["query_location"],
                catalog=catalog,
                schema=schema,
                name=name,
                alias=node.get("alias") or "",
                condition=self._asked.get(id(node)),
                described=described,
                joined=self._joined.get(id(node), ()),
                demand=self._demands.get(id(node)),
            )
        )

    def _select(self, node: Tree, scope: _Scope) -> None:
        """Give the relations of one FROM clause what WHERE and ON, and those who read the query, ask of them.

        A comparison with a NULL holds for no row, so WHERE may take rows from any side of a join before it is made.
        """
        sources = () if node.get("sample") else sources_of(node.get("from_table") or {})
        where = [node["where_clause"]] if node.get("where_clause") else []
        asked = self._asked.get(id(node)) if lets_through(node) else None
        outputs = self.outputs(node, scope).by_name if asked is not None else {}
        columns = [self._source_columns(source.table, scope) if source.is_whole else {} for source in sources]
        if len(sources) == 1 and sources[0].is_whole and asked is None:
            self._demand(node, sources[0], columns[0], scope)
        merged = merged_owners(node.get("from_table") or {}, sources, columns)
        mine = [column_in(sources, place, known, merged) for place, known in enumerate(columns)]
        joins = list(joins_of(node.get("from_table") or {})) if sources else []
        inner = all(join.get("join_type") == "INNER" for join in joins)
        whole = [*where, *(join["condition"] for join in joins if inner and join.get("condition"))]
        outside = [asked_of(asked, outputs, place) if asked is not None else None for place in range(len(sources))]
        final = [every([predicate(whole, own), out]) for own, out in zip(mine, outside, strict=True)]
        if joins:
            final = shared(final, classes(node["from_table"], where, sources, columns, mine.__getitem__))
        for place, source in enumerate(sources):
            if not columns[place]:
                continue
            trees = [*where, *source.conditions]
            asks = final[place] if inner else every([predicate(source.conditions, mine[place]), final[place]])
            self._ask(source.table, asks, scope)
            if len(sources) > 1:
                self._joined[id(source.table)] = joined_columns(trees, mine[place])

    def _demand(self, node: Tree, source: Source, known: Columns, scope: _Scope) -> None:
        """Tell the one relation of a SELECT without conditions what is enough of it."""
        outputs = self.outputs(node, scope)
        outside = self._demands.get(id(node))
        if outside is None:
            found = demand_of(node, outputs, column_in((source,), 0, known, {}))
        else:
            found = within(outside, outputs.by_name) if maps_rows(node) else None
        table = source.table
        if table.get("type") == "SUBQUERY":
            table = {} if table.get("column_name_alias") else table["subquery"]["node"]
        self._demands[id(table)] = found

    def _ask(self, table: Tree, condition: Condition | None, scope: _Scope) -> None:
        """Ask something of a relation in FROM, or of the query that makes it, which may have other names."""
        aliases = table.get("column_name_alias")
        if table.get("type") != "SUBQUERY":
            self._asked[id(table)] = condition
            return
        node = table["subquery"]["node"]
        if aliases and condition is not None:
            own = self.outputs(node, scope)
            condition = by_place(condition, own.called(aliases), own)
        self._asked[id(node)] = condition

    def _set_operation(self, node: Tree, scope: _Scope) -> None:
        """Give both sides what is asked of the whole: other rows neither add to those nor take from them."""
        asked = self._asked.get(id(node)) if lets_through(node) else None
        whole = self.outputs(node, scope)
        known = restricted(asked, frozenset(whole.by_name)) if asked is not None else None
        if known is None:
            return
        for side in (node["left"], node["right"]):
            self._asked[id(side)] = by_place(known, whole, self.outputs(side, scope))

    def _source_columns(self, table: Tree, scope: _Scope) -> Columns:
        """The columns of a relation of a FROM clause; none of one that is not known."""
        if table.get("type") == "SUBQUERY":
            own = self.outputs(table["subquery"]["node"], scope)
            return own.called(table.get("column_name_alias") or ()).kinds
        if table.get("type") != "BASE_TABLE" or table.get("at_clause"):
            return {}
        schema, name = folded(table.get("schema_name") or ""), folded(table["table_name"])
        if schema or name not in scope:
            return self._columns(folded(table.get("catalog_name") or ""), schema, name)
        defined = scope[name]
        return self.outputs(defined.node, defined.scope).called(defined.aliases).kinds

    def outputs(self, node: Tree, scope: _Scope) -> Outputs:
        """The columns of a query."""
        found = self._outputs.get(id(node))
        if found is None:
            found = self._outputs[id(node)] = self._made_outputs(node, self._scope(node, scope))
        return found

    def _made_outputs(self, node: Tree, scope: _Scope) -> Outputs:
        if node.get("type") == "SET_OPERATION_NODE" and node.get("setop_type") in _BY_PLACE:
            return united(self.outputs(node["left"], scope), self.outputs(node["right"], scope))
        if node.get("type") != "SELECT_NODE":
            return Outputs()
        sources = sources_of(node.get("from_table") or {})
        columns = [self._source_columns(source.table, scope) if source.is_whole else {} for source in sources]
        merged = merged_owners(node.get("from_table") or {}, sources, columns)
        return outputs_of(
            node, sources, columns, merged, lambda place: column_in(sources, place, columns[place], merged)
        )
