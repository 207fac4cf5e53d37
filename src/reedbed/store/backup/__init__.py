"""Backups: a live store copied whole and consistently to a folder, and a store made from such a folder."""

from reedbed.store.backup.inventory import Inventory, StoredFile, TableCount, read_inventory
from reedbed.store.backup.making import BackupResult, backup
from reedbed.store.backup.restoring import RestoreBackupResult, restore_backup

__all__ = [
    "BackupResult",
    "Inventory",
    "RestoreBackupResult",
    "StoredFile",
    "TableCount",
    "backup",
    "read_inventory",
    "restore_backup",
]
