"""One mapping of `sources.yaml`, taken apart field by field; what is wrong is said with file and line.

A field that nobody takes is an error with the nearest name, so that a slip is not a silent default.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from reedbed.errors import SourceInvalid, nearest_names
from reedbed.settings import SecretText
from reedbed.settings.references import VariableMissing, expand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from reedbed.settings.documents import Document

Value = TypeVar("Value")
_DURATION: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>s|second|min|minute|h|hour|d|day|week)s?")
_SECONDS: Final = {"s": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}


class Fields:
    """The fields of the mapping at `path`. Used as a block, it refuses what was not taken."""

    def __init__(
        self, document: Document, path: tuple[str, ...], variables: Mapping[str, str], *, expected: str = "a mapping"
    ) -> None:
        found: object = document.values
        for step in path:
            found = found[step] if isinstance(found, Mapping) else None
        self._document = document
        self._path = path
        self._variables = variables
        self._taken: list[str] = []
        if not isinstance(found, Mapping):
            raise self.refusal(f"expects {expected}; found {type(found).__name__}.")
        self._values = {str(name): value for name, value in found.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        unknown = [name for name in self._values if name not in self._taken]
        if kind is None and unknown:
            near = nearest_names(unknown[0], self._taken)
            hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(self._taken)}"
            raise self.refusal("has no such field.", unknown[0], hint=hint)

    def refusal(self, what: str, name: str = "", *, hint: str = "") -> SourceInvalid:
        """An error about a field, or about the whole mapping."""
        path = (*self._path, name) if name else self._path
        line = self._document.lines.get(path) or self._document.lines.get(self._path)
        place = f"{self._document.file}, line {line}" if line else str(self._document.file)
        return SourceInvalid(
            f"{place}: {'.'.join(path)} {what}",
            hint=hint,
            file=str(self._document.file),
            line=line,
            field=".".join(path),
        )

    @property
    def file(self) -> Path:
        """The file that holds them."""
        return self._document.file

    def is_text(self, name: str) -> bool:
        """Whether a field holds a text."""
        return isinstance(self._values.get(name), str)

    def __contains__(self, name: str) -> bool:
        self._taken.append(name)
        return self._values.get(name) is not None

    def names(self) -> Iterator[str]:
        """All names, for a mapping whose names are the user's."""
        self._taken.extend(self._values)
        return iter(self._values)

    def below(self, name: str, *, expected: str = "a mapping") -> Fields:
        """The mapping in a field."""
        self._taken.append(name)
        return Fields(self._document, (*self._path, name), self._variables, expected=expected)

    def text(self, name: str, default: str | None = None) -> str:
        """A text, with references to variables resolved."""
        return self._take(name, default, "a text", _text)

    def one_of(self, name: str, choices: Sequence[str], default: str | None = None) -> Any:
        """One of some words."""

        def chosen(value: object) -> str:
            if value not in choices:
                raise ValueError
            return str(value)

        return self._take(name, default, f"one of {', '.join(choices)}", chosen)

    def secret(self, name: str) -> SecretText:
        """A text that is never shown."""
        return SecretText(self.text(name))

    def number(self, name: str, default: float | None = None) -> float:
        """A number that is not negative."""
        return self._take(name, default, "a number that is not negative", _number)

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        return self._take(name, default, "a whole number that is not negative", _whole)

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        return self._take(name, default, "true or false", _flag)

    def texts(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts; none when left out."""
        return self._take(name, (), "a text or a list of texts", _texts)

    def mapping(self, name: str) -> dict[str, Any]:
        """A mapping of the user's own, with references resolved; empty when left out."""
        return self._take(name, {}, "a mapping", _mapping)

    def duration(self, name: str) -> dt.timedelta:
        """A duration like `2 hours`; none when left out."""
        return self._take(name, dt.timedelta(0), "a duration like '90 s', '5 minutes', '2 hours' or '1 day'", _duration)

    def moment(self, name: str) -> dt.datetime:
        """An instant with its zone."""
        return self._take(name, None, "a moment with its zone, like 2026-01-01T00:00:00Z", _moment)

    def _take(self, name: str, default: Value | None, expected: str, convert: Callable[[Any], Value]) -> Value:
        self._taken.append(name)
        value = self._values.get(name)
        if value is None:
            if default is None:
                raise self.refusal(f"is missing; it expects {expected}.", name)
            return default
        try:
            return convert(expand(value, self._variables))
        except VariableMissing as missing:
            raise self.refusal(
                f"refers to the variable {missing.name}, which is not set.", name, hint=f"export {missing.name}=…"
            ) from missing
        except ValueError as error:
            raise self.refusal(f"expects {expected}.", name) from error


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError  # noqa: TRY004 - one kind of refusal for all of them
    return str(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ValueError
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - as above
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, list) else (_text(value),)


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError  # noqa: TRY004 - as above
    return {str(name): entry for name, entry in value.items()}


def _duration(value: object) -> dt.timedelta:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError
    unit = match["unit"]
    return dt.timedelta(seconds=float(match["number"]) * (7 * 86400 if unit == "week" else _SECONDS[unit]))


def _moment(value: object) -> dt.datetime:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        raise ValueError
    return value
