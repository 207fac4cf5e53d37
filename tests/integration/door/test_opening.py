"""Opening a door: addresses, TLS, who is turned away, and closing in good order."""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.integration.doors import DATABASE, open_door

from reedbed import errors
from reedbed.pgserver import Certificate, Door, DoorConfig, Limits
from reedbed.pgserver.access import Authenticator
from reedbed.pgserver.network.certificates import made_certificate
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.store import StorageManager

OWNER = "reedbed"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StorageManager]:
    with DuckDBStorageManager(tmp_path / f"{DATABASE}.db") as opened:
        yield opened


def config(**more: Any) -> DoorConfig:
    return DoorConfig(**{"authenticator": Authenticator(None), "host": "127.0.0.1", "port": 0, **more})


def url(door: Door, config: DoorConfig, **more: str) -> str:
    options = "&".join(f"{name}={value}" for name, value in more.items())
    return f"postgresql://{OWNER}:{config.authenticator.token}@127.0.0.1:{door.address.port}/{DATABASE}?{options}"


def test_the_token_opens_the_door_over_tcp(store: StorageManager) -> None:
    asked = config()
    with Door(store, asked) as door, psycopg.connect(url(door, asked)) as client:
        assert client.execute("SELECT 1").fetchone() == (1,)


def test_a_wrong_password_is_28p01(store: StorageManager) -> None:
    with Door(store, config()) as door, pytest.raises(psycopg.OperationalError, match="failed"):
        psycopg.connect(f"postgresql://{OWNER}:wrong@127.0.0.1:{door.address.port}/{DATABASE}")


def test_a_database_that_is_not_there_is_3d000(store: StorageManager) -> None:
    asked = config()
    with Door(store, asked) as door, pytest.raises(psycopg.OperationalError, match='database "nowhere" does not exist'):
        psycopg.connect(url(door, asked).replace(f"/{DATABASE}", "/nowhere"))


def test_a_port_in_use_is_said_with_its_holder(store: StorageManager) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(errors.AddressInUse) as caught:
            Door(store, config(port=port)).start()
    assert f"PID {os.getpid()}" in str(caught.value)


def test_a_socket_that_somebody_listens_on_is_left_alone_and_an_abandoned_one_replaced(store: StorageManager) -> None:
    with open_door() as other:
        path = other.folder / ".s.PGSQL.5433"
        with pytest.raises(errors.AddressInUse):
            Door(store, config(host=None, socket_path=path)).start()
        with psycopg.connect(other.url) as client:
            assert client.execute("SELECT 1").fetchone() == (1,)
        abandoned = other.folder / ".s.PGSQL.5434"
        with socket.socket(socket.AF_UNIX) as leaver:
            leaver.bind(str(abandoned))
        with Door(store, config(host=None, socket_path=abandoned)):
            with psycopg.connect(f"postgresql:///{DATABASE}?host={other.folder}&port=5434&user=me") as client:
                assert client.execute("SELECT 1").fetchone() == (1,)
            assert (abandoned.stat().st_mode & 0o777) == 0o600
        assert not abandoned.exists()


def test_a_self_made_certificate_is_kept_and_clients_can_check_it(store: StorageManager, tmp_path: Path) -> None:
    asked = config(certificate_folder=tmp_path / "tls")
    for _ in range(2):
        with Door(store, asked) as door:
            root = str(tmp_path / "tls" / "door.crt")
            secure = {"sslmode": "verify-full", "sslrootcert": root, "channel_binding": "disable"}
            with psycopg.connect(url(door, asked, **secure)) as client:
                assert client.pgconn.ssl_in_use
                assert client.execute("SHOW ssl").fetchone() == ("on",)
    assert ((tmp_path / "tls" / "door.key").stat().st_mode & 0o777) == 0o600


def test_tls_from_the_first_byte_is_understood(store: StorageManager, tmp_path: Path) -> None:
    asked = config(certificate_folder=tmp_path / "tls")
    with Door(store, asked) as door:
        direct = url(door, asked, sslmode="require", sslnegotiation="direct", channel_binding="disable")
        with psycopg.connect(direct) as client:
            assert client.execute("SELECT 1").fetchone() == (1,)


def test_a_given_certificate_is_used_and_a_broken_one_refused(store: StorageManager, tmp_path: Path) -> None:
    given = made_certificate(tmp_path / "given", "127.0.0.1")
    asked = config(certificate=given)
    secure = {"sslmode": "require", "channel_binding": "disable"}
    with Door(store, asked) as door, psycopg.connect(url(door, asked, **secure)) as client:
        assert client.pgconn.ssl_in_use
    given.key.write_text("no key")
    with pytest.raises(errors.CertificateInvalid):
        Door(store, config(certificate=Certificate(certificate=given.certificate, key=given.key))).start()


def test_an_open_address_without_users_is_refused(store: StorageManager, tmp_path: Path) -> None:
    with pytest.raises(errors.DoorUnsafe):
        Door(store, config(host="0.0.0.0", certificate_folder=tmp_path)).start()  # noqa: S104 - that is the point


def test_one_client_more_than_the_limit_is_turned_away(store: StorageManager) -> None:
    asked = config(limits=Limits(connections=2))
    with (
        Door(store, asked) as door,
        psycopg.connect(url(door, asked)),
        psycopg.connect(url(door, asked)),
        pytest.raises(psycopg.OperationalError, match="too many clients"),
    ):
        psycopg.connect(url(door, asked))


def test_an_answer_of_more_rows_than_the_limit_is_ended(store: StorageManager) -> None:
    asked = config(limits=Limits(result_rows=100))
    with Door(store, asked) as door, psycopg.connect(url(door, asked), autocommit=True) as client:
        with pytest.raises(psycopg.Error) as caught:
            client.execute("SELECT * FROM range(1000)")
        assert caught.value.sqlstate == "54000"
        assert client.execute("SELECT * FROM range(100)").rowcount == 100


def test_idle_clients_are_told_when_the_door_closes(store: StorageManager) -> None:
    asked = config()
    with Door(store, asked) as door:
        client = psycopg.connect(url(door, asked), autocommit=True)
        started = time.monotonic()
        door.stop(5)
        assert time.monotonic() - started < 3
        with pytest.raises(psycopg.errors.AdminShutdown):
            client.execute("SELECT 1")
        client.close()


def test_somebody_who_never_says_who_it_is_does_not_hold_the_door_open(store: StorageManager) -> None:
    with Door(store, config()) as door, socket.create_connection(("127.0.0.1", door.address.port)) as silent:
        time.sleep(0.1)
        started = time.monotonic()
        door.stop(20)
        assert time.monotonic() - started < 5
        assert silent.recv(1) == b""


def test_a_running_statement_may_finish_while_the_door_closes(store: StorageManager) -> None:
    asked = config()
    found: list[object] = []
    with Door(store, asked) as door:
        client = psycopg.connect(url(door, asked), autocommit=True)
        sql = "SELECT count(*) FROM range(4000000) a WHERE a.range % 7 = sqrt(a.range)"
        worker = threading.Thread(target=lambda: found.append(client.execute(sql).fetchone()))
        worker.start()
        time.sleep(0.1)
        door.stop(30)
        worker.join(10)
        client.close()
    assert len(found) == 1


def test_a_statement_that_outlasts_the_limit_is_ended_with_the_door(store: StorageManager) -> None:
    asked = config()
    caught: list[str | None] = []
    with Door(store, asked) as door:
        client = psycopg.connect(url(door, asked), autocommit=True)

        def run() -> None:
            try:
                client.execute("SELECT count(*) FROM range(100000000) a, range(1000000) b")
            except psycopg.Error as error:
                caught.append(error.sqlstate)

        worker = threading.Thread(target=run)
        worker.start()
        time.sleep(0.3)
        door.stop(0.2)
        worker.join(10)
        client.close()
    assert caught == ["57P01"]


def test_what_a_client_had_open_is_undone_when_the_door_closes(store: StorageManager) -> None:
    asked = config()
    with Door(store, asked) as door:
        client = psycopg.connect(url(door, asked))
        client.execute("CREATE TABLE unfinished (i INT)")
        door.stop(5)
        client.close()
    assert not store.table_exists("unfinished")
    store.execute_sql("CREATE TABLE finished (i INT)")


def test_a_door_can_be_opened_again(store: StorageManager) -> None:
    asked = config()
    door = Door(store, asked)
    for _ in range(2):
        door.start()
        with psycopg.connect(url(door, asked)) as client:
            assert client.execute("SELECT 1").fetchone() == (1,)
        door.stop()
        assert not door.is_open
