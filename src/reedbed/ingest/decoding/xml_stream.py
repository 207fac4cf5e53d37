"""XML, read in steps and safely: no entity is declared, nothing is fetched, and memory holds what a handler keeps.

An entity can make a page of some hundred bytes grow to gigabytes, and stand for a file of this machine; no data need
one. A document type that declares any is refused, and so is a reference to one that nobody declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol
from xml.parsers.expat import ExpatError, ParserCreate

from reedbed.errors import PageInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STEP_BYTES: Final = 1 << 16
MOST_DEPTH: Final = 500


class Content(Protocol):
    """What a page is read from."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, none at the end."""
        ...


class XmlHandler(Protocol):
    """Is told of elements, by their names without prefix and namespace, and of text as it comes, in pieces."""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """An element begins."""
        ...

    def end(self, name: str, /) -> None:
        """An element ends."""
        ...

    def text(self, text: str, /) -> None:
        """A piece of text."""
        ...


def xml_steps(content: Content, handler: XmlHandler) -> Iterator[None]:
    """Parse, some kilobytes in each step; the caller takes what the handler has found in between.

    Raises `PageInvalid` for what is no XML, declares entities, or is nested deeper than any data.
    """
    parser = ParserCreate(namespace_separator="}")
    # expat would hand out a large text in lines.
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise PageInvalid(f"is nested deeper than {MOST_DEPTH} elements")
        handler.start(_local(name), {_local(each): value for each, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.EntityDeclHandler = _refused
    parser.SkippedEntityHandler = _refused
    parser.ExternalEntityRefHandler = _refused
    try:
        while chunk := content.read(STEP_BYTES):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - as above
    except ExpatError as error:
        raise PageInvalid(f"is not XML: {error}") from error
    yield


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refused(name: str | None, *_: object) -> int:
    raise PageInvalid(f"declares or refers to the entity {name!r}; entities are not read")
