"""The rows of one or two pages, to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.ingest.staging import ORDER, Stage
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa


class Sample(Stage):
    """A stage whose rows are looked at and go nowhere."""

    def first(self, count: int) -> pa.Table:
        """The first rows."""
        names = ", ".join(quote(name) for name in self.source.columns)
        return self._database.arrow(f"SELECT {names} FROM rows ORDER BY {ORDER} LIMIT {count}")

    def tells_apart(self, names: Sequence[str]) -> bool:
        """Whether no record lacks these columns and no two have the same values in them; false of a single record."""
        columns = ", ".join(quote(name) for name in names)
        whole = " AND ".join(f"{quote(name)} IS NOT NULL" for name in names)
        sql = f"SELECT count(*), count(*) FILTER ({whole}), count(DISTINCT ({columns})) FROM rows"
        rows, complete, distinct = self._database.rows(sql)[0]
        return bool(rows > 1 and rows == complete == distinct)

    def repeated(self) -> int:
        """How many records are the same as one before them, in all columns."""
        names = ", ".join(quote(name) for name in self.source.columns)
        sql = f"SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT {names} FROM rows)) FROM rows"
        return int(self._database.rows(sql)[0][0])
