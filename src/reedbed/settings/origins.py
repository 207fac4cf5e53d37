"""Where a value comes from: a flag, a variable, a line of a file, or the package itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - dataclass fields are read at run time by documentation tools
from typing import Literal, TypeAlias

OriginKind: TypeAlias = Literal["flag", "environment", "dotenv", "workspace", "user", "default"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The place that gave a setting its value.

    `file` and `line` (counted from 1) are there for `dotenv`, `workspace` and `user`; `variable` is the
    name of the environment variable, of the `.env` line or of the flag.
    """

    kind: OriginKind
    file: Path | None = None
    line: int | None = None
    variable: str | None = None

    @property
    def place(self) -> str:
        """`file:line`, or an empty string when the value does not come from a file."""
        if self.file is None:
            return ""
        return str(self.file) if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        if self.kind == "flag":
            return f"flag {self.variable}"
        if self.kind == "environment":
            return f"environment variable {self.variable}"
        if self.kind == "dotenv":
            return f"{self.place} ({self.variable})"
        return self.place or "default"

    def to_dict(self) -> dict[str, str | int | None]:
        """The origin as JSON values."""
        return {
            "kind": self.kind,
            "file": None if self.file is None else str(self.file),
            "line": self.line,
            "variable": self.variable,
        }


DEFAULT_ORIGIN = Origin(kind="default")
