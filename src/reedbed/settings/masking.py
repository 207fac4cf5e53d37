"""What may be printed: credentials are held in `SecretText`, which shows a mask wherever it is printed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TypeAlias

MASK = "****"
ShownValue: TypeAlias = "str | int | float | bool | list[ShownValue] | dict[str, ShownValue] | None"

_USER_INFO = re.compile(r"(?<=//)[^/@\s]*(?=@)")


class SecretText:
    """A text that prints as `****`; only `reveal()` gives it out."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, SecretText) else NotImplemented

    def __hash__(self) -> int:
        return hash((SecretText, self._text))

    def __repr__(self) -> str:
        return MASK


def shown_value(value: object) -> ShownValue:
    """The value as JSON holds it, with secrets masked and without the credentials of a URL."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | os.PathLike):
        return _USER_INFO.sub(MASK, os.fspath(value))
    if isinstance(value, Mapping):
        return {str(key): shown_value(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [shown_value(entry) for entry in value]
    return str(value)
