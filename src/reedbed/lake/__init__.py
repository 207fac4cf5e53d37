"""The Parquet archive of tables: rows in files that the ledger names, under the name that the table always had.

`archiving` moves rows into files, `federation` makes the relations behind a name, `records` is the ledger, `jobs`
undoes what a crash left. Where files lie is a matter of `targets`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.lake.archiving import ArchiveResult
    from reedbed.lake.care.compacting import CompactResult
    from reedbed.lake.care.expiring import ExpiredSnapshot, Leaving
    from reedbed.lake.care.exporting import ExportResult
    from reedbed.lake.care.plans import CompactionPlan, PartitionWork
    from reedbed.lake.care.statistics import PartitionStatistics
    from reedbed.lake.lake import Lake
    from reedbed.lake.plans import ArchivePlan, PartitionPlan
    from reedbed.lake.records import LakeColumn, LakeFile, LakeTable, Snapshot
    from reedbed.lake.restoring import LakeRestoreResult
    from reedbed.lake.subjects import Wishes
    from reedbed.lake.verifying import LakeReport
else:
    from reedbed.exports import imported_late

    __getattr__ = imported_late(
        __name__,
        {
            "ArchivePlan": "plans",
            "ArchiveResult": "archiving",
            "CompactResult": "care.compacting",
            "CompactionPlan": "care.plans",
            "ExpiredSnapshot": "care.expiring",
            "ExportResult": "care.exporting",
            "Lake": "lake",
            "LakeColumn": "records",
            "LakeFile": "records",
            "LakeReport": "verifying",
            "LakeRestoreResult": "restoring",
            "LakeTable": "records",
            "Leaving": "care.expiring",
            "PartitionPlan": "plans",
            "PartitionStatistics": "care.statistics",
            "PartitionWork": "care.plans",
            "Snapshot": "records",
            "Wishes": "subjects",
        },
    )


__all__ = [
    "ArchivePlan",
    "ArchiveResult",
    "CompactResult",
    "CompactionPlan",
    "ExpiredSnapshot",
    "ExportResult",
    "Lake",
    "LakeColumn",
    "LakeFile",
    "LakeReport",
    "LakeRestoreResult",
    "LakeTable",
    "Leaving",
    "PartitionPlan",
    "PartitionStatistics",
    "PartitionWork",
    "Snapshot",
    "Wishes",
]
