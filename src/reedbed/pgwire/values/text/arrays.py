"""Lists as PostgreSQL's array literals: `{1,2,NULL}`, `{"a b",c}`, `{{1,2},{3,4}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.storage import joined_lists, list_parts
from reedbed.pgwire.values.types import ColumnType, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.pgwire.values.styles import TextStyle

    Spelling: TypeAlias = Callable[[pa.Array, ColumnType, TextStyle], pa.Array]

_NEVER_QUOTED: Final = frozenset(
    {
        Kind.BOOL,
        Kind.INT2,
        Kind.INT4,
        Kind.INT8,
        Kind.OID,
        Kind.FLOAT4,
        Kind.FLOAT8,
        Kind.NUMERIC,
        Kind.DATE,
        Kind.TIME,
        Kind.TIMETZ,
        Kind.UUID,
        Kind.VARBIT,
        Kind.ARRAY,
    }
)
_QUOTED: Final = r'(?i)^$|[{}",\\ \t\n\v\f\r]|^null$'
_VECTORS: Final = frozenset({22, 30})
"""int2vector and oidvector, which are spelled without braces."""


def array_text(array: pa.Array, column: ColumnType, style: TextStyle, spell: Spelling) -> pa.Array:
    """The literal of each list; `spell` makes the text of the elements."""
    offsets, elements = list_parts(array)
    element = column.element
    if element is None:
        raise TypeError(f"{column.duckdb} has no elements.")
    texts = spell(elements, element, style)
    if element.kind not in _NEVER_QUOTED:
        texts = _quoted(texts)
    texts = pc.fill_null(texts, "NULL")
    if column.oid in _VECTORS:
        return joined_lists(array, offsets, texts, " ")
    return pc.binary_join_element_wise("{", joined_lists(array, offsets, texts), "}", "")


def _quoted(texts: pa.Array) -> pa.Array:
    needed = pc.match_substring_regex(texts, _QUOTED)
    if not pc.any(needed).as_py():
        return texts
    escaped = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '\\"')
    return pc.if_else(needed, pc.binary_join_element_wise('"', escaped, '"', ""), texts)
