"""What is remembered of statements that differ in their literals only: how long and of what columns their answers were.

It is a guess for the next such statement, never more: columns are compared, and an answer that is longer than all of
its shape before it comes slower once (a million rows in 1.4 s instead of 0.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.pgserver.answers.replies import as_declared, describe
from reedbed.pgwire.values.encoding import FEW_ROWS, RowEncoder
from reedbed.pgwire.values.types import column_type, result_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.answers.replies import Columns, Origin
    from reedbed.pgwire.values.styles import TextStyle
    from reedbed.pgwire.values.types import ColumnType

MAX_SHAPES: Final = 4096
LONGEST_TEXT: Final = 4096
"""Longer texts are made for one run."""

_MISLEADING: Final = re.compile(r"""["\\]|--|/\*|\$(?!\d)""")
"""Where a quote need not begin a string; such texts have shapes of their own."""
_LITERAL: Final = re.compile(r"(?:'[^']*')+|\b\d+\b")


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows of these columns travel: what the client is told of them, and what encodes them."""

    columns: Sequence[tuple[str, ColumnType]]
    encoder: RowEncoder
    description: bytes
    """The whole RowDescription."""
    is_as_told: bool
    """Whether the columns are those that the client was told of before, if it was."""


def lay_out(
    found: Sequence[tuple[str, str]],
    formats: Sequence[int],
    style: TextStyle,
    told: Columns = None,
    origins: Sequence[Origin] = (),
) -> Layout:
    """The layout of columns that the engine gives; `told` is what the client was told of them before."""
    given = as_declared([result_column(name, column_type(kind)) for name, kind in found], origins)
    columns = told if told is not None and len(told) == len(given) else given
    encoder = RowEncoder([kind for _, kind in given], formats, style, told=[kind for _, kind in columns])
    description = describe(columns, encoder.formats, origins).encode()
    return Layout(columns, encoder, description, is_as_told=told is None or given == told)


class Plain(NamedTuple):
    """What is known of a statement from its shape alone: the words of its tag, and whether it writes."""

    words: str
    writes: bool


class Shape:
    """Statements of one shape, in all sessions."""

    __slots__ = ("_description", "_layout", "_most_rows", "plain")

    def __init__(self) -> None:
        self.plain: Plain | None = None
        """What is known of every statement of this shape, where it means the same to both engines."""
        self._most_rows = -1
        self._layout: tuple[tuple[object, object, TextStyle, Columns, object], Layout] | None = None
        self._description: tuple[tuple[object, object, object], bytes] | None = None

    @property
    def few(self) -> int:
        """As many rows as the next answer will have at most, as far as one can tell; 0 when it may have many."""
        return FEW_ROWS if 0 <= self._most_rows <= FEW_ROWS else 0

    def saw(self, rows: int) -> None:
        """An answer had so many rows, or at least so many."""
        self._most_rows = max(self._most_rows, rows)

    def layout(
        self,
        found: tuple[tuple[str, str], ...],
        formats: tuple[int, ...],
        style: TextStyle,
        told: Columns,
        origins: tuple[Origin, ...] = (),
    ) -> Layout:
        """As `lay_out`; that of the last answer, where nothing differs from it."""
        last, key = self._layout, (found, formats, style, told, origins)
        if last is not None and last[0] == key:
            return last[1]
        layout = lay_out(found, formats, style, told, origins)
        self._layout = key, layout
        return layout

    def description(
        self, columns: Sequence[tuple[str, ColumnType]], formats: tuple[int, ...], origins: tuple[Origin, ...] = ()
    ) -> bytes:
        """The RowDescription of these columns; that of the last description, where nothing differs from it."""
        last, key = self._description, (columns, formats, origins)
        if last is not None and last[0] == key:
            return last[1]
        description = describe(columns, formats, origins).encode()
        self._description = key, description
        return description


class Shapes:
    """Shapes by their texts; all are forgotten when there are too many."""

    def __init__(self) -> None:
        self._shapes: dict[str, Shape] = {}

    def of(self, sql: str) -> Shape:
        """The shape of a statement."""
        if len(sql) > LONGEST_TEXT:
            return Shape()
        text = sql if _MISLEADING.search(sql) is not None else _LITERAL.sub("?", sql)
        shape = self._shapes.get(text)
        if shape is None:
            if len(self._shapes) >= MAX_SHAPES:
                self._shapes.clear()
            shape = self._shapes.setdefault(text, Shape())
        return shape
