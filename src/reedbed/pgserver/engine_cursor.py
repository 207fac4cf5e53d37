"""The DuckDB cursor of a session, which has the session's settings whenever it is handed out.

It is made at the first statement: a connection that is only open costs no cursor. When the database was lost and opened
again, the next call gives a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SettingRefused
from reedbed.pgserver.catalog import DATABASE, is_installed, tell_settings
from reedbed.sql import literal, quote
from reedbed.sql.identifiers import DEFAULT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.engine import Cursor
    from reedbed.pgserver.activity.records import SessionRecord
    from reedbed.pgserver.hall import Hall
    from reedbed.pgserver.handshake import Arrival
    from reedbed.pgserver.settings import SessionSettings

DIALECTS: Final[Mapping[bool, Mapping[str, str]]] = {
    True: {
        "integer_division": "true",
        "default_null_order": "'nulls_last_on_asc_first_on_desc'",
    },
    False: {
        "integer_division": "false",
        "default_null_order": "'nulls_last'",
    },
}
"""What gives a text PostgreSQL's meaning (True) or DuckDB's (False) where both engines accept it."""


_NAMES_CATALOG: Final = (
    f"SELECT 1 FROM duckdb_views() WHERE contains(sql, {literal(DATABASE)}) AND database_name <> {literal(DATABASE)} "
    "AND NOT internal LIMIT 1"
)
"""Whether a view of the user's has been made over the catalog, by a client that speaks DuckDB's SQL."""


class SessionCursor:
    """Belongs to the session's thread."""

    def __init__(self, hall: Hall, settings: SessionSettings, facts: Mapping[str, str | int]) -> None:
        self._database = hall.database
        self._functions = hall.functions
        self._settings = settings
        self._facts = facts
        self._cursor: Cursor | None = None
        self._generation = -1
        self._applied: dict[str, str] = {}
        self._has_catalog = False
        self._resolver = hall.resolver
        self._schemas_seen = -1
        self.search_path = ""

    @property
    def is_made(self) -> bool:
        """Whether the session has needed the engine yet."""
        return self._cursor is not None

    def ready(self) -> Cursor:
        """The cursor, with the session's settings."""
        cursor = self._database.current()
        if cursor is not self._cursor:
            self._applied.clear()
            self._has_catalog = False
            # Nobody is shown how far a client's statement is, and counting it costs a third of a short join.
            cursor.execute("SET SESSION enable_progress_bar = false")
            for name, value in self._facts.items():
                shown = literal(value) if isinstance(value, str) else str(value)
                cursor.execute(f"SET VARIABLE {quote(name)} = {shown}")
            self._cursor, self._generation = cursor, -1
            # To look through the views writes out the text of each, the catalog's too, which takes 5 ms of a session.
            if not is_installed(cursor) and cursor.rows(_NAMES_CATALOG):
                self.need_catalog()
        if self._generation != self._settings.generation:
            self._apply(cursor)
            self._generation = self._settings.generation
        elif self._schemas_seen >= 0 and self._schemas_seen != self._resolver.generation:
            # A schema of the path may have been made or dropped since.
            self._apply(cursor)
        return cursor

    def need_catalog(self) -> bool:
        """PostgreSQL's catalog is to be there for the next statement; whether it was made just now.

        That may take half a second, so only a statement that names it waits for it. An open transaction sees it,
        since it has not looked there before.
        """
        if self._has_catalog:
            return False
        self._has_catalog = True
        return self._functions.make_catalog()

    def _apply(self, cursor: Cursor) -> None:
        wanted = dict(DIALECTS[self._settings.speaks_postgres])
        wanted["TimeZone"] = literal(engine_zone(self._settings.style.time_zone))
        self.search_path = self._search_path(cursor)
        wanted["search_path"] = literal(self.search_path)
        for name, value in wanted.items():
            if self._applied.get(name) != value:
                cursor.execute(f"SET SESSION {name} = {value}")
                self._applied[name] = value
        tell_settings(cursor, self._settings.known())

    def _search_path(self, cursor: Cursor) -> str:
        """The schemas that are there, as PostgreSQL passes over those that are not; `public` is DuckDB's `main`."""
        shown = self._settings.show("search_path")
        wanted = [_folded(each) for each in shown.split(",")]
        self._schemas_seen = -1
        if wanted == ["$user", "main"]:
            return f"{quote(self._database.catalog)}.{DEFAULT_SCHEMA}"
        self._schemas_seen = self._resolver.generation
        found = cursor.rows("SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_catalog()")
        known = {str(row[0]) for row in found}
        schemas = [DEFAULT_SCHEMA if each == "public" and each not in known else each for each in wanted]
        present = [each for each in dict.fromkeys(schemas) if each in known] or [DEFAULT_SCHEMA]
        return ",".join(f"{quote(self._database.catalog)}.{quote(each)}" for each in present)


def session_facts(hall: Hall, arrival: Arrival, record: SessionRecord) -> Mapping[str, str | int]:
    """What the catalog's functions say of a session, as variables of the engine's."""
    return {
        "reedbed_user": arrival.user,
        "reedbed_pid": record.process_id,
        "reedbed_database": arrival.database,
        "reedbed_role": str(arrival.subject.role),
        "reedbed_hall": hall.functions.key,
        "reedbed_started": hall.started_at.isoformat(),
        **({"reedbed_client_address": record.client_address} if record.client_address else {}),
        **({"reedbed_client_port": record.client_port} if record.client_port >= 0 else {}),
    }


def _folded(name: str) -> str:
    word = name.strip()
    return word[1:-1].replace('""', '"') if word.startswith('"') and word.endswith('"') else word.lower()


PARTED_ZONES: Final = {
    "+03:30": "Asia/Tehran",
    "+04:30": "Asia/Kabul",
    "+05:30": "Asia/Kolkata",
    "+05:45": "Asia/Kathmandu",
    "+06:30": "Asia/Yangon",
    "+08:45": "Australia/Eucla",
    "+09:30": "Australia/Darwin",
    "-09:30": "Pacific/Marquesas",
}
"""Places whose clocks stand at an offset of parts of an hour all year, by that offset."""


def engine_zone(zone: str) -> str:
    """The name of a zone for DuckDB, which has no offsets: those of whole hours are Etc/GMT with the sign turned.

    Raises `SettingRefused` for an offset that no zone has.
    """
    if zone[0] not in "+-":
        return zone
    hours, _, minutes = zone[1:].partition(":")
    if minutes != "00":
        if zone not in PARTED_ZONES:
            raise SettingRefused(f"No time zone of the engine is {zone} from Greenwich.", zone=zone)
        return PARTED_ZONES[zone]
    return "UTC" if int(hours) == 0 else f"Etc/GMT{'-' if zone[0] == '+' else '+'}{int(hours)}"
