"""Function calls: who writes which, and the functions of numbers, documents and the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.macros import DATABASE, SCHEMA
from reedbed.sql.postgres.rules import patterns
from reedbed.sql.postgres.rules.call_writing import arguments, with_name
from reedbed.sql.postgres.rules.document_making import with_document
from reedbed.sql.postgres.rules.documents import DOCUMENTS
from reedbed.sql.postgres.rules.function_names import FEWEST, REFUSED, RENAMED
from reedbed.sql.postgres.rules.literals import constant_value
from reedbed.sql.postgres.rules.number_functions import NUMBERS
from reedbed.sql.postgres.rules.rendering import Insertion, rule
from reedbed.sql.postgres.rules.result_types import result_type
from reedbed.sql.postgres.rules.row_functions import ROWS
from reedbed.sql.postgres.rules.row_values import row_document
from reedbed.sql.postgres.rules.sequences import setting
from reedbed.sql.postgres.rules.text_functions import TEXTS
from reedbed.sql.postgres.rules.time_functions import TIMES
from reedbed.sql.postgres.syntax.nodes import Call, Cast, Constant, Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer

_OF_BYTES: Final = frozenset(
    ["encode", "get_byte", "set_byte", "get_bit", "convert_from", "sha224", "sha256", "sha384", "sha512"]
)
"""Functions whose first argument is bytes, and nothing else."""
_PATTERNED: Final = frozenset(
    ["regexp_split_to_array", "regexp_split_to_table", "regexp_count", "regexp_like", "regexp_substr", "regexp_instr"]
)
_SORTED: Final = frozenset({"array_agg", "string_agg", "json_agg", "jsonb_agg"})
"""Aggregates whose distinct values PostgreSQL finds by sorting them, which shows."""
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
    if call.distinct and not call.ordered and name in _SORTED and call.arguments:
        order = renderer.text(call.arguments[0].value)
        call.children.append(Insertion(call.close, call.close, [], f" ORDER BY {order}"))
    with_document(renderer, call)
    if name in _PATTERNED and len(call.arguments) > 1:
        _with_pattern(renderer, call)
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


def _with_pattern(renderer: Renderer, call: Call) -> None:
    """Put the engine's regular expression in the place of PostgreSQL's."""
    old = call.arguments[1].value
    new = Insertion(old.start, old.end, [], patterns.regular_text(renderer, old))
    call.arguments[1].value = new
    call.children[:] = [new if child is old else child for child in call.children]


def _counted(condition: str) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        values = (f"CASE WHEN {value} {condition} THEN 1 ELSE 0 END" for value in arguments(renderer, call))
        return f"({' + '.join(values)})"

    return write


def _type_name(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) == 1 and is_plain_string(renderer, call.arguments[0].value):
        return "'unknown'"
    if len(call.arguments) == 1 and result_type(call.arguments[0].value) == "json":
        return "'json'"
    return renderer.call("type_name", f"typeof({', '.join(arguments(renderer, call))})")


def is_plain_string(renderer: Renderer, node: Node) -> bool:
    """Whether a node is a string without a type."""
    return isinstance(node, Constant) and node.kind == "string" and renderer.source(node)[0] not in "bBxX"


def _session(renderer: Renderer, call: Call) -> str | None:
    return with_name(renderer, call, f"{DATABASE}.pg.{call.parts[-1]}")


def _serial(renderer: Renderer, node: Node) -> str | None:
    """`pg_get_serial_sequence('table', 'column')` as the name of the sequence, which the engine has to know at once."""
    if not (isinstance(node, Call) and node.parts[-1] == "pg_get_serial_sequence" and len(node.arguments) == 2):  # noqa: PLR2004 - a table and a column
        return None
    values = [
        constant_value(renderer.source(argument.value)) if is_plain_string(renderer, argument.value) else None
        for argument in node.arguments
    ]
    if values[0] is None or values[1] is None:
        return None
    table = values[0].replace('"', "").removeprefix("public.")
    return literal(f"{table}_{values[1]}_seq")


def _sequence(renderer: Renderer, call: Call) -> str | None:
    """The name of a sequence, which DuckDB takes as text and not as a number of the catalog."""
    parts = [
        renderer.text(argument.value.operand)
        if isinstance(argument.value, Cast) and argument.value.type.name == "regclass"
        else renderer.text(argument.value)
        for argument in call.arguments
    ]
    if parts:
        parts[0] = _serial(renderer, call.arguments[0].value) or parts[0].replace("'public.", "'main.", 1)
    if call.parts[-1] == "setval" and len(parts) in {2, 3} and parts[0].startswith("'"):
        return setting(*parts)
    return f"{call.parts[-1]}({', '.join(parts)})"


def _small(renderer: Renderer, call: Call) -> str | None:
    """A count that is four bytes wide in PostgreSQL and eight in DuckDB."""
    return f"CAST({renderer.plain(call)} AS INTEGER)"


def _array_query(renderer: Renderer, call: Call) -> str | None:
    if call.arguments:
        return None
    inner = renderer.text(call.children[0])
    return f"coalesce(ARRAY{inner}, [])"


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
    **NUMBERS,
    **dict.fromkeys(("strpos", "ntile", "grouping", "bit_length", "array_position"), _small),
    "array": _array_query,
    "num_nulls": _counted("IS NULL"),
    "num_nonnulls": _counted("IS NOT NULL"),
    "pg_typeof": _type_name,
    "row_to_json": row_document,
    **DOCUMENTS,
}
