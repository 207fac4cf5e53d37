"""What a query read of the files below federated relations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilesRead:
    """What one mention of a federated relation reads: `read` of `total` files, whose addresses are `files`."""

    table: str
    read: int
    total: int
    files: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table}: files read {self.read} of {self.total}"
