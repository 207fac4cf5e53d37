"""Secrets: credentials for remote files, put into DuckDB for the life of a database and never written down.

CREATE SECRET takes no bound values, so this module writes them as quoted literals; no error that leaves it
contains a value, and DuckDB's own message, which can, goes no further than here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import duckdb

from reedbed.engine.extensions import is_loaded
from reedbed.errors import ExtensionMissing, InvalidSetting, OperationRefused
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from reedbed.errors import ReedbedError

_EXTENSION: Final = "httpfs"
_PARAMETERS: Final[Mapping[str, frozenset[str]]] = {
    "s3": frozenset(
        {
            "endpoint",
            "key_id",
            "kms_key_id",
            "region",
            "requester_pays",
            "scope",
            "secret",
            "session_token",
            "url_compatibility_mode",
            "url_style",
            "use_ssl",
        }
    ),
    "http": frozenset(
        {
            "bearer_token",
            "extra_http_headers",
            "http_proxy",
            "http_proxy_password",
            "http_proxy_username",
            "scope",
            "verify_ssl",
        }
    ),
}
"""The parameters of httpfs's secrets; the provider is always `config`, whose values are given."""


# An empty scope is every address to us, and an error to DuckDB.
_NOTHING: Final[tuple[object, ...]] = ([], (), {})


def create_secrets(connection: duckdb.DuckDBPyConnection, secrets: Mapping[str, Mapping[str, object]]) -> None:
    """Create each named secret for the whole database of `connection`, or replace it; all or none are tried.

    A secret is a mapping of `type` ("s3" or "http") and that type's parameters: text, booleans, integers, lists
    of text (`scope`) and mappings of text (`extra_http_headers`). They live in memory, as long as the database;
    persistent secrets are shut off. Raises `InvalidSetting` without any value in it, `ExtensionMissing` unless
    httpfs is loaded, `OperationRefused` when persistent secrets were in use already.
    """
    if not secrets:
        return
    statements = {name: _statement(name, fields) for name, fields in secrets.items()}
    if not is_loaded(connection, _EXTENSION):
        raise ExtensionMissing(
            f"Secrets need DuckDB's extension {_EXTENSION!r}, which is not loaded in this database.",
            hint=f"pip install duckdb-extension-{_EXTENSION}=={duckdb.__version__}",
            extension=_EXTENSION,
            secrets=list(secrets),
        )
    _shut_off_persistent_secrets(connection)
    for name, statement in statements.items():
        if not _runs(connection, statement):
            # Outside of the handler, so that DuckDB's message is not even this error's context.
            raise _invalid(name, "DuckDB refuses one of its values", parameters=sorted(secrets[name]))


def _shut_off_persistent_secrets(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep DuckDB from reading and writing secrets on disk; possible only before its first use of a secret."""
    (allowed,) = connection.execute("SELECT current_setting('allow_persistent_secrets')").fetchall()[0]
    if not allowed:
        return
    try:
        connection.execute("SET GLOBAL allow_persistent_secrets = false")
    except duckdb.InvalidInputException as error:
        raise OperationRefused(
            "This database used secrets from disk before it was given its own, and can no longer shut them off.",
            hint="create the secrets right after opening the database",
        ) from error


def _runs(connection: duckdb.DuckDBPyConnection, statement: str) -> bool:
    try:
        connection.execute(statement)
    except duckdb.Error:
        return False
    return True


def _statement(name: str, fields: Mapping[str, object]) -> str:
    folded = {key.lower(): value for key, value in fields.items()}
    kind = str(folded.pop("type", "")).lower()
    known = _PARAMETERS.get(kind)
    if known is None:
        raise _invalid(name, "its type is not one of " + ", ".join(_PARAMETERS))
    unknown = sorted(folded.keys() - known)
    if unknown:
        raise _invalid(name, f"a secret of type {kind} has no {unknown[0]!r}, only {', '.join(sorted(known))}")
    options = [
        f"TYPE {kind}",
        *(f"{quote(key)} {_value(name, key, value)}" for key, value in folded.items() if value not in _NOTHING),
    ]
    return f"CREATE OR REPLACE TEMPORARY SECRET {quote(name)} ({', '.join(options)})"


def _value(name: str, key: str, value: object) -> str:
    """A parameter's value as SQL text."""
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, str):
        if "\0" in value:
            raise _invalid(name, f"{key!r} holds a NUL character")
        return literal(value)
    if isinstance(value, Mapping):
        pairs = [f"{_value(name, key, header)}: {_value(name, key, text)}" for header, text in value.items()]
        return f"MAP {{{', '.join(pairs)}}}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return f"[{', '.join(_value(name, key, item) for item in value)}]"
    raise _invalid(name, f"{key!r} is of the type {type(value).__name__}, not text, a number, a list or a mapping")


def _invalid(name: str, reason: str, **details: object) -> ReedbedError:
    return InvalidSetting(
        f"The secret {name!r} cannot be created: {reason}.", hint="reedbed config show", secret=name, **details
    )
