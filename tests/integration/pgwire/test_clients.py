from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.pgwire.clients import CLIENTS
from tests.integration.pgwire.referee import Referee

from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from tests.integration.postgres_server import PostgresServer

# What no client of today says, or PostgreSQL only where it is set up otherwise than here.
UNHEARD = {
    "FunctionCall", "FunctionCallResponse", "GSSENCRequest", "GSSENCResponse", "PasswordMessage",
    "AuthenticationCleartextPassword", "AuthenticationSASL", "AuthenticationSASLContinue", "AuthenticationSASLFinal",
    "SASLInitialResponse", "SASLResponse", "NegotiateProtocolVersion",
}  # fmt: skip


def refereed(client: str, server: PostgresServer) -> Referee:
    with Referee(server.host, server.port) as referee:
        CLIENTS[client](referee.url())
    return referee


@pytest.mark.parametrize("client", CLIENTS)
def test_what_a_client_and_postgresql_say_stands_in_the_tables(client: str, postgres_server: PostgresServer) -> None:
    referee = refereed(client, postgres_server)
    assert referee.complaints == []
    assert referee.seen["ReadyForQuery"] > 1


def test_together_they_say_everything_that_is_said_in_a_session(postgres_server: PostgresServer) -> None:
    heard = {name for client in CLIENTS for name in refereed(client, postgres_server).seen}
    kinds = {kind for name in m.__all__ if isinstance(kind := getattr(m, name), type) and issubclass(kind, m.Message)}
    spoken = {kind.__name__ for kind in kinds if not any(issubclass(other, kind) for other in kinds - {kind})}
    assert spoken - heard == UNHEARD
