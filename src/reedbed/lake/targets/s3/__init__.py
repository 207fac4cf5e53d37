"""A bucket that speaks S3 as a target; `botocore` is imported here and nowhere else."""

from reedbed.lake.targets.s3.places import S3Place, is_s3
from reedbed.lake.targets.s3.target import S3Target

__all__ = ["S3Place", "S3Target", "is_s3"]
