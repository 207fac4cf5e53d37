"""What the catalog shows of a session and of those beside it: pg_stat_activity, pg_locks and their kin, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.pgserver.activity.records import SessionRecord
    from reedbed.pgserver.advisory import Key
    from reedbed.pgserver.portals import Portal
    from reedbed.pgserver.prepared import Prepared
    from reedbed.pgserver.session import Session


def session_facts(session: Session) -> dict[str, list[dict[str, object]]]:
    """Who is connected and does what, who locks what, and what this session has prepared and has open."""
    return {
        "reedbed_activity": [_session(record) for record in session.visible_sessions()],
        "reedbed_advisory": [_lock(*row) for row in session.hall.advisory.rows()],
        "reedbed_prepared": [_statement(each) for each in session.prepared.values() if each.name],
        "reedbed_cursors": [_cursor(portal) for portal in session.portals.values()],
    }


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
