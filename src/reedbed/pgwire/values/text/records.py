"""Records as PostgreSQL spells them: `(1,"a b",)`, nothing for NULL and quotes where a value could be misread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.storage import stored

if TYPE_CHECKING:
    from reedbed.pgwire.values.styles import TextStyle
    from reedbed.pgwire.values.text.arrays import Spelling
    from reedbed.pgwire.values.types import ColumnType

_QUOTED: Final = r'^$|["\\(), \t\n\v\f\r]'


def record_text(array: pa.Array, column: ColumnType, style: TextStyle, spell: Spelling) -> pa.Array:
    """The text of each record (record_out); `spell` makes the texts of its fields."""
    array = stored(array)
    pieces: list[pa.Array | str] = []
    for position, (_, part) in enumerate(column.fields):
        texts = spell(array.field(position), part, style).cast(pa.string())
        pieces += ["," if position else "(", pc.fill_null(_quoted(texts), "")]
    joined = pc.binary_join_element_wise(*pieces, ")", "")
    return pc.if_else(array.is_valid(), joined, pa.scalar(None, pa.string())) if array.null_count else joined


def _quoted(texts: pa.Array) -> pa.Array:
    needed = pc.match_substring_regex(texts, _QUOTED)
    if not pc.any(needed).as_py():
        return texts
    escaped = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '""')
    return pc.if_else(needed, pc.binary_join_element_wise('"', escaped, '"', ""), texts)
