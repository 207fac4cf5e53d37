"""Functions of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules import arithmetic
from reedbed.sql.postgres.rules.call_writing import arguments, with_name
from reedbed.sql.postgres.rules.row_functions import small_integers
from reedbed.sql.postgres.syntax.nodes import Binary, Call, Cast, Constant, Group, Node, Query, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer

_DOUBLES: Final = frozenset({"float8", "float4", "double precision", "real", "float"})
_ROUGH: Final = frozenset(
    """
    avg stddev stddev_pop stddev_samp variance var_pop var_samp sqrt power pow exp ln log log10 sign percentile_cont
    """.split()  # noqa: SIM905 - words are read as words
)
_MOST_DIGITS: Final = 12
"""Digits behind the point that are kept of what is to be rounded, which leaves 26 before it."""


def divisions(renderer: Renderer, node: Node) -> set[str]:
    """The texts of the divisions that `quotient` finds in a value."""
    if isinstance(node, Group) and len(node.items) == 1:
        return divisions(renderer, node.items[0])
    if isinstance(node, Binary) and node.operator == "/":
        return {division_text(renderer, node)}
    if isinstance(node, Binary) and node.operator == "*" and isinstance(node.right, Constant):
        return divisions(renderer, node.left)
    return set()


def division_text(renderer: Renderer, node: Node) -> str:
    """The text of a division without white space."""
    return "".join(renderer.source(node).split())


def _sum(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 1 or isinstance(call.arguments[0].value, Constant):
        return None
    summed = call.arguments[0].value
    value, total = renderer.text(summed), with_name(renderer, call, "sum")
    if renderer.independent(summed):
        return f"{function('sum_as')}({value}, {total})"
    if renderer.stored or _holds_what_has_no_type(summed):
        return None
    return f"{function('total')}({total}, {value if call.windowed else f'any_value({value})'})"


def _holds_what_has_no_type(node: Node) -> bool:
    """Whether there are parameters in an expression, or queries, which are not to be written twice."""
    if isinstance(node, Query) or (isinstance(node, Constant) and node.kind == "parameter"):
        return True
    return any(_holds_what_has_no_type(child) for child in node.children)


def _round(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 1:
        return _to_digits(renderer, call)
    value = call.arguments[0].value
    exact = quotient(renderer, value)
    return _rounded(renderer, value) if exact is None else f"round({exact})"


def _rounded(renderer: Renderer, value: Node) -> str | None:
    """PostgreSQL rounds halves of double precision to even, and those of numeric away from zero, as DuckDB does."""
    kind = value.operand if isinstance(value, Unary) else value
    if isinstance(kind, Cast) and kind.type.name in _DOUBLES:
        return f"round_even({renderer.text(value)}, 0)"
    if isinstance(kind, Constant) and kind.kind == "string":
        return f"round_even(CAST({renderer.text(value)} AS DOUBLE), 0)"
    if isinstance(kind, (Constant, Query)) or renderer.stored or _holds_what_has_no_type(value) or _roughens(value):
        return None
    text = renderer.text(value)
    if renderer.looks_outside:
        # The right number, told as double precision whatever it was.
        return f"CASE WHEN typeof({text}) IN ('DOUBLE', 'FLOAT') THEN round_even({text}, 0) ELSE round({text}) END"
    return renderer.call("rounded", text)


def _roughens(node: Node) -> bool:
    """Whether something in an expression is numeric in PostgreSQL and double precision in DuckDB."""
    if isinstance(node, Binary) and node.operator in {"/", "^"}:
        return True
    return (isinstance(node, Call) and node.name in _ROUGH) or any(_roughens(child) for child in node.children)


def _to_digits(renderer: Renderer, call: Call) -> str | None:
    """`round(x, n)` and `trunc(x, n)`, which PostgreSQL has of numeric only; of a quotient, DuckDB knows a double."""
    if len(call.arguments) != 2:  # noqa: PLR2004 - a number and how many digits
        return _whole(renderer, call)
    digits = call.arguments[1].value
    if not isinstance(digits, Constant) or not renderer.source(digits).isdigit():
        return None
    if int(renderer.source(digits)) > _MOST_DIGITS or isinstance(call.arguments[0].value, Constant):
        return None
    value = renderer.text(call.arguments[0].value)
    return f"{call.parts[-1]}(CAST({value} AS DECIMAL(38, {_MOST_DIGITS})), {renderer.source(digits)})"


def _whole(renderer: Renderer, call: Call) -> str | None:
    """`floor` and its like of a quotient, which would be next to a whole number as double precision."""
    exact = quotient(renderer, call.arguments[0].value) if len(call.arguments) == 1 else None
    return None if exact is None else f"{call.parts[-1]}({exact})"


def quotient(renderer: Renderer, node: Node) -> str | None:
    """A division or a mean whose value is shown, compared or made whole, numeric where its operands are; else None.

    Only where nothing else is computed with it: DuckDB's decimals have 38 digits and no more.
    """
    if isinstance(node, Group) and len(node.items) == 1:
        inner = quotient(renderer, node.items[0])
        return None if inner is None else f"({inner})"
    if isinstance(node, Call):
        return _mean(renderer, node)
    if not isinstance(node, Binary) or renderer.stored or _holds_what_has_no_type(node):
        return None
    if node.operator == "/":
        # Whether `/` is that of integers is the session's setting, which the text of a macro knows nothing of.
        other = arithmetic.divided(renderer, node) or renderer.plain(node)
        return f"{function('quotient')}({renderer.text(node.left)}, {renderer.text(node.right)}, {other})"
    if node.operator == "*" and isinstance(node.right, Constant):
        inner = quotient(renderer, node.left)
        return None if inner is None else f"{inner} * {renderer.text(node.right)}"
    return None


def _mean(renderer: Renderer, call: Call) -> str | None:
    """`avg`, whose double precision in DuckDB has 15 of the digits that a numeric shows."""
    if call.parts[-1] != "avg" or len(call.arguments) != 1 or not renderer.independent(call.arguments[0].value):
        return None
    written = [with_name(renderer, call, each) for each in ("sum", "count", "avg")]
    return renderer.call("avg_as", renderer.text(call.arguments[0].value), *written)


def _mod(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - both operands
        return None
    dividend, divisor = arguments(renderer, call)
    return f"(({dividend}) % {renderer.call('nonzero', divisor)})"


def _sign(renderer: Renderer, call: Call) -> str | None:
    return f"CAST({renderer.plain(call)} AS DOUBLE)"


def _of_integers(renderer: Renderer, call: Call) -> str | None:
    """A function of integers whose answer has their width."""
    return f"CAST({renderer.plain(call)} AS INTEGER)" if small_integers(renderer, call) else None


def _centile(renderer: Renderer, call: Call) -> str | None:
    """`percentile_cont`, which is double precision of whatever numbers."""
    single = len(call.arguments) == 1 and isinstance(call.arguments[0].value, Constant)
    if not single or renderer.stored or renderer.looks_outside:
        return None
    return renderer.call("centile", renderer.plain(call))


def _random(renderer: Renderer, call: Call) -> str | None:
    """`random(low, high)`, both of which may come."""
    if len(call.arguments) != 2:  # noqa: PLR2004 - both ends
        return None
    between = f"{function('random_between')}({', '.join(arguments(renderer, call))})"
    return f"CAST({between} AS INTEGER)" if small_integers(renderer, call) else between


NUMBERS: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    "sum": _sum,
    "gcd": _of_integers,
    "lcm": _of_integers,
    "random": _random,
    "round": _round,
    "percentile_cont": _centile,
    "trunc": _to_digits,
    **dict.fromkeys(("floor", "ceil", "ceiling"), _whole),
    "mod": _mod,
    "sign": _sign,
}
"""Functions by name, and what writes their calls."""
