"""The one tree of errors.

    ReedbedError
    ├── UsageError                      USE001  an argument that this call does not take
    │   └── UnsupportedURL              USE002
    ├── StoreClosed                     USE003  ├── StoreReadOnly USE004
    ├── StoreForked                     USE005  ├── PackageMissing USE006
    ├── WorkspaceNotFound               WS001   ├── WorkspaceExists WS002   ├── WorkspaceInvalid WS003
    ├── UnknownSetting                  CFG001  ├── InvalidSetting CFG002
    ├── StoreLocked                     LOCK001 retryable: another process owns the database
    ├── WriterBusy                      LOCK002 retryable: another thread is writing
    ├── StoreBeingRead                  LOCK003 retryable: readers stand in the way of an owner
    ├── OwnerNotStopped                 LOCK004 ├── OwnerLeft LOCK005 retryable: the owner went away during the call
    ├── DoorRefused                     LOCK006 its door does not speak with this process
    ├── DatabaseMissing OPEN001, DatabaseCorrupt OPEN002, DatabaseNewer OPEN003, DatabaseUnreadable OPEN004
    ├── LogNotReplayed OPEN005
    ├── TableError                      TBL000
    │   ├── TableNotFound               TBL001  ├── ColumnNotFound TBL002   ├── ColumnTypeMismatch TBL003
    │   ├── KeyInvalid                  TBL004  ├── InvalidName TBL005      ├── UnsupportedInput TBL006
    │   └── SequenceNotFound            TBL007  └── NaiveTime TIME001
    ├── EngineError                     SQL000  DuckDB, the disk or the network refused
    │   ├── SqlSyntaxError SQL001, SqlNameError SQL002, SqlTypeError SQL003, ConstraintViolated SQL004,
    │   │   ValueNotConvertible SQL005, TransactionConflict SQL006 (retryable), TransactionFailed SQL007,
    │   │   QueryCancelled SQL008, OutOfMemory SQL009, SqlNotSupported SQL010, OperationRefused SQL011,
    │   │   DependencyExists SQL012
    │   ├── NetworkFailed NET001 (retryable), FileAccessFailed FILE001, DiskFull DISK001 (retryable)
    │   └── EngineFailed ENG001 (retryable), EngineBug ENG002, ExtensionMissing EXT001
    ├── CheckpointNotFound              CHK001  ├── CheckpointDamaged CHK002  ├── CheckpointsDisabled CHK003
    ├── CheckpointNameTaken             CHK004
    ├── ViewNotFound                    VIEW001 ├── ViewExists VIEW002        ├── ViewCycle VIEW003
    ├── ViewInputUnknown                VIEW004 ├── ViewFailed VIEW005        ├── ViewCodeInvalid VIEW006
    ├── LedgerNewer LEDG001, MigrationChanged LEDG002, MigrationFailed LEDG003, BackupFailed BACK001
    ├── ProtocolViolation               WIRE001 the other side of a PostgreSQL connection broke its rules
    │   ├── MessageMalformed WIRE002 (TextNotUtf8 WIRE004), MessageTooLarge WIRE003
    │   └── ProtocolNotSupported WIRE005, ServerNotProven WIRE006
    ├── AccessDenied ACC001, LoginFailed ACC002, UserNotFound ACC003, UserExists ACC004, UsersInvalid ACC005
    ├── DoorError                       DOOR000 a door that does not open, a client that is turned away
    │   ├── AddressInUse DOOR001, DoorUnsafe DOOR002, TooManyConnections DOOR003 (retryable),
    │   └── DoorClosing DOOR004 (retryable), CertificateInvalid DOOR005
    ├── SessionError                    SES000  what a client asks of its session
    │   ├── SettingUnknown SES001, SettingRefused SES002, PreparedStatementNotFound SES003,
    │   │   PreparedStatementExists SES004, PortalNotFound SES005, PortalExists SES006, TransactionStateWrong SES007,
    │   │   TransactionReadOnly SES008, SavepointNotFound SES009, StatementTimedOut SES010, SessionTimedOut SES011,
    │   │   ResultTooLarge SES012, CopyInterrupted SES013, StatementNotFitting SES014, ResultTypeChanged SES015,
    │   └── ExceptionRaised SES016
    ├── WireValueError                  VAL000  a value that its type on the wire cannot hold
    │   ├── TextMalformed VAL001, BinaryMalformed VAL002, WireValueOutOfRange VAL003, MomentOutOfRange VAL004,
    │   └── ArrayRagged VAL005, CopyMalformed VAL006, CopyOptionInvalid VAL007, ParameterUntyped VAL008
    ├── IngestError                     ING000  between a source and the table that it fills
    │   ├── SourceInvalid ING001, SourceNotFound ING002, SourceRefused ING003, PageTooLarge ING006,
    │   ├── AddressRefused ING007, PageInvalid ING008, AnswerIncomplete ING009 (retryable), PagingEndless ING010,
    │   ├── RecordsChanged ING011, RunNotFound ING012
    │   └── SourceUnreachable ING004 (retryable)  └── AnswerBroken ING005
    ├── LakeError                       LAKE000 between live rows and their archive
    │   ├── NotArchived LAKE001, NotArchivable LAKE002, ArchiveDiffers LAKE003, ArchiveNotVerified LAKE004,
    │   ├── LakeBusy LAKE005 (retryable; ArchivedRowsGone LAKE007), LakeFileDamaged LAKE006
    │   └── TargetRefused LAKE020, TargetUnreachable LAKE021 (retryable), TargetFileTaken LAKE022 (retryable),
    │       SnapshotNotFound LAKE023
    │       ArchivedRowsFixed LAKE040
    │       FederatedTable LAKE041
    ├── CopyError                       COPY000 a table on its way from one store to another
    │   ├── CopyIdTaken COPY001, CopyMiscounted COPY002, CopyOutcomeUnknown COPY003 (retryable)
    └── Interrupted                     INT001  └── InternalError BUG000  a fault of ours

Each class's docstring says what happened and, after "Mend:", what to do; `reedbed explain CODE` and
`docs/reference/errors.md` print them.
"""

from reedbed.errors.access import (
    AccessDenied,
    LoginFailed,
    UserExists,
    UserNotFound,
    UsersInvalid,
)
from reedbed.errors.copying import (
    CopyError,
    CopyIdTaken,
    CopyMiscounted,
    CopyOutcomeUnknown,
)
from reedbed.errors.door import (
    AddressInUse,
    CertificateInvalid,
    CopyInterrupted,
    DoorClosing,
    DoorError,
    DoorUnsafe,
    ExceptionRaised,
    PortalExists,
    PortalNotFound,
    PreparedStatementExists,
    PreparedStatementNotFound,
    ResultTooLarge,
    ResultTypeChanged,
    SavepointNotFound,
    SessionError,
    SessionTimedOut,
    SettingRefused,
    SettingUnknown,
    StatementNotFitting,
    StatementTimedOut,
    TooManyConnections,
    TransactionReadOnly,
    TransactionStateWrong,
)
from reedbed.errors.ending import (
    InternalError,
    Interrupted,
)
from reedbed.errors.engine import (
    ConstraintViolated,
    DependencyExists,
    DiskFull,
    EngineBug,
    EngineError,
    EngineFailed,
    ExtensionMissing,
    FileAccessFailed,
    NetworkFailed,
    OperationRefused,
    OutOfMemory,
    QueryCancelled,
    SqlNameError,
    SqlNotSupported,
    SqlSyntaxError,
    SqlTypeError,
    TransactionConflict,
    TransactionFailed,
    ValueNotConvertible,
)
from reedbed.errors.ingest import (
    AddressRefused,
    AnswerBroken,
    AnswerIncomplete,
    IngestError,
    PageInvalid,
    PageTooLarge,
    PagingEndless,
    RecordsChanged,
    RunNotFound,
    SourceInvalid,
    SourceNotFound,
    SourceRefused,
    SourceUnreachable,
)
from reedbed.errors.keeping import (
    BackupFailed,
    CheckpointDamaged,
    CheckpointNameTaken,
    CheckpointNotFound,
    CheckpointsDisabled,
    LedgerNewer,
    MigrationChanged,
    MigrationFailed,
    ViewCodeInvalid,
    ViewCycle,
    ViewExists,
    ViewFailed,
    ViewInputUnknown,
    ViewNotFound,
)
from reedbed.errors.lake import (
    ArchiveDiffers,
    ArchivedRowsFixed,
    ArchivedRowsGone,
    ArchiveNotVerified,
    FederatedTable,
    LakeBusy,
    LakeError,
    LakeFileDamaged,
    NotArchivable,
    NotArchived,
    SnapshotNotFound,
    TargetFileTaken,
    TargetRefused,
    TargetUnreachable,
)
from reedbed.errors.nearest import (
    did_you_mean,
    nearest_names,
)
from reedbed.errors.opening import (
    DatabaseCorrupt,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseUnreadable,
    DoorRefused,
    InvalidSetting,
    LogNotReplayed,
    OwnerLeft,
    OwnerNotStopped,
    StoreBeingRead,
    StoreLocked,
    UnknownSetting,
    WorkspaceExists,
    WorkspaceInvalid,
    WorkspaceNotFound,
    WriterBusy,
)
from reedbed.errors.revival import (
    from_dict,
)
from reedbed.errors.root import (
    ReedbedError,
)
from reedbed.errors.tables import (
    ColumnNotFound,
    ColumnTypeMismatch,
    InvalidName,
    KeyInvalid,
    NaiveTime,
    SequenceNotFound,
    TableError,
    TableNotFound,
    UnsupportedInput,
)
from reedbed.errors.usage import (
    PackageMissing,
    StoreClosed,
    StoreForked,
    StoreReadOnly,
    UnsupportedURL,
    UsageError,
)
from reedbed.errors.values import (
    ArrayRagged,
    BinaryMalformed,
    CopyMalformed,
    CopyOptionInvalid,
    MomentOutOfRange,
    ParameterUntyped,
    TextMalformed,
    WireValueError,
    WireValueOutOfRange,
)
from reedbed.errors.wire import (
    MessageMalformed,
    MessageTooLarge,
    ProtocolNotSupported,
    ProtocolViolation,
    ServerNotProven,
    TextNotUtf8,
)

# Side by side, or the names would take pages of their own below the tree.
# fmt: off
__all__ = [
    "AccessDenied", "AddressInUse", "AddressRefused", "AnswerBroken", "AnswerIncomplete", "ArchiveDiffers",
    "ArchiveNotVerified", "ArchivedRowsFixed", "ArchivedRowsGone", "ArrayRagged", "BackupFailed", "BinaryMalformed",
    "CertificateInvalid", "CheckpointDamaged", "CheckpointNameTaken", "CheckpointNotFound", "CheckpointsDisabled",
    "ColumnNotFound", "ColumnTypeMismatch", "ConstraintViolated", "CopyError", "CopyIdTaken", "CopyInterrupted",
    "CopyMalformed", "CopyMiscounted", "CopyOptionInvalid", "CopyOutcomeUnknown", "DatabaseCorrupt", "DatabaseMissing",
    "DatabaseNewer", "DatabaseUnreadable", "DependencyExists", "DiskFull", "DoorClosing", "DoorError", "DoorRefused",
    "DoorUnsafe", "EngineBug", "EngineError", "EngineFailed", "ExceptionRaised", "ExtensionMissing", "FederatedTable",
    "FileAccessFailed", "IngestError", "InternalError", "Interrupted", "InvalidName", "InvalidSetting", "KeyInvalid",
    "LakeBusy", "LakeError", "LakeFileDamaged", "LedgerNewer", "LogNotReplayed", "LoginFailed", "MessageMalformed",
    "MessageTooLarge", "MigrationChanged", "MigrationFailed", "MomentOutOfRange", "NaiveTime", "NetworkFailed",
    "NotArchivable", "NotArchived", "OperationRefused", "OutOfMemory", "OwnerLeft", "OwnerNotStopped", "PackageMissing",
    "PageInvalid", "PageTooLarge", "PagingEndless", "ParameterUntyped", "PortalExists", "PortalNotFound",
    "PreparedStatementExists", "PreparedStatementNotFound", "ProtocolNotSupported", "ProtocolViolation",
    "QueryCancelled", "RecordsChanged", "ReedbedError", "ResultTooLarge", "ResultTypeChanged", "RunNotFound",
    "SavepointNotFound", "SequenceNotFound", "ServerNotProven", "SessionError", "SessionTimedOut", "SettingRefused",
    "SettingUnknown", "SnapshotNotFound", "SourceInvalid", "SourceNotFound", "SourceRefused", "SourceUnreachable",
    "SqlNameError", "SqlNotSupported", "SqlSyntaxError", "SqlTypeError", "StatementNotFitting", "StatementTimedOut",
    "StoreBeingRead", "StoreClosed", "StoreForked", "StoreLocked", "StoreReadOnly", "TableError", "TableNotFound",
    "TargetFileTaken", "TargetRefused", "TargetUnreachable", "TextMalformed", "TextNotUtf8", "TooManyConnections",
    "TransactionConflict", "TransactionFailed", "TransactionReadOnly", "TransactionStateWrong", "UnknownSetting",
    "UnsupportedInput", "UnsupportedURL", "UsageError", "UserExists", "UserNotFound", "UsersInvalid",
    "ValueNotConvertible", "ViewCodeInvalid", "ViewCycle", "ViewExists", "ViewFailed", "ViewInputUnknown",
    "ViewNotFound", "WireValueError", "WireValueOutOfRange", "WorkspaceExists", "WorkspaceInvalid", "WorkspaceNotFound",
    "WriterBusy", "did_you_mean", "from_dict", "nearest_names",
]
# fmt: on
