"""The types that a setting's value can have: each takes what YAML, a variable or a caller gives, or refuses.

A converter gets the value and the folder that relative paths start from, and raises Unfit or another
ValueError when the value does not fit. pydantic would do the same for 70 ms more of import.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reedbed.settings.masking import SecretText

Converter: TypeAlias = Callable[[object, Path], object]

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
# DuckDB's own grammar: 1000^i for KB, 1024^i for KiB; a bare number and a percentage are refused there.
_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?:[KMGT](?:i?B)?)", re.IGNORECASE)
_MODULE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_NAME = re.compile(r"[^\W\d]\w*")
_CODE_SUFFIXES = (".py", ".sql")


class Unfit(ValueError):
    """The value is none that the setting takes; it carries no text, since the value may be a credential."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueType:
    """What a setting takes: `expected` completes the sentence "expects …"."""

    expected: str
    convert: Converter


def choice(*names: str) -> ValueType:
    """One of `names`, in any case."""

    def convert(value: object, _folder: Path) -> str:
        text = _text(value).casefold()
        if text not in names:
            raise Unfit
        return text

    return ValueType(expected=f"one of {', '.join(names)}", convert=convert)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit
    return value.strip()


def _size(value: object, _folder: Path) -> str:
    match = _SIZE.fullmatch(_text(value))
    if match is None or float(match["number"]) == 0:
        raise Unfit
    return match[0]


def _flag(value: object, _folder: Path) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold() if isinstance(value, str | int) else ""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unfit


def _count(value: object, _folder: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unfit
    number = int(value)
    if number < 1:
        raise Unfit
    return number


def _seconds(value: object, _folder: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit
    number = float(value)
    if not math.isfinite(number) or number < 0:
        raise Unfit
    return number


def _path(value: object, folder: Path) -> Path:
    text = os.fspath(value) if isinstance(value, os.PathLike) else _text(value)
    if not isinstance(text, str) or "\0" in text:
        raise Unfit
    try:
        return folder / Path(text).expanduser()
    except RuntimeError as unknown_home:
        raise Unfit from unknown_home


def _views(value: object, folder: Path) -> str | tuple[Path, ...]:
    if isinstance(value, list | tuple):
        return tuple(_path(entry, folder) for entry in value)
    if isinstance(value, os.PathLike):
        return (_path(value, folder),)
    text = _text(value)
    if _MODULE.fullmatch(text) and not text.endswith(_CODE_SUFFIXES):
        return text
    return tuple(_path(entry, folder) for entry in text.split(","))


def _plain(value: object, _folder: Path) -> str:
    text = _text(value)
    if not text:
        raise Unfit
    return text


def _texts(value: object, folder: Path) -> tuple[str, ...]:
    entries = value if isinstance(value, list | tuple) else _text(value).split(",")
    return tuple(_plain(entry, folder) for entry in entries)


def _target(value: object, folder: Path) -> str:
    """A URL as it stands, or the absolute path of a folder."""
    text = value if isinstance(value, os.PathLike) else _plain(value, folder)
    return text if isinstance(text, str) and "://" in text else str(_path(text, folder))


def _functions(value: object, folder: Path) -> tuple[str, ...]:
    entries = _texts(value, folder)
    if not all(_NAME.fullmatch(entry) for entry in entries):
        raise Unfit
    return entries


def _modules(value: object, folder: Path) -> tuple[str, ...]:
    entries = _texts(value, folder)
    if not all(_MODULE.fullmatch(entry) for entry in entries):
        raise Unfit
    return entries


def _hidden(value: object, _folder: Path) -> SecretText:
    # YAML reads a key of digits as a number; its text may be another (0x1F), so it has to be quoted.
    return SecretText(_text(value))


def _headers(value: object, folder: Path) -> dict[str, SecretText]:
    if isinstance(value, str):
        import json  # noqa: PLC0415 - only for headers in a variable

        value = json.loads(value)
    if not isinstance(value, Mapping):
        raise Unfit
    return {_plain(name, folder): SecretText(_text(entry)) for name, entry in value.items()}


SIZE = ValueType(expected="a size such as 4GB or 512MiB", convert=_size)
FLAG = ValueType(expected="true or false", convert=_flag)
COUNT = ValueType(expected="a whole number of at least 1", convert=_count)
SECONDS = ValueType(expected="a number of seconds, 0 or more", convert=_seconds)
PATH = ValueType(expected="a path", convert=_path)
TARGET = ValueType(expected="a folder, or s3://bucket/prefix", convert=_target)
VIEWS = ValueType(expected="the name of a module, or a list of paths", convert=_views)
TEXT = ValueType(expected="a text (in quotes when it looks like a number)", convert=_plain)
TEXTS = ValueType(expected="a text, or a list of texts", convert=_texts)
FUNCTIONS = ValueType(expected="names of functions: words without a schema or parentheses", convert=_functions)
MODULES = ValueType(expected="names of modules, such as energy.fmi", convert=_modules)
HIDDEN = ValueType(expected="a text (in quotes when it looks like a number)", convert=_hidden)
HEADERS = ValueType(expected="a mapping of header to text", convert=_headers)
