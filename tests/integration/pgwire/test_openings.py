from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.pgwire.wire import Wire

from reedbed.pgwire import State, negotiation
from reedbed.pgwire import messages as m
from reedbed.pgwire.messages import PROTOCOL_3_2, StartupMessage
from reedbed.pgwire.scram import ClientExchange, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.postgres_server import PostgresServer

PASSWORDS = ["pencil", "p\u00e4ss w\u00f6rd", "I\u00adX", "\u2168", "\u00aa", "tab\there", "\u0627\u0031", "\U0001f986"]
NEVER_SPOKEN = 9999


@pytest.fixture
def scram_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    rules = postgres_server.folder / "data" / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    rules.write_text(f"host all known 127.0.0.1/32 scram-sha-256\n{before}", encoding="utf-8")
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE ROLE known LOGIN")
        yield postgres_server
        connection.execute("DROP ROLE known")
        rules.write_text(before, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")


def run(server: PostgresServer, sql: str) -> str:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return str(cursor.fetchall()[0][0]) if cursor.description else ""


def login(server: PostgresServer, password: str) -> list[m.BackendMessage]:
    exchange = ClientExchange(password)
    with Wire(server.host, server.port) as wire:
        wire.send(m.StartupMessage(parameters={"user": "known", "database": "postgres"}))
        wire.answers(State.SASL_INITIAL)
        wire.send(m.SASLInitialResponse(mechanism=exchange.mechanism, data=exchange.first()))
        (challenge,) = wire.answers(State.SASL_RESPONSE, State.CLOSED)
        assert isinstance(challenge, m.AuthenticationSASLContinue)
        wire.send(m.SASLResponse(data=exchange.respond(challenge.data)))
        answers = wire.answers(State.IDLE, State.CLOSED)
        if isinstance(answers[0], m.AuthenticationSASLFinal):
            exchange.verify(answers[0].data)
        return answers


@pytest.mark.parametrize("password", PASSWORDS, ids=ascii)
def test_postgresql_lets_in_who_knows_the_password_of_a_verifier_of_ours(
    scram_server: PostgresServer, password: str
) -> None:
    run(scram_server, f"ALTER ROLE known PASSWORD '{Verifier.make(password)}'")
    assert m.AuthenticationOk() in login(scram_server, password)


@pytest.mark.parametrize("password", PASSWORDS, ids=ascii)
def test_a_verifier_of_postgresql_matches_the_password(scram_server: PostgresServer, password: str) -> None:
    run(scram_server, f"ALTER ROLE known PASSWORD '{password}'")
    verifier = Verifier.parse(run(scram_server, "SELECT rolpassword FROM pg_authid WHERE rolname = 'known'"))
    assert verifier.matches(password)
    assert not verifier.matches(password + "x")


def test_postgresql_refuses_another_password(scram_server: PostgresServer) -> None:
    run(scram_server, "ALTER ROLE known PASSWORD 'right'")
    (error,) = login(scram_server, "wrong")
    assert isinstance(error, m.ErrorResponse)
    assert error.fields["C"] == "28P01"
    assert error.is_fatal


@pytest.mark.parametrize(
    ("protocol", "parameters"),
    [
        (PROTOCOL_3_2, {}),
        ((3 << 16) | NEVER_SPOKEN, {}),
        (PROTOCOL_3_2, {"_pq_.none": "1"}),
        (3 << 16, {"_pq_.x": "1"}),
    ],
)
def test_versions_are_negotiated_as_postgresql_does(
    postgres_server: PostgresServer, protocol: int, parameters: dict[str, str]
) -> None:
    with Wire(postgres_server.host, postgres_server.port) as wire:
        answers = wire.start("postgres", protocol, **parameters)
    offers = [answer for answer in answers if isinstance(answer, m.NegotiateProtocolVersion)]
    ours = negotiation(StartupMessage(protocol=protocol, parameters=parameters))
    assert offers == ([] if ours is None else [ours])


@pytest.mark.parametrize(("protocol", "length"), [(3 << 16, 4), (PROTOCOL_3_2, 32)])
def test_keys_are_as_long_as_postgresqls(postgres_server: PostgresServer, protocol: int, length: int) -> None:
    with Wire(postgres_server.host, postgres_server.port) as wire:
        answers = wire.start("postgres", protocol)
    assert [len(answer.secret_key) for answer in answers if isinstance(answer, m.BackendKeyData)] == [length]
