"""What `verify` found of one checkpoint, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["whole", "stale", "damaged", "differs", "table missing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckpointReport:
    """One table's checkpoint against its files and its table.

    `stale`: the table was written later without a checkpoint, the files are whole. `damaged`: a file is missing,
    torn or altered. `differs`: files are whole, but the table holds other rows than they do.
    """

    table: str
    status: Status
    row_count: int
    part_count: int
    size_bytes: int
    findings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether table and checkpoint agree."""
        return self.status == "whole"
