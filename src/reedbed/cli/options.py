"""Options that every command takes, before or after its name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotation
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Group, Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

OutputFormat = Literal["text", "json", "auto"]

COMMON = Group("Common options", sort_key=90, help="Before or after the command.")


@Parameter(name="*", group=COMMON)
@dataclass(frozen=True, kw_only=True, slots=True)
class CommonOptions:
    """Where the workspace is, and how to answer."""

    workspace: Annotated[
        Path | None,
        Parameter(help="Workspace folder. Else REEDBED_WORKSPACE, else this folder or one above it."),
    ] = None
    output: Annotated[
        OutputFormat | None,
        Parameter(help="auto: tables on a terminal, plain text elsewhere; text: plain text; json: one document."),
    ] = None
    lock_timeout: Annotated[
        float | None,
        Parameter(name="--lock-timeout", help="Seconds to wait for another owner. Default: the setting."),
    ] = None
    read_only: Annotated[bool, Parameter(help="Refuse every write.")] = False
    quiet: Annotated[bool, Parameter(name=("--quiet", "-q"), help="No progress and no notes on stderr.")] = False
    no_color: Annotated[bool, Parameter(help="No colours; NO_COLOR does the same.")] = False
    debug: Annotated[bool, Parameter(help="Tracebacks on stderr; REEDBED_DEBUG does the same.")] = False
    version: Annotated[bool, Parameter(help="Print the version.")] = False

    @property
    def colours(self) -> bool:
        """Whether colours are welcome at all."""
        return not self.no_color and not os.environ.get("NO_COLOR")

    @property
    def debugging(self) -> bool:
        """Whether tracebacks are wanted."""
        return self.debug or os.environ.get("REEDBED_DEBUG", "") not in ("", "0")


def early_options(arguments: Sequence[str]) -> CommonOptions:
    """What a command line that does not parse still says about how to answer."""
    given = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    named = [after for option, after in pairwise(given) if option == "--output"]
    joined = [argument.partition("=")[2] for argument in given if argument.startswith("--output=")]
    return CommonOptions(
        output="json" if "json" in named + joined else None,
        quiet="--quiet" in given or "-q" in given,
        no_color="--no-color" in given,
        debug="--debug" in given,
    )
