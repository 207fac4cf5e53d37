from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest
from tests.integration.pgwire.wire import Wire

from reedbed.pgwire import State
from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from tests.integration.postgres_server import PostgresServer

SEQUENCES = 1500
STATEMENTS = (
    "SELECT 1", "SELECT generate_series(1, 5)", "SELECT $1::int + 1", "SELECT 1/0", "SELECT nothing", "", "BEGIN",
    "COMMIT", "ROLLBACK", "SET TimeZone = 'UTC'", "COPY t FROM STDIN", "COPY t TO STDOUT", "INSERT INTO t VALUES (1)",
    "SELECT 1; SELECT 2", "syntax error", "DO $$ BEGIN RAISE NOTICE 'hi'; END $$", "LISTEN a", "NOTIFY a",
)  # fmt: skip
COPIES = (State.QUERY_COPY_IN, State.EXECUTE_COPY_IN)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(int(os.environ["REEDBED_SEED"]))  # noqa: S311 - sequences need no secrecy


def drawn(chance: random.Random) -> m.FrontendMessage:
    sql, name = chance.choice(STATEMENTS), chance.choice(["", "a"])
    return chance.choice(
        [
            m.Query(sql=sql),
            m.Parse(name=name, sql=sql),
            m.Parse(sql=sql),
            m.Bind(portal=name, statement=chance.choice(["", "a"]), parameters=chance.choice([(), (b"1",), (None,)])),
            m.Bind(statement=chance.choice(["", "a"]), result_formats=(chance.choice([0, 1]),)),
            m.Describe(kind=chance.choice("SP"), name=name),
            m.Execute(portal=name, row_limit=chance.choice([0, 2])),
            m.Execute(),
            m.Close(kind=chance.choice("SP"), name=name),
            m.Sync(),
            m.CopyDone(),
            m.FunctionCall(function_oid=chance.choice([1242, 999_999])),
        ]
    )


def drawn_for(state: State, chance: random.Random) -> list[m.FrontendMessage]:
    """What to send next, one by one: chance alone would seldom get as far as a COPY."""
    if state is State.SKIPPING and chance.random() < 0.5:
        return [m.Sync(), m.Query(sql="ROLLBACK")]
    if chance.random() < 0.1:
        return [m.Query(sql="ROLLBACK; COPY t FROM STDIN; COPY t FROM STDIN")]
    if chance.random() < 0.5:
        return [m.Parse(sql=chance.choice(STATEMENTS)), m.Bind(), m.Execute()]
    return [drawn(chance)]


def drawn_in_copy(chance: random.Random) -> m.FrontendMessage:
    return chance.choice(
        [m.CopyData(data=b"1\n"), m.CopyData(data=b"wrong\n"), m.CopyDone(), m.CopyFail(reason="no more")]
    )


def test_postgresql_answers_message_by_message_as_the_tables_say(
    postgres_server: PostgresServer, chance: random.Random
) -> None:
    visited = set()
    with Wire(postgres_server.host, postgres_server.port) as wire:
        wire.start("postgres")
        wire.send(m.Query(sql="CREATE TEMP TABLE t (a int)"))
        wire.answers(State.IDLE)
        following: list[m.FrontendMessage] = []
        for _ in range(SEQUENCES):
            following = [drawn_in_copy(chance)] if wire.connection.state in COPIES else following
            following = following or drawn_for(wire.connection.state, chance)
            message = following.pop(0)
            wire.send(message, *([] if isinstance(message, m.CopyData) else [m.Flush()]))
            # An answer out of turn raises; one that does not come runs into the socket's time limit.
            wire.answers(State.IDLE, State.SKIPPING, *COPIES)
            visited.add(wire.connection.state)
    assert visited == {State.IDLE, State.SKIPPING, *COPIES}


def test_postgresql_answers_whole_pipelines_as_the_tables_say(
    postgres_server: PostgresServer, chance: random.Random
) -> None:
    with Wire(postgres_server.host, postgres_server.port) as wire:
        wire.start("postgres")
        for _ in range(SEQUENCES // 3):
            pipeline = [drawn(chance) for _ in range(chance.randrange(12))]
            # What belongs to a COPY cannot be sent ahead of its answer.
            wire.send(*[message for message in pipeline if not is_copy(message)], m.Sync())
            wire.answers(State.IDLE)
            assert wire.connection.due == ()


def is_copy(message: m.FrontendMessage) -> bool:
    return isinstance(message, m.CopyData | m.CopyDone | m.CopyFail) or "COPY" in getattr(message, "sql", "")
