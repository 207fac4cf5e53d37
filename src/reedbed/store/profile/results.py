"""The result that a caller of `profile` holds, as text, JSON and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors.counts import count_of
from reedbed.store.diff.documents import Json, document, html_box, html_line, html_table, text_table
from reedbed.store.profile.figures import ColumnProfile, bars, short

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER: Final = ("column", "type", "NULL", "distinct", "min", "mean", "max", "values")
_TOP_SHOWN: Final = 3
_TEXT_SHOWN: Final = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What is in a table, column by column; `exact` says whether distinct counts and quartiles are exact."""

    table: str
    rows: int
    exact: bool
    columns: tuple[ColumnProfile, ...]

    def to_dict(self) -> dict[str, Json]:
        """The profile as a JSON document."""
        fields = document(self)
        return fields if isinstance(fields, dict) else {}

    def __str__(self) -> str:
        lines = [self._headline(), *text_table(_HEADER, [_cells(column) for column in self.columns], width=34)]
        return "\n".join(lines if self.columns else lines[:1])

    def _repr_html_(self) -> str:
        rows: Sequence[tuple[str, ...]] = [_cells(column) for column in self.columns]
        hint = [] if self.exact else [html_line("~ approximate")]
        return html_box(self._headline(), [html_table("", _HEADER, rows), *hint])

    def _headline(self) -> str:
        hint = "" if self.exact else " (distinct counts and quartiles are approximate)"
        return f"{self.table}: {count_of(self.rows, 'row')}, {count_of(len(self.columns), 'column')}{hint}"


def _cells(column: ColumnProfile) -> tuple[str, ...]:
    nulls = f"{column.null_share:.1%}" if column.nulls else ""
    ends = [_cut(short(value)) for value in (column.minimum, column.mean, column.maximum)]
    return (column.name, _cut(column.type), nulls, short(column.distinct), *ends, _values(column))


def _values(column: ColumnProfile) -> str:
    """The distribution in one cell: bars, most frequent values or lengths."""
    parts = [bars([one.rows for one in column.bins])] if column.bins else []
    parts += [f"{_cut(short(one.value))} {one.rows:,}" for one in column.top[:_TOP_SHOWN]]
    if column.shortest is not None:
        parts.append(f"length {column.shortest:,} to {short(column.longest)}")
    parts += [f"{name} {count:,}" for name, count in (("NaN", column.nans), ("inf", column.infinities)) if count]
    return ", ".join(parts)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TEXT_SHOWN else line[: _TEXT_SHOWN - 1] + "…"
