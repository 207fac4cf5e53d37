"""Functions that make documents of values, spelled as PostgreSQL spells each of them.

Those of `json` have blanks where theirs have them. Those of `jsonb` are put in their one form: by their text where the
keys are constants, else when they are made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.documents import canonical, rank
from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.rules.call_writing import with_name
from reedbed.sql.postgres.rules.literals import failure, string_constant
from reedbed.sql.postgres.rules.rendering import Insertion
from reedbed.sql.postgres.rules.result_types import result_type
from reedbed.sql.postgres.rules.row_values import named_row, row_fields
from reedbed.sql.postgres.syntax.nodes import Call, Cast, Constant, Group, Name, Node, TypedLiteral

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.sql.postgres.rules.rendering import Renderer

_PLAIN: Final = frozenset(
    {"text", "varchar", "int", "int2", "int4", "int8", "integer", "smallint", "bigint", "bool", "boolean"}
)
_WORDS: Final = frozenset({"null", "true", "false"})
_DECIMAL: Final = re.compile(r"\d+\.\d+")
_NO_KEY: Final = "error('22004: null value not allowed for object key')"
_OF_VALUES: Final = frozenset(
    {"jsonb_build_object", "jsonb_build_array", "jsonb_agg", "jsonb_object", "jsonb_object_agg"}
)
"""Functions of jsonb that do not take a document first."""


def document(renderer: Renderer, node: Node, *, binary: bool) -> str:
    """A value as a document; NULL for NULL."""
    if row_fields(node) is not None:
        made = f"to_json({named_row(renderer, node)})"
        return renderer.call("jsonb_of", made) if binary else made
    if not binary and result_type(node) == "json":
        return renderer.text(node)
    if isinstance(node, Constant) and _DECIMAL.fullmatch(renderer.source(node)):
        return f"CAST('{renderer.source(node)}' AS JSON)"
    if _is_plain(renderer, node):
        return f"to_json({renderer.text(node)})"
    return renderer.call("jsonb_document" if binary else "document", renderer.text(node))


def _is_plain(renderer: Renderer, node: Node) -> bool:
    """Whether DuckDB's own document of a value is PostgreSQL's for certain."""
    if isinstance(node, Group) and len(node.items) == 1:
        return _is_plain(renderer, node.items[0])
    if isinstance(node, (Cast, TypedLiteral)):
        return node.type.name in _PLAIN and not node.type.dimensions
    if isinstance(node, Name):
        return not node.quoted and node.parts[-1] in _WORDS
    return isinstance(node, Constant) and (node.kind == "string" or renderer.source(node).isdigit())


def constant_document(renderer: Renderer, node: Node) -> str:
    """An operand that is a document of jsonb, in its form where it is a constant without a type."""
    text = renderer.text(node)
    value = string_constant(renderer, node)
    try:
        return text if value is None else f"CAST({literal(canonical(value))} AS JSON)"
    except ValueError:
        return text


def _joined(pieces: Sequence[str]) -> str:
    """Texts as one document."""
    return f"CAST({' || '.join(pieces)} AS JSON)"


def _text(document_: str) -> str:
    return f"coalesce(CAST({document_} AS VARCHAR), 'null')"


def _key(renderer: Renderer, node: Node) -> str:
    value = string_constant(renderer, node)
    if value is not None:
        return f"to_json({literal(value)})"
    return f"to_json(coalesce({renderer.call('text', renderer.text(node))}, {_NO_KEY}))"


def _pairs(call: Call) -> list[tuple[Node, Node]] | None:
    """Keys and values; None where their number is odd."""
    if any(argument.keyword for argument in call.arguments):
        raise SqlNotSupported(f"VARIADIC in {call.name} is not supported", construct="VARIADIC")
    values = [argument.value for argument in call.arguments]
    return None if len(values) % 2 else list(zip(values[::2], values[1::2], strict=True))


def _odd() -> str:
    return failure("22023", "argument list must have even number of elements", "JSON")


def build_object(renderer: Renderer, call: Call) -> str | None:
    """`json_build_object(key, value, …)`."""
    pairs = _pairs(call)
    if pairs is None:
        return _odd()
    pieces = ["'{'"]
    for place, (key, value) in enumerate(pairs):
        separator = "', ' || " if place else ""
        text = _text(document(renderer, value, binary=False))
        pieces.append(f"{separator}CAST({_key(renderer, key)} AS VARCHAR) || ' : ' || {text}")
    return _joined([*pieces, "'}'"])


def build_array(renderer: Renderer, call: Call) -> str | None:
    """`json_build_array(value, …)`."""
    texts = [_text(document(renderer, argument.value, binary=False)) for argument in call.arguments]
    return _joined(["'['", " || ', ' || ".join(texts) or "''", "']'"])


def build_binary_object(renderer: Renderer, call: Call) -> str | None:
    """`jsonb_build_object(key, value, …)`."""
    pairs = _pairs(call)
    if pairs is None:
        return _odd()
    members = {
        _key(renderer, key): (string_constant(renderer, key), _text(document(renderer, value, binary=True)))
        for key, value in pairs
    }
    names = {key: name for key, (name, _) in members.items() if name is not None}
    keys = sorted(names, key=lambda key: rank(names[key])) if len(names) == len(members) else list(members)
    pieces = [f"CAST({key} AS VARCHAR) || ':' || {members[key][1]}" for key in keys]
    made = _joined(["'{'", " || ',' || ".join(pieces) or "''", "'}'"])
    return made if len(names) == len(members) else renderer.call("jsonb_of", made)


def build_binary_array(renderer: Renderer, call: Call) -> str | None:
    """`jsonb_build_array(value, …)`."""
    texts = [_text(document(renderer, argument.value, binary=True)) for argument in call.arguments]
    return _joined(["'['", " || ',' || ".join(texts) or "''", "']'"])


def of_value(name: str) -> Callable[[Renderer, Call], str | None]:
    """`to_json(value)` and `to_jsonb(value)`."""

    def write(renderer: Renderer, call: Call) -> str | None:
        return document(renderer, call.arguments[0].value, binary=name == "to_jsonb") if call.arguments else None

    return write


def _with_values(renderer: Renderer, call: Call, name: str, values: Sequence[str]) -> str:
    """A call of an aggregate with other values, and with its own order and conditions."""
    first, last = call.arguments[0].value, call.arguments[-1].value
    old = {id(argument.value) for argument in call.arguments}
    call.children[:] = [child for child in call.children if id(child) not in old]
    call.children.append(Insertion(first.start, last.end, [], ", ".join(values)))
    return with_name(renderer, call, name)


def aggregate_array(renderer: Renderer, call: Call) -> str | None:
    """`json_agg(value)`: DuckDB's own takes neither an order nor a filter."""
    if not call.arguments:
        return None
    listed = with_name(renderer, call, "list")
    is_text = result_type(call.arguments[0].value) == "json"
    return renderer.call("json_texts" if is_text else "json_listed", listed)


def aggregate_binary_array(renderer: Renderer, call: Call) -> str | None:
    """`jsonb_agg(value)`."""
    if not call.arguments:
        return None
    return renderer.call("jsonb_listed", with_name(renderer, call, "list"))


def aggregate_object(renderer: Renderer, call: Call) -> str | None:
    """`json_object_agg(key, value)`."""
    if len(call.arguments) != 2:  # noqa: PLR2004 - a key and a value
        return None
    key, value = (argument.value for argument in call.arguments)
    pair = f"CAST({_key(renderer, key)} AS VARCHAR) || ' : ' || {_text(document(renderer, value, binary=False))}"
    joined = _with_values(renderer, call, "string_agg", [pair, "', '"])
    return f"CAST('{{ ' || {joined} || ' }}' AS JSON)"


def aggregate_binary_object(renderer: Renderer, call: Call) -> str | None:
    """`jsonb_object_agg(key, value)`."""
    if len(call.arguments) != 2:  # noqa: PLR2004 - a key and a value
        return None
    key, value = (argument.value for argument in call.arguments)
    pair = f"CAST({_key(renderer, key)} AS VARCHAR) || ':' || {_text(document(renderer, value, binary=True))}"
    joined = _with_values(renderer, call, "string_agg", [pair, "','"])
    return renderer.call("jsonb_of", f"'{{' || {joined} || '}}'")


def with_document(renderer: Renderer, call: Call) -> None:
    """Put the first argument of a function of jsonb in its form, where it is a constant without a type."""
    if not call.name.startswith("jsonb_") or call.name in _OF_VALUES or not call.arguments:
        return
    old = call.arguments[0]
    written = constant_document(renderer, old.value)
    if isinstance(old.value, Constant) and written.startswith("CAST("):
        new = Insertion(old.value.start, old.value.end, [], written)
        call.children[:] = [new if child is old.value else child for child in call.children]
        old.value = new
