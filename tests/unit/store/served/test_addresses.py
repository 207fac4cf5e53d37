from __future__ import annotations

import pytest

from reedbed.errors import UnsupportedURL
from reedbed.store.served.addresses import DoorAddress


def test_a_url_says_everything() -> None:
    found = DoorAddress.of_url("postgresql://a%40b:p%2Fw@example.org:6543/shop?sslmode=require")
    assert (found.host, found.port, found.user, found.password) == ("example.org", 6543, "a@b", "p/w")
    assert (found.database, found.encrypted, found.socket_path) == ("shop", True, None)


def test_what_a_url_leaves_out_is_as_libpq_has_it() -> None:
    found = DoorAddress.of_url("postgresql:///shop")
    assert (found.host, found.port, found.password, found.encrypted) == ("127.0.0.1", 5432, None, False)


@pytest.mark.parametrize("url", ["postgresql:///db?host=/run/x&port=7", "postgresql://%2Frun%2Fx:7/db"])
def test_a_folder_is_a_unix_socket(url: str) -> None:
    found = DoorAddress.of_url(url)
    assert found.socket_path == "/run/x/.s.PGSQL.7"


def test_an_address_becomes_its_url_again() -> None:
    address = DoorAddress(host="::1", port=5433, user="ré", password="a:b/@", database="x y")  # noqa: S106 - an example
    assert DoorAddress.of_url(address.url()) == address


def test_a_password_is_not_shown() -> None:
    assert "hidden" not in repr(DoorAddress(password="hidden"))  # noqa: S106 - an example


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(UnsupportedURL):
        DoorAddress.of_url("postgresql://host:port/db")
