"""A statement whose like has run before is answered by what is so now: nothing that was kept of it is given again."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import pq
from tests.integration.libpq import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

TIMES = 3
"""After the first answer of a shape, the next ones are taken as few rows."""


@pytest.fixture
def session(door: OpenDoor) -> Iterator[Session]:
    with Session(door.url) as found:
        yield found


def answer(session: Session, sql: str) -> pq.abc.PGresult:
    (result,) = session.simple(sql)
    assert isinstance(result, pq.PGresult)
    return result


def values(result: pq.abc.PGresult) -> list[list[bytes | None]]:
    return [[result.get_value(row, column) for column in range(result.nfields)] for row in range(result.ntuples)]


def test_columns_that_another_session_changed_are_told_and_sent_as_they_are_now(
    door: OpenDoor, session: Session
) -> None:
    answer(session, "CREATE TABLE changing (a INTEGER)")
    answer(session, "INSERT INTO changing VALUES (1)")
    for _ in range(TIMES):
        result = answer(session, "SELECT * FROM changing")
        assert (result.fname(0), result.ftype(0), values(result)) == (b"a", 23, [[b"1"]])
    with psycopg.connect(door.url, autocommit=True) as other:
        other.execute("DROP TABLE changing")
        other.execute("CREATE TABLE changing AS SELECT 'x' AS b, 2.5::DECIMAL(4, 2) AS c")
    result = answer(session, "SELECT * FROM changing")
    assert [(result.fname(place), result.ftype(place)) for place in range(2)] == [(b"b", 25), (b"c", 1700)]
    assert values(result) == [[b"x", b"2.50"]]


def test_rows_that_came_since_are_there_also_when_they_are_many(session: Session) -> None:
    answer(session, "CREATE TABLE growing (a INTEGER)")
    for count in (0, 1, 24, 25, 20_000):
        answer(session, f"INSERT INTO growing SELECT i FROM range({count}) AS t (i)")
        result = answer(session, "SELECT a FROM growing ORDER BY a")
        assert values(result) == [[str(number).encode()] for number in range(count)]
        answer(session, "DELETE FROM growing")


def test_literals_of_one_shape_are_not_mixed_up(session: Session) -> None:
    for number in range(TIMES * 2):
        assert values(answer(session, f"SELECT {number}, 'it''s {number}'")) == [[b"%d" % number, b"it's %d" % number]]


def test_settings_that_spell_values_count_from_the_next_answer_on(session: Session) -> None:
    for _ in range(TIMES):
        assert values(answer(session, "SELECT 'ab'::BYTEA, 7 / 2")) == [[b"\\x6162", b"3"]]
    answer(session, "SET bytea_output = 'escape'")
    assert values(answer(session, "SELECT 'ab'::BYTEA, 7 / 2")) == [[b"ab", b"3"]]
    answer(session, "SET reedbed.dialect = 'duckdb'")
    assert values(answer(session, "SELECT 'ab'::BLOB, 7 / 2")) == [[b"ab", b"3.5"]]


def test_an_error_among_repeated_statements_fails_the_block_and_no_more(session: Session) -> None:
    answer(session, "BEGIN")
    for text in ("1", "2"):
        assert values(answer(session, f"SELECT CAST('{text}' AS INTEGER)")) == [[text.encode()]]
    failed = answer(session, "SELECT CAST('x' AS INTEGER)")
    assert failed.error_field(pq.DiagnosticField.SQLSTATE) == b"22P02"
    assert session.pg.transaction_status == pq.TransactionStatus.INERROR
    refused = answer(session, "SELECT CAST('3' AS INTEGER)")
    assert refused.error_field(pq.DiagnosticField.SQLSTATE) == b"25P02"
    answer(session, "ROLLBACK")
    assert values(answer(session, "SELECT CAST('3' AS INTEGER)")) == [[b"3"]]


def test_a_repeated_statement_sees_what_its_own_transaction_wrote_and_loses_it_with_the_rollback(
    session: Session,
) -> None:
    answer(session, "CREATE TABLE undone (a INTEGER)")
    for _ in range(TIMES):
        assert values(answer(session, "SELECT a FROM undone")) == []
    answer(session, "BEGIN")
    answer(session, "INSERT INTO undone VALUES (1)")
    assert values(answer(session, "SELECT a FROM undone")) == [[b"1"]]
    answer(session, "ROLLBACK")
    assert values(answer(session, "SELECT a FROM undone")) == []


def test_a_long_run_of_a_statement_that_was_short_before_can_be_cancelled(door: OpenDoor, session: Session) -> None:
    endless = "SELECT sum(a.i * b.i)::BIGINT FROM range({0}) AS a (i), range({0}) AS b (i) WHERE a.i % 7 <> b.i % 11"
    for size in (3, 4, 5):
        answer(session, endless.format(size))
    # By another session, so that nothing but the door's own way to the statement is tried.
    process_id = session.pg.backend_pid

    def cancel() -> None:
        with psycopg.connect(door.url, autocommit=True) as other:
            while (other.execute(f"SELECT pg_cancel_backend({process_id})").fetchone() or (False,))[0]:
                if stopped.wait(0.05):
                    return

    stopped = threading.Event()
    thread = threading.Thread(target=cancel)
    thread.start()
    try:
        result = answer(session, endless.format(2_000_000))
    finally:
        stopped.set()
        thread.join()
    assert result.error_field(pq.DiagnosticField.SQLSTATE) == b"57014"
    assert values(answer(session, "SELECT 1")) == [[b"1"]]


def test_a_time_limit_that_was_set_after_short_runs_ends_a_long_one(session: Session) -> None:
    endless = "SELECT sum(a.i * b.i)::BIGINT FROM range({0}) AS a (i), range({0}) AS b (i) WHERE a.i % 7 <> b.i % 13"
    for size in (3, 4, 5):
        answer(session, endless.format(size))
    answer(session, "SET statement_timeout = '100ms'")
    result = answer(session, endless.format(2_000_000))
    assert result.error_field(pq.DiagnosticField.SQLSTATE) == b"57014"


def test_repeated_statements_are_shown_and_counted_each_time_and_their_secrets_are_not(
    door: OpenDoor, session: Session
) -> None:
    process_id = session.pg.backend_pid
    with psycopg.connect(door.url, autocommit=True) as other:
        seen = f"SELECT state, statement, statements, rows_sent FROM reedbed.activity WHERE process_id = {process_id}"
        _, _, statements, rows = other.execute(seen).fetchone() or (None, None, 0, 0)
        for number in range(TIMES):
            answer(session, f"SELECT {number} AS n, 'password=hunter{number}' AS p")
        state, text, after, rows_after = other.execute(seen).fetchone() or (None, "", 0, 0)
    assert (after - statements, rows_after - rows) == (TIMES, TIMES)
    assert state == "idle"
    assert "SELECT 2 AS n" in text
    assert "hunter" not in text


def test_a_prepared_statement_that_is_run_again_gives_what_is_there_now(session: Session) -> None:
    answer(session, "CREATE TABLE counted (a INTEGER)")
    session.prepare("count", "SELECT count(*) AS n FROM counted WHERE a < $1::INTEGER")
    for number in range(TIMES):
        assert values(session.run_prepared("count", [b"100"])) == [[b"%d" % number]]
        answer(session, f"INSERT INTO counted VALUES ({number})")
