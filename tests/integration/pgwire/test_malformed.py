"""What is answered to messages that no client should send, where a server has to go on."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final

import pytest
from tests.integration.doors import SOCKET_PORT, OpenDoor, open_door
from tests.integration.pgwire.scenarios import said
from tests.integration.pgwire.wire import PATIENCE_SECONDS

from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.integration.postgres_server import PostgresServer

START: Final = m.StartupMessage(parameters={"user": "postgres", "database": "postgres"}).encode()
TOLD: Final = frozenset("EZCD")


def frame(code: str, body: bytes) -> bytes:
    return code.encode() + (len(body) + 4).to_bytes(4, "big") + body


def encoded(*messages: m.FrontendMessage) -> bytes:
    return b"".join(message.encode() for message in messages)


LONG_QUERY: Final = frame("Q", b"SELECT 1\0x")
NOT_UTF8: Final = frame("Q", b"SELECT '\xff'\0")
NEXT: Final = encoded(*said("SELECT 2 AS a"))
MANY: Final = encoded(m.Parse(name="many", sql="INSERT INTO t VALUES ($1)"))
ROW: Final = encoded(m.Bind(statement="many", parameters=(b"1",)), m.Execute())
TABLE: Final = encoded(*said("CREATE TEMP TABLE t (a int)"))
COUNT: Final = encoded(*said("SELECT count(*) FROM t"))
SYNC: Final = encoded(m.Sync())
SENT: Final[Mapping[str, bytes]] = {
    "a Query with bytes behind its text": LONG_QUERY + NEXT,
    "a Query that is not UTF-8": NOT_UTF8 + NEXT,
    "one in a transaction": encoded(*said("BEGIN")) + NOT_UTF8 + NEXT + encoded(*said("ROLLBACK")),
    "one behind rows that are not committed": TABLE + MANY + ROW * 4 + NOT_UTF8 + COUNT,
    "one behind an error of a pipeline": TABLE + encoded(m.Parse(sql="nonsense")) + NOT_UTF8 + SYNC + NEXT,
    "a Sync with bytes in it": frame("S", b"x") + NEXT,
    "a Parse that is not UTF-8": frame("P", b"\0SELECT '\xff'\0\0\0") + NEXT + SYNC + NEXT,
    "a call of a function in a transaction": encoded(*said("BEGIN"), m.FunctionCall(function_oid=1)) + NEXT,
    "parts of a COPY outside of one": encoded(m.CopyData(data=b"x"), m.CopyDone()) + NEXT,
    "a part of a COPY among rows": TABLE + MANY + ROW * 4 + encoded(m.CopyData(data=b"x")) + ROW + SYNC + COUNT,
}


def answers(host: str, port: int, stream: bytes) -> list[str]:
    """Send everything, leave, and read what is answered."""
    family, address = (socket.AF_UNIX, f"{host}/.s.PGSQL.{port}") if host[0] == "/" else (socket.AF_INET, (host, port))
    with socket.socket(family) as client:
        client.settimeout(PATIENCE_SECONDS)
        client.connect(address)
        client.sendall(START + stream)
        client.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: client.recv(65_536), b""))
    return list(told(received))


def told(received: bytes) -> Iterator[str]:
    while received:
        code, length = chr(received[0]), int.from_bytes(received[1:5], "big")
        body, received = received[5 : length + 1], received[length + 1 :]
        if code == "E":
            fields = {chr(field[0]): field[1:].decode() for field in body.split(b"\0") if field}
            yield f"{fields['V']} {fields['C']}"
        elif code in TOLD:
            yield f"{code} {body!r}"


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        yield opened


@pytest.mark.parametrize("name", SENT)
def test_the_door_goes_on_as_postgresql_does(name: str, door: OpenDoor, postgres_server: PostgresServer) -> None:
    ours = answers(str(door.folder), SOCKET_PORT, SENT[name])
    assert ours == answers(postgres_server.host, postgres_server.port, SENT[name])
    assert ours[-1].startswith("Z")
