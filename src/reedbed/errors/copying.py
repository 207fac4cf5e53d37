"""Copies of tables between stores."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class CopyError(ReedbedError):
    """A copy between two stores that did not take place as it was asked for. The target is as it was."""

    code = "COPY000"


class CopyIdTaken(CopyError, ValueError):
    """The copy id belongs to a copy of another table, which the target has already.

    Mend: leave the id out, or give each copy one of its own.
    """

    code = "COPY001"


class CopyMiscounted(CopyError):
    """The target counted other rows than were sent, so that nothing of them counts.

    Mend: run the copy again; when it happens again, a trigger or rule of the target's table takes or adds rows.
    """

    code = "COPY002"


class CopyOutcomeUnknown(CopyError):
    """The connection broke when the copy was about to count, and the target cannot be asked whether it does.

    Mend: run the copy again with the `copy_id` of the message: what has been copied is not copied twice.
    """

    code = "COPY003"
    retryable = True
