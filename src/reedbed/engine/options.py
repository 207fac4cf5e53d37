"""What a database is opened with: resources and folders, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENGINE_VERSION: str = duckdb.__version__

STORAGE_VERSION = "v1.4.0"
"""Files of this version are read by DuckDB 1.4, 1.5 and 2.0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineOptions:
    """Limits, folders and credentials of one database; `None` leaves DuckDB's own default.

    With `shut_in` the database reaches files in these folders and below these URLs only: see `engine.walls`.
    """

    memory_limit: str | None = None
    threads: int | None = None
    temp_directory: Path | None = None
    extension_directory: Path | None = None
    shut_in: tuple[Path | str, ...] | None = None
    secrets: Mapping[str, Mapping[str, object]] = field(default_factory=dict, repr=False)

    def config(self) -> dict[str, str | bool | int | float | list[str]]:
        """The settings that DuckDB takes when a database is opened."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "storage_compatibility_version": STORAGE_VERSION,
            # A Python variable must never stand in for a table that is missing.
            "python_enable_replacements": False,
            # A query must not wait for a download that nobody asked for; `engine.extensions` does it in the open.
            "autoinstall_known_extensions": False,
            # Credentials come from the settings of each process and are kept nowhere else.
            "allow_persistent_secrets": False,
            # DuckDB 1.5.5 pushes them below LIMIT and DISTINCT ON, and loses rows (decision 0017).
            "disabled_optimizers": "join_filter_pushdown",
        }
        if self.memory_limit is not None:
            config["memory_limit"] = self.memory_limit
        if self.threads is not None:
            config["threads"] = self.threads
        if self.temp_directory is not None:
            config["temp_directory"] = str(self.temp_directory)
        if self.extension_directory is not None:
            config["extension_directory"] = str(self.extension_directory)
        return config
