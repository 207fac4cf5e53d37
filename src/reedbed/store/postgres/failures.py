"""ADBC's exceptions, which carry PostgreSQL's SQLSTATE, as classes of the one tree. Nobody else catches them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from adbc_driver_manager import Error

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

BY_STATE: dict[str, type[errors.EngineError]] = {
    "0A000": errors.SqlNotSupported,
    "25P02": errors.TransactionFailed,
    "2BP01": errors.DependencyExists,
    "40001": errors.TransactionConflict,
    "40P01": errors.TransactionConflict,
    "42501": errors.OperationRefused,
    "42601": errors.SqlSyntaxError,
    "42804": errors.SqlTypeError,
    "42846": errors.SqlTypeError,
    "53100": errors.DiskFull,
    "53200": errors.OutOfMemory,
    "57014": errors.QueryCancelled,
}
BY_CLASS: dict[str, type[errors.EngineError]] = {
    "08": errors.NetworkFailed,
    "22": errors.ValueNotConvertible,
    "23": errors.ConstraintViolated,
    "28": errors.OperationRefused,
    "42": errors.SqlNameError,
    "57": errors.NetworkFailed,
}
HINTS: dict[type[errors.EngineError], str] = {
    errors.NetworkFailed: "try again when the server is back",
    errors.TransactionConflict: "run the block again",
}


@contextmanager
def translated() -> Iterator[None]:
    """A block whose ADBC exceptions become ours."""
    try:
        yield
    except Error as error:
        raise translation(error, str(error)) from error


class Failure(Protocol):
    """An exception of a driver's."""

    @property
    def sqlstate(self) -> str | None:
        """PostgreSQL's code; None when the server did not say anything."""
        ...


def translation(error: Failure, text: str, *, context: str = "") -> errors.EngineError:
    """Our error for one of a driver's, by its SQLSTATE; PostgreSQL's own sentence out of `text` is the message."""
    state = error.sqlstate or ""
    kind = BY_STATE.get(state) or BY_CLASS.get(state[:2])
    if kind is None:
        kind = errors.EngineError if state else errors.NetworkFailed
    details = {"sqlstate": state} | ({"context": context} if context else {})
    return kind(_sentence(text), hint=HINTS.get(kind, ""), **details)


def _sentence(text: str) -> str:
    _, found, rest = text.partition("ERROR:")
    sentence = rest if found else text
    return sentence.strip().splitlines()[0].strip()
