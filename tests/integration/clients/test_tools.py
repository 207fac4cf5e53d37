"""What tools with a graphical surface ask, in the forms that nobody else uses: Grafana, Metabase, DBeaver, dbt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


@pytest.fixture
def connection(door: OpenDoor) -> Iterator[Connection]:
    with psycopg.connect(door.tcp_url, autocommit=True) as opened:
        opened.execute("SET TimeZone = 'UTC'")
        yield opened


def test_grafana_groups_times(connection: Connection) -> None:
    found = connection.execute(
        "SELECT floor(extract(epoch from departs)/86400)*86400 AS time, count(*) AS value FROM flights "
        "WHERE departs BETWEEN '2013-01-01T00:00:00Z' AND '2013-12-31T23:59:59.999Z' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert sum(count for _, count in found) == 2
    assert dt.datetime.fromtimestamp(float(found[0][0]), dt.UTC).year == 2013


def test_metabase_reads_privileges_under_the_names_of_statements(connection: Connection) -> None:
    found = connection.execute(
        "SELECT t.name AS table, has_table_privilege(current_user, t.name, 'select') AS select, "
        "has_any_column_privilege(current_user, t.name, 'update') AS update "
        "FROM (SELECT tablename AS name FROM pg_tables UNION SELECT matviewname FROM pg_matviews) t "
        "WHERE t.name = 'flights'"
    )
    assert found.fetchall() == [("flights", True, True)]
    assert [column.name for column in found.description or []] == ["table", "select", "update"]


def test_dbeaver_asks_how_often_an_index_was_used(connection: Connection) -> None:
    found = connection.execute(
        "SELECT c.relname, i.indkey AS keys, pg_catalog.pg_stat_get_numscans(i.indexrelid) AS scans "
        "FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid "
        "WHERE c.relname = 'flights_by_day'"
    ).fetchall()
    assert [(name, scans) for name, _, scans in found] == [("flights_by_day", None)]


def test_dbt_builds_beside_and_swaps(connection: Connection) -> None:
    for turn in range(2):
        with connection.transaction():
            connection.execute("DROP VIEW IF EXISTS busy__dbt_tmp CASCADE")
            connection.execute(f"CREATE VIEW busy__dbt_tmp AS (SELECT carrier, {turn} AS turn FROM flights)")
            if turn:
                connection.execute('ALTER TABLE "busy" RENAME TO "busy__dbt_backup"')
            connection.execute('ALTER TABLE "busy__dbt_tmp" RENAME TO "busy"')
        connection.execute("DROP VIEW IF EXISTS busy__dbt_backup CASCADE")
    assert connection.execute("SELECT DISTINCT turn FROM busy").fetchall() == [(1,)]
    connection.execute("DROP VIEW busy")
