"""What a command answers: one value that is shown as a page of text or as one JSON document."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from reedbed.errors import InternalError, Interrupted, ReedbedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.cli.pages import Block
    from reedbed.cli.rows import Rows


class ExitCode(IntEnum):
    """How a command ended, for the shell."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    FAILURE = 3
    BUG = 4
    RETRY_LATER = 75
    INTERRUPTED = 130


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The result of a command.

    `document` holds the JSON keys beside `ok` and `command`; `rows` adds `columns`, `rows` and `row_count`;
    `page` is the same for a person. `error` is there when the command did a part of its work and failed at another.
    """

    page: Sequence[Block]
    error: ReedbedError | None = None
    document: Mapping[str, object] = field(default_factory=dict)
    rows: Rows | None = None
    exit_code: ExitCode = ExitCode.DONE


def exit_code_of(error: ReedbedError) -> ExitCode:
    """The exit code of a failure."""
    if isinstance(error, Interrupted):
        return ExitCode.INTERRUPTED
    if isinstance(error, InternalError):
        return ExitCode.BUG
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    return ExitCode.RETRY_LATER if error.retryable else ExitCode.FAILURE
