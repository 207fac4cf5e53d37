"""Who speaks with a bucket, and with which credentials: one secret for our own requests and for DuckDB's.

A secret of the settings whose scope covers the place is taken, the longest scope first, as DuckDB does. Without one,
the usual places of the AWS tools are looked at (environment, profile, role of the machine), and DuckDB is given what
was found there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reedbed.lake.targets.s3.places import S3Place

_REGION: Final = "us-east-1"
_ATTEMPTS: Final = 5
_EVERYWHERE: Final = ("s3://",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long a server is waited for. An attempt that fails is made again after a pause that grows, with jitter.

    `attempts` is AWS_MAX_ATTEMPTS, or `max_attempts` of the AWS profile, when None, and five without them.
    """

    connect_seconds: float = 5.0
    read_seconds: float = 60.0
    attempts: int | None = None
    parallel: int = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """The credentials and endpoint for one place; `secret` is None where the AWS tools' own are used."""

    secret: Mapping[str, object] | None

    @classmethod
    def to(cls, place: S3Place, secrets: Mapping[str, Mapping[str, object]]) -> Access:
        """The secret that counts for a place."""
        address = f"{place.url}/"
        best: tuple[int, Mapping[str, object] | None] = (-1, None)
        for _, secret in sorted(secrets.items()):
            if str(secret.get("type", "")).lower() != "s3":
                continue
            for scope in cast("Iterable[str]", secret.get("scope") or _EVERYWHERE):
                if address.startswith(scope) and len(scope) > best[0]:
                    best = (len(scope), secret)
        return cls(secret=best[1])

    def client(self, patience: Patience) -> Any:
        """A botocore client; safe to share between threads."""
        from botocore.config import Config  # noqa: PLC0415 - 0.2 s, for those who have a bucket
        from botocore.session import Session  # noqa: PLC0415 - see above

        given = self.secret or {}
        session = Session()
        style = str(given.get("url_style") or ("vhost" if given else "auto"))
        return session.create_client(
            "s3",
            region_name=str(given.get("region") or session.get_config_variable("region") or _REGION),
            endpoint_url=self._endpoint(),
            aws_access_key_id=given.get("key_id"),
            aws_secret_access_key=given.get("secret"),
            aws_session_token=given.get("session_token"),
            config=Config(
                connect_timeout=patience.connect_seconds,
                read_timeout=patience.read_seconds,
                retries={
                    "mode": "standard",
                    "total_max_attempts": patience.attempts or session.get_config_variable("max_attempts") or _ATTEMPTS,
                },
                max_pool_connections=2 * patience.parallel,
                # Every server knows Content-MD5, which the uploads send; trailing checksums are AWS's own.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={
                    "addressing_style": {"vhost": "virtual"}.get(style, style),
                    # The hash of the body is part of what is signed, under TLS too.
                    "payload_signing_enabled": True,
                },
            ),
        )

    def _endpoint(self) -> str | None:
        given = self.secret or {}
        endpoint = str(given.get("endpoint") or "")
        if not endpoint:
            return None
        if "://" in endpoint:
            return endpoint
        return f"{'http' if given.get('use_ssl') is False else 'https'}://{endpoint}"

    def for_duckdb(self, place: S3Place, client: Any) -> dict[str, dict[str, object]]:
        """The secrets that DuckDB needs besides those of the settings."""
        if self.secret is not None:
            return {}
        credentials = client._request_signer._credentials  # noqa: SLF001 - botocore has no other way to them
        fields: dict[str, object] = {"type": "s3", "scope": [f"{place.url}/"], "region": client.meta.region_name}
        if credentials is not None:
            found = credentials.get_frozen_credentials()
            fields |= {"key_id": found.access_key, "secret": found.secret_key}
            if found.token:
                fields["session_token"] = found.token
        scheme, _, host = str(client.meta.endpoint_url).partition("://")
        if not host.endswith(".amazonaws.com"):
            fields |= {"endpoint": host, "use_ssl": scheme == "https", "url_style": "path"}
        return {f"reedbed_lake_{hashlib.sha256(place.url.encode()).hexdigest()[:12]}": fields}
