"""A value of each type, put in the place of a parameter where a statement is only looked at.

No NULL: DuckDB gives `x || NULL` no type of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine import EngineAnswer, TypedValue
from reedbed.pgwire.values.decoding import engine_type
from reedbed.pgwire.values.types import TEXT_OID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.engine import Cursor

_VALUES: Final = {
    "BOOLEAN": "true",
    "BLOB": "",
    "DATE": "2000-01-01",
    "TIME": "00:00:00",
    "TIME WITH TIME ZONE": "00:00:00+00",
    "TIMESTAMP": "2000-01-01 00:00:00",
    "TIMESTAMP WITH TIME ZONE": "2000-01-01 00:00:00+00",
    "INTERVAL": "1 day",
    "UUID": "00000000-0000-0000-0000-000000000000",
    "JSON": "null",
    "VARCHAR": "",
}


def described(query: str, cursor: Cursor, numbers: Sequence[int], types: Mapping[int, int]) -> list[tuple[str, str]]:
    """Name and type of each column of a query with parameters, whose values are samples of these types."""
    values = [_sample(types.get(number, TEXT_OID)) for number in range(1, max(numbers, default=0) + 1)]
    answer = EngineAnswer(cursor, f"DESCRIBE {query}", values)
    rows: Sequence[tuple[str, str]] = [
        (str(name), str(kind))
        for batch in answer.batches()
        for name, kind in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)
    ]
    return list(rows)


def _sample(oid: int) -> TypedValue:
    kind = engine_type(oid)
    element = kind.removesuffix("[]")
    value: object = b"" if element == "BLOB" else _VALUES.get(element, "1")
    if element == kind:
        return TypedValue(value, kind)
    # An empty list would have no type, and an empty text is no step of a path into a document.
    return TypedValue(["1" if element == "VARCHAR" else value], kind)
