"""Reedbed, a data layer on DuckDB: the public names, each imported from its room when it is first used.

    import reedbed

    with reedbed.open_store("my-workspace") as store:
        store.write_table(rows, "flights", mode="upsert", key=["flight_id"])

Importing the package loads neither duckdb nor ibis nor pyarrow. The errors are in `reedbed.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.version import __version__

if TYPE_CHECKING:
    from reedbed.errors import ReedbedError
    from reedbed.sql import TableName
    from reedbed.store import Diff, Profile, StorageManager, ViewRegistry, WriteResult
    from reedbed.wiring import DuckDBStorageManager, open_store, temp_storage
    from reedbed.workspace import Workspace, get_storage_path
else:
    from importlib import import_module

    _ROOMS = {
        "Diff": "store",
        "DuckDBStorageManager": "wiring",
        "Profile": "store",
        "ReedbedError": "errors",
        "StorageManager": "store",
        "TableName": "sql",
        "ViewRegistry": "store",
        "Workspace": "workspace",
        "WriteResult": "store",
        "get_storage_path": "workspace",
        "open_store": "wiring",
        "temp_storage": "wiring",
    }

    def __getattr__(name: str) -> object:
        if name not in _ROOMS:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_ROOMS})


__all__ = [
    "Diff",
    "DuckDBStorageManager",
    "Profile",
    "ReedbedError",
    "StorageManager",
    "TableName",
    "ViewRegistry",
    "Workspace",
    "WriteResult",
    "__version__",
    "get_storage_path",
    "open_store",
    "temp_storage",
]
