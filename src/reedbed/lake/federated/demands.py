"""Queries without conditions that are answered by less than all rows: counts, least and greatest values, first rows.

What a SELECT demands of the one relation that it reads is told here; which files are enough for it, by the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.resolver.tokens import folded
from reedbed.lake.federated.outputs import OPERATOR
from reedbed.lake.federated.predicates import PURE
from reedbed.lake.federated.values import bound_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from reedbed.lake.federated.outputs import Output, Outputs
    from reedbed.ports.queries import Parameters

Tree = dict[str, Any]

_PLAIN: Final = frozenset(
    {"CONSTANT", "CAST", "CASE", "OPERATOR", "COMPARISON", "CONJUNCTION", "BETWEEN", "FUNCTION", "COLUMN_REF"}
)
_ENDS: Final = frozenset({"min", "max"})
_DIRECTIONS: Final = {"ASCENDING": False, "DESCENDING": True, "ORDER_DEFAULT": None}
_MOST_ROWS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Call:
    """A count of all rows in the text: the byte where it begins, and the name that its column has to be given."""

    at: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """What is enough: rows that have the least or greatest values of columns, all of them counted, or the first ones.

    `ends` are functions with their columns. `rows` is how many of the first are enough, by `order` when it is given:
    a column, and whether its greatest values come first; None is for the session to say. To `rows` come the values that
    are `bound` to parameters of these names.
    """

    ends: tuple[tuple[str, str], ...] = ()
    counts: tuple[Call, ...] = ()
    rows: int | None = None
    bound: tuple[str, ...] = ()
    order: tuple[str, bool | None] | None = None

    def moved(self, by: int) -> Demand:
        """The same for counts that stand further on in the text."""
        return replace(self, counts=tuple(Call(call.at + by, call.name) for call in self.counts))

    def with_values(self, params: Parameters) -> Demand | None:
        """The demand for the values of parameters; None when they are no numbers of rows."""
        if not self.bound:
            return self
        values = [bound_value(name, params) for name in self.bound]
        numbers = [value for value in values if type(value) is int and value >= 0]
        rows = (self.rows or 0) + sum(numbers)
        return replace(self, rows=rows, bound=()) if len(numbers) == len(values) and rows <= _MOST_ROWS else None


def demand_of(node: Tree, outputs: Outputs, column: Callable[[Sequence[str]], str | None]) -> Demand | None:
    """What a SELECT over one relation demands of it; None for all of its rows."""
    if not _is_bare(node):
        return None
    kinds = [modifier["type"] for modifier in node.get("modifiers") or ()]
    if kinds in ([], ["LIMIT_MODIFIER"]):
        found = _summary(node["select_list"], column)
        if found is not None or not kinds:
            return found
    return _first_rows(node, outputs, column) if _maps_rows(node) else None


def _summary(items: Sequence[Tree], column: Callable[[Sequence[str]], str | None]) -> Demand | None:
    """Counts of all rows, and the least and greatest values of columns."""
    ends: list[tuple[str, str]] = []
    counts: list[Call] = []
    for item in items:
        for tree in _parts(item, within=lambda each: not _is_count(each) and not _is_end(each)):
            if _is_count(tree):
                named = bool(item.get("alias"))
                if not named and tree is not item:
                    return None
                counts.append(Call(tree["query_location"], "" if named else _name(tree)))
            elif _is_end(tree):
                found = column(tree["children"][0]["column_names"])
                if found is None:
                    return None
                ends.append((tree["function_name"], found))
            elif not _is_plain(tree) or tree["class"] == "COLUMN_REF":
                return None
    return Demand(ends=tuple(ends), counts=tuple(counts)) if ends or counts else None


def within(demand: Demand, outputs: Mapping[str, Output]) -> Demand | None:
    """What a demand on a query that maps rows one by one is on the relation inside of it."""
    names = [name for _, name in demand.ends] + ([demand.order[0]] if demand.order else [])
    known = {name: outputs[name].column for name in names if name in outputs and outputs[name].through == "{}"}
    if any(name not in known for name in names):
        return None
    return replace(
        demand,
        ends=tuple((function, known[name]) for function, name in demand.ends),
        order=(known[demand.order[0]], demand.order[1]) if demand.order else None,
    )


def maps_rows(node: Tree) -> bool:
    """Whether each row of its relation becomes one row of a SELECT, whatever the others are."""
    return _maps_rows(node) and not node.get("modifiers")


def _maps_rows(node: Tree) -> bool:
    return _is_bare(node) and all(
        all(part["class"] == "STAR" or _is_plain(part) for part in _parts(item)) for item in node["select_list"]
    )


def _is_bare(node: Tree) -> bool:
    nothing = ("where_clause", "group_expressions", "group_sets", "having", "qualify", "sample")
    return node.get("aggregate_handling") == "STANDARD_HANDLING" and not any(node.get(each) for each in nothing)


def _first_rows(node: Tree, outputs: Outputs, column: Callable[[Sequence[str]], str | None]) -> Demand | None:
    """LIMIT, alone or behind ORDER BY."""
    kinds = [modifier["type"] for modifier in node["modifiers"]]
    if kinds not in (["LIMIT_MODIFIER"], ["ORDER_MODIFIER", "LIMIT_MODIFIER"]):
        return None
    limit = node["modifiers"][-1]
    parts = [limit[each] for each in ("limit", "offset") if limit.get(each) is not None]
    bound = tuple(part["identifier"] for part in parts if part.get("class") == "PARAMETER")
    numbers = [_number(part) for part in parts if part.get("class") != "PARAMETER"]
    rows = sum(number for number in numbers if number is not None)
    if None in numbers or limit.get("limit") is None or rows > _MOST_ROWS:
        return None
    if len(kinds) == 1:
        return Demand(rows=rows, bound=bound)
    first = node["modifiers"][0]["orders"][0]
    name = _ordered_by(first["expression"], outputs, column)
    if name is None:
        return None
    return Demand(rows=rows, bound=bound, order=(name, _DIRECTIONS[first["type"]]))


def _number(tree: Tree) -> int | None:
    value = tree.get("value", {}).get("value") if tree.get("class") == "CONSTANT" else None
    return value if type(value) is int and value >= 0 else None


def _ordered_by(tree: Tree, outputs: Outputs, column: Callable[[Sequence[str]], str | None]) -> str | None:
    """The relation's column that an item of ORDER BY is. A plain name is one of the query's columns first."""
    place = tree.get("value", {}).get("value") if tree.get("class") == "CONSTANT" else None
    if type(place) is int and 0 < place <= len(outputs.columns):
        output = outputs.columns[place - 1][1]
    elif tree.get("class") == "COLUMN_REF":
        names = tree["column_names"]
        given = [name for name, _ in outputs.columns]
        if len(names) > 1 or folded(names[0]) not in given:
            return column(names)
        output = outputs.by_name.get(folded(names[0]))
    else:
        return None
    return output.column if output is not None and output.through == "{}" else None


def _is_plain(tree: Tree) -> bool:
    """Whether an expression is a value of its row, apart from its parts."""
    if tree["class"] == "FUNCTION":
        name = tree["function_name"]
        return not tree.get("schema") and _is_bare_call(tree) and (name in PURE or bool(OPERATOR.match(name)))
    return tree["class"] in _PLAIN


def _is_bare_call(tree: Tree) -> bool:
    return not (tree.get("filter") or tree.get("distinct") or (tree.get("order_bys") or {}).get("orders"))


def _is_count(tree: Tree) -> bool:
    """Whether it counts all rows."""
    if tree.get("class") != "FUNCTION" or tree.get("schema") or not _is_bare_call(tree):
        return False
    arguments = tree["children"]
    if tree["function_name"] == "count" and len(arguments) == 1 and arguments[0].get("class") == "CONSTANT":
        return type(arguments[0]["value"].get("value")) is int
    return tree["function_name"] == "count_star" and not arguments


def _name(tree: Tree) -> str:
    """The name of the column that a count is, where it is given none."""
    return "count_star()" if not tree["children"] else f"count({tree['children'][0]['value']['value']})"


def _is_end(tree: Tree) -> bool:
    return (
        tree.get("class") == "FUNCTION"
        and tree["function_name"] in _ENDS
        and not tree.get("schema")
        and _is_bare_call(tree)
        and [each.get("class") for each in tree["children"]] == ["COLUMN_REF"]
    )


def _parts(tree: object, within: Callable[[Tree], bool] = lambda _: True) -> Iterator[Tree]:
    """An expression and those it is made of, but not what is inside of one for which `within` does not hold."""
    if isinstance(tree, list):
        for each in tree:
            yield from _parts(each, within)
    elif isinstance(tree, dict):
        inside = True
        if isinstance(tree.get("class"), str):
            yield tree
            inside = within(tree)
        if inside:
            for each in tree.values():
                yield from _parts(each, within)
