"""The certificate of a door: given as files, or made once and kept beside the workspace; and logins bound to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.pgserver.configuration import Certificate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.x509 import GeneralName

PROTOCOL = "postgresql"
"""What libpq asks for by ALPN when it speaks TLS from the first byte."""

VALID_DAYS = 3650
FILES = ("door.crt", "door.key")

_DIGESTS: Final[Mapping[bytes, str]] = {
    bytes.fromhex("2a864886f70d010104"): "sha256",
    bytes.fromhex("2a864886f70d010105"): "sha256",
    bytes.fromhex("2a864886f70d01010e"): "sha224",
    bytes.fromhex("2a864886f70d01010b"): "sha256",
    bytes.fromhex("2a864886f70d01010c"): "sha384",
    bytes.fromhex("2a864886f70d01010d"): "sha512",
    bytes.fromhex("2a8648ce3d0401"): "sha256",
    bytes.fromhex("2a8648ce3d040301"): "sha224",
    bytes.fromhex("2a8648ce3d040302"): "sha256",
    bytes.fromhex("2a8648ce3d040303"): "sha384",
    bytes.fromhex("2a8648ce3d040304"): "sha512",
}
"""The hash of a channel's end point by the OID of the certificate's signature, RSA and ECDSA: that of the signature,
SHA-256 for MD5 and SHA-1 (RFC 5929, section 4.1)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Encryption:
    """TLS as a door speaks it.

    `end_point` is the hash of its certificate (tls-server-end-point), to which a login can be bound; None for a
    signature that has no hash of its own, such as Ed25519.
    """

    context: ssl.SSLContext
    end_point: bytes | None


def encryption(certificate: Certificate) -> Encryption:
    """TLS with this certificate. Raises `CertificateInvalid`."""
    context = server_context(certificate)
    text = certificate.certificate.read_text(encoding="ascii", errors="replace")
    # A file may hold the chain; the server's own certificate comes first.
    beginning, mark, _ = text[text.index("-----BEGIN CERTIFICATE-----") :].partition("-----END CERTIFICATE-----")
    return Encryption(context=context, end_point=end_point(ssl.PEM_cert_to_DER_cert(beginning + mark)))


def end_point(certificate: bytes) -> bytes | None:
    """The tls-server-end-point binding of a certificate in DER (RFC 5929)."""
    start, _ = _element(certificate, 0)
    _, algorithm = _element(certificate, start)
    start, _ = _element(certificate, algorithm)
    start, end = _element(certificate, start)
    digest = _DIGESTS.get(certificate[start:end])
    return None if digest is None else hashlib.new(digest, certificate).digest()


def _element(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the DER element at this place starts and ends."""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        start, length = start + count, int.from_bytes(data[start : start + count], "big")
    return start, start + length


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """TLS 1.2 and newer with this certificate. Raises `CertificateInvalid`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A renegotiation could stall a session that writes.
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols([PROTOCOL])
    try:
        context.load_cert_chain(certificate.certificate, certificate.key)
    except (OSError, ssl.SSLError) as error:
        raise errors.CertificateInvalid(
            f"The certificate {certificate.certificate} with the key {certificate.key} cannot be used: {error}",
            hint=f"openssl x509 -in {certificate.certificate} -noout -subject",
            certificate=str(certificate.certificate),
        ) from error
    return context


def made_certificate(folder: Path, host: str) -> Certificate:
    """The certificate that this folder holds, made at the first call; it vouches for itself and for this machine.

    Clients that check it (`sslmode=verify-full`) name the file as `sslrootcert`.
    """
    certificate, key = (folder / name for name in FILES)
    if not (certificate.exists() and key.exists()):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(certificate, key, host)
    return Certificate(certificate=certificate, key=key)


def _make(certificate: Path, key: Path, host: str) -> None:
    try:
        from cryptography import x509  # noqa: PLC0415 - only a door with TLS needs it
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above
        from cryptography.x509.oid import NameOID  # noqa: PLC0415 - as above
    except ImportError as error:
        raise errors.PackageMissing(
            "Making a certificate needs the package cryptography.", hint="pip install 'reedbed[tls]'"
        ) from error
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Reedbed")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(key, secret, mode=0o600)
    _write(certificate, made.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _names(host: str) -> list[GeneralName]:
    from cryptography import x509  # noqa: PLC0415 - as above

    names: list[GeneralName] = []
    for each in dict.fromkeys(("localhost", "127.0.0.1", "::1", socket.gethostname(), host)):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(each)))
        except ValueError:
            names.append(x509.DNSName(each))
    return names


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Publish a file whole: two doors that start at once must not mix certificate and key of each other's."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(aside).replace(path)
