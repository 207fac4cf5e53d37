"""Doors that do not open, clients that are turned away, and what a client asks of its own session."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class DoorError(ReedbedError):
    """A door does not open, or turns a client away."""

    code = "DOOR000"


class AddressInUse(DoorError, OSError):
    """Another program listens on the address that the door was to have.

    Mend: stop the program that the message names, or take another port with `--port`.
    """

    code = "DOOR001"


class DoorUnsafe(DoorError):
    """The door would stand open to the network without TLS or without users.

    Mend: give it a certificate and add a user with `reedbed users add`, or keep it on 127.0.0.1.
    """

    code = "DOOR002"


class TooManyConnections(DoorError):
    """The door has as many clients as it admits.

    Mend: close a connection that is idle (`reedbed queries` lists them), or raise the limit.
    """

    code = "DOOR003"
    retryable = True


class DoorClosing(DoorError):
    """The server stops, or somebody ended this session.

    Mend: connect again; what was committed is there.
    """

    code = "DOOR004"
    retryable = True


class CertificateInvalid(DoorError):
    """The certificate or the key of the door cannot be used.

    Mend: give a certificate in PEM form with the key that belongs to it, or none, and one is made.
    """

    code = "DOOR005"


class SessionError(ReedbedError):
    """What a client asks of its session cannot be done."""

    code = "SES000"


class SettingUnknown(SessionError, LookupError):
    """There is no session setting of this name.

    Mend: take one that `SHOW ALL` lists, or put a prefix before the name of one of your own: `myapp.name`.
    """

    code = "SES001"


class SettingRefused(SessionError, ValueError):
    """The value does not fit the session setting, or the setting cannot be changed.

    Mend: take a value that the hint names.
    """

    code = "SES002"


class PreparedStatementNotFound(SessionError, LookupError):
    """The session has no prepared statement of this name.

    Mend: prepare it in this session; prepared statements end with their session.
    """

    code = "SES003"


class PreparedStatementExists(SessionError):
    """The session has a prepared statement of this name.

    Mend: DEALLOCATE it first, or take another name.
    """

    code = "SES004"


class PortalNotFound(SessionError, LookupError):
    """The session has no cursor of this name.

    Mend: declare it in this transaction; without WITH HOLD a cursor ends with its transaction.
    """

    code = "SES005"


class PortalExists(SessionError):
    """The session has a cursor of this name.

    Mend: CLOSE it first, or take another name.
    """

    code = "SES006"


class TransactionStateWrong(SessionError):
    """The statement does not go with the state of the session's transaction.

    Mend: begin or end the transaction as the message says.
    """

    code = "SES007"


class TransactionReadOnly(SessionError):
    """A statement that writes was sent in a transaction that only reads.

    Mend: begin the transaction READ WRITE.
    """

    code = "SES008"


class SavepointNotFound(SessionError, LookupError):
    """The transaction has no savepoint of this name.

    Mend: set it in this transaction with SAVEPOINT.
    """

    code = "SES009"


class StatementTimedOut(SessionError, TimeoutError):
    """The statement ran longer than `statement_timeout`. Nothing was written.

    Mend: raise the limit with `SET statement_timeout`, or ask for less.
    """

    code = "SES010"


class SessionTimedOut(SessionError, TimeoutError):
    """The session was idle for longer than a limit and was ended; its transaction was undone.

    Mend: connect again, and end transactions soon, or raise the limit.
    """

    code = "SES011"


class ResultTooLarge(SessionError):
    """The answer has more rows than the door admits.

    Mend: ask for fewer rows with LIMIT, or raise the limit of the door.
    """

    code = "SES012"


class CopyInterrupted(SessionError):
    """The client broke off a COPY. Nothing of it was stored.

    Mend: run it again.
    """

    code = "SES013"


class StatementNotFitting(SessionError):
    """The statement does not go with the way in which it was sent: two where one is due, or none.

    Mend: send the statements one by one.
    """

    code = "SES014"


class ResultTypeChanged(SessionError):
    """The columns of a prepared statement's result are others than those that its client was told of.

    Mend: prepare it again; tables that it reads were altered or replaced.
    """

    code = "SES015"


class ExceptionRaised(SessionError):
    """A body of DO raised an exception of its own with RAISE.

    Mend: what the message says; it is the sentence of whoever wrote the body.
    """

    code = "SES016"
