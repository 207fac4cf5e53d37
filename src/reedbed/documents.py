"""JSON documents in the one form that PostgreSQL's `jsonb` gives each of them.

Members are ordered by the length of their names and then by their bytes, the last of members with one name is kept,
and numbers are decimals. Inside, documents have no blanks, as DuckDB's own functions write them, so that equal
documents are equal texts; where they are shown, there is one behind each colon and comma (manual, section 8.14).
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring
from typing import Any, Final, NoReturn

_MOST_DIGITS: Final = 131_072
"""Before the point, in PostgreSQL's numeric."""
_MOST_PLACES: Final = 16_383
"""Behind the point."""
_STRING_OR_SEPARATOR: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[:,](?! )')


class _Number(str):
    """A number in decimal digits."""

    __slots__ = ()


def canonical(text: str) -> str:
    """The document without blanks, in its one form. Raises `ValueError` for what is no document of jsonb."""
    return written(parsed(text))


def parsed(text: str) -> Any:
    """The document as dictionaries, lists, texts and numbers that `written` spells. Raises `ValueError` for others."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def written(value: Any) -> str:
    """What `parsed` has read, in the one form. Raises `ValueError` for characters that no text has."""
    try:
        return _written(value)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def spaced(text: str) -> str:
    """A document with a blank behind each colon and comma; blanks that are there stay."""
    return _STRING_OR_SEPARATOR.sub(_with_blank, text)


def _with_blank(found: re.Match[str]) -> str:
    piece = found[0]
    return piece if len(piece) > 1 else f"{piece} "


def _written(value: Any) -> str:
    if isinstance(value, _Number):
        return value
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        names = sorted(value, key=rank) if len(value) > 1 else value
        return "{" + ",".join([f"{_string(name)}:{_written(value[name])}" for name in names]) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return "null" if value is None else "true" if value else "false"


def _string(value: str) -> str:
    if "\0" in value:
        raise ValueError("\\u0000 cannot be converted to text")
    if not value.isascii():
        # Half of a surrogate pair is no character.
        value.encode()
    return encode_basestring(value)


def rank(name: str) -> tuple[int, bytes]:
    """By what the members of an object are ordered."""
    octets = name.encode()
    return len(octets), octets


def _number(text: str) -> _Number:
    if text.isdigit() and len(text) <= _MOST_DIGITS:
        return _Number(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("a number overflows numeric") from None
    exponent = int(value.as_tuple().exponent)
    if not value:
        value = abs(value) if exponent <= 0 else Decimal()
    if value.adjusted() >= _MOST_DIGITS or -exponent > _MOST_PLACES:
        raise ValueError("a number overflows numeric")
    return _Number(f"{value:f}")


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no value of JSON")


_DECODER: Final = json.JSONDecoder(parse_float=_number, parse_int=_number, parse_constant=_refuse)
