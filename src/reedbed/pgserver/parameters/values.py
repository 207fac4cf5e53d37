"""Parameters as values to bind: read by the types they are declared with, and documents put in the form of jsonb.

Drivers declare a document as `json` or as text, wherever it goes: PostgreSQL casts it where it becomes one of jsonb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgserver.parameters.casts import cast_types
from reedbed.pgserver.parameters.inference import infer_parameter_types
from reedbed.pgwire.values.decoding import TypedParameter, decode_parameter, text_reader
from reedbed.pgwire.values.encoding import spread_formats
from reedbed.pgwire.values.types import BY_NAME, JSON_OID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor
    from reedbed.pgserver.prepared import Prepared

_JSONB: Final = BY_NAME["jsonb"].oid
_TEXTS: Final = frozenset({BY_NAME["text"].oid, BY_NAME["varchar"].oid})


def bound_values(
    prepared: Prepared, given: Sequence[bytes | None], formats: Sequence[int], zone: str
) -> tuple[object, ...]:
    """The values of a Bind for a statement whose parameters' types are known."""
    types = prepared.parameter_types or ()
    values = [
        None if raw is None else decode_parameter(oid, format_, raw, zone)
        for oid, format_, raw in zip(types, spread_formats(formats, len(given)), given, strict=True)
    ]
    for number in prepared.documents:
        values[number - 1] = _document(values[number - 1])
    return tuple(values)


def _document(value: object) -> object:
    text = value.value if isinstance(value, TypedParameter) else value
    return TypedParameter(text_reader(_JSONB)(text), "JSON") if isinstance(text, str) else value


def documents(sql: str, declared: Sequence[int], cursor: Cursor, *, written: str) -> frozenset[int]:
    """The numbers of the parameters that are declared otherwise and become documents of jsonb."""
    texts = {place for place, oid in enumerate(declared, 1) if oid == JSON_OID or oid in _TEXTS}
    if not texts:
        return frozenset()
    casts = cast_types(written)
    found = {place for place in texts if casts.get(place) == _JSONB}
    open_ = [place for place in texts if declared[place - 1] == JSON_OID and place not in casts]
    if open_:
        asked = [0 if place in open_ else oid for place, oid in enumerate(declared, 1)]
        inferred = infer_parameter_types(sql, asked, cursor, written=written)
        found |= {place for place in open_ if inferred[place - 1] == _JSONB}
    return frozenset(found)
