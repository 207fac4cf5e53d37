"""Addresses: who holds a port, and what becomes of a socket's file."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from reedbed import errors
from reedbed.pgserver.network.listening import keep_alive, listen_tcp, listen_unix, peer_uid
from reedbed.pgserver.network.port_holders import port_holder

if TYPE_CHECKING:
    from pathlib import Path


def test_the_holder_of_a_port_is_found_with_its_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert f"PID {os.getpid()}" in port_holder(taken.getsockname()[1])


def test_a_port_that_nobody_holds_has_no_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert port_holder(port) == ""


def test_a_host_that_is_none_is_said() -> None:
    with pytest.raises(errors.DoorError, match="no address of this machine"):
        listen_tcp("no.such.host.invalid", 0)


def test_the_file_of_a_unix_socket_goes_with_its_listener(tmp_path: Path) -> None:
    listener = listen_unix(tmp_path / "s")
    assert listener.is_unix
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(tmp_path / "s"))
        accepted, _ = listener.socket.accept()
        with accepted:
            assert peer_uid(accepted) == os.getuid()
    listener.close()
    assert not (tmp_path / "s").exists()


def test_a_client_whose_machine_vanished_is_noticed_within_two_minutes() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        keep_alive(connection)
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        idle, interval, count = (
            connection.getsockopt(socket.IPPROTO_TCP, option)
            for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        )
        assert idle + interval * count <= 120
