"""Where the files of an archive lie: a folder, or a bucket that speaks S3."""

from reedbed.lake.targets.opening import open_target
from reedbed.lake.targets.protocol import Digest, StoredFile, Target

__all__ = ["Digest", "StoredFile", "Target", "open_target"]
