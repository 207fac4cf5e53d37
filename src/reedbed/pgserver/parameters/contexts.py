"""Where a parameter stands in a statement, and whose type it takes from there: the rules, on the tree alone.

PostgreSQL resolves an untyped parameter as it does an untyped literal (manual, chapter 10): the other operand's
type, the target column's, the function's argument's; text where nothing tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from reedbed.pgserver.parameters.parsing import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Wanted:
    """What gives a parameter its type: a PostgreSQL type's name, an expression, a function's argument, a column."""

    name: str = ""
    expression: exp.Expression | None = None
    call: tuple[str, int, int] | None = None
    target: tuple[exp.Table, tuple[str, ...], int] | None = None
    as_array: bool = False
    as_element: bool = False


_TEXT = Wanted(name="text")
_BOOL = Wanted(name="bool")
_COUNT = Wanted(name="int8")
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_OF_ARRAYS = (exp.ArrayContainsAll, exp.ArrayOverlaps)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.IntDiv, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor)
_TEXTUAL = (exp.Like, exp.ILike, exp.RegexpLike, exp.SimilarTo, exp.RegexpFullMatch, exp.Glob, exp.Escape, exp.Collate)
_TRANSPARENT = (exp.Paren, exp.Neg, exp.Distinct, exp.Ordered)
_ALTERNATIVES = (exp.Coalesce, exp.Greatest, exp.Least, exp.Nullif, exp.Array)


def wanted_types(tree: exp.Expression) -> Iterator[tuple[int, Wanted]]:
    """For each place of a parameter: its number, and what it takes its type from.

    Parameters that share a place share what is found, so that a list of thousands is looked through once.
    """
    shared: dict[tuple[int, int], Wanted | None] = {}
    for node in tree.find_all(exp.Column):
        number = number_of(node)
        if number is None:
            continue
        place = _shared_place(node)
        if place is None:
            found = _wanted(node)
        elif place in shared:
            found = shared[place]
        else:
            found = shared[place] = _wanted(node)
        if found is not None:
            yield number, found


def _shared_place(node: exp.Expression) -> tuple[int, int] | None:
    """What identifies the list whose parameters all have one type: that of IN, of ARRAY, a column of VALUES."""
    parent = node.parent
    if isinstance(parent, _ALTERNATIVES) or (isinstance(parent, exp.In) and node.arg_key == "expressions"):
        return id(parent), 0
    if isinstance(parent, exp.Tuple) and isinstance(parent.parent, exp.Values):
        return id(parent.parent), node.index or 0
    return None


def _wanted(node: exp.Expression) -> Wanted | None:  # noqa: PLR0911, PLR0912, C901 - one rule a line, as in the manual
    parent, place = node.parent, node.arg_key
    if parent is None:
        return None
    if isinstance(parent, (exp.Cast, exp.TryCast)):
        return Wanted(expression=exp.cast(exp.null(), parent.to.copy()))
    if isinstance(parent, _TRANSPARENT):
        return _wanted(parent)
    if isinstance(parent, (exp.Limit, exp.Offset, exp.Fetch)):
        return _COUNT
    if isinstance(parent, (exp.And, exp.Or, exp.Not, exp.Where, exp.Having)):
        return _BOOL
    if isinstance(parent, (*_COMPARISONS, *_OF_ARRAYS)):
        return _like_other(parent, node)
    if isinstance(parent, exp.Between):
        return _like(parent.this if place != "this" else parent.args["low"])
    if isinstance(parent, exp.In):
        return _in(parent, place)
    if isinstance(parent, (exp.Any, exp.All)):
        return _quantified(parent)
    if isinstance(parent, (exp.JSONExtract, exp.JSONExtractScalar, exp.DPipe, *_TEXTUAL)):
        return _TEXT
    if isinstance(parent, exp.Bracket):
        return Wanted(name="int4") if place == "expressions" else None
    if isinstance(parent, _ARITHMETIC):
        return _arithmetic(parent, node)
    if isinstance(parent, (exp.If, exp.Case)):
        return _case(parent, place, node)
    if isinstance(parent, _ALTERNATIVES):
        others = [each for each in parent.find_all(exp.Expression) if each.parent is parent and each is not node]
        return next(filter(None, map(_like, others)), None) or _wanted(parent)
    if isinstance(parent, exp.Tuple):
        return _tuple(parent, node)
    if isinstance(parent, exp.Select):
        return _projection(parent, node) if place == "expressions" else None
    if isinstance(parent, exp.Alias):
        select = parent.parent
        return _projection(select, parent) if isinstance(select, exp.Select) else None
    if isinstance(parent, exp.Anonymous) and parent.name == "joined":
        return _joined(parent, node)
    if isinstance(parent, exp.Func):
        return _argument(parent, node)
    return None


def _joined(parent: exp.Anonymous, node: exp.Expression) -> Wanted | None:
    """`||` of something that may be a document or an array, and so is what is joined to it then."""
    found = next(filter(None, (_like(each) for each in parent.expressions if each is not node)), None)
    return found and Wanted(expression=found.expression, name="||")


def _like(node: exp.Expression) -> Wanted | None:
    """The type of another expression, unless that is a parameter itself."""
    inner = node
    while isinstance(inner, exp.Paren):
        inner = inner.this
    if number_of(inner) is not None or isinstance(inner, exp.Null):
        return None
    return Wanted(expression=inner)


def _like_other(parent: exp.Expression, node: exp.Expression) -> Wanted | None:
    other = parent.expression if node.arg_key == "this" else parent.this
    if isinstance(other, (exp.Any, exp.All)):
        found = _like(other.this)
        return found and Wanted(expression=found.expression, as_element=not isinstance(other.this, exp.Query))
    return _like(other)


def _in(parent: exp.In, place: str | None) -> Wanted | None:
    if place == "expressions":
        return _like(parent.this)
    query = parent.args.get("query")
    if query is not None:
        return _like(query)
    return next(filter(None, map(_like, parent.expressions)), None)


def _quantified(parent: exp.Expression) -> Wanted | None:
    comparison = parent.parent
    if not isinstance(comparison, (*_COMPARISONS, *_TEXTUAL)):
        return None
    if isinstance(comparison, _TEXTUAL):
        return Wanted(expression=exp.cast(exp.null(), exp.DataType.build("text")), as_array=True)
    other = comparison.this if comparison.expression is parent else comparison.expression
    found = _like(other)
    return found and Wanted(expression=found.expression, as_array=True)


def _arithmetic(parent: exp.Expression, node: exp.Expression) -> Wanted | None:
    found = _like(parent.expression if node.arg_key == "this" else parent.this)
    if found is None:
        return _wanted(parent) if isinstance(parent.parent, exp.Cast) else None
    return Wanted(expression=found.expression, name="+" if isinstance(parent, exp.Add) else "-")


def _case(parent: exp.Expression, place: str | None, node: exp.Expression) -> Wanted | None:
    case = parent if isinstance(parent, exp.Case) else parent.parent
    if not isinstance(case, exp.Case):
        return _BOOL if place == "this" else None
    operand = case.args.get("this")
    if isinstance(parent, exp.If) and place == "this":
        return _like(operand) if operand is not None else _BOOL
    if parent is case and place == "this":
        return next(filter(None, (_like(each.this) for each in case.args["ifs"])), None)
    results = [*(each.args["true"] for each in case.args["ifs"]), case.args.get("default")]
    others = [each for each in results if each is not None and each is not node]
    return next(filter(None, map(_like, others)), None) or _wanted(case)


def _tuple(parent: exp.Tuple, node: exp.Expression) -> Wanted | None:
    place = [id(each) for each in parent.expressions].index(id(node))
    above = parent.parent
    if isinstance(above, exp.Values):
        return _values(above, parent, place)
    others: list[exp.Expression] = []
    if isinstance(above, exp.In):
        others = [above.this] if above.this is not parent else above.expressions
    elif isinstance(above, _COMPARISONS):
        others = [above.expression if above.this is parent else above.this]
    for other in others:
        if isinstance(other, exp.Tuple) and place < len(other.expressions):
            found = _like(other.expressions[place])
            if found is not None:
                return found
    return None


def _values(values: exp.Values, row: exp.Tuple, place: int) -> Wanted | None:
    found = _target(values, place)
    if found is not None:
        return found
    rows = [each for each in values.expressions if each is not row and isinstance(each, exp.Tuple)]
    return next(filter(None, (_like(each.expressions[place]) for each in rows)), None)


def _target(query: exp.Expression, place: int) -> Wanted | None:
    """The column that an INSERT puts the query's column at `place` into."""
    insert = query.parent
    while isinstance(insert, (exp.Subquery, exp.SetOperation)):
        insert = insert.parent
    if not isinstance(insert, exp.Insert):
        return None
    into = insert.this
    names: tuple[str, ...] = ()
    if isinstance(into, exp.Schema):
        names = tuple([each.name for each in into.expressions])
        into = into.this
    return Wanted(target=(into, names, place)) if isinstance(into, exp.Table) else None


def _projection(select: exp.Select, node: exp.Expression) -> Wanted | None:
    place = [id(each) for each in select.expressions].index(id(node))
    found = _target(select, place)
    if found is not None:
        return found
    above = select.parent
    if isinstance(above, exp.SetOperation):
        other = above.expression if above.this is select else above.this
        if isinstance(other, exp.Select) and place < len(other.expressions):
            return _like(other.expressions[place].unalias())
    return None


def _argument(call: exp.Func, node: exp.Expression) -> Wanted | None:
    if isinstance(call, exp.AtTimeZone):
        return _TEXT if node.arg_key == "zone" else None
    if isinstance(call, exp.Anonymous):
        arguments, name = call.expressions, call.name
    else:
        arguments = [each for key in call.arg_types for each in _listed(call.args.get(key))]
        name = call.sql_names()[0]  # type: ignore[no-untyped-call]  # sqlglot leaves it without types
    places = [place for place, each in enumerate(arguments) if each is node]
    return Wanted(call=(name, places[0], len(arguments))) if places else None


def _listed(value: object) -> list[exp.Expression]:
    if isinstance(value, list):
        return [each for each in value if isinstance(each, exp.Expression)]
    return [value] if isinstance(value, exp.Expression) else []
