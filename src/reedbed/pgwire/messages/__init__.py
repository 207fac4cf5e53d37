"""Every message of protocol 3.0 and 3.2 as a frozen value, under PostgreSQL's own names.

startup          the first packets, which have no type byte, and the answer to a wish for encryption
authentication   R and p
frontend         what a client sends
backend          what a server answers
notices          errors, notices, and answers without a body
copying          COPY, both ways
"""

from reedbed.pgwire.messages.authentication import (
    Authentication,
    AuthenticationCleartextPassword,
    AuthenticationOk,
    AuthenticationSASL,
    AuthenticationSASLContinue,
    AuthenticationSASLFinal,
    PasswordMessage,
    SASLInitialResponse,
    SASLResponse,
)
from reedbed.pgwire.messages.backend import (
    BackendKeyData,
    CommandComplete,
    DataRow,
    FieldDescription,
    FunctionCallResponse,
    NegotiateProtocolVersion,
    ParameterDescription,
    ParameterStatus,
    ReadyForQuery,
    RowDescription,
)
from reedbed.pgwire.messages.copying import CopyData, CopyDone, CopyFail, CopyInResponse, CopyOutResponse
from reedbed.pgwire.messages.frontend import (
    Bind,
    Close,
    Describe,
    Execute,
    Flush,
    FunctionCall,
    Parse,
    Query,
    Sync,
    Terminate,
)
from reedbed.pgwire.messages.notices import (
    BindComplete,
    CloseComplete,
    EmptyQueryResponse,
    ErrorResponse,
    NoData,
    NoticeResponse,
    NotificationResponse,
    ParseComplete,
    PortalSuspended,
)
from reedbed.pgwire.messages.shape import BackendMessage, FrontendMessage, Message
from reedbed.pgwire.messages.startup import (
    PROTOCOL_3_0,
    PROTOCOL_3_2,
    CancelRequest,
    GSSENCRequest,
    GSSENCResponse,
    SSLRequest,
    SSLResponse,
    StartupMessage,
)

__all__ = [
    "PROTOCOL_3_0",
    "PROTOCOL_3_2",
    "Authentication",
    "AuthenticationCleartextPassword",
    "AuthenticationOk",
    "AuthenticationSASL",
    "AuthenticationSASLContinue",
    "AuthenticationSASLFinal",
    "BackendKeyData",
    "BackendMessage",
    "Bind",
    "BindComplete",
    "CancelRequest",
    "Close",
    "CloseComplete",
    "CommandComplete",
    "CopyData",
    "CopyDone",
    "CopyFail",
    "CopyInResponse",
    "CopyOutResponse",
    "DataRow",
    "Describe",
    "EmptyQueryResponse",
    "ErrorResponse",
    "Execute",
    "FieldDescription",
    "Flush",
    "FrontendMessage",
    "FunctionCall",
    "FunctionCallResponse",
    "GSSENCRequest",
    "GSSENCResponse",
    "Message",
    "NegotiateProtocolVersion",
    "NoData",
    "NoticeResponse",
    "NotificationResponse",
    "ParameterDescription",
    "ParameterStatus",
    "Parse",
    "ParseComplete",
    "PasswordMessage",
    "PortalSuspended",
    "Query",
    "ReadyForQuery",
    "RowDescription",
    "SASLInitialResponse",
    "SASLResponse",
    "SSLRequest",
    "SSLResponse",
    "StartupMessage",
    "Sync",
    "Terminate",
]
