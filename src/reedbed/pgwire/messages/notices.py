"""What a server says beside or instead of an answer: errors, notices, notifications, and bare acknowledgements."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from reedbed.pgwire.layout import UINT32, Fields, frame, text
from reedbed.pgwire.messages.shape import BackendMessage

# Severities after which the connection is closed.
LAST_WORDS: Final = frozenset({"FATAL", "PANIC"})


class Acknowledgement(BackendMessage):
    """A message without a body, so the same five bytes each time."""

    __slots__ = ()
    encoded: ClassVar[bytes] = b""

    def __init_subclass__(cls) -> None:
        cls.encoded = frame(cls.code, b"")

    def encode(self) -> bytes:
        """The five bytes."""
        return self.encoded


@dataclass(frozen=True, kw_only=True, slots=True)
class ParseComplete(Acknowledgement):
    """`Parse` is done."""

    code: ClassVar[int] = ord("1")


@dataclass(frozen=True, kw_only=True, slots=True)
class BindComplete(Acknowledgement):
    """`Bind` is done."""

    code: ClassVar[int] = ord("2")


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseComplete(Acknowledgement):
    """`Close` is done."""

    code: ClassVar[int] = ord("3")


@dataclass(frozen=True, kw_only=True, slots=True)
class NoData(Acknowledgement):
    """What was described gives no rows."""

    code: ClassVar[int] = ord("n")


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalSuspended(Acknowledgement):
    """`Execute` stopped at its row limit; the portal has more."""

    code: ClassVar[int] = ord("s")


@dataclass(frozen=True, kw_only=True, slots=True)
class EmptyQueryResponse(Acknowledgement):
    """There was no statement to run; stands where `CommandComplete` would."""

    code: ClassVar[int] = ord("I")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Report(BackendMessage):
    """`fields` by their one-letter names: S and V severity, C SQLSTATE, M message, D detail, H hint, P position."""

    is_large: ClassVar[bool] = True
    fields: Mapping[str, str]

    @property
    def severity(self) -> str:
        """The severity, in English where the server says it so."""
        return self.fields.get("V") or self.fields.get("S", "")

    def body(self) -> bytes:
        """Letter and text of each field, then a NUL. What of a text cannot travel is left out."""
        pairs = [
            name.encode("ascii") + value.replace("\0", "").encode("utf-8", "replace") + b"\0"
            for name, value in self.fields.items()
        ]
        return b"".join(pairs) + b"\0"

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the fields."""
        fields = Fields(body)
        found: dict[str, str] = {}
        while letter := fields.octets(1)[0]:
            found[chr(letter)] = fields.text()
        fields.end()
        return cls(fields=found)


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorResponse(_Report):
    """A request failed; in the extended protocol the rest of its pipeline is skipped."""

    code: ClassVar[int] = ord("E")

    @property
    def is_fatal(self) -> bool:
        """Whether the server closes the connection after it."""
        return self.severity in LAST_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeResponse(_Report):
    """A warning or a remark; may come at any time."""

    code: ClassVar[int] = ord("N")


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationResponse(BackendMessage):
    """Another session's NOTIFY."""

    code: ClassVar[int] = ord("A")
    process_id: int
    channel: str
    payload: str = ""

    def body(self) -> bytes:
        """Process, channel, payload."""
        return UINT32.pack(self.process_id) + text(self.channel) + text(self.payload)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read process, channel and payload."""
        fields = Fields(body)
        process_id, channel, payload = fields.uint32(), fields.text(), fields.text()
        fields.end()
        return cls(process_id=process_id, channel=channel, payload=payload)
