"""Columns as PostgreSQL's binary format, made by numpy and Arrow a column at a time."""

from reedbed.pgwire.values.binary.columns import binary_column

__all__ = ["binary_column"]
