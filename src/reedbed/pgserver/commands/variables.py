"""SET, SHOW, RESET and DISCARD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import ReedbedError, SettingUnknown, TransactionStateWrong
from reedbed.pgserver.answers.replies import TEXT_COLUMN, FixedRows, Reply
from reedbed.pgserver.execution import run_sql
from reedbed.pgserver.refusals.responses import notice
from reedbed.pgserver.settings import SETTINGS
from reedbed.sql import quote

if TYPE_CHECKING:
    from reedbed.pgserver.answers.replies import Call, Columns
    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres import commands as c

SHOW_ALL = ("name", "setting", "description")


def set_variable(session: Session, command: c.SetVariable, call: Call) -> Reply:
    """SET. A setting that only DuckDB has is DuckDB's, as far as the user's role goes."""
    session.transaction.refuse_if_failed()
    if command.local and not session.transaction.in_block:
        session.say(notice("25P01", "SET LOCAL can only be used in transaction blocks"))
        return Reply(words="SET")
    try:
        session.settings.set(command.name, command.values, local=command.local)
    except SettingUnknown:
        if not _is_engines(session, command.name):
            raise
        run_sql(session, session.planner.engine_sql(call.text))
        session.drop_stream()
        return Reply(words="SET")
    session.check_settings()
    if command.name.startswith("transaction_"):
        session.transaction.set_modes(
            session.settings.show("transaction_isolation"),
            read_only=session.settings.show("transaction_read_only") == "on",
        )
    return Reply(words="SET")


def _is_engines(session: Session, name: str) -> bool:
    found = session.cursor().rows("SELECT 1 FROM duckdb_settings() WHERE name = ?", [name.lower()])
    return bool(found)


def show(session: Session, command: c.Show, call: Call) -> Reply:
    """SHOW of a setting; of DuckDB's own things where the name is none."""
    session.transaction.refuse_if_failed()
    try:
        value = session.settings.show(_in_force(session, command.name.lower()))
    except SettingUnknown as unknown:
        found = session.cursor().rows("SELECT value FROM duckdb_settings() WHERE name = ?", [command.name.lower()])
        if found:
            session.hall.resolver.check_setting(command.name, session.subject)
            return Reply(words="SHOW", rows=FixedRows([command.name.lower()], [(found[0][0],)], call.formats))
        try:
            return run_sql(session, session.planner.engine_sql(call.text), formats=call.formats)
        except Exception:  # noqa: BLE001 - whatever DuckDB says of it, the client asked for a setting
            raise unknown from None
    setting = SETTINGS.get(command.name.lower())
    name = setting.name if setting else command.name
    return Reply(words="SHOW", rows=FixedRows([name], [(value,)], call.formats))


def _in_force(session: Session, name: str) -> str:
    """The setting that holds the mode of the next transaction, when none is open."""
    is_mode = name in {"transaction_isolation", "transaction_read_only", "transaction_deferrable"}
    return f"default_{name}" if is_mode and not session.transaction.in_block else name


def shown_columns(session: Session, command: c.Show) -> Columns:
    """What SHOW will give: one text under the setting's name, or what DuckDB shows under that name."""
    setting = SETTINGS.get(command.name.lower())
    if setting is not None or "." in command.name:
        return [(setting.name if setting else command.name, TEXT_COLUMN)]
    if _is_engines(session, command.name):
        return [(command.name.lower(), TEXT_COLUMN)]
    try:
        return session.planner.columns(session.planner.engine_sql(f"SHOW {command.name}"))
    except ReedbedError:
        # Showing it says what it is not.
        return [(command.name, TEXT_COLUMN)]


def show_all(session: Session, command: c.ShowAll, call: Call) -> Reply:
    """SHOW ALL."""
    del command
    session.transaction.refuse_if_failed()
    return Reply(words="SHOW", rows=FixedRows(SHOW_ALL, session.settings.all(), call.formats))


def reset(session: Session, command: c.Reset) -> Reply:
    """RESET name and RESET ALL."""
    session.transaction.refuse_if_failed()
    if command.name is None:
        session.settings.reset_all()
    else:
        session.settings.set(command.name, None)
    session.check_settings()
    return Reply(words="RESET")


def discard(session: Session, command: c.Discard) -> Reply:
    """DISCARD: ALL is for a client that hands its connection on, as poolers do."""
    if command.what == "all" and session.transaction.in_block:
        raise TransactionStateWrong("DISCARD ALL cannot run inside a transaction block")
    session.transaction.refuse_if_failed()
    if command.what in {"all", "temp"}:
        _drop_temporary(session)
        session.declarations.forget_gone()
        session.engine_settings += 1
    if command.what == "all":
        for name in list(session.portals):
            session.close_portal(name)
        session.prepared.clear()
        session.settings.reset_all()
        session.hall.advisory.release_all(session.record.process_id)
    return Reply(words=f"DISCARD {command.what.upper()}")


def _drop_temporary(session: Session) -> None:
    """Drop the temporary tables and views of a session."""
    cursor = session.cursor()
    for kind, names in (("VIEW", "duckdb_views()"), ("TABLE", "duckdb_tables()")):
        for schema, name in cursor.rows(
            f"SELECT schema_name, {kind.lower()}_name FROM {names} WHERE temporary AND NOT internal"
        ):
            cursor.execute(f"DROP {kind} temp.{quote(schema)}.{quote(name)}")
