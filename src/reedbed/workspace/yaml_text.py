"""Values as YAML text: block style, one value of JSON's kinds or a date at a time.

A text is written without quotes only when YAML 1.1 and 1.2 both read it back as the same text.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping

from reedbed.errors import UsageError

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./@+-]*[\w./@+-])?")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def plain_value(value: object) -> object:
    """The value in plain dicts, lists and scalars, so that it compares with what YAML reads back.

    Raises:
        UsageError: a value is of a kind that the file cannot hold.
    """
    if isinstance(value, Mapping):
        return {_plain_key(key): plain_value(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(entry) for entry in value]
    if value is None or isinstance(value, bool | int | float | dt.date):
        return value
    if isinstance(value, str):
        return str(value)
    raise UsageError(
        f"workspace.yaml holds text, numbers, true and false, dates, lists and mappings, not {type(value).__name__}.",
        hint="reedbed explain USE001",
        found=type(value).__name__,
    )


def inline_text(value: object) -> str | None:
    """The value on one line, or None for a list or mapping with entries."""
    if isinstance(value, dict | list):
        return None if value else ("{}" if isinstance(value, dict) else "[]")
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else str(value)


def entry_lines(key: object, value: object) -> list[str]:
    """The lines of one `key: value`, without indentation of their own."""
    inline = inline_text(value)
    if inline is not None:
        return [f"{inline_text(key)}: {inline}"]
    return [f"{inline_text(key)}:", *indented(block_lines(value), 2)]


def block_lines(value: object) -> list[str]:
    """The lines of a list or mapping with entries."""
    if isinstance(value, dict):
        return [line for key, entry in value.items() for line in entry_lines(key, entry)]
    assert isinstance(value, list)  # noqa: S101 - inline_text has taken everything else
    return [line for entry in value for line in item_lines(entry)]


def item_lines(value: object) -> list[str]:
    """The lines of one `- value`, without indentation of their own."""
    inline = inline_text(value)
    if inline is not None:
        return [f"- {inline}"]
    first, *rest = block_lines(value)
    return [f"- {first}", *indented(rest, 2)]


def indented(lines: list[str], width: int) -> list[str]:
    """The lines, `width` spaces further to the right."""
    return [" " * width + line for line in lines]


def _plain_key(key: object) -> object:
    return plain_value(key) if isinstance(key, str | int | float | dt.date) or key is None else _no_key(key)


def _no_key(key: object) -> object:
    raise UsageError(
        f"A key of workspace.yaml is a text, a number or a date, not {type(key).__name__}.",
        hint="reedbed explain USE001",
        found=type(key).__name__,
    )


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _number_text(number: float) -> str:
    if not math.isfinite(number):
        return ".nan" if math.isnan(number) else (".inf" if number > 0 else "-.inf")
    mantissa, exponent, power = repr(number).partition("e")
    # YAML 1.1 takes 1e-09 for a text, 1.0e-09 for a number.
    return mantissa + ("" if "." in mantissa else ".0") + exponent + power
