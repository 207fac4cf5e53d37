"""Requests between two Reedbed processes, as the SQL texts that carry them through the door.

    CALL reedbed.call('name', '{arguments}')                          one value back, as JSON
    COPY reedbed.read TO STDOUT (FORMAT arrow, OPTIONS '{request}')    an Arrow stream back
    COPY reedbed.write FROM STDIN (FORMAT arrow, OPTIONS '{request}')  an Arrow stream there; then call 'written'

Both ends take these texts from here; nothing else composes or reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from reedbed.errors import SqlSyntaxError
from reedbed.sql import literal
from reedbed.store.served.values import decode, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["call", "read", "write"]

PROTOCOL: Final = 1
"""Raised with every change that an older process would misunderstand."""

_TEXT: Final = r"'((?:[^']++|'')*+)'"
_FIRST_WORDS: Final = re.compile(
    r"\s*(?:call\s+reedbed\s*\.\s*call|copy\s+reedbed\s*\.\s*(?:read|write))\b", re.IGNORECASE
)
_CALL: Final = re.compile(rf"\s*call\s+reedbed\.call\s*\(\s*{_TEXT}\s*(?:,\s*{_TEXT}\s*)?\)\s*;?\s*", re.IGNORECASE)
_COPY: Final = re.compile(
    r"\s*copy\s+reedbed\.(read|write)\s+(?:to\s+stdout|from\s+stdin)\s*"
    rf"\(\s*format\s+arrow\s*,\s*options\s+{_TEXT}\s*\)\s*;?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request: how its answer travels, what is asked, and with what."""

    kind: Kind
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def to_sql(self) -> str:
        """The text that carries it."""
        if self.kind == "call":
            return f"CALL reedbed.call({literal(self.name)}, {literal(encode(dict(self.arguments)))})"
        content = literal(encode([self.name, dict(self.arguments)]))
        way = "read TO STDOUT" if self.kind == "read" else "write FROM STDIN"
        return f"COPY reedbed.{way} (FORMAT arrow, OPTIONS {content})"


def is_request(sql: str) -> bool:
    """Whether a text is meant as a request; costs a microsecond for one that is not."""
    return _FIRST_WORDS.match(sql) is not None


def parse_request(sql: str) -> Request:
    """The request of a text for which `is_request` holds.

    The arguments of a call may be a plain JSON object too, as a person writes it. Raises `SqlSyntaxError`.
    """
    try:
        found = _CALL.fullmatch(sql)
        if found is not None:
            arguments = decode(_unquoted(found[2])) if found[2] else {}
            return Request(kind="call", name=_unquoted(found[1]), arguments=dict(arguments))
        found = _COPY.fullmatch(sql)
        if found is not None:
            name, arguments = decode(_unquoted(found[2]))
            return Request(kind="read" if found[1].lower() == "read" else "write", name=str(name), arguments=arguments)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise SqlSyntaxError(f"The content of a request is not JSON of the expected form: {error}.") from error
    raise SqlSyntaxError("A request is CALL reedbed.call('name', '{…}').", hint="CALL reedbed.call('verify', '{}')")


def _unquoted(text: str) -> str:
    return text.replace("''", "'")
