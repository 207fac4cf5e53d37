"""The root of the error tree and what every error carries.

An error is a situation: it has a code, a sentence, its operands, a hint that is a command to paste,
and whether the same call may succeed later. The doors translate it (exit code, SQLSTATE, HTTP status);
nothing else in the package formats errors.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

DOCS_PAGE = "docs/reference/errors.md"


class ReedbedError(Exception):
    """Everything that Reedbed raises on purpose.

    `code` is stable and documented; `retryable` says that the same call may succeed later without a
    change; `details` holds the operands as JSON values.
    """

    code: ClassVar[str] = "RB000"
    retryable: ClassVar[bool] = False
    operands: ClassVar[tuple[str, ...]] = ()
    """The details that an error of this class has as attributes too."""

    def __init__(self, message: str, *, hint: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    @property
    def docs(self) -> str:
        """Where the reference describes this code."""
        return f"{DOCS_PAGE}#{self.code.lower()}"

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that every door shows for this error."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "docs": self.docs,
            "retryable": self.retryable,
            "details": self.details,
        }

    def __reduce__(self) -> tuple[Any, ...]:
        return (revive, (type(self), self.message, self.hint, self.details))


def revive(kind: type[ReedbedError], message: str, hint: str, details: dict[str, Any]) -> ReedbedError:
    """An error from its parts, as it comes out of a pickle or over a border."""
    # Python wants the __new__ of the built-in class that lends the memory layout; `kind.__new__` may be another's.
    builtin: type[BaseException] = kind
    while builtin.__module__ != "builtins":
        builtin = cast("type[BaseException]", builtin.__base__)
    error = builtin.__new__(kind)
    ReedbedError.__init__(error, message, hint=hint, **details)
    for name in kind.operands:
        setattr(error, name, details.get(name))
    return error
