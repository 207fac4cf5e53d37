"""Clients of the door and an archived table: one name, before, during and after, in every protocol that writes."""

from __future__ import annotations

import datetime as dt
import json
import random
import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.integration.doors import open_door
from tests.integration.lake.twins import DEFINITION, ROWS, Twins

from reedbed import Lake
from reedbed.errors import NotArchived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[tuple[Any, ...]]

DAY = "SELECT count(*), sum(v) FROM t WHERE ts >= %s AND ts < %s"
STRESS_SECONDS = 4.0


def moment(day: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2020, 1, 1) + dt.timedelta(days=day - 1, hours=hour)  # noqa: DTZ001 - the column has no zone


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        yield opened


@pytest.fixture(scope="module")
def twins(door: OpenDoor) -> Twins:
    return Twins(door.store, door.folder / "lake")


@pytest.fixture
def connection(door: OpenDoor, twins: Twins) -> Iterator[Connection]:
    assert twins
    with psycopg.connect(door.url, autocommit=True) as opened:
        yield opened


def told(connection: Connection, sql: str, values: tuple[object, ...]) -> list[tuple[Any, Any]]:
    """The tag and the rows of a statement with `{t}` for the table, on the archived one and on its twin."""
    found = []
    for name in ("t", "twin"):
        cursor = connection.execute(sql.format(t=name), values)
        found.append((cursor.statusmessage, sorted(cursor.fetchall()) if cursor.description else None))
    return found


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("INSERT INTO {t} (ts, id, v) VALUES (%s, %s, %s) ON CONFLICT (ts, id) DO UPDATE SET v = EXCLUDED.v RETURNING {t}.v, s", (moment(2, 1), 1, 5.0)),  # noqa: E501 - one statement
        ("INSERT INTO {t} (ts, id, v) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (moment(2, 1), 1, 6.0)),
        ("INSERT INTO {t} (ts, id) VALUES (%s, %s) RETURNING {t}.ts, {t}.v", (moment(2, 1), 77)),
        ("UPDATE {t} SET v = v + %s WHERE ts BETWEEN %s AND %s", (1, moment(8), moment(9))),
        ("UPDATE {t} x SET s = 'é' WHERE ts = '2020-01-10' RETURNING x.*", ()),
        ("DELETE FROM {t} WHERE ts < %s", (moment(4),)),
        ("DELETE FROM {t} WHERE ts < %s RETURNING id, s", (moment(5),)),
        ("DELETE FROM {t} USING (SELECT 1 AS id) q WHERE {t}.id = q.id AND {t}.ts < '2020-01-10'", ()),
        ("MERGE INTO {t} USING (VALUES (TIMESTAMP '2020-01-11', 0, 9.0), (TIMESTAMP '2020-01-11', 50, 9.0)) f (ts, id, v) ON {t}.ts = f.ts AND {t}.id = f.id WHEN MATCHED THEN UPDATE SET v = f.v WHEN NOT MATCHED THEN INSERT (ts, id, v) VALUES (f.ts, f.id, f.v)", ()),  # noqa: E501 - one statement
        ("INSERT INTO {t} (ts, id, v) SELECT ts, id, 0 FROM {t} WHERE ts < '2020-01-13' ON CONFLICT (ts, id) DO UPDATE SET v = {t}.v * 2", ()),  # noqa: E501 - one statement
    ],
)  # fmt: skip
def test_a_client_is_told_of_a_write_what_a_plain_table_tells(
    connection: Connection, twins: Twins, sql: str, values: tuple[object, ...]
) -> None:
    archived, plain = told(connection, sql, values)
    assert archived == plain
    twins.check()


def test_rows_come_in_by_copy_and_in_batches(connection: Connection, twins: Twins) -> None:
    for name in ("t", "twin"):
        with connection.cursor() as cursor:
            fresh = [(moment(3, hour), 4, 1.0) for hour in range(20)]
            cursor.executemany(f"INSERT INTO {name} (ts, id, v) VALUES (%s, %s, %s)", fresh)
            known = [(moment(15, hour), (24 * 14 + hour) % 3, -1.0) for hour in range(20)]
            cursor.executemany(
                f"INSERT INTO {name} (ts, id, v) VALUES (%s, %s, %s) ON CONFLICT (ts, id) DO UPDATE SET v = EXCLUDED.v",
                known,
            )
            with cursor.copy(f"COPY {name} (ts, id, v) FROM STDIN") as copy:
                for hour in range(20):
                    copy.write_row((moment(-3, hour), 4, 1.0))
            assert cursor.rowcount == 20
    twins.check()


def test_rows_go_out_by_copy(connection: Connection) -> None:
    def copied(sql: str) -> list[tuple[str, ...]]:
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            return sorted(copy.rows())

    assert copied("COPY t TO STDOUT") == copied("COPY twin TO STDOUT")
    chosen = "COPY (SELECT * FROM {} WHERE ts < '2020-01-12') TO STDOUT"
    assert copied(chosen.format("t")) == copied(chosen.format("twin"))


def test_the_catalog_shows_the_table_that_it_was(connection: Connection) -> None:
    def shown(sql: str) -> list[list[tuple[Any, ...]]]:
        return [connection.execute(sql.format(t=name)).fetchall() for name in ("t", "twin")]

    for sql in (
        "SELECT relkind, relnatts, relhasindex FROM pg_class WHERE oid = '{t}'::regclass",
        "SELECT attname, atttypid::regtype::text, attnotnull, attnum FROM pg_attribute WHERE attrelid = '{t}'::regclass AND attnum > 0 ORDER BY attnum",  # noqa: E501 - one statement
        "SELECT regexp_replace(conname, '^{t}_', 'it_'), contype, conkey FROM pg_constraint WHERE conrelid = '{t}'::regclass ORDER BY 1",  # noqa: E501 - one statement
        "SELECT column_name, data_type, column_default, is_nullable FROM information_schema.columns WHERE table_name = '{t}' ORDER BY ordinal_position",  # noqa: E501 - one statement
        "SELECT table_type FROM information_schema.tables WHERE table_name = '{t}'",
        "SELECT replace(replace(indexdef, ' {t}_', ' it_'), '.{t} ', '.it ') FROM pg_indexes WHERE tablename = '{t}'",
    ):
        archived, plain = shown(sql)
        assert archived
        assert archived == plain
    inner = connection.execute(
        "SELECT relname FROM pg_class WHERE relname LIKE '%:live' OR relname LIKE 'lake_%_g%' OR relname LIKE '%_deleted'"  # noqa: E501 - one statement
    )
    assert inner.fetchall() == []


def test_explain_says_how_many_files_are_read(connection: Connection) -> None:
    lines = connection.execute("EXPLAIN SELECT * FROM t WHERE ts = '2020-01-20 05:00'").fetchall()
    assert lines[-1] == ("t: files read 1 of 31",)
    bound = connection.execute("EXPLAIN " + DAY, (moment(20), moment(22))).fetchall()
    assert bound[-1] == ("t: files read 2 of 31",)
    found = connection.execute("EXPLAIN (FORMAT JSON) SELECT * FROM t").fetchall()[0][0]
    plan = json.loads(found) if isinstance(found, str) else found
    assert plan[0]["Files"] == [{"Table": "t", "Read": 31, "Total": 31}]
    changing = connection.execute("EXPLAIN UPDATE t SET v = 0 WHERE ts = '2020-01-20'").fetchall()
    assert any("UPDATE" in line[0] for line in changing)


def test_what_was_prepared_before_an_archive_answers_after_it(door: OpenDoor) -> None:
    with (
        psycopg.connect(door.url, autocommit=True, prepare_threshold=0) as prepared,
        psycopg.connect(door.url) as block,
    ):
        prepared.execute(f"CREATE TABLE fresh {DEFINITION}")
        door.store.execute_sql(f"INSERT INTO fresh {ROWS}")
        sql = "SELECT count(*), sum(v) FROM fresh WHERE ts >= %s AND ts < %s"
        insert = "INSERT INTO fresh (ts, id) VALUES (%s, %s)"
        before = prepared.execute(sql, (moment(5), moment(6))).fetchall()
        prepared.execute(insert, (moment(50), 1))
        assert block.execute("SELECT count(*) FROM fresh").fetchone() == (961,)
        lake = Lake(door.store, target=door.folder / "fresh")
        for cut in (moment(10), moment(20)):
            lake.archive("fresh", time_column="ts", older_than=cut, partition_by=("year", "month", "day"))
            assert prepared.execute(sql, (moment(5), moment(6))).fetchall() == before
            # The block's snapshot is from before the archive.
            assert block.execute(sql, (moment(5), moment(6))).fetchall() == before
            prepared.execute(insert, (moment(5), 50 + cut.day))
            assert prepared.execute("SELECT id FROM fresh WHERE ts = %s AND id > 5", (moment(5),)).fetchall()
            prepared.execute("DELETE FROM fresh WHERE ts = %s AND id > 5", (moment(5),))
        block.commit()
        assert block.execute("SELECT count(*) FROM fresh").fetchone() == (961,)
        block.commit()
        lake.restore("fresh")
        assert prepared.execute(sql, (moment(5), moment(6))).fetchall() == before
        prepared.execute("DROP TABLE fresh")


def test_a_temporary_table_of_the_same_name_is_the_sessions_own(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE t (ts timestamp)")
    connection.execute("INSERT INTO t VALUES ('2020-01-20')")
    assert connection.execute("SELECT count(*) FROM t WHERE ts >= '2020-01-20'").fetchone() == (1,)
    assert connection.execute("SELECT count(*) > 1 FROM main.t WHERE ts >= '2020-01-20'").fetchone() == (True,)
    connection.execute("DROP TABLE temp.t")
    assert connection.execute("SELECT count(*) > 1 FROM t WHERE ts >= '2020-01-20'").fetchone() == (True,)


class Stress:
    """Readers and writers through the door while rows are archived, restored and compacted; both tables stay one."""

    def __init__(self, door: OpenDoor, lake: Lake) -> None:
        self._door = door
        self._lake = lake
        self._stop = threading.Event()
        self.faults: list[object] = []
        self.done: dict[str, int] = {}

    def run(self, seconds: float) -> None:
        works = [self._read] * 8 + [self._write] * 2 + [self._archive]
        threads = [threading.Thread(target=self._loop, args=(work, seed)) for seed, work in enumerate(works)]
        for thread in threads:
            thread.start()
        self._stop.wait(seconds)
        self._stop.set()
        for thread in threads:
            thread.join()

    def _loop(self, work: Callable[[Connection, random.Random], None], seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - no secret
        try:
            with psycopg.connect(self._door.url, autocommit=True, prepare_threshold=seed % 2) as connection:
                while not self._stop.is_set():
                    work(connection, chance)
                    self.done[work.__name__] = self.done.get(work.__name__, 0) + 1
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            self.faults.append(repr(error))
            self._stop.set()

    def _read(self, connection: Connection, chance: random.Random) -> None:
        first = moment(chance.randrange(1, 40))
        last = first + dt.timedelta(days=chance.randrange(1, 5))
        asked = "(SELECT struct_pack(n := count(*), s := sum(v * id)) FROM {} WHERE ts >= %s AND ts < %s)"
        if chance.random() < 0.5:
            sql = f"SELECT {asked.format('t')}::text, {asked.format('twin')}::text"
            found = connection.execute(sql, (first, last, first, last)).fetchone()
        else:
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                one = connection.execute(f"SELECT {asked.format('t')}::text", (first, last)).fetchone()
                time.sleep(chance.random() / 50)
                two = connection.execute(f"SELECT {asked.format('twin')}::text", (first, last)).fetchone()
                found = (*(one or ()), *(two or ()))
        if found is None or found[0] != found[1]:
            self.faults.append((first, last, found))

    def _write(self, connection: Connection, chance: random.Random) -> None:
        sql = chance.choice(
            [
                "INSERT INTO {t} VALUES (%s, %s, %s) ON CONFLICT (ts, id) DO UPDATE SET v = EXCLUDED.v",
                "INSERT INTO {t} VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                "UPDATE {t} SET v = v + 1 WHERE ts = %s AND id >= %s AND v <> %s",
                "UPDATE {t} SET v = -v WHERE ts >= %s AND ts < TIMESTAMP '2020-01-20' AND id = %s AND v > %s",
                "DELETE FROM {t} WHERE ts = %s AND id = %s AND v <> %s",
            ]
        )
        values = (moment(1, chance.randrange(24 * 40)), chance.randrange(3), float(chance.randrange(1000)))
        try:
            with connection.transaction(force_rollback=chance.random() < 0.2):
                counts = {connection.execute(sql.format(t=name), values).rowcount for name in ("t", "twin")}
                if len(counts) != 1:
                    self.faults.append((sql, values, counts))
        except psycopg.errors.SerializationFailure:
            pass
        time.sleep(0.005)

    def _archive(self, connection: Connection, chance: random.Random) -> None:
        del connection
        try:
            if chance.random() < 0.7:
                cut = moment(chance.randrange(2, 31))
                self._lake.archive("t", time_column="ts", older_than=cut, partition_by=("year", "month", "day"))
            elif chance.random() < 0.5:
                self._lake.compact("t")
            else:
                self._lake.restore("t")
        except NotArchived:
            pass
        time.sleep(0.02)


def test_readers_and_writers_see_one_table_while_rows_move(door: OpenDoor, twins: Twins) -> None:
    stress = Stress(door, twins.lake)
    stress.run(STRESS_SECONDS)
    assert stress.faults == []
    assert min(stress.done.get(name, 0) for name in ("_read", "_write", "_archive")) > 0
    twins.check()
