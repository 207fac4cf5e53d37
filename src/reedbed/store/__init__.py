"""Tables, views, checkpoints, diff, profile, sequences and the ledger: what is kept, and how it stays right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.store.checkpoints import CheckpointReport, PrunableFile, RestoreResult
    from reedbed.store.manager import StorageManager
    from reedbed.store.writing import Mode, WriteResult
else:
    from reedbed.exports import imported_late

    __getattr__ = imported_late(
        __name__,
        {
            "CheckpointReport": "checkpoints",
            "Mode": "writing",
            "PrunableFile": "checkpoints",
            "RestoreResult": "checkpoints",
            "StorageManager": "manager",
            "WriteResult": "writing",
        },
    )


__all__ = ["CheckpointReport", "Mode", "PrunableFile", "RestoreResult", "StorageManager", "WriteResult"]
