"""Who is connected and what is done, and acting on it, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


def test_sessions_and_their_counters_can_be_queried(door: OpenDoor, connection: Connection) -> None:
    with psycopg.connect(door.url, application_name="neighbour", autocommit=True) as other:
        other.execute("SELECT * FROM range(10)")
        row = connection.execute(
            'SELECT state, statement, rows_sent, "user" FROM reedbed.activity WHERE process_id = %s',
            [other.info.backend_pid],
        ).fetchone()
    assert row == ("idle", "SELECT * FROM range(10)", 10, "postgres")


def test_pg_stat_activity_shows_what_runs(connection: Connection) -> None:
    sql = "SELECT state, query FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    assert connection.execute(sql).fetchone() == ("active", sql)


def test_a_session_that_is_terminated_in_sql_ends(door: OpenDoor, connection: Connection) -> None:
    with psycopg.connect(door.url, autocommit=True) as other:
        pid = other.info.backend_pid
        assert connection.execute("SELECT pg_terminate_backend(%s)", [pid]).fetchone() == (True,)
        with pytest.raises(psycopg.errors.AdminShutdown):
            other.execute("SELECT 1")
    assert connection.execute("SELECT pg_cancel_backend(%s)", [pid]).fetchone() == (False,)


def test_set_config_changes_the_session_and_tells_the_client(connection: Connection) -> None:
    assert connection.execute("SELECT set_config('application_name', 'mine', false)").fetchone() == ("mine",)
    assert connection.info.parameter_status("application_name") == "mine"
    assert connection.execute("SELECT current_setting('application_name')").fetchone() == ("mine",)


def test_set_config_of_an_unknown_name_is_an_error_without_our_code_in_it(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedObject) as caught:
        connection.execute("SELECT set_config('no_such_setting', '1', false)")
    assert "session_functions" not in str(caught.value)


def test_counters_go_on_when_sessions_end(door: OpenDoor) -> None:
    before = door.door.activity.counters()
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("SELECT 1")
    after = door.door.activity.counters()
    assert after["connections"] == before["connections"] + 1
    assert after["statements"] == before["statements"] + 1
