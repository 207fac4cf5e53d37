"""What a store says of its tables: versions, checkpoints, and whether these are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.store import StorageManager


def versions(store: StorageManager) -> dict[str, int]:
    return {str(name): record.version for name, record in store.table_records.all().items()}


def manifests(store: StorageManager) -> dict[str, str]:
    return {str(record.name): record.manifest for record in store.checkpoints()}


def statuses(store: StorageManager) -> dict[str, str]:
    return {report.table: report.status for report in store.verify()}
