"""Two tables of the same rows, of which one has most of them archived: what is true of one is true of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reedbed import Lake

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.store import StorageManager

DEFINITION = "(ts TIMESTAMP, id BIGINT, v DOUBLE DEFAULT 7, s VARCHAR, PRIMARY KEY (ts, id))"
ROWS = "SELECT TIMESTAMP '2020-01-01' + INTERVAL (i) HOUR, i % 3, i, 'x' || i FROM range(24 * 40) r(i)"
CUT = "2020-02-01"


class Twins:
    """`t` has its rows before February in a file a day; `twin` has the same rows in one table."""

    def __init__(self, store: StorageManager, folder: Path) -> None:
        self.store = store
        for name in ("t", "twin"):
            store.execute_sql(f"CREATE TABLE {name} {DEFINITION}")
            store.execute_sql(f"INSERT INTO {name} {ROWS}")
        self.lake = Lake(store, target=folder)
        self.archive()

    def archive(self, older_than: str = CUT) -> None:
        """Archive rows, by day."""
        self.lake.archive("t", time_column="ts", older_than=older_than, partition_by=("year", "month", "day"))

    def both(self, sql: str) -> tuple[list[Any], list[Any]]:
        """The answers of a statement with `{t}` for the table, on each, as sorted rows."""
        first, second = (self.store.execute_sql(sql.format(t=name)).to_pylist() for name in ("t", "twin"))
        return sorted(map(repr, first)), sorted(map(repr, second))

    def rows(self, name: str) -> list[Any]:
        """All rows of one of them."""
        found: list[Any] = self.store.query(f"SELECT * FROM {name} ORDER BY ALL").to_pylist()
        return found

    def check(self) -> None:
        """Both hold the same rows, and the archived one is counted right."""
        rows = self.rows("t")
        assert rows == self.rows("twin")
        assert self.store.row_count("t") == len(rows)
        record = self.store.table_record("t")
        assert record is not None
        assert record.row_count == len(rows)
