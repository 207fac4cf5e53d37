"""Functions of JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal, quote
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules import document_making as making
from reedbed.sql.postgres.rules.call_writing import arguments
from reedbed.sql.postgres.rules.document_making import constant_document
from reedbed.sql.postgres.rules.json_operators import path_steps, text_array
from reedbed.sql.postgres.rules.types import type_text
from reedbed.sql.postgres.syntax.nodes import Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer
    from reedbed.sql.postgres.syntax.nodes import Call, Node, Source

RECORDS: Final = frozenset({"json_to_record", "json_to_recordset", "jsonb_to_record", "jsonb_to_recordset"})
"""Functions that return records, whose columns are written after their alias."""


def record_rows(renderer: Renderer, source: Source, call: Call) -> str:
    """A function of `RECORDS` as a query over its document."""
    document = renderer.text(call.arguments[0].value)
    items = f"{function('json_items')}({document})" if call.parts[-1].endswith("set") else f"[CAST({document} AS JSON)]"
    fields = ", ".join(
        f"{_field(name, type_text(kind, renderer.source(kind)))} AS {quote(name)}"
        for name, kind in zip(source.columns, source.kinds, strict=True)
    )
    alias = quote(source.alias.parts[0] if source.alias is not None else call.parts[-1])
    return f"(SELECT {fields} FROM (SELECT unnest({items}) AS record_)) AS {alias}"


def _field(name: str, kind: str) -> str:
    member = f"record_, {literal('/' + name.replace('~', '~0').replace('/', '~1'))}"
    if kind == "JSON":
        return f"json_extract({member})"
    if kind.endswith("[]"):
        return f"CAST(json_extract({member}) AS {kind})"
    return f"CAST(json_extract_string({member}) AS {kind})"


def _standard_object(renderer: Renderer, call: Call) -> str | None:
    """`JSON_OBJECT(key: value, …)`, or `json_object` of arrays."""
    if not call.standard and len(call.arguments) in {1, 2}:
        return _of_pairs(renderer, call)
    if call.nulls == "absent":
        raise SqlNotSupported("ABSENT ON NULL of JSON_OBJECT is not supported", construct="ABSENT ON NULL")
    return _returned(call, f"json_object({', '.join(arguments(renderer, call))})")


def _standard_array(renderer: Renderer, call: Call) -> str | None:
    """`JSON_ARRAY(value, …)`, which leaves NULLs out unless it is told otherwise."""
    if any(isinstance(argument.value, Query) for argument in call.arguments):
        return None
    listed = f"json_array({', '.join(arguments(renderer, call))})"
    if call.nulls != "null":
        listed = f"to_json(list_filter(json_extract({listed}, '$[*]'), lambda x: json_type(x) <> 'NULL'))"
    return _returned(call, listed)


def _standard_aggregate(renderer: Renderer, call: Call) -> str | None:
    """`JSON_ARRAYAGG(value)`, which leaves NULLs out unless it is told otherwise."""
    if call.tail or len(call.arguments) != 1:
        raise SqlNotSupported("FILTER and OVER of JSON_ARRAYAGG are not supported", construct="JSON_ARRAYAGG")
    value = renderer.text(call.arguments[0].value)
    order = renderer.around(call.arguments[0].value.end, call.close, call.children) if call.ordered else ""
    kept = "" if call.nulls == "null" else f" FILTER (WHERE {value} IS NOT NULL)"
    return _returned(call, f"to_json(list({value}{order}){kept})")


def _standard_pairs(renderer: Renderer, call: Call) -> str | None:
    """`JSON_OBJECTAGG(key: value)`."""
    if call.tail or call.nulls == "absent":
        raise SqlNotSupported("this form of JSON_OBJECTAGG is not supported", construct="JSON_OBJECTAGG")
    return _returned(call, f"json_group_object({', '.join(arguments(renderer, call))})")


def _returned(call: Call, document: str) -> str:
    return f"CAST({document} AS VARCHAR)" if call.returning in {"text", "varchar"} else document


def _of_pairs(renderer: Renderer, call: Call) -> str | None:
    """`json_object` of one array in which keys and values alternate, or of one of keys and one of values."""
    lists = [_listed(renderer, argument.value) for argument in call.arguments]
    pairs = lists[0]
    if len(lists) == 2:  # noqa: PLR2004 - keys, and values
        pairs = f"flatten(list_transform(list_zip({', '.join(lists)}), lambda pair_: [pair_[1], pair_[2]]))"
    made = f"{function('json_of_pairs')}({pairs})"
    return renderer.call("jsonb_of", made) if call.name.startswith("jsonb") else made


def _listed(renderer: Renderer, node: Node) -> str:
    steps = path_steps(renderer, node)
    return f"[{', '.join(steps)}]" if steps is not None else renderer.text(node)


def _extract_path(name: str) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        first, *keys = arguments(renderer, call)
        return f"{function(name)}({first}, [{', '.join(keys)}])"

    return write


def _set(renderer: Renderer, call: Call) -> str | None:
    return _changed(renderer, call, "create", "replace", otherwise="true")


def _insert(renderer: Renderer, call: Call) -> str | None:
    return _changed(renderer, call, "after", "before", otherwise="false")


def _changed(renderer: Renderer, call: Call, way: str, other_way: str, *, otherwise: str) -> str | None:
    if len(call.arguments) not in {3, 4}:
        return None
    target, path, value, *option = (argument.value for argument in call.arguments)
    choice = renderer.text(option[0]) if option else otherwise
    return renderer.call(
        "jsonb_changed",
        f"CAST({constant_document(renderer, target)} AS JSON)",
        text_array(renderer, path),
        f"CAST({constant_document(renderer, value)} AS JSON)",
        f"CASE WHEN {choice} THEN '{way}' WHEN NOT {choice} THEN '{other_way}' END",
    )


DOCUMENTS: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    "to_json": making.of_value("to_json"),
    "to_jsonb": making.of_value("to_jsonb"),
    "json_agg": making.aggregate_array,
    "jsonb_agg": making.aggregate_binary_array,
    "json_build_array": making.build_array,
    "jsonb_build_array": making.build_binary_array,
    "json_build_object": making.build_object,
    "jsonb_build_object": making.build_binary_object,
    "json_object_agg": making.aggregate_object,
    "jsonb_object_agg": making.aggregate_binary_object,
    "json_object": _standard_object,
    "json_array": _standard_array,
    "json_arrayagg": _standard_aggregate,
    "json_objectagg": _standard_pairs,
    "jsonb_object": _of_pairs,
    "json_extract_path": _extract_path("json_at"),
    "jsonb_extract_path": _extract_path("json_at"),
    "json_extract_path_text": _extract_path("json_text_at"),
    "jsonb_extract_path_text": _extract_path("json_text_at"),
    "jsonb_set": _set,
    "jsonb_insert": _insert,
}
"""Functions by name, and what writes their calls."""
