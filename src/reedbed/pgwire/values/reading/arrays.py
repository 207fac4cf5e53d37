"""Array literals out of text: `{1,2,NULL}`, `{"a b","c"}`, `{{1,2},{3,4}}`, `[0:1]={1,2}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import TextMalformed

if TYPE_CHECKING:
    from collections.abc import Callable

_BOUNDS: Final = re.compile(r"\s*(?:\[[+-]?\d+(?::[+-]?\d+)?\])+\s*=")


def read_array(text: str, element: Callable[[str], object]) -> list[object]:
    """The elements, nested as the braces are; `element` reads one. Raises `TextMalformed`."""
    bounds = _BOUNDS.match(text)
    reader = _Reader(text, bounds.end() if bounds else 0, element)
    found = reader.array()
    if reader.rest():
        raise reader.malformed("Junk after closing right brace.")
    return found


class _Reader:
    def __init__(self, text: str, position: int, element: Callable[[str], object]) -> None:
        self.text = text
        self.position = position
        self.element = element

    def rest(self) -> str:
        return self.text[self.position :].strip()

    def malformed(self, why: str) -> TextMalformed:
        return TextMalformed(f'malformed array literal: "{self.text}"', hint=why, type="array", value=self.text)

    def peek(self) -> str:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1
        if self.position >= len(self.text):
            raise self.malformed("Unexpected end of input.")
        return self.text[self.position]

    def array(self) -> list[object]:
        if self.peek() != "{":
            raise self.malformed('Array value must start with "{" or dimension information.')
        self.position += 1
        items: list[object] = []
        if self.peek() == "}":
            self.position += 1
            return items
        while True:
            items.append(self.item())
            closing = self.peek()
            self.position += 1
            if closing == "}":
                return items
            if closing != ",":
                raise self.malformed('Unexpected array element: expected "," or "}".')

    def item(self) -> object:
        first = self.peek()
        if first == "{":
            return self.array()
        if first == '"':
            return self.element(self.quoted())
        if first in "},":
            raise self.malformed(f'Unexpected "{first}" character.')
        word = self.word()
        return None if word.upper() == "NULL" else self.element(word)

    def quoted(self) -> str:
        characters: list[str] = []
        self.position += 1
        while self.position < len(self.text):
            character = self.text[self.position]
            self.position += 1
            if character == '"':
                return "".join(characters)
            if character == "\\" and self.position < len(self.text):
                character = self.text[self.position]
                self.position += 1
            characters.append(character)
        raise self.malformed("Unexpected end of input.")

    def word(self) -> str:
        characters: list[str] = []
        while self.position < len(self.text) and self.text[self.position] not in '{},"':
            character = self.text[self.position]
            self.position += 1
            if character == "\\" and self.position < len(self.text):
                character = self.text[self.position]
                self.position += 1
            characters.append(character)
        return "".join(characters).strip()
