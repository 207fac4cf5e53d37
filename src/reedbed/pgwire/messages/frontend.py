"""What a client sends once a session is open.

Query, Parse, Bind, Describe, Execute and Sync are what every statement is made of, so their bodies are read in place,
without `Fields`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from reedbed.pgwire.layout import INT16, INT32, UINT16, Fields, int16s, oids, sized, text
from reedbed.pgwire.messages.shape import FrontendMessage

STATEMENT: Final = "S"
PORTAL: Final = "P"


@dataclass(frozen=True, kw_only=True, slots=True)
class Query(FrontendMessage):
    """A string of statements to run, each answered in turn, and then `ReadyForQuery`."""

    code: ClassVar[int] = ord("Q")
    is_large: ClassVar[bool] = True
    sql: str

    def body(self) -> bytes:
        """The text."""
        return text(self.sql)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the text."""
        if body.index(0) != len(body) - 1:
            raise ValueError("bytes after the text")
        return cls(sql=str(body[:-1], "utf-8"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Parse(FrontendMessage):
    """Prepares `sql` as the statement `name`; OID 0, or no OID at all, leaves a parameter's type to the server."""

    code: ClassVar[int] = ord("P")
    is_large: ClassVar[bool] = True
    name: str = ""
    sql: str
    parameter_types: tuple[int, ...] = ()

    def body(self) -> bytes:
        """Name, text, OIDs."""
        return text(self.name) + text(self.sql) + oids(self.parameter_types)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read name, text and OIDs."""
        name_end = body.index(0)
        sql_end = body.index(0, name_end + 1)
        (count,) = UINT16.unpack_from(body, sql_end + 1)
        if len(body) != sql_end + 3 + 4 * count:
            raise ValueError(f"{count} types are announced, {len(body) - sql_end - 3} bytes follow")
        return cls(
            name=str(body[:name_end], "utf-8") if name_end else "",
            sql=str(body[name_end + 1 : sql_end], "utf-8"),
            parameter_types=struct.unpack_from(f"!{count}I", body, sql_end + 3) if count else (),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Bind(FrontendMessage):
    """Makes the portal `portal` of a statement and values: `parameters` as they came, None for NULL.

    Formats are 0 (text) and 1 (binary): none stands for text throughout, one for all, else one for each.
    """

    code: ClassVar[int] = ord("B")
    is_large: ClassVar[bool] = True
    portal: str = ""
    statement: str = ""
    parameter_formats: tuple[int, ...] = ()
    parameters: tuple[bytes | None, ...] = ()
    result_formats: tuple[int, ...] = ()

    def body(self) -> bytes:
        """Names, formats of the values, values, formats of the results."""
        values = UINT16.pack(len(self.parameters)) + b"".join(map(sized, self.parameters))
        names = text(self.portal) + text(self.statement)
        return names + int16s(self.parameter_formats) + values + int16s(self.result_formats)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read everything; the number of formats has to fit that of values."""
        portal_end = body.index(0)
        statement_end = body.index(0, portal_end + 1)
        formats, at = _formats(body, statement_end + 1)
        values, at = _values(body, at)
        results, at = _formats(body, at)
        if at != len(body):
            raise ValueError(f"{len(body) - at} bytes are left over")
        if len(formats) > 1 and len(formats) != len(values):
            raise ValueError(f"{len(formats)} parameter formats but {len(values)} parameters")
        return cls(
            portal=str(body[:portal_end], "utf-8") if portal_end else "",
            statement=str(body[portal_end + 1 : statement_end], "utf-8"),
            parameter_formats=formats,
            parameters=values,
            result_formats=results,
        )


def _formats(body: bytes, at: int) -> tuple[tuple[int, ...], int]:
    (count,) = UINT16.unpack_from(body, at)
    if not count:
        return (), at + 2
    if count == 1:
        return INT16.unpack_from(body, at + 2), at + 4
    return struct.unpack_from(f"!{count}h", body, at + 2), at + 2 + 2 * count


def _values(body: bytes, at: int) -> tuple[tuple[bytes | None, ...], int]:
    (count,) = UINT16.unpack_from(body, at)
    at += 2
    if not count:
        return (), at
    found: list[bytes | None] = []
    for _ in range(count):
        (length,) = INT32.unpack_from(body, at)
        at += 4
        if length == -1:
            found.append(None)
            continue
        value = body[at : at + length]
        if len(value) != length:
            raise ValueError(f"a value of {length} bytes is announced, {len(value)} follow")
        found.append(value)
        at += length
    return tuple(found), at


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named(FrontendMessage):
    """`kind` is `S` for a statement and `P` for a portal."""

    kind: str
    name: str = ""

    def body(self) -> bytes:
        """Kind and name."""
        return self.kind.encode("ascii") + text(self.name)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read kind and name."""
        kind = chr(body[0])
        if kind not in {STATEMENT, PORTAL}:
            raise ValueError(f"neither a statement (S) nor a portal (P): {kind!a}")
        if body.index(0, 1) != len(body) - 1:
            raise ValueError("bytes after the name")
        return cls(kind=kind, name=str(body[1:-1], "utf-8"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Describe(_Named):
    """Asks what a statement (`S`) takes and gives, or what a portal (`P`) gives."""

    code: ClassVar[int] = ord("D")


@dataclass(frozen=True, kw_only=True, slots=True)
class Close(_Named):
    """Gives up a statement (`S`) or a portal (`P`); naming none that exists is no error."""

    code: ClassVar[int] = ord("C")


@dataclass(frozen=True, kw_only=True, slots=True)
class Execute(FrontendMessage):
    """Runs a portal for at most `row_limit` rows; 0 asks for all."""

    code: ClassVar[int] = ord("E")
    portal: str = ""
    row_limit: int = 0

    def body(self) -> bytes:
        """Portal and limit."""
        return text(self.portal) + INT32.pack(self.row_limit)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read portal and limit."""
        end = body.index(0)
        if len(body) != end + 5:
            raise ValueError(f"{len(body) - end - 1} bytes where the row limit belongs")
        return cls(portal=str(body[:end], "utf-8") if end else "", row_limit=INT32.unpack_from(body, end + 1)[0])


@dataclass(frozen=True, kw_only=True, slots=True)
class Sync(FrontendMessage):
    """Ends a pipeline: commits or rolls back what stands outside a BEGIN, and is answered by `ReadyForQuery`."""

    code: ClassVar[int] = ord("S")


@dataclass(frozen=True, kw_only=True, slots=True)
class Flush(FrontendMessage):
    """Asks for the answers so far; has none of its own."""

    code: ClassVar[int] = ord("H")


@dataclass(frozen=True, kw_only=True, slots=True)
class Terminate(FrontendMessage):
    """Says goodbye."""

    code: ClassVar[int] = ord("X")

    @classmethod
    def decode(cls, body: bytes) -> Self:  # noqa: ARG003 - every message is read alike
        """Whatever a goodbye carries: there is nobody left to complain to."""
        return cls()


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionCall(FrontendMessage):
    """Calls the function with this OID directly, an old way that PostgreSQL still answers."""

    code: ClassVar[int] = ord("F")
    is_large: ClassVar[bool] = True
    function_oid: int
    argument_formats: tuple[int, ...] = ()
    arguments: tuple[bytes | None, ...] = ()
    result_format: int = 0

    def body(self) -> bytes:
        """Function, formats, arguments, format of the result."""
        arguments = UINT16.pack(len(self.arguments)) + b"".join(map(sized, self.arguments))
        return (
            struct.pack("!I", self.function_oid)
            + int16s(self.argument_formats)
            + arguments
            + struct.pack("!h", self.result_format)
        )

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read everything."""
        fields = Fields(body)
        function_oid, formats = fields.uint32(), fields.int16s()
        arguments = tuple(fields.sized() for _ in range(fields.uint16()))
        result_format = fields.int16()
        fields.end()
        return cls(
            function_oid=function_oid, argument_formats=formats, arguments=arguments, result_format=result_format
        )
