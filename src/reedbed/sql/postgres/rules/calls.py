"""Function calls: who writes which, and the functions of numbers, documents and the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.macros import DATABASE, SCHEMA, function
from reedbed.sql.postgres.rules.call_writing import arguments, with_name
from reedbed.sql.postgres.rules.function_names import FEWEST, REFUSED, RENAMED
from reedbed.sql.postgres.rules.rendering import rule
from reedbed.sql.postgres.rules.row_functions import ROWS, small_integers
from reedbed.sql.postgres.rules.text_functions import TEXTS
from reedbed.sql.postgres.rules.time_functions import TIMES
from reedbed.sql.postgres.syntax.nodes import Call, Cast, Constant, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer


_DOUBLES: Final = frozenset({"float8", "float4", "double precision", "real", "float"})
_OF_BYTES: Final = frozenset(
    ["encode", "get_byte", "set_byte", "get_bit", "convert_from", "sha224", "sha256", "sha384", "sha512"]
)
"""Functions whose first argument is bytes, and nothing else."""
SESSION_FUNCTIONS: Final = frozenset(
    ["version", "current_database", "current_schema", "current_schemas", "current_setting", "txid_current"]
)
"""What the catalog answers about the session."""


@rule(Call)
def _call(renderer: Renderer, call: Call) -> str | None:
    name = call.parts[-1]
    if len(call.parts) > 1 and call.parts[:-1] != ("pg_catalog",):
        return None
    if name in _OF_BYTES and call.arguments:
        renderer.as_bytes.add(call.arguments[0].value.start)
    writer = SPECIAL.get(name)
    if writer is not None and len(call.arguments) >= FEWEST.get(name, 0):
        written = writer(renderer, call)
        if written is not None:
            return written
    if name in REFUSED:
        raise SqlNotSupported(f"function {name} is not supported", construct=name)
    renamed = RENAMED.get(name, name if len(call.parts) > 1 else None)
    if renderer.stored and renamed is not None and renamed.startswith(SCHEMA) and not call.tail:
        return renderer.call(renamed.rpartition(".")[2], *arguments(renderer, call))
    return None if renamed is None else with_name(renderer, call, renamed)


def _sum(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 1 or isinstance(call.arguments[0].value, Constant):
        return None
    if not renderer.independent(call.arguments[0].value):
        return None
    value = renderer.text(call.arguments[0].value)
    return f"{function('sum_as')}({value}, {with_name(renderer, call, 'sum')})"


def _round(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 1:
        return None
    value = call.arguments[0].value
    kind = value.operand if isinstance(value, Unary) else value
    # PostgreSQL rounds halves of double precision to even, and those of numeric away from zero, as DuckDB does.
    if isinstance(kind, Cast) and kind.type.name in _DOUBLES:
        return f"round_even({renderer.text(value)}, 0)"
    return None


def _mod(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - both operands
        return None
    dividend, divisor = arguments(renderer, call)
    return f"(({dividend}) % {renderer.call('nonzero', divisor)})"


def _sign(renderer: Renderer, call: Call) -> str | None:
    return f"CAST({renderer.plain(call)} AS DOUBLE)"


def _counted(condition: str) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        values = (f"CASE WHEN {value} {condition} THEN 1 ELSE 0 END" for value in arguments(renderer, call))
        return f"({' + '.join(values)})"

    return write


def _type_name(renderer: Renderer, call: Call) -> str | None:
    return renderer.call("type_name", f"typeof({', '.join(arguments(renderer, call))})")


def _session(renderer: Renderer, call: Call) -> str | None:
    return with_name(renderer, call, f"{DATABASE}.pg.{call.parts[-1]}")


def _sequence(renderer: Renderer, call: Call) -> str | None:
    """The name of a sequence, which DuckDB takes as text and not as a number of the catalog."""
    parts = [
        renderer.text(argument.value.operand)
        if isinstance(argument.value, Cast) and argument.value.type.name == "regclass"
        else renderer.text(argument.value)
        for argument in call.arguments
    ]
    if parts:
        parts[0] = parts[0].replace("'public.", "'main.", 1)
    return f"{call.parts[-1]}({', '.join(parts)})"


def _small(renderer: Renderer, call: Call) -> str | None:
    """A count that is four bytes wide in PostgreSQL and eight in DuckDB."""
    return f"CAST({renderer.plain(call)} AS INTEGER)"


def _of_integers(renderer: Renderer, call: Call) -> str | None:
    """A function of integers whose answer has their width."""
    return f"CAST({renderer.plain(call)} AS INTEGER)" if small_integers(renderer, call) else None


def _random(renderer: Renderer, call: Call) -> str | None:
    """`random(low, high)`, both of which may come."""
    if len(call.arguments) != 2:  # noqa: PLR2004 - both ends
        return None
    between = f"{function('random_between')}({', '.join(arguments(renderer, call))})"
    return f"CAST({between} AS INTEGER)" if small_integers(renderer, call) else between


def _array_query(renderer: Renderer, call: Call) -> str | None:
    if call.arguments:
        return None
    inner = renderer.text(call.children[0])
    return f"coalesce(ARRAY{inner}, [])"


def _json_agg(renderer: Renderer, call: Call) -> str | None:
    # DuckDB's own is a macro, which takes neither an order nor a filter.
    return f"to_json({with_name(renderer, call, 'list')})"


def _json_object(renderer: Renderer, call: Call) -> str | None:
    return with_name(renderer, call, "json_object")


def _json_extract_path(name: str) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        first, *keys = arguments(renderer, call)
        return f"{function(name)}({first}, [{', '.join(keys)}])"

    return write


def _set_returning(expression: Callable[[Renderer, Call], str | None]) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        rows = expression(renderer, call)
        return None if rows is None else f"unnest({rows})"

    return write


SPECIAL: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    **TIMES,
    **TEXTS,
    **{name: _set_returning(expression) for name, expression in ROWS.items()},
    **dict.fromkeys(("nextval", "currval", "setval"), _sequence),
    **dict.fromkeys(SESSION_FUNCTIONS, _session),
    "sum": _sum,
    "gcd": _of_integers,
    "lcm": _of_integers,
    "random": _random,
    "round": _round,
    "mod": _mod,
    **dict.fromkeys(("strpos", "ntile", "grouping", "bit_length", "array_position", "json_array_length"), _small),
    "array": _array_query,
    "sign": _sign,
    "num_nulls": _counted("IS NULL"),
    "num_nonnulls": _counted("IS NOT NULL"),
    "pg_typeof": _type_name,
    "json_agg": _json_agg,
    "jsonb_agg": _json_agg,
    "json_build_object": _json_object,
    "jsonb_build_object": _json_object,
    "json_extract_path": _json_extract_path("json_at"),
    "jsonb_extract_path": _json_extract_path("json_at"),
    "json_extract_path_text": _json_extract_path("json_text_at"),
    "jsonb_extract_path_text": _json_extract_path("json_text_at"),
}
