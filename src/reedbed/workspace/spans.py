"""Where each value of a YAML text begins and ends, from the events of the parser.

The marks of ruamel.yaml run past a block's last line to the next token, over comments and blank lines; the
spans here end where the content does, so that what lies between is nobody's and stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An entry of a mapping or an item of a list: `key` is its text, `marker` the index of its `:` or `-`."""

    key: str | None
    start: int
    marker: int
    value: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A value between the indexes `start` and `end` of the text.

    `entries` is None for anything but a mapping or list in block style; `column` is where such entries begin.
    """

    start: int
    end: int
    column: int = 0
    is_list: bool = False
    entries: tuple[Entry, ...] | None = None


def read_spans(text: str) -> Span | None:
    """The span of the text's only document, or None when it has no content; the text is known to be YAML."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - 16 ms that reading the package need not pay

    events = YAML(typ="safe", pure=True).parse(text)
    for event in events:
        if _kind(event) in {"Scalar", "MappingStart", "SequenceStart"}:
            span = _Walk(text=text, events=events).span(event, 0)
            return None if span.start == span.end else span
    return None


def line_end(text: str, index: int) -> int:
    """The index just after the end of the line that `index` is on."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def line_start(text: str, index: int) -> int:
    """The index of the first character of the line that `index` is on."""
    return text.rfind("\n", 0, index) + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class _Walk:
    text: str
    events: Iterator[Any]

    def span(self, event: Any, after: int) -> Span:
        """The span that begins with `event`; an empty value lies at `after`, just behind its marker."""
        kind, start, end = _kind(event), event.start_mark.index, event.end_mark.index
        if kind in {"MappingStart", "SequenceStart"}:
            if event.flow_style:
                return Span(start=start, end=self._flow_end())
            return self._mapping(event) if kind == "MappingStart" else self._list(event)
        if start == end:
            return Span(start=after, end=after)
        if getattr(event, "style", None) in {"|", ">"}:
            end = start + len(self.text[start:end].rstrip())
        return Span(start=start, end=end)

    def _flow_end(self) -> int:
        depth = 1
        for event in self.events:
            kind = _kind(event)
            depth += kind.endswith("Start") - (kind in {"MappingEnd", "SequenceEnd"})
            if depth == 0:
                return int(event.end_mark.index)
        return len(self.text)

    def _mapping(self, event: Any) -> Span:
        entries: list[Entry] = []
        for first in self.events:
            if _kind(first) == "MappingEnd":
                break
            key = self.span(first, first.start_mark.index)
            marker = self.text.index(":", key.end)
            value = self.span(next(self.events), marker + 1)
            name = getattr(first, "value", None)
            entries.append(Entry(key=name, start=key.start, marker=marker, value=value))
        return self._block(event, entries, column=event.start_mark.column, is_list=False)

    def _list(self, event: Any) -> Span:
        entries: list[Entry] = []
        column, end = event.start_mark.column, event.start_mark.index
        dash = re.compile(rf"(?m)^ {{{column}}}(-)(?=\s|$)")
        for first in self.events:
            if _kind(first) == "SequenceEnd":
                break
            found = dash.search(self.text, end) if entries else None
            marker = event.start_mark.index if found is None else found.start(1)
            value = self.span(first, marker + 1)
            entries.append(Entry(key=None, start=marker, marker=marker, value=value))
            end = value.end
        return self._block(event, entries, column=column, is_list=True)

    def _block(self, event: Any, entries: list[Entry], *, column: int, is_list: bool) -> Span:
        end = max((entry.value.end for entry in entries), default=event.start_mark.index)
        return Span(start=event.start_mark.index, end=end, column=column, is_list=is_list, entries=tuple(entries))


def _kind(event: Any) -> str:
    return type(event).__name__.removesuffix("Event")
