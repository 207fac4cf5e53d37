"""Whether the types that columns are declared with are the engine's, told before they are part of any other SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import EngineError, SourceInvalid
from reedbed.ingest.decoding.fitting import type_name

if TYPE_CHECKING:
    from reedbed.engine import Database
    from reedbed.ingest.declaration import Source


def check_types(source: Source, database: Database) -> None:
    """Raise `SourceInvalid` for a column of a type that the engine does not have."""
    for name, column in source.columns.items():
        try:
            database.rows(f"SELECT CAST(NULL AS {type_name(column)})")
        except EngineError as error:
            raise SourceInvalid(
                f"Source {source.name!r}: its column {name!r} is of type {column.type!r}, which is none.",
                hint="type: VARCHAR",
                source=source.name,
                column=name,
            ) from error
