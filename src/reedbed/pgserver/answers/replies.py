"""What a statement answers: rows with their columns, and the tag that ends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from reedbed.pgwire import messages as m
from reedbed.pgwire.values.encoding import RowEncoder
from reedbed.pgwire.values.styles import DEFAULT_STYLE
from reedbed.pgwire.values.types import JSON_OID, Kind, column_type, renamed_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgwire.values.types import ColumnType

    Columns = Sequence[tuple[str, ColumnType]] | None
    """Names and types; None where there are no rows."""

    Origin = tuple[int, int, int, int]
    """The OID of the table or view that a column is of, and its number there, from 1; zeros for a column of none. Then
    the OID of its type and its modifier, where the catalog knows them better than the engine, as of varchar(n)."""

TEXT_COLUMN: Final = column_type("VARCHAR")


class Rows(Protocol):
    """Rows on their way to a client, taken from the front."""

    @property
    def columns(self) -> Sequence[tuple[str, ColumnType]]:
        """Names and types."""

    @property
    def formats(self) -> Sequence[int]:
        """One format per column."""

    @property
    def description(self) -> bytes:
        """The whole RowDescription of these rows."""

    def take(self, limit: int) -> Iterator[tuple[int, bytes | memoryview]]:
        """The next rows, at most `limit` (0 for all), as counts and complete DataRow messages; in bounded memory."""

    @property
    def hurries(self) -> bool:
        """Whether what `take` gave last is the beginning of much, and is better sent at once."""

    @property
    def is_exhausted(self) -> bool:
        """Whether there are no more rows; known once `take` has ended short of its limit."""

    def detach(self) -> None:
        """Free the engine's cursor for another statement, keeping the rows that were not taken."""

    def close(self) -> None:
        """Give up what is left."""


class FixedRows:
    """A few rows of text that the session makes itself."""

    hurries = False

    def __init__(
        self, names: Sequence[str], rows: Sequence[tuple[object, ...]], formats: Sequence[int] = (), **types: str
    ) -> None:
        self.columns = [(name, column_type(types[name]) if name in types else TEXT_COLUMN) for name in names]
        encoder = RowEncoder([kind for _, kind in self.columns], formats, DEFAULT_STYLE)
        self.formats: Sequence[int] = encoder.formats
        self.description = describe(self.columns, self.formats).encode()
        self._encoder = encoder
        self._rows = list(rows)

    def take(self, limit: int) -> Iterator[tuple[int, bytes | memoryview]]:
        """The next rows."""
        count = len(self._rows) if limit <= 0 else min(limit, len(self._rows))
        taken, self._rows = self._rows[:count], self._rows[count:]
        if taken:
            yield count, self._encoder.encode_rows(taken)

    @property
    def is_exhausted(self) -> bool:
        """Whether all were taken."""
        return not self._rows

    def detach(self) -> None:
        """Nothing holds the engine."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """How a command was sent: its text, its values, and the formats that its rows are to have."""

    text: str = ""
    parameters: Sequence[object] = ()
    formats: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What running a statement came to: its rows, if it gives any, and the words of its tag.

    `changed` is the count in the tag of a statement without rows.
    """

    words: str
    rows: Rows | None = None
    changed: int = 0


def as_declared(
    columns: Sequence[tuple[str, ColumnType]], origins: Sequence[Origin]
) -> Sequence[tuple[str, ColumnType]]:
    """The columns, those that were declared as `json` as such: the engine knows one type of documents."""
    if all(origin[2] != JSON_OID for origin in origins) or len(origins) != len(columns):
        return columns
    return [
        (name, renamed_type(kind, "json") if origin[2] == JSON_OID and kind.kind is Kind.JSONB else kind)
        for (name, kind), origin in zip(columns, origins, strict=True)
    ]


def describe(
    columns: Sequence[tuple[str, ColumnType]], formats: Sequence[int], origins: Sequence[Origin] = ()
) -> m.RowDescription:
    """The columns as a client is told of them; `origins` are the table and the number of each plain column."""
    if len(origins) != len(columns):
        origins = [(0, 0, 0, -1)] * len(columns)
    return m.RowDescription(
        fields=tuple(
            [
                m.FieldDescription(
                    name=name,
                    table_oid=origins[place][0],
                    column_number=origins[place][1],
                    type_oid=(origins[place][2] or kind.oid) if kind.oid == TEXT_COLUMN.oid else kind.oid,
                    type_size=kind.size,
                    type_modifier=origins[place][3] if kind.oid == TEXT_COLUMN.oid else kind.modifier,
                    format=formats[place] if place < len(formats) else 0,
                )
                for place, (name, kind) in enumerate(columns)
            ]
        )
    )
