"""Logins over TLS that are bound to the channel (SCRAM-SHA-256-PLUS), by libpq and by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import ssl
from typing import TYPE_CHECKING

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from tests.integration.doors import DATABASE

from reedbed.pgserver import Certificate, Door, DoorConfig
from reedbed.pgserver.access import Authenticator
from reedbed.pgserver.access.users import OWN_NAME
from reedbed.pgserver.network.certificates import end_point
from reedbed.pgwire import NEED_DATA, ClientConnection
from reedbed.pgwire import messages as m
from reedbed.pgwire.scram import MECHANISM, MECHANISM_PLUS
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

    from reedbed.store import StorageManager

KEYS: dict[str, Callable[[], CertificateIssuerPrivateKeyTypes]] = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "ECDSA": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorageManager]:
    with DuckDBStorageManager(tmp_path_factory.mktemp("store") / f"{DATABASE}.db") as opened:
        yield opened


def certificate(
    folder: Path, key: CertificateIssuerPrivateKeyTypes, digest: hashes.HashAlgorithm | None
) -> Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a door")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    made = builder.sign(key, digest)  # type: ignore[arg-type]  # any hash will do
    found = Certificate(certificate=folder / "given.crt", key=folder / "given.key")
    found.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    found.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return found


def config(folder: Path, kind: str = "ECDSA", digest: hashes.HashAlgorithm | None = None) -> DoorConfig:
    hashed = None if kind == "Ed25519" else digest or hashes.SHA256()
    given = certificate(folder, KEYS[kind](), hashed)
    return DoorConfig(authenticator=Authenticator(None), host="127.0.0.1", port=0, certificate=given)


def url(door: Door, asked: DoorConfig, *, binding: str) -> str:
    options = f"sslmode=require&channel_binding={binding}"
    return f"postgresql://{OWN_NAME}:{asked.authenticator.token}@127.0.0.1:{door.address.port}/{DATABASE}?{options}"


@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
@pytest.mark.parametrize("kind", ["RSA", "ECDSA"])
def test_a_client_that_requires_channel_binding_gets_in(
    store: StorageManager, tmp_path: Path, kind: str, digest: hashes.HashAlgorithm
) -> None:
    asked = config(tmp_path, kind, digest)
    with Door(store, asked) as door:
        for binding in ("require", "prefer", "disable"):
            with psycopg.connect(url(door, asked, binding=binding)) as client:
                assert client.execute("SELECT 1").fetchone() == (1,)


def test_a_wrong_password_stays_wrong_on_a_bound_channel(store: StorageManager, tmp_path: Path) -> None:
    asked = config(tmp_path)
    with Door(store, asked) as door:
        wrong = url(door, asked, binding="require").replace(asked.authenticator.token, "wrong")
        with pytest.raises(psycopg.OperationalError, match="failed"):
            psycopg.connect(wrong)


def test_a_certificate_whose_signature_has_no_hash_binds_nothing(store: StorageManager, tmp_path: Path) -> None:
    asked = config(tmp_path, "Ed25519")
    with Door(store, asked) as door:
        with psycopg.connect(url(door, asked, binding="prefer")) as client:
            assert client.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError, match="channel binding"):
            psycopg.connect(url(door, asked, binding="require"))


def test_without_tls_nothing_is_offered_to_bind_to(store: StorageManager, tmp_path: Path) -> None:
    asked = config(tmp_path)
    with Door(store, asked) as door:
        clear = url(door, asked, binding="require").replace("sslmode=require", "sslmode=disable")
        with pytest.raises(psycopg.OperationalError, match="channel binding required"):
            psycopg.connect(clear)


@pytest.mark.parametrize(
    ("header", "mechanism", "answer"),
    [
        ("n,,", MECHANISM, m.AuthenticationSASLContinue),
        # The client could bind the channel, and was told by somebody in between that the server could not.
        ("y,,", MECHANISM, m.ErrorResponse),
        ("n,,", MECHANISM_PLUS, m.ErrorResponse),
        ("p=tls-unique,,", MECHANISM_PLUS, m.ErrorResponse),
        ("p=tls-server-end-point,,", MECHANISM_PLUS, m.AuthenticationSASLContinue),
    ],
)
def test_an_offer_that_was_taken_out_on_the_way_is_noticed(
    store: StorageManager, tmp_path: Path, header: str, mechanism: str, answer: type[m.BackendMessage]
) -> None:
    asked = config(tmp_path)
    with Door(store, asked) as door, securely(door.address.port) as channel:
        wire = ClientConnection()
        channel.sendall(wire.send(m.StartupMessage(parameters={"user": OWN_NAME, "database": DATABASE})))
        offer = told(channel, wire)
        assert isinstance(offer, m.AuthenticationSASL)
        assert offer.mechanisms == (MECHANISM_PLUS, MECHANISM)
        first = f"{header}n=,r=abcdefghijklmnopqrstuvwx".encode()
        channel.sendall(wire.send(m.SASLInitialResponse(mechanism=mechanism, data=first)))
        assert isinstance(told(channel, wire), answer)


def securely(port: int) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port), timeout=10)
    plain.sendall(m.SSLRequest().encode())
    assert plain.recv(1) == b"S"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


def told(channel: ssl.SSLSocket, wire: ClientConnection) -> m.BackendMessage:
    while (event := wire.next_event()) is NEED_DATA:
        wire.receive_data(channel.recv(65_536))
    assert isinstance(event, m.BackendMessage)
    return event


def test_a_certificate_signed_with_sha1_is_hashed_with_sha256(tmp_path: Path) -> None:
    given = certificate(tmp_path, KEYS["RSA"](), hashes.SHA256())
    der = ssl.PEM_cert_to_DER_cert(given.certificate.read_text())
    assert end_point(der) == hashlib.sha256(der).digest()
    # 1.2.840.113549.1.1.11 is sha256WithRSAEncryption, 1.2.840.113549.1.1.5 sha1WithRSAEncryption.
    older = der.replace(bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105"))
    assert end_point(older) == hashlib.sha256(older).digest()
