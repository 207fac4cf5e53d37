"""SET, SHOW, RESET, DISCARD, and what clients are told of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


def shown(connection: Connection, name: str) -> object:
    row = connection.execute(f"SHOW {name}").fetchone()
    assert row is not None
    return row[0]


def test_the_version_is_one_that_clients_understand(connection: Connection) -> None:
    assert connection.info.server_version == 180_000
    assert "Reedbed" in (connection.info.parameter_status("server_version") or "")


def test_changes_are_told_to_the_client(connection: Connection) -> None:
    connection.execute("SET TimeZone = 'Europe/Prague'")
    connection.execute("SET application_name = 'reporter'")
    assert connection.info.parameter_status("TimeZone") == "Europe/Prague"
    assert connection.info.parameter_status("application_name") == "reporter"


def test_a_change_that_is_rolled_back_is_told_too(connection: Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SET TimeZone = 'Europe/Prague'")
    connection.execute("ROLLBACK")
    assert connection.info.parameter_status("TimeZone") == "UTC"


@pytest.mark.parametrize("zone", ["UTC", "Europe/Prague", "America/New_York"])
def test_moments_are_shown_in_the_session_s_zone(connection: Connection, zone: str) -> None:
    connection.execute(f"SET TimeZone = '{zone}'")
    row = connection.execute("SELECT TIMESTAMPTZ '2026-07-01 12:00:00+00' = '2026-07-01 12:00:00Z'").fetchone()
    assert row == (True,)
    text = connection.execute("SELECT (TIMESTAMPTZ '2026-07-01 12:00:00+00')::text").fetchone()
    hours = {"UTC": "12:00:00+00", "Europe/Prague": "14:00:00+02", "America/New_York": "08:00:00-04"}
    assert text == (f"2026-07-01 {hours[zone]}",)


def test_settings_of_the_startup_message_are_what_reset_goes_back_to(door: OpenDoor) -> None:
    with psycopg.connect(door.url, options="-c statement_timeout=7s", autocommit=True) as connection:
        connection.execute("SET statement_timeout = '1s'")
        connection.execute("RESET statement_timeout")
        assert shown(connection, "statement_timeout") == "7s"


def test_a_setting_with_a_prefix_is_the_client_s_own(connection: Connection) -> None:
    connection.execute("SET myapp.tenant = 'acme'")
    assert shown(connection, "myapp.tenant") == "acme"


def test_what_cannot_be_changed_says_so(connection: Connection) -> None:
    with pytest.raises(psycopg.Error, match="cannot be changed"):
        connection.execute("SET server_version = '9.6'")


def test_the_search_path_decides_where_names_are_found(connection: Connection) -> None:
    connection.execute("CREATE SCHEMA elsewhere")
    connection.execute("CREATE TABLE elsewhere.hidden AS SELECT 42 AS i")
    connection.execute("SET search_path = elsewhere, public")
    assert connection.execute("SELECT i FROM hidden").fetchone() == (42,)


def test_the_search_path_names_the_schema_that_the_catalog_shows(connection: Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS shown_in (i INT)")
    assert shown(connection, "search_path") == '"$user", main'
    names = connection.execute("SELECT current_schema(), current_schemas(false)").fetchone()
    assert names == ("main", ["main"])
    where = "WHERE table_name = 'shown_in' AND table_schema = ANY (current_schemas(false))"
    assert connection.execute(f"SELECT table_schema FROM information_schema.tables {where}").fetchone() == ("main",)
    visible = "SELECT pg_table_is_visible('shown_in'::regclass)"
    assert connection.execute(visible).fetchone() == (True,)


@pytest.mark.parametrize("path", ["public", '"$user", public', "elsewhere_too, public"])
def test_public_is_another_name_for_main(connection: Connection, path: str) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS elsewhere_too")
    connection.execute("CREATE TABLE IF NOT EXISTS public.called_public (i INT)")
    connection.execute("CREATE TABLE IF NOT EXISTS elsewhere_too.aside (i INT)")
    connection.execute(f"SET search_path = {path}")
    names = "SELECT 'public.called_public'::regclass = 'called_public'::regclass, 'main.called_public'::regclass::text"
    assert connection.execute(names).fetchone() == (True, "called_public")
    assert connection.execute("SELECT to_regclass('elsewhere_too.aside') IS NOT NULL").fetchone() == (True,)


def test_a_text_has_the_meaning_of_the_session_s_dialect(connection: Connection) -> None:
    assert connection.execute("SELECT 7/2").fetchone() == (3,)
    connection.execute("SET reedbed.dialect = 'duckdb'")
    assert connection.execute("SELECT 7/2").fetchone() == (3.5,)


def test_nulls_come_where_postgresql_puts_them(connection: Connection) -> None:
    rows = connection.execute("SELECT i FROM (VALUES (1), (NULL), (2)) t(i) ORDER BY i DESC").fetchall()
    assert rows == [(None,), (2,), (1,)]


def test_discard_all_leaves_a_session_as_new(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE brief (i INT)")
    connection.execute("PREPARE p AS SELECT 1")
    connection.execute("SET statement_timeout = '1s'")
    connection.execute("DISCARD ALL")
    assert shown(connection, "statement_timeout") == "0"
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM brief")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        connection.execute("EXECUTE p")


def test_prepare_and_execute_take_expressions(connection: Connection) -> None:
    connection.execute("PREPARE doubled (int) AS SELECT $1 * 2 AS x")
    assert connection.execute("EXECUTE doubled (20 + 1)").fetchone() == (42,)
    connection.execute("DEALLOCATE doubled")


def test_what_a_client_sets_of_its_own_is_found_by_current_setting(connection: Connection) -> None:
    connection.execute("SET my.own = 'value'")
    assert connection.execute("SELECT current_setting('my.own')").fetchone() == ("value",)
    with connection.transaction():
        connection.execute("SELECT set_config('my.tenant', '7', true)")
        assert connection.execute("SELECT current_setting('my.tenant')").fetchone() == ("7",)
    assert connection.execute("SELECT current_setting('my.tenant', true)").fetchone() == ("",)


def test_the_modes_of_the_next_transaction_are_shown_between_transactions(connection: Connection) -> None:
    connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    assert connection.execute("SHOW TRANSACTION ISOLATION LEVEL").fetchone() == ("repeatable read",)


def test_a_session_goes_back_to_its_own_user(connection: Connection) -> None:
    connection.execute("SET SESSION AUTHORIZATION DEFAULT")
    connection.execute("RESET SESSION AUTHORIZATION")


def test_a_time_that_is_off_is_shown_as_zero(connection: Connection) -> None:
    assert connection.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("0",)


def test_a_setting_that_there_is_not_is_refused_in_both_protocols(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedObject):
        connection.execute("SHOW nothing")
    with pytest.raises(psycopg.errors.UndefinedObject):
        connection.execute("SHOW nothing", prepare=True)
