"""`reedbed.activity`: the sessions of the door with their counters, as a table that clients can query.

The name is in the ledger's schema, where a view cannot see what is in memory; so texts that name it are led to a view
of the catalog's, and the facts are handed to the engine when such a text runs.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal
from reedbed.sql.postgres.macros import DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reedbed.engine import Cursor
    from reedbed.pgserver.activity.records import SessionRecord

_NAME: Final = re.compile(
    r"""('(?:[^']|'')*')|\breedbed\s*\.\s*activity\b|"reedbed"\s*\.\s*"activity\"""", re.IGNORECASE
)
_PLACE: Final = f"{DATABASE}.pg.reedbed_activity"
_COLUMNS: Final = {
    "process_id": "INTEGER",
    "user": "VARCHAR",
    "database": "VARCHAR",
    "application": "VARCHAR",
    "client_address": "VARCHAR",
    "client_kind": "VARCHAR",
    "encrypted": "BOOLEAN",
    "started_at": "DOUBLE",
    "transaction_at": "DOUBLE",
    "statement_at": "DOUBLE",
    "state": "VARCHAR",
    "statement": "VARCHAR",
    "writes": "BOOLEAN",
    "statements": "BIGINT",
    "errors": "BIGINT",
    "rows_sent": "BIGINT",
    "bytes_sent": "BIGINT",
    "bytes_received": "BIGINT",
}
_INSTANTS: Final = frozenset({"started_at", "transaction_at", "statement_at"})
_SHOWN: Final = ", ".join(
    f'to_timestamp(nullif("{name}", 0)) AS "{name}"' if name in _INSTANTS else f'"{name}"' for name in _COLUMNS
)


_STRUCTURE: Final = literal(json.dumps([_COLUMNS]))
_ROWS: Final = (
    f"unnest(from_json(coalesce(CAST(getvariable('reedbed_door') AS VARCHAR), '[]'), {_STRUCTURE}), max_depth := 2)"
)
VIEW: Final = f"CREATE OR REPLACE VIEW {_PLACE} AS SELECT {_SHOWN} FROM (SELECT {_ROWS})"
"""Makes the view that stands for the table."""


def names_activity(text: str) -> bool:
    """Whether a text may name the table."""
    return "activity" in text.lower() and "reedbed" in text.lower()


def led_to_view(text: str) -> str:
    """The text with the table's name replaced, but not inside of strings."""
    return _NAME.sub(lambda found: found[1] or _PLACE, text)


def tell_activity(cursor: Cursor, records: Iterable[SessionRecord]) -> None:
    """Hand the facts to the engine."""
    rows = [{name: getattr(record, name) for name in _COLUMNS} for record in records]
    cursor.execute(f"SET VARIABLE reedbed_door = {literal(json.dumps(rows))}")
