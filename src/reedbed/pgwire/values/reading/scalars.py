"""Booleans, numbers, bytes, UUIDs and JSON out of text."""

from __future__ import annotations

import json
import math
import re
import uuid
from decimal import Decimal, InvalidOperation
from typing import Final

from reedbed.documents import canonical
from reedbed.errors import TextMalformed, WireValueOutOfRange

_TRUE: Final = ("true", "yes", "on", "1")
_FALSE: Final = ("false", "no", "off", "0")
_INTEGER: Final = re.compile(
    r"\s*[+-]?(?:\d+(?:_\d+)*|0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)\s*\Z"
)
_FLOAT: Final = re.compile(
    r"\s*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf|infinity|nan)\s*\Z", re.IGNORECASE
)
_INTEGERS: Final = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_OCTAL: Final = re.compile(rb"\\([0-3][0-7][0-7]|\\)")
_FLOAT4_MAX: Final = 3.4028235677973366e38
_FLOAT4_HALF_LEAST: Final = 2.0**-150
"""Half of the least number above zero, which is rounded to zero."""
_HAS_DIGIT: Final = re.compile(r"[^1-9eE]*[1-9]")
"""A digit in front of the exponent that is not zero."""
_MAX_DIGITS: Final = 131_072
"""Before the point, in PostgreSQL."""


def malformed(kind: str, text: str) -> TextMalformed:
    """The error for a text that is no value of the type."""
    return TextMalformed(f'invalid input syntax for type {kind}: "{text}"', type=kind, value=text)


def out_of_range(kind: str, text: str) -> WireValueOutOfRange:
    """The error for a number that the type does not hold."""
    return WireValueOutOfRange(f'value "{text}" is out of range for type {kind}', type=kind, value=text)


def read_bool(text: str) -> bool:
    """`t`, `yes`, `off`, …: unambiguous beginnings of the words."""
    word = text.strip().lower()
    if word and any(each.startswith(word) for each in _TRUE) and word != "o":
        return True
    if word and any(each.startswith(word) for each in _FALSE) and word != "o":
        return False
    raise malformed("boolean", text)


def read_integer(text: str, kind: str) -> int:
    """An integer in decimal, hexadecimal, octal or binary digits."""
    if not _INTEGER.match(text):
        raise malformed(kind, text)
    digits = text.strip().lstrip("+-")
    plain = digits.isdigit()
    value = int(digits if not plain else digits.lstrip("0") or "0", 0)
    value = -value if text.strip().startswith("-") else value
    limit = _INTEGERS[kind]
    if not -limit <= value < limit:
        raise out_of_range(kind, text)
    return value


def read_oid(text: str) -> int:
    """An unsigned integer of four bytes; negative ones wrap, as PostgreSQL reads them."""
    if not _INTEGER.match(text):
        raise malformed("oid", text)
    value = int(text.strip())
    if not -(2**31) <= value < 2**32:
        raise out_of_range("oid", text)
    return value % 2**32


def read_float(text: str, kind: str) -> float:
    """A floating-point number, `NaN` or `Infinity`."""
    if not _FLOAT.match(text):
        raise malformed(kind, text)
    value = float(text)
    endless = math.isinf(value) and "inf" not in text.lower()
    single = kind == "real" and math.isfinite(value)
    vanished = abs(value) <= (_FLOAT4_HALF_LEAST if single else 0) and _HAS_DIGIT.match(text) is not None
    if endless or vanished or (single and abs(value) > _FLOAT4_MAX):
        raise WireValueOutOfRange(f'"{text.strip()}" is out of range for type {kind}', type=kind, value=text)
    return value


def read_numeric(text: str) -> Decimal | float:
    """A decimal; `NaN` and infinities are floating-point in DuckDB."""
    if not _FLOAT.match(text):
        raise malformed("numeric", text)
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise malformed("numeric", text) from None
    if not value.is_finite():
        return float(value)
    if value.adjusted() > _MAX_DIGITS:
        raise out_of_range("numeric", text)
    # DuckDB takes a positive exponent for a negative one.
    return Decimal(int(value)) if int(value.as_tuple().exponent) > 0 else value


def read_bytea(text: str) -> bytes:
    r"""Hex after `\\x`, or octal escapes."""
    if text.startswith("\\x"):
        try:
            return bytes.fromhex(text[2:])
        except ValueError:
            raise malformed("bytea", text) from None
    raw = text.encode()
    if b"\\" in _OCTAL.sub(b"", raw):
        raise malformed("bytea", text)
    return _OCTAL.sub(lambda found: b"\\" if found[1] == b"\\" else bytes([int(found[1], 8)]), raw)


def read_uuid(text: str) -> uuid.UUID:
    """32 hexadecimal digits, with hyphens after any four and braces around."""
    digits = text.strip().removeprefix("{").removesuffix("}").replace("-", "")
    if not re.fullmatch(r"[0-9a-fA-F]{32}", digits):
        raise malformed("uuid", text)
    return uuid.UUID(digits)


def read_json(text: str) -> str:
    """The text itself, when it is JSON."""
    try:
        json.loads(text)
    except ValueError:
        raise TextMalformed("invalid input syntax for type json", type="json") from None
    return text


def read_jsonb(text: str) -> str:
    """The document in jsonb's one form."""
    try:
        return canonical(text)
    except ValueError:
        raise TextMalformed("invalid input syntax for type json", type="jsonb") from None


def read_bits(text: str) -> str:
    """Zeros and ones."""
    if not re.fullmatch(r"[01]*", text):
        raise TextMalformed(f'"{text}" is not a valid binary digit string', type="bit varying", value=text)
    return text
