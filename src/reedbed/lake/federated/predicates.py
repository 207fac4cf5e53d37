"""From the predicates of a query, as DuckDB's parse tree has them, to conditions on a relation's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.resolver.functions import words
from reedbed.lake.federated.conditions import Comparison, Condition, Value, every, some
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Column = Callable[[Iterable[str]], str | None]
    """Which column of the relation a reference means."""

Tree = dict[str, Any]

_OPERATORS: Final = {
    "COMPARE_EQUAL": "=",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
}
_TURNED: Final = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MOST_VALUES: Final = 200
"""A list of more values is not looked at."""

PURE: Final = words(
    """+ - * / % abs round floor ceil least greatest coalesce make_date make_timestamp make_timestamptz date_trunc
    to_years to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds to_microseconds trunc
    epoch_ms to_timestamp strptime lower upper date_add"""
)
"""Functions of DuckDB's whose value rests on their arguments, and at most on the session's settings."""
_NOW: Final = words(
    "now current_timestamp get_current_timestamp transaction_timestamp current_date today localtimestamp"
)
_UNITS: Final = words("year quarter month week day hour minute second")
_PLAIN_TYPES: Final = words(
    """tinyint smallint integer bigint hugeint utinyint usmallint uinteger ubigint uhugeint float double date timestamp
    timestamp_s timestamp_ms timestamp_ns timestamp_with_time_zone varchar interval boolean"""
)


def predicate(trees: Iterable[Tree], column: Column) -> Condition | None:
    """What must hold for the relation's rows where all of the trees hold; None when nothing is known."""
    return every([_condition(tree, column) for tree in trees])


def conjuncts(trees: Iterable[Tree]) -> Iterator[Tree]:
    """What has to hold where all of the trees hold."""
    for tree in trees:
        if tree.get("type") == "CONJUNCTION_AND":
            yield from conjuncts(tree["children"])
        else:
            yield tree


def joined_columns(trees: Iterable[Tree], column: Column) -> tuple[tuple[str, str], ...]:
    """The relation's columns that have to equal columns of other relations, each with SQL for the other one."""
    found: dict[str, str] = {}
    for tree in conjuncts(trees):
        if tree.get("type") == "COMPARE_EQUAL":
            for own, other in ((tree["left"], tree["right"]), (tree["right"], tree["left"])):
                name, beside = column(_names(own)), _names(other)
                if name is not None and beside and column(beside) is None:
                    found[name] = ".".join(map(quote, beside))
    return tuple(found.items())


def _condition(tree: Tree, column: Column) -> Condition | None:
    kind = tree.get("type")
    if kind == "CONJUNCTION_AND":
        return every([_condition(each, column) for each in tree["children"]])
    if kind == "CONJUNCTION_OR":
        return some([_condition(each, column) for each in tree["children"]])
    if kind in _OPERATORS:
        operator = _OPERATORS[kind]
        return _compared(tree["left"], operator, tree["right"], column) or _compared(
            tree["right"], _TURNED[operator], tree["left"], column
        )
    if kind == "COMPARE_BETWEEN":
        return every(
            [
                _compared(tree["input"], ">=", tree["lower"], column),
                _compared(tree["input"], "<=", tree["upper"], column),
            ]
        )
    if kind == "COMPARE_IN":
        first, *values = tree["children"]
        if len(values) <= _MOST_VALUES:
            return some([_compared(first, "=", each, column) for each in values])
    return None


def _compared(left: Tree, operator: str, right: Tree, column: Column) -> Comparison | None:
    reference, through = seen_through(left)
    name = column(reference) if reference else None
    value = value_of(right) if name is not None else None
    if name is None or value is None:
        return None
    return Comparison(name, operator, value, through)


def seen_through(tree: Tree) -> tuple[list[str], str]:
    """The column that a side of a comparison is, and what of it: the day, the year, the hour it lies in."""
    kind = tree.get("class")
    if kind == "COLUMN_REF":
        return tree["column_names"], "{}"
    if kind == "CAST" and tree["cast_type"]["id"] == "DATE" and not tree.get("try_cast"):
        return _names(tree["child"]), "CAST({} AS DATE)"
    if kind == "FUNCTION" and not tree.get("schema"):
        arguments = tree["children"]
        if tree["function_name"] == "date_trunc" and len(arguments) == 2:  # noqa: PLR2004 - unit and time
            unit = arguments[0].get("value", {}).get("value")
            if isinstance(unit, str) and unit.casefold() in _UNITS:
                return _names(arguments[1]), f"date_trunc('{unit.casefold()}', {{}})"
        if tree["function_name"] == "year" and len(arguments) == 1:
            return _names(arguments[0]), "year({})"
    return [], "{}"


def _names(tree: Tree) -> list[str]:
    return list(tree["column_names"]) if tree.get("class") == "COLUMN_REF" else []


def value_of(tree: Tree) -> Value | None:
    """The SQL of an expression without columns; None for one that is not known to be the same wherever it stands."""
    kind = tree.get("class")
    if kind == "CONSTANT":
        sql = _constant(tree["value"])
        return None if sql is None else Value(sql, kind=str(tree["value"]["type"]["id"]), literal=True)
    if kind == "PARAMETER":
        return Value(f"${tree['identifier']}", literal=True)
    if kind == "CAST":
        return _cast(tree)
    if kind == "FUNCTION":
        return _call(tree)
    if kind == "COLUMN_REF" and [name.casefold() for name in tree["column_names"]] in (
        ["current_date"],
        ["current_timestamp"],
        ["localtimestamp"],
    ):
        return Value(tree["column_names"][0], rising=True)
    return None


def _constant(value: Tree) -> str | None:
    found = value.get("value")
    if value.get("is_null") or isinstance(found, bool) or value["type"].get("type_info"):
        return _decimal(value)
    if isinstance(found, str) and value["type"]["id"] == "VARCHAR" and "\0" not in found:
        return literal(found)
    if isinstance(found, (int, float)) and value["type"]["id"] in (
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "DOUBLE",
    ):
        return repr(found)
    return None


def _decimal(value: Tree) -> str | None:
    info = value["type"].get("type_info") or {}
    number = value.get("value")
    if info.get("type") != "DECIMAL_TYPE_INFO" or not isinstance(number, int) or value.get("is_null"):
        return None
    width, scale = info["width"], info["scale"]
    digits = f"{abs(number):0{scale + 1}d}"
    text = f"{'-' if number < 0 else ''}{digits[: len(digits) - scale]}.{digits[len(digits) - scale :] or '0'}"
    return f"CAST('{text}' AS DECIMAL({width}, {scale}))"


def _cast(tree: Tree) -> Value | None:
    inner = value_of(tree["child"])
    type_name = str(tree["cast_type"]["id"])
    if inner is None or tree.get("try_cast") or tree["cast_type"].get("type_info"):
        return None
    if type_name.casefold().replace(" ", "_") not in _PLAIN_TYPES:
        return None
    # A text grows in another way than what it says.
    if inner.rising and type_name not in ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"):
        return None
    return Value(f"CAST({inner.sql} AS {type_name})", kind=type_name, rising=inner.rising)


def _call(tree: Tree) -> Value | None:
    name = str(tree["function_name"])
    if tree.get("schema") or tree.get("catalog") or tree.get("filter") or tree.get("distinct"):
        return None
    if name in _NOW and not tree["children"]:
        return Value(f"{quote(name)}()", rising=True)
    arguments = [value_of(each) for each in tree["children"]] if name in PURE else [None]
    known = [each for each in arguments if each is not None]
    rising = any(each.rising for each in known)
    if len(known) != len(arguments) or (rising and not _rises(name, known)):
        return None
    if tree.get("is_operator"):
        return Value(
            f"({f' {name} '.join(each.sql for each in known)})" if len(known) > 1 else f"({name}{known[0].sql})",
            rising=rising,
        )
    return Value(f"{quote(name)}({', '.join(each.sql for each in known)})", rising=rising)


def _rises(name: str, arguments: list[Value]) -> bool:
    """Whether a function of something that only grows grows too."""
    places = [place for place, each in enumerate(arguments) if each.rising]
    if name == "date_trunc":
        return places == [1]
    return name in ("+", "-") and places == [0] and len(arguments) > 1
