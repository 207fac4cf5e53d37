"""The parts of a nested type's text: `STRUCT("a b" INTEGER, c MAP(VARCHAR, DATE))`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def nested_parts(text: str) -> list[tuple[str, str]]:
    """Name and type of each member of a STRUCT or UNION, in order; `key` and `value` for a MAP.

    An unnamed struct's members (`ROW(1, 2)`) are named `f1`, `f2`, …, as PostgreSQL names those of a record.
    """
    word, _, rest = text.partition("(")
    parts = list(_split(rest[:-1]))
    if word == "MAP":
        return [("key", parts[0]), ("value", parts[1])]
    return [_member(part, position) for position, part in enumerate(parts, 1)]


def _split(text: str) -> Iterator[str]:
    """The parts between commas that lie in no quotes and no brackets."""
    depth = start = 0
    quote = ""
    for position, character in enumerate(text):
        if quote:
            # A doubled quote closes and opens again.
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            yield text[start:position].strip()
            start = position + 1
    if text.strip():
        yield text[start:].strip()


def _member(part: str, position: int) -> tuple[str, str]:
    if part.startswith('"'):
        end = 1
        while part[end] != '"' or part[end + 1 : end + 2] == '"':
            end += 2 if part[end] == '"' else 1
        return part[1:end].replace('""', '"'), part[end + 1 :].strip()
    name, space, kind = part.partition(" ")
    # `TIME WITH TIME ZONE` and `DECIMAL(18, 3)` are types without a name.
    if not space or "(" in name or kind.startswith("WITH TIME ZONE"):
        return f"f{position}", part
    return name, kind.strip()
