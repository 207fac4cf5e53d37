"""Tables, views, checkpoints, diff, profile, sequences and the ledger: what is kept, and how it stays right.

The names are imported from their modules when they are first used: a registry of views needs no DuckDB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.store.checkpoints import CheckpointReport, PrunableFile, RestoreResult
    from reedbed.store.manager import StorageManager
    from reedbed.store.writing import Mode, WriteResult
else:
    from importlib import import_module

    _MODULES = {
        "CheckpointReport": "checkpoints",
        "Mode": "writing",
        "PrunableFile": "checkpoints",
        "RestoreResult": "checkpoints",
        "StorageManager": "manager",
        "WriteResult": "writing",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = ["CheckpointReport", "Mode", "PrunableFile", "RestoreResult", "StorageManager", "WriteResult"]
