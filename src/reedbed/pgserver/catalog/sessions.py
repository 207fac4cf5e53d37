"""What a session's catalog shows of sessions and settings: handed to the engine as variables of the session's cursor.

Variables cost nothing until somebody asks, are seen inside a transaction that has begun before, and need no lock.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reedbed.engine import Cursor
    from reedbed.pgserver.activity import SessionRecord
    from reedbed.pgserver.prepared import Prepared

_ASKS: Final = re.compile(
    r"pg_stat_(?:activity|ssl|gssapi|database|get)|pg_locks|pg_lock_status|pg_prepared", re.IGNORECASE
)


def asks_about_sessions(text: str) -> bool:
    """Whether a statement reads what `tell_sessions` says."""
    return "pg_" in text and _ASKS.search(text) is not None


def tell_sessions(cursor: Cursor, records: Iterable[SessionRecord], prepared: Iterable[Prepared]) -> None:
    """Say who is connected and does what, and which statements this session has prepared."""
    _set(cursor, "reedbed_activity", literal(json.dumps([_session(record) for record in records])))
    _set(cursor, "reedbed_prepared", literal(json.dumps([_statement(each) for each in prepared if each.name])))


def tell_settings(cursor: Cursor, values: Mapping[str, str]) -> None:
    """Say what `current_setting` and `pg_settings` answer."""
    pairs = ", ".join(f"{literal(name)}: {literal(value)}" for name, value in values.items())
    _set(cursor, "reedbed_settings", f"MAP {{{pairs}}}")


def _set(cursor: Cursor, name: str, value: str) -> None:
    cursor.execute(f"SET VARIABLE {name} = {value}")


def _session(record: SessionRecord) -> dict[str, object]:
    return {
        "pid": record.process_id,
        "usename": record.user,
        "datname": record.database,
        "application_name": record.application,
        "client_addr": record.client_address or None,
        "client_port": record.client_port,
        "encrypted": record.encrypted,
        "backend_start": record.started_at,
        "xact_start": record.transaction_at or None,
        "query_start": record.statement_at or None,
        "state_change": record.changed_at,
        "state": None if record.state == "starting" else record.state,
        "query": record.statement,
        "waits": record.waits_for_writer,
        "writes": record.writes,
    }


def _statement(prepared: Prepared) -> dict[str, object]:
    return {
        "name": prepared.name,
        "statement": prepared.text or (prepared.planned.text if prepared.planned is not None else ""),
        "prepared_at": prepared.prepared_at,
        "types": list(prepared.parameter_types or prepared.declared_types),
        "from_sql": prepared.from_sql,
    }
