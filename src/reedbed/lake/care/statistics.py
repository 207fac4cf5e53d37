"""Figures of an archive, partition by partition, out of the ledger: no file is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import LEDGER_SCHEMA

if TYPE_CHECKING:
    from reedbed.engine import Database
    from reedbed.lake.records import LakeTable


@dataclass(frozen=True, kw_only=True, slots=True)
class PartitionStatistics:
    """What the files of one partition hold. `earliest` and `latest` are times as text of their type."""

    values: tuple[str | None, ...]
    files: int
    rows: int
    size_bytes: int
    earliest: str | None
    latest: str | None


def partition_statistics(database: Database, table: LakeTable) -> list[PartitionStatistics]:
    """The partitions of the newest snapshot, in their order. Rows that are hidden by newer ones are counted too."""
    time = table.column(table.time_column)
    files = database.qualified(LEDGER_SCHEMA, "lake_files")
    columns = database.qualified(LEDGER_SCHEMA, "lake_file_columns")
    rows = database.rows(
        f"SELECT f.partition_values, count(*), sum(f.row_count), sum(f.size_bytes), "
        f"CAST(min(CAST(c.minimum AS {time.type})) AS VARCHAR), CAST(max(CAST(c.maximum AS {time.type})) AS VARCHAR) "
        f"FROM {files} AS f LEFT JOIN {columns} AS c ON c.file_id = f.id AND c.column_id = {time.id:d} "
        f"WHERE f.table_id = {table.id:d} AND f.removed_by IS NULL GROUP BY f.partition_values ORDER BY ALL"
    )
    return [
        PartitionStatistics(
            values=tuple(row[0]),
            files=int(row[1]),
            rows=int(row[2]),
            size_bytes=int(row[3]),
            earliest=row[4],
            latest=row[5],
        )
        for row in rows
    ]
