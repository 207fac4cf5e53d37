from __future__ import annotations

import pytest

from reedbed.errors import ProtocolNotSupported
from reedbed.pgwire import negotiation, secret_key_bytes
from reedbed.pgwire.messages import PROTOCOL_3_0, PROTOCOL_3_2, NegotiateProtocolVersion, StartupMessage


def startup(minor: int, *, major: int = 3, options: dict[str, str] | None = None) -> StartupMessage:
    return StartupMessage(protocol=major << 16 | minor, parameters={"user": "a"} | (options or {}))


@pytest.mark.parametrize("minor", [0, 2])
def test_a_version_that_is_spoken_needs_no_word(minor: int) -> None:
    assert negotiation(startup(minor)) is None


def test_a_newer_minor_version_is_offered_the_newest_there_is() -> None:
    assert negotiation(startup(9999)) == NegotiateProtocolVersion(minor=2)


def test_options_that_are_not_known_are_named() -> None:
    wanted = NegotiateProtocolVersion(minor=0, options=("_pq_.command_tag",))
    assert negotiation(startup(0, options={"_pq_.command_tag": "1"})) == wanted


@pytest.mark.parametrize("major", [1, 2, 4])
def test_another_major_version_is_refused_in_postgresqls_words(major: int) -> None:
    with pytest.raises(
        ProtocolNotSupported, match=rf"unsupported frontend protocol {major}.0: server supports 3.0 to 3.2"
    ):
        negotiation(startup(0, major=major))


def test_keys_are_long_where_the_client_takes_them() -> None:
    assert secret_key_bytes(PROTOCOL_3_0) == 4
    assert secret_key_bytes(PROTOCOL_3_2) == 32
