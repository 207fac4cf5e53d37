"""Changing values in a YAML text and nothing else: comments, order, spacing and quotes of the rest stay.

A round trip through a YAML writer re-spaces the whole file; here the new text of a value is put in the place
of the old one. Mappings are changed entry by entry and lists item by item.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reedbed.workspace.spans import Entry, Span, line_end, line_start, read_spans
from reedbed.workspace.yaml_text import block_lines, entry_lines, indented, inline_text, item_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Values = dict[str, object]


class NotEditable(Exception):
    """The text writes this key in a way that cannot be changed in place; the caller names file and key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def edited(text: str, old: Mapping[str, object], changes: Mapping[str, object], remove: Sequence[str]) -> str:
    """`text`, whose values are `old`, with `changes` made at the top level and the keys `remove` taken out.

    New keys are added at the end. Raises NotEditable for a file in flow style, or a key that comes from a
    merge.
    """
    editor = _Editor(text=text)
    root = read_spans(text)
    if root is not None and (root.entries is None or root.is_list):
        raise NotEditable(next(iter([*changes, *remove]), ""))
    entries = () if root is None or root.entries is None else root.entries
    for key in remove:
        if key in old:
            editor.delete(_entry(entries, key))
    added: list[str] = []
    for key, value in changes.items():
        if key not in old:
            added += indented(entry_lines(key, value), 0 if root is None else root.column)
        elif not same(old[key], value):
            editor.change(_entry(entries, key), old[key], value)
    editor.insert(len(text), added)
    return editor.applied()


def same(one: object, other: object) -> bool:
    """Whether two values are equal in type too (1 is not 1.0 or true), the order of keys aside."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return one == other


def _entry(entries: Iterable[Entry], key: str) -> Entry:
    for entry in entries:
        if entry.key == key:
            return entry
    raise NotEditable(key)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Splice:
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Editor:
    """Collects splices of one text; they never overlap, since entries do not."""

    text: str
    splices: list[_Splice] = field(default_factory=list)

    def applied(self) -> str:
        """The text with every splice made."""
        pieces: list[str] = []
        done = 0
        # Of insertions at one place the inner mapping's come first, as they were recorded.
        for splice in sorted(self.splices, key=lambda splice: splice.start):
            pieces += [self.text[done : splice.start], splice.text]
            done = max(done, splice.end)
        return "".join([*pieces, self.text[done:]])

    def change(self, entry: Entry, old: object, new: object) -> None:
        """Give an entry of a mapping another value."""
        span = entry.value
        if _is_mapping(span, old) and isinstance(old, dict) and isinstance(new, dict) and new:
            self._change_mapping(span, old, new)
        elif _is_list(span, self.text) and isinstance(old, list) and isinstance(new, list) and new:
            self._change_list(span, old, new)
        else:
            self._replace(entry, new)

    def delete(self, entry: Entry) -> None:
        """Take out the lines of an entry; the comments above it stay."""
        self._splice(line_start(self.text, entry.start), line_end(self.text, entry.value.end), "")

    def insert(self, index: int, lines: list[str]) -> None:
        """Put whole lines at `index`, which is the start of a line or the end of the text."""
        if lines:
            begun = index == 0 or self.text[index - 1] == "\n" or any(s.end == index for s in self.splices)
            before = "" if begun else self._newline
            self._splice(index, index, before + "".join(line + self._newline for line in lines))

    def _change_mapping(self, span: Span, old: Values, new: Values) -> None:
        entries = {entry.key: entry for entry in span.entries or ()}
        for key, value in old.items():
            if key not in new:
                self.delete(entries[key])
            elif not same(value, new[key]):
                self.change(entries[key], value, new[key])
        # Where every line goes, the new ones take the place of the first.
        kept = any(key in new for key in old)
        index = line_end(self.text, span.end) if kept else line_start(self.text, span.start)
        added = {key: value for key, value in new.items() if key not in old}
        self.insert(index, _mapping_lines(added, span.column))

    def _change_list(self, span: Span, old: list[object], new: list[object]) -> None:
        entries = span.entries or ()
        kept = _shared(old, new)
        tail = _shared(old[kept:][::-1], new[kept:][::-1])
        for entry in entries[kept : len(old) - tail]:
            self.delete(entry)
        lines = [line for item in new[kept : len(new) - tail] for line in item_lines(item)]
        at_end = kept == len(entries)
        index = line_end(self.text, span.end) if at_end else line_start(self.text, entries[kept].start)
        self.insert(index, indented(lines, span.column))

    def _replace(self, entry: Entry, new: object) -> None:
        after_marker, span = entry.marker + 1, entry.value
        inline = inline_text(new)
        if inline is None:
            end = line_end(self.text, span.end)
            comment = self.text[span.end : end].rstrip()
            column = entry.start - line_start(self.text, entry.start)
            lines = [comment, *indented(block_lines(new), column + 2)]
            self._splice(after_marker, end, "".join(line + self._newline for line in lines))
            return
        gap = self.text[after_marker : span.start]
        if not gap or "\n" in gap:
            gap = " "
        self._splice(after_marker, span.end, gap + inline)

    @property
    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def _splice(self, start: int, end: int, text: str) -> None:
        self.splices.append(_Splice(start=start, end=end, text=text))


def _mapping_lines(values: Values, column: int) -> list[str]:
    return indented([line for key, value in values.items() for line in entry_lines(key, value)], column)


def _is_mapping(span: Span, old: object) -> bool:
    """Whether every key of the value stands in its own block, so that none comes from a merge or is no text."""
    if span.entries is None or span.is_list or not isinstance(old, dict):
        return False
    return [entry.key for entry in span.entries] == list(old)


def _is_list(span: Span, text: str) -> bool:
    """Whether every item begins a line of its own."""
    if span.entries is None or not span.is_list:
        return False
    return all(not text[line_start(text, entry.start) : entry.start].strip() for entry in span.entries)


def _shared(one: list[object], other: list[object]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if not same(left, right):
            break
        count += 1
    return count
