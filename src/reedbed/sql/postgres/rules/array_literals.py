"""Arrays in PostgreSQL's text form."""

from __future__ import annotations

import re
from typing import Final

from reedbed.sql import literal

_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_BLANK: Final = re.compile(r"\s*")
_AFTER_ARRAY: Final = re.compile(r"\s*([,}])")
_ARRAY_ITEM: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^{},"]*?))\s*([,}])', re.DOTALL)


def array_elements(text: str) -> list[object] | None:
    """The elements of an array in PostgreSQL's text form, nested lists for dimensions; `None` when it is none.

    The grammar is that of the manual, section 8.15.2: `{a,"b c",NULL,{…}}`.
    """
    body = text.strip()
    if not body.startswith("{"):
        return None
    found = _elements(body, 1)
    return found[0] if found is not None and not body[found[1] :].strip() else None


def _elements(text: str, place: int) -> tuple[list[object], int] | None:
    elements: list[object] = []
    begins = _begin(text, place)
    if text.startswith("}", begins):
        return elements, begins + 1
    while True:
        begins = _begin(text, place)
        if text.startswith("{", begins):
            inner = _elements(text, begins + 1)
            if inner is None:
                return None
            elements.append(inner[0])
            after = _AFTER_ARRAY.match(text, inner[1])
        else:
            after = _ARRAY_ITEM.match(text, place)
            if after is None:
                return None
            quoted, bare = after[1], after[2]
            if quoted is not None:
                elements.append(_ESCAPE.sub(r"\1", quoted) if "\\" in quoted else quoted)
            else:
                elements.append(None if bare.upper() == "NULL" else bare)
        if after is None:
            return None
        place = after.end()
        if after[after.lastindex or 0] == "}":
            return elements, place


def _begin(text: str, place: int) -> int:
    """Where the next item begins, behind white space."""
    found = _BLANK.match(text, place)
    return found.end() if found is not None else place


def is_even(elements: list[object]) -> bool:
    """Whether the parts of an array have the same dimensions, as PostgreSQL wants them."""
    return _shape(elements) is not None


def _shape(elements: object) -> tuple[int, ...] | None:
    if not isinstance(elements, list):
        return ()
    inner = {_shape(each) for each in elements}
    if len(inner) > 1 or None in inner:
        return None
    return (len(elements), *(next(iter(inner)) or ())) if inner else (0,)


def array_literal(elements: list[object]) -> str:
    """The elements as DuckDB writes a list of strings, to be cast."""
    pieces = [
        array_literal(each) if isinstance(each, list) else "NULL" if each is None else literal(str(each))
        for each in elements
    ]
    return f"[{', '.join(pieces)}]"
