"""The reference of errors, from the docstrings of `reedbed.errors`."""

from __future__ import annotations

import inspect

from reedbed import errors
from reedbed.errors import ReedbedError

INTRODUCTION = """\
# Errors

Everything that Reedbed raises on purpose is a `ReedbedError`: a code, a sentence, its operands (`details`), a hint
that is a command to paste, and `retryable`, which says that the same call may succeed later without a change.
`reedbed explain CODE` prints an entry of this page. On the command line an error ends the program with exit code 3,
or with 75 when it is retryable.
"""


def every() -> list[type[ReedbedError]]:
    """The public errors, by code."""
    kinds = [getattr(errors, name) for name in errors.__all__]
    found = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, ReedbedError)]
    return sorted(found, key=lambda kind: kind.code)


def entry(kind: type[ReedbedError]) -> str:
    """One error: its code as heading, its class, what happened, what to do."""
    what, _, mend = inspect.cleandoc(kind.__doc__ or "").partition("Mend:")
    parents = " > ".join(parent.__name__ for parent in reversed(kind.__mro__) if issubclass(parent, ReedbedError))
    retry = " Retryable." if kind.retryable else ""
    lines = [f"## {kind.code}", "", f"`{parents}`", "", " ".join(what.split()) + retry]
    if mend:
        lines += ["", f"**Mend:** {' '.join(mend.split())}"]
    return "\n".join(lines) + "\n"


def page() -> str:
    """The whole page; parents, which are caught and never raised, are left out."""
    situations = [kind for kind in every() if not (kind.code.endswith("000") and kind.__subclasses__())]
    return "\n".join([INTRODUCTION, *(entry(kind) for kind in situations)])
