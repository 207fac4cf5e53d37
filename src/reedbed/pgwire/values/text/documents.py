"""STRUCT, MAP, UNION and lists of them as JSON, put together from the texts of their parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.storage import joined_lists, list_parts, stored
from reedbed.pgwire.values.text.numbers import booleans
from reedbed.pgwire.values.types import ColumnType, Kind

if TYPE_CHECKING:
    from reedbed.pgwire.values.styles import TextStyle
    from reedbed.pgwire.values.text.arrays import Spelling

_BARE: Final = frozenset({Kind.INT2, Kind.INT4, Kind.INT8, Kind.OID, Kind.NUMERIC, Kind.JSON, Kind.JSONB})
_FLOATS: Final = frozenset({Kind.FLOAT4, Kind.FLOAT8})


def document_text(array: pa.Array, column: ColumnType, style: TextStyle, spell: Spelling) -> pa.Array:
    """JSON of each value; `spell` makes the text of what is no document itself."""
    array = stored(array)
    if column.kind in {Kind.STRUCT, Kind.RECORD}:
        return _struct(array, column, style, spell)
    if column.kind is Kind.MAP:
        return _map(array, column, style, spell)
    if column.kind is Kind.UNION:
        return _union(array, column, style, spell)
    if column.element is not None:
        offsets, elements = list_parts(array)
        texts = pc.fill_null(document_text(elements, column.element, style, spell), "null")
        return pc.binary_join_element_wise("[", joined_lists(array, offsets, texts), "]", "")
    return _scalar(array, column, style, spell)


def _scalar(array: pa.Array, column: ColumnType, style: TextStyle, spell: Spelling) -> pa.Array:
    if column.kind is Kind.BOOL:
        return pc.if_else(booleans(array), "true", "false")
    texts = spell(array, column, style)
    if column.kind in _BARE:
        return texts
    if column.kind in _FLOATS:
        finite = pc.is_finite(array)
        return texts if pc.all(finite).as_py() is not False else pc.if_else(finite, texts, json_strings(texts))
    return json_strings(texts)


def json_strings(texts: pa.Array) -> pa.Array:
    """Each text as a JSON string."""
    escaped = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '\\"')
    quoted = pc.binary_join_element_wise('"', escaped, '"', "")
    odd = pc.match_substring_regex(texts, r"[\x00-\x1f]")
    if not pc.any(odd).as_py():
        return quoted
    spelled = pa.array([json.dumps(text, ensure_ascii=False) for text in texts.filter(odd).to_pylist()], pa.string())
    return pc.replace_with_mask(quoted, odd, spelled)


def _struct(array: pa.Array, column: ColumnType, style: TextStyle, spell: Spelling) -> pa.Array:
    pieces: list[pa.Array | str] = []
    for position, (name, part) in enumerate(column.fields):
        texts = document_text(array.field(position), part, style, spell)
        pieces.append(f"{'{' if position == 0 else ','}{json.dumps(name, ensure_ascii=False)}:")
        pieces.append(pc.fill_null(texts, "null"))
    joined = pc.binary_join_element_wise(*pieces, "}", "")
    return pc.if_else(array.is_valid(), joined, pa.scalar(None, pa.string())) if array.null_count else joined


def _map(array: pa.Array, column: ColumnType, style: TextStyle, spell: Spelling) -> pa.Array:
    (_, key), (_, value) = column.fields
    offsets, entries = list_parts(array)
    keys = document_text(entries.field(0), key, style, spell)
    if not (key.kind in {Kind.TEXT, Kind.CHAR} or _is_quoted(keys)):
        keys = json_strings(keys)
    values = pc.fill_null(document_text(entries.field(1), value, style, spell), "null")
    pairs = pc.binary_join_element_wise(keys, values, ":")
    return pc.binary_join_element_wise("{", joined_lists(array, offsets, pairs), "}", "")


def _is_quoted(texts: pa.Array) -> bool:
    return len(texts) > 0 and bool(pc.all(pc.starts_with(texts, '"')).as_py())


def _union(array: pa.Array, column: ColumnType, style: TextStyle, spell: Spelling) -> pa.Array:
    chosen = array.type_codes.to_numpy()
    texts = pa.nulls(len(array), pa.string())
    for position, (_, part) in enumerate(column.fields):
        member = chosen == array.type.type_codes[position]
        if np.any(member):
            texts = pc.if_else(pa.array(member), document_text(array.field(position), part, style, spell), texts)
    return texts
