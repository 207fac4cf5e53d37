"""What a server sends once a client is known, apart from COPY."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from reedbed.pgwire.layout import UINT16, UINT32, Fields, frame, oids, sized, text
from reedbed.pgwire.messages.shape import BackendMessage
from reedbed.pgwire.messages.startup import MAJOR, MAX_KEY_BYTES

FIELD: Final = struct.Struct("!IHIhih")
IDLE: Final = "I"
IN_TRANSACTION: Final = "T"
IN_FAILED_TRANSACTION: Final = "E"


@dataclass(frozen=True, kw_only=True, slots=True)
class NegotiateProtocolVersion(BackendMessage):
    """Offers an older minor version, and names the `_pq_.` options of the client that are not known."""

    code: ClassVar[int] = ord("v")
    minor: int
    options: tuple[str, ...] = ()

    def body(self) -> bytes:
        """The whole version (as PostgreSQL sends it), a count, names."""
        version = UINT32.pack(MAJOR << 16 | self.minor)
        return version + UINT32.pack(len(self.options)) + b"".join(map(text, self.options))

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read version and names."""
        fields = Fields(body)
        version = fields.uint32()
        if version >> 16 != MAJOR:
            raise ValueError(f"protocol {version >> 16}.{version & 0xFFFF}")
        options = tuple(fields.text() for _ in range(fields.uint32()))
        fields.end()
        return cls(minor=version & 0xFFFF, options=options)


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterStatus(BackendMessage):
    """A setting that clients follow has this value."""

    code: ClassVar[int] = ord("S")
    name: str
    value: str

    def body(self) -> bytes:
        """Name and value."""
        return text(self.name) + text(self.value)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read name and value."""
        fields = Fields(body)
        name, value = fields.text(), fields.text()
        fields.end()
        return cls(name=name, value=value)


@dataclass(frozen=True, kw_only=True, slots=True)
class BackendKeyData(BackendMessage):
    """What a `CancelRequest` for this session has to know: 4 bytes of key in protocol 3.0, up to 256 in 3.2."""

    code: ClassVar[int] = ord("K")
    process_id: int
    secret_key: bytes

    def body(self) -> bytes:
        """Process and key."""
        return UINT32.pack(self.process_id) + self.secret_key

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read process and key."""
        fields = Fields(body)
        process_id, secret_key = fields.uint32(), fields.rest()
        if not 1 <= len(secret_key) <= MAX_KEY_BYTES:
            raise ValueError(f"a key of {len(secret_key)} bytes")
        return cls(process_id=process_id, secret_key=secret_key)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadyForQuery(BackendMessage):
    """The next request may come; `status` is I (idle), T (in a transaction) or E (in a failed one)."""

    code: ClassVar[int] = ord("Z")
    status: str

    def encode(self) -> bytes:
        """One of three messages, each ready."""
        return READY[self.status]

    def body(self) -> bytes:
        """The status."""
        return self.status.encode("ascii")

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the status."""
        status = str(body, "ascii")
        if status not in READY:
            raise ValueError(f"the status {status!a}")
        return cls(status=status)


READY: Final[Mapping[str, bytes]] = {
    status: frame(ReadyForQuery.code, status.encode()) for status in (IDLE, IN_TRANSACTION, IN_FAILED_TRANSACTION)
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldDescription:
    """A column of a result: where it comes from (0 when from nowhere), its type, and the format it is sent in."""

    name: str
    table_oid: int = 0
    column_number: int = 0
    type_oid: int
    type_size: int
    type_modifier: int = -1
    format: int = 0

    def encode(self) -> bytes:
        """Name and numbers."""
        return text(self.name) + FIELD.pack(
            self.table_oid, self.column_number, self.type_oid, self.type_size, self.type_modifier, self.format
        )

    @classmethod
    def take(cls, fields: Fields) -> Self:
        """Read name and numbers."""
        name = fields.text()
        table, column, oid, size, modifier, code = FIELD.unpack(fields.octets(FIELD.size))
        return cls(
            name=name,
            table_oid=table,
            column_number=column,
            type_oid=oid,
            type_size=size,
            type_modifier=modifier,
            format=code,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RowDescription(BackendMessage):
    """The columns of the rows that follow."""

    code: ClassVar[int] = ord("T")
    fields: tuple[FieldDescription, ...]

    def body(self) -> bytes:
        """A count and the columns."""
        return UINT16.pack(len(self.fields)) + b"".join([field.encode() for field in self.fields])

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the columns."""
        fields = Fields(body)
        found = tuple(FieldDescription.take(fields) for _ in range(fields.uint16()))
        fields.end()
        return cls(fields=found)


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterDescription(BackendMessage):
    """The types of a statement's parameters."""

    code: ClassVar[int] = ord("t")
    type_oids: tuple[int, ...] = ()

    def body(self) -> bytes:
        """A count and the OIDs."""
        return oids(self.type_oids)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the OIDs."""
        fields = Fields(body)
        found = fields.oids()
        fields.end()
        return cls(type_oids=found)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataRow(BackendMessage):
    """One row, each value as it travels, None for NULL. Bulk is encoded by `pgwire.values`, never by this."""

    code: ClassVar[int] = ord("D")
    values: Sequence[bytes | None]

    def body(self) -> bytes:
        """A count and the values."""
        return UINT16.pack(len(self.values)) + b"".join(map(sized, self.values))

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the values."""
        fields = Fields(body)
        values = tuple(fields.sized() for _ in range(fields.uint16()))
        fields.end()
        return cls(values=values)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandComplete(BackendMessage):
    """A statement is done; `tag` is its command and, for most, a number of rows."""

    code: ClassVar[int] = ord("C")
    tag: str

    def body(self) -> bytes:
        """The tag."""
        return text(self.tag)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the tag."""
        fields = Fields(body)
        tag = fields.text()
        fields.end()
        return cls(tag=tag)


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionCallResponse(BackendMessage):
    """What a `FunctionCall` gave."""

    code: ClassVar[int] = ord("V")
    value: bytes | None

    def body(self) -> bytes:
        """The value."""
        return sized(self.value)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the value."""
        fields = Fields(body)
        value = fields.sized()
        fields.end()
        return cls(value=value)
