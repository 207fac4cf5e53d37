"""Rows with named columns: the shape in which every command hands out data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from reedbed.cli.encoding import JSON


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column's name and its DuckDB type."""

    name: str
    type: str


class Rows:
    """Columns and batches of JSON rows; a stream, so they can be read once."""

    def __init__(self, columns: Sequence[Column], batches: Iterable[list[list[JSON]]]) -> None:
        self.columns = list(columns)
        self._batches = iter(batches)
        self.row_count = 0

    @classmethod
    def listed(cls, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[JSON]]) -> Self:
        """Rows that are at hand already, under (name, DuckDB type) columns."""
        return cls([Column(name=name, type=kind) for name, kind in columns], [[list(row) for row in rows]])

    @classmethod
    def streamed(cls, reader: pa.RecordBatchReader, types: Mapping[str, str] | None = None) -> Self:
        """The rows of an Arrow stream, encoded batch by batch; `types` knows columns better than Arrow does."""
        from reedbed.cli.encoding import encoded_rows  # noqa: PLC0415 - pyarrow is loaded with the first result
        from reedbed.cli.type_names import type_name  # noqa: PLC0415 - as above

        known = types or {}
        columns = [
            Column(name=field.name, type=known.get(field.name) or type_name(field.type)) for field in reader.schema
        ]
        return cls(columns, (encoded_rows(batch) for batch in reader))

    def batches(self) -> Iterator[list[list[JSON]]]:
        """The rows in batches, counted while they pass."""
        for batch in self._batches:
            self.row_count += len(batch)
            yield batch

    def first(self, count: int) -> tuple[list[list[JSON]], bool]:
        """At most `count` rows, and whether there are more."""
        taken: list[list[JSON]] = []
        for batch in self.batches():
            taken.extend(batch)
            if len(taken) > count:
                return taken[:count], True
        return taken, False
