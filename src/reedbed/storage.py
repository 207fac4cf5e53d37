"""The storage manager and what goes with it, under the name that applications import it by.

    from reedbed.storage import DuckDBStorageManager, temp_storage

The same objects as in `reedbed`, resolved when they are first used; nothing is defined here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import reedbed

if TYPE_CHECKING:
    from reedbed.store import StorageManager, WriteResult
    from reedbed.wiring import DuckDBStorageManager, open_store, temp_storage
    from reedbed.workspace import get_storage_path
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(reedbed, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "DuckDBStorageManager",
    "StorageManager",
    "WriteResult",
    "get_storage_path",
    "open_store",
    "temp_storage",
]
