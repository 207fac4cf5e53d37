"""Tables, views, checkpoints, diff, profile, sequences and the ledger: what is kept, and how it stays right."""

from reedbed.store.checkpoints import CheckpointReport, PrunableFile, RestoreResult
from reedbed.store.manager import StorageManager
from reedbed.store.writing import Mode, WriteResult

__all__ = ["CheckpointReport", "Mode", "PrunableFile", "RestoreResult", "StorageManager", "WriteResult"]
