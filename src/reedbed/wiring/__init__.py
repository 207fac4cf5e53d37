"""Builds the object graph: which database, which folders, which adapter. The only room that names them."""

from reedbed.wiring.opening import DuckDBStorageManager, open_store, temp_storage

__all__ = ["DuckDBStorageManager", "open_store", "temp_storage"]
