"""How far an error has come: what the door refuses by itself leaves the engine's transaction as it was."""

from __future__ import annotations

from reedbed import errors
from reedbed.engine import aborts_transaction


def reached_engine(error: BaseException) -> bool:
    """Whether an error may have ended the engine's transaction."""
    if isinstance(error, (errors.DependencyExists, errors.SqlNotSupported)) and error.__cause__ is None:
        return False
    return not isinstance(error, errors.ReedbedError) or aborts_transaction(error)
