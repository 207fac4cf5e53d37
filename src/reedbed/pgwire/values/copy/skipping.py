"""ON_ERROR ignore: rows with a value that is none of its type are left out, counted, and told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from reedbed.errors import TextMalformed
from reedbed.pgwire.values.copy.texts import misfits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgwire.values.copy.options import CopyOptions
    from reedbed.pgwire.values.types import ColumnType


class Skipping:
    """What one COPY has left out. `remarks` are told the client when it is done."""

    def __init__(self, columns: Sequence[tuple[str, ColumnType]], options: CopyOptions, table: str, zone: str) -> None:
        self._columns = columns
        self._options = options
        self._table = table
        self._zone = zone
        self.rows = 0
        self._told: list[str] = []

    @property
    def remarks(self) -> list[str]:
        """The notices that PostgreSQL gives."""
        if not self.rows or self._options.verbosity == "silent":
            return []
        rows = "1 row was" if self.rows == 1 else f"{self.rows} rows were"
        return [*self._told, f"{rows} skipped due to data type incompatibility"]

    def kept(self, texts: Sequence[pa.Array], lines_before: int) -> list[pa.Array]:
        """The rows that fit, of columns of text. Raises `TextMalformed` when too many do not."""
        wrong = [misfits(array, kind, self._zone) for array, (_, kind) in zip(texts, self._columns, strict=True)]
        for row in self._rows_with(wrong):
            place = next(place for place, column in enumerate(wrong) if column[row].as_py())
            name, value = self._columns[place][0], texts[place][row].as_py()
            line = lines_before + row + 1
            self.rows += 1
            limit = self._options.reject_limit
            if limit and self.rows > limit:
                raise TextMalformed(
                    f"skipped more than REJECT_LIMIT ({limit}) rows due to data type incompatibility",
                    context=f'COPY {self._table}, line {line}, column {name}: "{value}"',
                )
            if self._options.verbosity == "verbose":
                self._told.append(
                    f'skipping row due to data type incompatibility at line {line} for column "{name}": "{value}"'
                )
        bad = self._any(wrong)
        return [array.filter(pc.invert(bad)) for array in texts]

    @staticmethod
    def _any(wrong: Sequence[pa.Array]) -> pa.Array:
        found = wrong[0]
        for column in wrong[1:]:
            found = pc.or_(found, column)
        return found

    def _rows_with(self, wrong: Sequence[pa.Array]) -> list[int]:
        rows: list[int] = pc.indices_nonzero(self._any(wrong)).to_pylist()
        return rows
