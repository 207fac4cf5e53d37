from __future__ import annotations

import re

import pytest

from reedbed.errors import InternalError, ProtocolViolation, ServerNotProven
from reedbed.pgwire.scram import MECHANISM, MECHANISM_PLUS, ClientExchange, ServerExchange, Verifier, offered
from reedbed.pgwire.scram.wording import octets, spelled

# The example of RFC 7677, section 3.
SALT = octets("W22ZaJ0SNY7soEsUEjb6gQ==")
CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO"
SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
FIRST = f"n,,n=user,r={CLIENT_NONCE}".encode()
CHALLENGE = f"r={CLIENT_NONCE}{SERVER_NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096".encode()
UNPROVEN = f"c=biws,r={CLIENT_NONCE}{SERVER_NONCE}"
LAST = f"{UNPROVEN},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=".encode()
OUTCOME = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
PENCIL = Verifier.make("pencil", salt=SALT)
QUICK = Verifier.make("pencil", iterations=1)
BINDING = bytes(range(32))


def example() -> ServerExchange:
    return ServerExchange(PENCIL, nonce=SERVER_NONCE)


def outcome(server: ServerExchange, client: ClientExchange) -> bytes | None:
    return server.judge(client.respond(server.challenge(client.first())))


def test_the_server_answers_as_in_the_rfc() -> None:
    server = example()
    assert server.challenge(FIRST) == CHALLENGE
    assert server.judge(LAST) == OUTCOME


def test_a_client_that_knows_the_password_is_let_in_and_trusts_the_server() -> None:
    client = ClientExchange("pencil")
    found = outcome(ServerExchange(QUICK), client)
    assert found is not None
    client.verify(found)


def test_a_client_that_does_not_know_the_password_is_not_let_in() -> None:
    assert outcome(ServerExchange(QUICK), ClientExchange("pen")) is None


def test_an_unknown_user_sees_the_same_exchange_up_to_its_end() -> None:
    shape = re.compile(r"r=[!-+\--~]+,s=[A-Za-z0-9+/]{22}==,i=4096")
    decoy = ServerExchange(Verifier.decoy(b"secret", "nobody"))
    for server in (decoy, ServerExchange(PENCIL)):
        assert shape.fullmatch(server.challenge(FIRST).decode())
    assert outcome(ServerExchange(Verifier.decoy(b"secret", "nobody")), ClientExchange("pencil")) is None


def test_nonces_are_fresh_on_both_sides() -> None:
    assert ClientExchange("x").first() != ClientExchange("x").first()
    assert ServerExchange(QUICK).challenge(FIRST) != ServerExchange(QUICK).challenge(FIRST)


def test_a_bound_exchange_succeeds_on_the_same_channel_only() -> None:
    server = ServerExchange(QUICK, mechanism=MECHANISM_PLUS, binding=BINDING)
    assert outcome(server, ClientExchange("pencil", binding=BINDING)) is not None
    other = ServerExchange(QUICK, mechanism=MECHANISM_PLUS, binding=BINDING)
    with pytest.raises(ProtocolViolation, match="another TLS channel"):
        outcome(other, ClientExchange("pencil", binding=BINDING[::-1]))


def test_the_bound_mechanism_is_offered_where_there_is_a_channel() -> None:
    assert offered(None) == (MECHANISM,)
    assert offered(BINDING) == (MECHANISM_PLUS, MECHANISM)
    assert (ClientExchange("x").mechanism, ClientExchange("x", binding=BINDING).mechanism) == (
        MECHANISM,
        MECHANISM_PLUS,
    )


@pytest.mark.parametrize(("mechanism", "binding"), [(MECHANISM_PLUS, None), ("PLAIN", None), ("", BINDING)])
def test_a_mechanism_that_was_not_offered_is_refused(mechanism: str, binding: bytes | None) -> None:
    with pytest.raises(ProtocolViolation, match="not offered"):
        ServerExchange(QUICK, mechanism=mechanism, binding=binding)


def test_a_client_that_could_bind_is_refused_when_somebody_hid_the_offer() -> None:
    server = ServerExchange(QUICK, binding=BINDING)
    with pytest.raises(ProtocolViolation, match="was told that the server could not"):
        server.challenge(f"y,,n=,r={CLIENT_NONCE}".encode())


def test_a_client_that_could_bind_is_let_in_where_nothing_is_to_bind_to() -> None:
    assert ServerExchange(QUICK).challenge(f"y,,n=,r={CLIENT_NONCE}".encode())


@pytest.mark.parametrize(
    ("first", "why"),
    [
        (b"", "channel binding"),
        (b"x,,n=,r=abc", "channel binding"),
        (b"p=tls-unique,,n=,r=abc", "channel binding"),
        (b"n,a=root,n=,r=abc", "act for another user"),
        (b"n,,m=ext,n=,r=abc", "extension"),
        (b"n,,n=", "form"),
        (b"n,,r=abc,n=", "form"),
        (b"n,,n=,r=", "nonce"),
        (b"n,,n=,r=a b", "nonce"),
        ("n,,n=,r=ä".encode(), "nonce"),
        (b"n,,n=,r=\xff", "UTF-8"),
    ],
)
def test_a_first_message_of_another_form_is_refused(first: bytes, why: str) -> None:
    with pytest.raises(ProtocolViolation, match=why):
        ServerExchange(QUICK).challenge(first)


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (UNPROVEN, "no proof"),
        (f"c=biws,r={CLIENT_NONCE}other,p=AAAA", "another nonce"),
        (f"c=eSws,r={CLIENT_NONCE}{SERVER_NONCE},p=AAAA", "another TLS channel"),
        (f"c=?,r={CLIENT_NONCE}{SERVER_NONCE},p=AAAA", "Base64"),
        (f"{UNPROVEN},p=AAAA", "3 bytes"),
        (f"{UNPROVEN},p=?", "Base64"),
        (f"r={CLIENT_NONCE}{SERVER_NONCE},p=AAAA", "form"),
    ],
)
def test_a_last_message_of_another_form_is_refused(last: str, why: str) -> None:
    server = example()
    server.challenge(FIRST)
    with pytest.raises(ProtocolViolation, match=why):
        server.judge(last.encode())


def test_extensions_in_the_last_message_are_proven_along() -> None:
    server = example()
    server.challenge(FIRST)
    assert server.judge(f"{UNPROVEN},x=more,p={spelled(bytes(32))}".encode()) is None


def test_judging_before_the_challenge_is_a_bug_of_ours() -> None:
    with pytest.raises(InternalError):
        example().judge(LAST)


@pytest.mark.parametrize(
    ("challenge", "why"),
    [
        ("r=other,s=AAAA,i=1", "does not continue"),
        ("r={nonce},s=AAAA,i=1", "does not continue"),
        ("r={nonce}x,s=AAAA,i=0", "iterations"),
        ("r={nonce}x,s=AAAA,i=-1", "iterations"),
        ("r={nonce}x,s=AAAA,i=99999999999", "iterations"),
        ("r={nonce}x,s=AAAA,i=\u0663", "iterations"),
        ("r={nonce}x,s=?,i=1", "Base64"),
        ("e=other-error", "form"),
    ],
)
def test_a_challenge_of_another_form_is_refused(challenge: str, why: str) -> None:
    client = ClientExchange("pencil", nonce=CLIENT_NONCE)
    with pytest.raises(ProtocolViolation, match=why):
        client.respond(challenge.format(nonce=CLIENT_NONCE).encode())


@pytest.mark.parametrize("claim", [b"v=AAAA", b"e=invalid-proof", b"", OUTCOME])
def test_a_server_that_cannot_prove_itself_is_not_trusted(claim: bytes) -> None:
    client = ClientExchange("pencil")
    client.respond(ServerExchange(QUICK).challenge(client.first()))
    with pytest.raises(ServerNotProven):
        client.verify(claim)


def test_trusting_before_the_challenge_is_a_bug_of_ours() -> None:
    with pytest.raises(InternalError):
        ClientExchange("x").verify(OUTCOME)
