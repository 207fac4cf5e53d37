"""What the other side of a PostgreSQL connection can do wrong, and what a protocol as a value can say about it."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class ProtocolViolation(ReedbedError):
    """The other side sent what the PostgreSQL protocol does not allow at this point; the connection is lost.

    Mend: update the client or its driver; the message names what was expected and what came.
    """

    code = "WIRE001"


class MessageMalformed(ProtocolViolation):
    """The body of a message does not have the layout of its type. Its length was right, so the connection goes on.

    Mend: update the client or its driver; the message names the type.
    """

    code = "WIRE002"


class MessageTooLarge(ProtocolViolation):
    """A message is longer than this side accepts; it was not read, so the connection is lost.

    Mend: send the data in smaller pieces, or as COPY.
    """

    code = "WIRE003"


class TextNotUtf8(MessageMalformed):
    """A text in a message is not UTF-8, which is the one encoding of the door.

    Mend: set the client's encoding to UTF8.
    """

    code = "WIRE004"


class ProtocolNotSupported(ProtocolViolation):
    """The client asked for a version of the protocol that is not spoken here.

    Mend: use a client of protocol 3, that is any for PostgreSQL 7.4 or newer.
    """

    code = "WIRE005"


class ServerNotProven(ProtocolViolation):
    """The server could not prove that it knows the password's verifier: it may be somebody else.

    Mend: check the address that you connect to, and do not send it anything else.
    """

    code = "WIRE006"
