"""Polars frames out of a store: whole ones, and lazy scans whose filters, columns and limits run in the store."""

from reedbed.store.frames.reading import read_polars
from reedbed.store.frames.scanning import scan_polars

__all__ = ["read_polars", "scan_polars"]
