"""What botocore raises, as errors of ours; no message of a server's is passed on, since it may quote what was sent."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own, which Python's does not cover
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
)

from reedbed.errors import LakeError, TargetRefused, TargetUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN: Final = (ConnectionError, HTTPClientError, IncompleteReadError)
"""What botocore raises when a connection fails, or an answer ends before it is whole."""

_LATER: Final = frozenset(
    {"InternalError", "OperationAborted", "RequestTimeout", "ServiceUnavailable", "SlowDown", "Throttling", "503"}
)
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_SERVER_ERROR: Final = 500
_TOO_MANY: Final = 429


def code_of(error: ClientError) -> str:
    """The server's word for what is wrong, such as `AccessDenied`, or the status where it says nothing."""
    return str(error.response.get("Error", {}).get("Code", "")) or str(status_of(error))


def status_of(error: ClientError) -> int:
    """The HTTP status of an answer."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def is_missing(error: ClientError) -> bool:
    """Whether there is no such object; a bucket that is not there is another matter."""
    return code_of(error) in _MISSING


@contextmanager
def translated(target: str, deed: str) -> Iterator[None]:
    """Raise errors of ours; `deed` completes "<target> could not be asked to …"."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise _translated(error, target, deed) from None


def _translated(error: BotoCoreError | ClientError, target: str, deed: str) -> LakeError:
    if isinstance(error, ClientError):
        code, status = code_of(error), status_of(error)
        # HEAD has no body that a code could stand in.
        said = str(status) if code == str(status) else f"{code} ({status})"
        details = {"target": target, "server_code": code, "status": status}
        if status >= _SERVER_ERROR or status == _TOO_MANY or code in _LATER:
            return TargetUnreachable(
                f"{target} could not {deed}: the server answered {said}, after every attempt.",
                hint="run the call again later",
                **details,
            )
        return TargetRefused(f"{target} refuses to {deed}: {said}.", hint="reedbed config show", **details)
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return TargetRefused(
            f"There are no credentials for {target}.",
            hint="secrets: {lake: {type: s3, key_id: '${env:KEY_ID}', secret: '${env:SECRET}'}}",
            target=target,
        )
    if isinstance(error, BROKEN):
        return TargetUnreachable(
            f"{target} could not {deed}: the connection failed ({type(error).__name__}), after every attempt.",
            hint="run the call again later; `reedbed config show` says which endpoint it was",
            target=target,
        )
    return TargetRefused(
        f"{target} could not {deed}: {type(error).__name__}.", hint="reedbed config show", target=target
    )
