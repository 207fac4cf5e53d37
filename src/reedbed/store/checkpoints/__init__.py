"""Checkpoints: the Parquet twin of a table, published before it counts, verified, and restored from."""

from reedbed.store.checkpoints.folder import CheckpointFolder
from reedbed.store.checkpoints.manifest import Manifest, Part, read_manifest
from reedbed.store.checkpoints.publishing import Publisher
from reedbed.store.checkpoints.reports import CheckpointReport
from reedbed.store.checkpoints.restoring import PrunableFile, Pruner, Restorer, RestoreResult
from reedbed.store.checkpoints.verifying import Verifier

__all__ = [
    "CheckpointFolder",
    "CheckpointReport",
    "Manifest",
    "Part",
    "PrunableFile",
    "Pruner",
    "Publisher",
    "RestoreResult",
    "Restorer",
    "Verifier",
    "read_manifest",
]
