"""The protocol as data: the states of a connection, and what each message of either side does in each of them.

A connection has one state, which says who owes what. A request (`Query`, `Parse`, …) leads to the state in which its
answer is due; a request that is read while another one's answer is due waits in a queue. `dialogue` walks these tables
for both sides, and `tools/protocol_page.py` draws `docs/reference/protocol.md` from them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """What is due next on a connection."""

    STARTUP = "startup"
    ENCRYPTION = "encryption"
    AUTHENTICATION = "authentication"
    PASSWORD = "password"  # noqa: S105 - a state, not a password
    SASL_INITIAL = "sasl initial"
    SASL_RESPONSE = "sasl response"
    STARTING = "starting"
    IDLE = "idle"
    QUERY = "query"
    QUERY_ROWS = "query rows"
    QUERY_COPY_IN = "query copy in"
    QUERY_COPY_OUT = "query copy out"
    READY = "ready"
    FUNCTION = "function"
    PARSE = "parse"
    BIND = "bind"
    DESCRIBE = "describe"
    DESCRIBE_ROWS = "describe rows"
    EXECUTE = "execute"
    EXECUTE_COPY_IN = "execute copy in"
    EXECUTE_COPY_OUT = "execute copy out"
    CLOSE = "close"
    SYNC = "sync"
    SKIPPING = "skipping"
    CLOSED = "closed"


MEANINGS: Final[Mapping[State, str]] = {
    State.STARTUP: "the client's first packet",
    State.ENCRYPTION: "the server's one byte, whether it encrypts",
    State.AUTHENTICATION: "the server's word on who the client is, or its next question",
    State.PASSWORD: "the client's password",
    State.SASL_INITIAL: "the client's choice of a mechanism",
    State.SASL_RESPONSE: "the client's answer to a challenge",
    State.STARTING: "the server's settings and key, then its first ReadyForQuery",
    State.IDLE: "a request",
    State.QUERY: "the result of the next statement of a Query, or its end",
    State.QUERY_ROWS: "rows of a statement of a Query",
    State.QUERY_COPY_IN: "the client's COPY stream, for a Query",
    State.QUERY_COPY_OUT: "the server's COPY stream, for a Query",
    State.READY: "ReadyForQuery, after an error",
    State.FUNCTION: "the value of a FunctionCall",
    State.PARSE: "ParseComplete",
    State.BIND: "BindComplete",
    State.DESCRIBE: "the parameters of a statement, or the columns of a portal",
    State.DESCRIBE_ROWS: "the columns of a statement",
    State.EXECUTE: "rows of a portal, up to their end",
    State.EXECUTE_COPY_IN: "the client's COPY stream, for an Execute",
    State.EXECUTE_COPY_OUT: "the server's COPY stream, for an Execute",
    State.CLOSE: "CloseComplete",
    State.SYNC: "ReadyForQuery",
    State.SKIPPING: "the client's Sync; what comes before it is dropped",
    State.CLOSED: "nothing",
}


class Reaction(NamedTuple):
    """What a client's message does: the state it leads to, and when.

    A queued one is read, and its answer is due after those before it. A held one is not read before the answer that is
    due is complete, since only then it is known what it means. A dropped one is read and means nothing.
    """

    state: State
    is_queued: bool = False
    is_held: bool = False
    is_dropped: bool = False


REQUESTS: Final[Mapping[type[m.FrontendMessage], State]] = {
    m.Query: State.QUERY,
    m.FunctionCall: State.FUNCTION,
    m.Parse: State.PARSE,
    m.Bind: State.BIND,
    m.Describe: State.DESCRIBE,
    m.Execute: State.EXECUTE,
    m.Close: State.CLOSE,
    m.Sync: State.SYNC,
    m.Terminate: State.CLOSED,
}
# What is still under way when a COPY ends early; PostgreSQL drops it outside of one.
STREAM: Final = (m.CopyData, m.CopyDone, m.CopyFail)


def _requested(state: State, *, is_busy: bool) -> dict[type[m.FrontendMessage], Reaction]:
    """A row of the table for a state in which requests may come: none is being answered, or one is."""
    requests = {kind: Reaction(target, is_queued=is_busy) for kind, target in REQUESTS.items()}
    stream = Reaction(state, is_held=True) if is_busy else Reaction(state, is_dropped=True)
    return requests | {m.Flush: Reaction(state)} | dict.fromkeys(STREAM, stream)


def _skipped() -> dict[type[m.FrontendMessage], Reaction]:
    dropped = {kind: Reaction(State.SKIPPING, is_dropped=True) for kind in (*REQUESTS, *STREAM, m.Flush)}
    return dropped | {m.Sync: Reaction(State.SYNC), m.Terminate: Reaction(State.CLOSED)}


def _copied(state: State, after: State) -> dict[type[m.FrontendMessage], Reaction]:
    """A row for a COPY stream from the client, in which Flush and Sync mean nothing."""
    return {
        m.CopyData: Reaction(state),
        m.CopyDone: Reaction(after),
        m.CopyFail: Reaction(after),
        m.Flush: Reaction(state, is_dropped=True),
        m.Sync: Reaction(state, is_dropped=True),
        m.Terminate: Reaction(State.CLOSED),
    }


ANSWERING: Final = (
    State.QUERY, State.QUERY_ROWS, State.QUERY_COPY_OUT, State.READY, State.FUNCTION, State.PARSE, State.BIND,
    State.DESCRIBE, State.DESCRIBE_ROWS, State.EXECUTE, State.EXECUTE_COPY_OUT, State.CLOSE, State.SYNC,
)  # fmt: skip
_GOODBYE: Final = Reaction(State.CLOSED)

FRONTEND: Final[Mapping[State, Mapping[type[m.FrontendMessage], Reaction]]] = {
    State.STARTUP: {
        m.StartupMessage: Reaction(State.AUTHENTICATION),
        m.SSLRequest: Reaction(State.ENCRYPTION),
        m.GSSENCRequest: Reaction(State.ENCRYPTION),
        m.CancelRequest: Reaction(State.CLOSED),
    },
    State.ENCRYPTION: {},
    State.AUTHENTICATION: {},
    State.PASSWORD: {m.PasswordMessage: Reaction(State.AUTHENTICATION), m.Terminate: _GOODBYE},
    State.SASL_INITIAL: {m.SASLInitialResponse: Reaction(State.AUTHENTICATION), m.Terminate: _GOODBYE},
    State.SASL_RESPONSE: {m.SASLResponse: Reaction(State.AUTHENTICATION), m.Terminate: _GOODBYE},
    State.STARTING: {},
    State.IDLE: _requested(State.IDLE, is_busy=False),
    **{state: _requested(state, is_busy=True) for state in ANSWERING},
    State.QUERY_COPY_IN: _copied(State.QUERY_COPY_IN, State.QUERY),
    State.EXECUTE_COPY_IN: _copied(State.EXECUTE_COPY_IN, State.EXECUTE),
    State.SKIPPING: _skipped(),
    State.CLOSED: {},
}

_ANSWERS: Final[Mapping[State, Mapping[type[m.BackendMessage], State]]] = {
    State.STARTUP: {m.ErrorResponse: State.CLOSED},
    State.ENCRYPTION: {
        m.SSLResponse: State.STARTUP,
        m.GSSENCResponse: State.STARTUP,
        m.ErrorResponse: State.CLOSED,
    },
    State.AUTHENTICATION: {
        m.NegotiateProtocolVersion: State.AUTHENTICATION,
        m.AuthenticationCleartextPassword: State.PASSWORD,
        m.AuthenticationSASL: State.SASL_INITIAL,
        m.AuthenticationSASLContinue: State.SASL_RESPONSE,
        m.AuthenticationSASLFinal: State.AUTHENTICATION,
        m.AuthenticationOk: State.STARTING,
        m.ErrorResponse: State.CLOSED,
    },
    State.PASSWORD: {m.ErrorResponse: State.CLOSED},
    State.SASL_INITIAL: {m.ErrorResponse: State.CLOSED},
    State.SASL_RESPONSE: {m.ErrorResponse: State.CLOSED},
    State.STARTING: {
        m.BackendKeyData: State.STARTING,
        m.ReadyForQuery: State.IDLE,
        m.ErrorResponse: State.CLOSED,
    },
    State.IDLE: {},
    State.QUERY: {
        m.RowDescription: State.QUERY_ROWS,
        m.CommandComplete: State.QUERY,
        m.EmptyQueryResponse: State.QUERY,
        m.CopyInResponse: State.QUERY_COPY_IN,
        m.CopyOutResponse: State.QUERY_COPY_OUT,
        m.ErrorResponse: State.READY,
        m.ReadyForQuery: State.IDLE,
    },
    State.QUERY_ROWS: {
        m.DataRow: State.QUERY_ROWS,
        m.CommandComplete: State.QUERY,
        m.ErrorResponse: State.READY,
    },
    State.QUERY_COPY_IN: {m.ErrorResponse: State.READY},
    State.QUERY_COPY_OUT: {
        m.CopyData: State.QUERY_COPY_OUT,
        m.CopyDone: State.QUERY,
        m.ErrorResponse: State.READY,
    },
    State.READY: {m.ReadyForQuery: State.IDLE},
    State.FUNCTION: {m.FunctionCallResponse: State.READY, m.ErrorResponse: State.READY},
    State.PARSE: {m.ParseComplete: State.IDLE, m.ErrorResponse: State.SKIPPING},
    State.BIND: {m.BindComplete: State.IDLE, m.ErrorResponse: State.SKIPPING},
    State.DESCRIBE: {
        m.ParameterDescription: State.DESCRIBE_ROWS,
        m.RowDescription: State.IDLE,
        m.NoData: State.IDLE,
        m.ErrorResponse: State.SKIPPING,
    },
    State.DESCRIBE_ROWS: {
        m.RowDescription: State.IDLE,
        m.NoData: State.IDLE,
        m.ErrorResponse: State.SKIPPING,
    },
    State.EXECUTE: {
        m.DataRow: State.EXECUTE,
        m.CommandComplete: State.IDLE,
        m.EmptyQueryResponse: State.IDLE,
        m.PortalSuspended: State.IDLE,
        m.CopyInResponse: State.EXECUTE_COPY_IN,
        m.CopyOutResponse: State.EXECUTE_COPY_OUT,
        m.ErrorResponse: State.SKIPPING,
    },
    State.EXECUTE_COPY_IN: {m.ErrorResponse: State.SKIPPING},
    State.EXECUTE_COPY_OUT: {
        m.CopyData: State.EXECUTE_COPY_OUT,
        m.CopyDone: State.EXECUTE,
        m.ErrorResponse: State.SKIPPING,
    },
    State.CLOSE: {m.CloseComplete: State.IDLE, m.ErrorResponse: State.SKIPPING},
    State.SYNC: {m.ReadyForQuery: State.IDLE, m.ErrorResponse: State.READY},
    State.SKIPPING: {},
    State.CLOSED: {},
}

# What a server may say at any time once it knows that it talks to a client, without an effect on what is due.
ASIDE: Final = (m.NoticeResponse, m.ParameterStatus, m.NotificationResponse)
_NO_ASIDES: Final = (State.STARTUP, State.ENCRYPTION, State.CLOSED)


def _asides(state: State) -> dict[type[m.BackendMessage], State]:
    return {} if state in _NO_ASIDES else dict.fromkeys(ASIDE, state)


# A fatal ErrorResponse leads to CLOSED from everywhere; that is the one rule which is not in this table.
BACKEND: Final[Mapping[State, Mapping[type[m.BackendMessage], State]]] = {
    state: _asides(state) | dict(answers) for state, answers in _ANSWERS.items()
}
