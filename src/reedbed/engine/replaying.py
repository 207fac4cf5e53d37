"""Logs of databases that ended without being closed, which DuckDB 1.5.5 cannot always replay while it opens the file.

An `ALTER TABLE` that sets a default which calls a function (`DEFAULT now()`, `nextval('s')`, `1 + 1`) is replayed by
binding that call, and the database that is being opened is the one that names are looked up in: it is not there yet,
and opening fails with an internal error, every time. Attached to another database, the same log is replayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Config = Mapping[str, str | bool | int | float | list[str]]

_REPLAYING = "Failure while replaying WAL file"


def is_unreplayed(error: duckdb.Error) -> bool:
    """Whether opening ended in the replay of the log."""
    return isinstance(error, duckdb.InternalException) and _REPLAYING in str(error)


def replay(path: Path, config: Config) -> None:
    """Bring what the log holds into the file, which this process owns. Raises `duckdb.Error` when that fails too."""
    with duckdb.connect(":memory:", config=dict(config)) as beside:
        beside.execute(f"ATTACH {literal(str(path))} AS unreplayed")
        beside.execute("CHECKPOINT unreplayed")
        beside.execute("DETACH unreplayed")
