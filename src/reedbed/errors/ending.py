"""How a call can end that nobody asked for: interrupted from outside, or by a fault of ours."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class Interrupted(ReedbedError):
    """The command was interrupted by Ctrl-C or a signal. What it had not finished was undone.

    Mend: run it again; what was reported done before is done.
    """

    code = "INT001"


class InternalError(ReedbedError):
    """Reedbed failed in a way that it does not know: a bug.

    Mend: run the command again with `--debug` and report the traceback.
    """

    code = "BUG000"
