"""What a session's catalog shows of sessions and settings: handed to the engine as variables of the session's cursor.

Variables cost nothing until somebody asks, are seen inside a transaction that has begun before, and need no lock.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.engine import Cursor
    from reedbed.pgserver.activity import SessionRecord
    from reedbed.pgserver.advisory import Key
    from reedbed.pgserver.portals import Portal
    from reedbed.pgserver.prepared import Prepared
    from reedbed.pgserver.session import Session

_ASKS: Final = re.compile(
    r"pg_stat_(?:activity|ssl|gssapi|database|get)|pg_locks|pg_lock_status|pg_prepared|pg_cursor", re.IGNORECASE
)


def asks_about_sessions(text: str) -> bool:
    """Whether a statement reads what `tell_sessions` says."""
    return "pg_" in text and _ASKS.search(text) is not None


def tell_sessions(cursor: Cursor, session: Session) -> None:
    """Say who is connected and does what, who locks what, and what this session has prepared and has open."""
    told = {
        "reedbed_activity": [_session(record) for record in session.visible_sessions()],
        "reedbed_advisory": [_lock(*row) for row in session.hall.advisory.rows()],
        "reedbed_prepared": [_statement(each) for each in session.prepared.values() if each.name],
        "reedbed_cursors": [_cursor(portal) for portal in session.portals.values()],
    }
    for name, rows in told.items():
        _set(cursor, name, literal(json.dumps(rows)))


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
        "results": None if prepared.told is None else [kind.oid for _, kind in prepared.told],
        "from_sql": prepared.from_sql,
        "runs": prepared.runs,
    }


def _cursor(portal: Portal) -> dict[str, object]:
    return {
        "name": portal.name,
        "statement": portal.text,
        "is_holdable": portal.hold,
        "is_binary": portal.declared is not None and portal.declared.binary,
        "is_scrollable": portal.declared is not None and portal.declared.scrolling.goes_back,
        "created": portal.created_at,
    }


def _lock(session: int, key: Key, shared: bool, since: float | None) -> dict[str, object]:  # noqa: FBT001 - a row
    one, two, kind = key.shown
    mode = "ShareLock" if shared else "ExclusiveLock"
    return {"pid": session, "classid": one, "objid": two, "objsubid": kind, "mode": mode, "since": since}
