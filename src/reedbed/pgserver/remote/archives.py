"""Operations on archives that another Reedbed process asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reedbed.errors import SqlNotSupported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.store import StorageManager


def lake_answer(store: StorageManager, operation: str, arguments: Mapping[str, Any]) -> object:
    """What one of the operations of `reedbed.lake.operations` answers; nothing else can be asked for."""
    # Few owners have archives, and a door is to open quickly.
    from reedbed.lake.operations import CHANGING, READING, LakeOperations  # noqa: PLC0415 - see above
    from reedbed.lake.places import Places  # noqa: PLC0415 - see above

    if operation not in READING | CHANGING:
        raise SqlNotSupported(f"There is no operation {operation!r} on archives.", name=operation)
    return getattr(LakeOperations(store.database, Places(store)), operation)(**arguments)
