"""What can go wrong here; each situation has a code, a hint and its operands.

ReedbedError
├── RequestInvalid      ENERGY001  the command line, its JSON or a key of it
├── SourcesFailed       ENERGY002  at least one source was not read to its end
├── HistoryTooShort     ENERGY003  too few hours of consumption for what was asked
├── ModelMissing        ENERGY004  nothing was trained in this workspace
├── PredictionsMissing  ENERGY005  no run was stored yet
├── TableRefused        ENERGY006  there is no such table to archive
├── FileRefused         ENERGY007  the operating system refused a file
├── ServerFailed        ENERGY008  a server of the demo did not start
└── WorkspaceRefused    ENERGY009  the demo's made-up rows are for a workspace of its own
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import ReedbedError

if TYPE_CHECKING:
    from collections.abc import Mapping


class EnergyError(ReedbedError):
    """A situation of this application, documented in its README."""

    @property
    def docs(self) -> str:
        """Where the README lists this code."""
        return "examples/energy/README.md#errors"


class RequestInvalid(EnergyError, ValueError):
    """The command, its JSON document, or one of its keys is not one that this program takes."""

    code = "ENERGY001"


class SourcesFailed(EnergyError):
    """At least one source was not read to its end; what the others brought is stored, and told in `sources`."""

    code = "ENERGY002"

    def __init__(
        self, message: str, *, hint: str, sources: Mapping[str, Mapping[str, object]], failed: list[str]
    ) -> None:
        super().__init__(message, hint=hint, failed=failed)
        self.sources = sources


class HistoryTooShort(EnergyError):
    """There are too few hours of consumption to train or to forecast."""

    code = "ENERGY003"


class ModelMissing(EnergyError, LookupError):
    """Nothing was trained in this workspace."""

    code = "ENERGY004"


class PredictionsMissing(EnergyError, LookupError):
    """No run was stored yet."""

    code = "ENERGY005"


class TableRefused(EnergyError, LookupError):
    """There is no such table, or none that has a time."""

    code = "ENERGY006"


class FileRefused(EnergyError, OSError):
    """The operating system refused to read or write a file."""

    code = "ENERGY007"


class ServerFailed(EnergyError):
    """A server that the demo starts did not come up."""

    code = "ENERGY008"


class WorkspaceRefused(EnergyError):
    """The workspace is not one that the demo has made, and what the demo makes up would be among its rows."""

    code = "ENERGY009"
