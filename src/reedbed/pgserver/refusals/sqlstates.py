"""The SQLSTATE of every error: by its class, and by DuckDB's words where one class covers several situations.

Codes are those of PostgreSQL's appendix A, "PostgreSQL Error Codes"; a test holds the table against the whole tree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INTERNAL: Final = "XX000"

BY_CLASS: Final[Mapping[type[errors.ReedbedError], str]] = {
    errors.ReedbedError: INTERNAL,
    errors.UsageError: "22023",
    errors.UnsupportedURL: "22023",
    errors.StoreClosed: "57P01",
    errors.StoreReadOnly: "25006",
    errors.StoreForked: INTERNAL,
    errors.PackageMissing: "0A000",
    errors.WorkspaceNotFound: "3D000",
    errors.WorkspaceExists: "42P04",
    errors.WorkspaceInvalid: "F0000",
    errors.UnknownSetting: "42704",
    errors.InvalidSetting: "22023",
    errors.StoreLocked: "55P03",
    errors.WriterBusy: "55P03",
    errors.StoreBeingRead: "55P03",
    errors.OwnerNotStopped: "55006",
    errors.DatabaseMissing: "3D000",
    errors.DatabaseCorrupt: "XX001",
    errors.DatabaseNewer: "0A000",
    errors.DatabaseUnreadable: "58030",
    errors.LogNotReplayed: "55000",
    errors.TableError: "42P01",
    errors.TableNotFound: "42P01",
    errors.ColumnNotFound: "42703",
    errors.ColumnTypeMismatch: "42804",
    errors.KeyInvalid: "42830",
    errors.InvalidName: "42602",
    errors.UnsupportedInput: "22023",
    errors.SequenceNotFound: "42P01",
    errors.NaiveTime: "22007",
    errors.EngineError: INTERNAL,
    errors.SqlSyntaxError: "42601",
    errors.SqlNameError: "42000",
    errors.SqlTypeError: "42804",
    errors.ConstraintViolated: "23000",
    errors.ValueNotConvertible: "22P02",
    errors.TransactionConflict: "40001",
    errors.TransactionFailed: "25P02",
    errors.QueryCancelled: "57014",
    errors.OutOfMemory: "53200",
    errors.SqlNotSupported: "0A000",
    errors.OperationRefused: "42501",
    errors.DependencyExists: "2BP01",
    errors.NetworkFailed: "08006",
    errors.FileAccessFailed: "58030",
    errors.DiskFull: "53100",
    errors.EngineFailed: "57P02",
    errors.EngineBug: INTERNAL,
    errors.ExtensionMissing: "0A000",
    errors.CheckpointNotFound: "42704",
    errors.CheckpointDamaged: "XX001",
    errors.CheckpointsDisabled: "55000",
    errors.CheckpointNameTaken: "42710",
    errors.ViewNotFound: "42P01",
    errors.ViewExists: "42P07",
    errors.ViewCycle: "42P19",
    errors.ViewInputUnknown: "42P01",
    errors.ViewFailed: "38000",
    errors.ViewCodeInvalid: "42601",
    errors.LedgerNewer: "0A000",
    errors.MigrationChanged: "55000",
    errors.MigrationFailed: "55000",
    errors.BackupFailed: "58030",
    errors.IngestError: "58000",
    errors.SourceInvalid: "22023",
    errors.SourceNotFound: "42704",
    errors.SourceRefused: "58000",
    errors.SourceUnreachable: "08001",
    errors.AnswerBroken: "08006",
    errors.PageTooLarge: "54000",
    errors.AddressRefused: "42501",
    errors.PageInvalid: "22P04",
    errors.AnswerIncomplete: "08006",
    errors.PagingEndless: "54000",
    errors.RecordsChanged: "22P04",
    errors.RunNotFound: "42704",
    errors.Interrupted: "57014",
    errors.InternalError: INTERNAL,
    errors.AccessDenied: "42501",
    errors.LoginFailed: "28P01",
    errors.UserNotFound: "42704",
    errors.UserExists: "42710",
    errors.UsersInvalid: "F0000",
    errors.LakeError: "55000",
    errors.LakeBusy: "55006",
    errors.ArchivedRowsGone: "55006",
    errors.CopyError: "58000",
    errors.CopyIdTaken: "42710",
    errors.CopyMiscounted: "58030",
    errors.CopyOutcomeUnknown: "08007",
    errors.LakeFileDamaged: "58030",
    errors.FederatedTable: "0A000",
    errors.ArchivedRowsFixed: "0A000",
    errors.ArchiveDiffers: "42P17",
    errors.ArchiveNotVerified: "58030",
    errors.NotArchivable: "42809",
    errors.NotArchived: "42704",
    errors.SnapshotNotFound: "42704",
    errors.TargetFileTaken: "58P02",
    errors.TargetRefused: "58000",
    errors.TargetUnreachable: "58000",
    errors.DoorError: "08000",
    errors.AddressInUse: "08001",
    errors.DoorUnsafe: "28000",
    errors.TooManyConnections: "53300",
    errors.DoorClosing: "57P01",
    errors.DoorRefused: "08004",
    errors.OwnerLeft: "08006",
    errors.CertificateInvalid: "F0000",
    errors.SessionError: "42000",
    errors.SettingUnknown: "42704",
    errors.SettingRefused: "22023",
    errors.PreparedStatementNotFound: "26000",
    errors.PreparedStatementExists: "42P05",
    errors.PortalNotFound: "34000",
    errors.PortalExists: "42P03",
    errors.TransactionStateWrong: "25001",
    errors.TransactionReadOnly: "25006",
    errors.SavepointNotFound: "3B001",
    errors.StatementTimedOut: "57014",
    errors.SessionTimedOut: "57P05",
    errors.ResultTooLarge: "54000",
    errors.CopyInterrupted: "57014",
    errors.StatementNotFitting: "42601",
    errors.ResultTypeChanged: "0A000",
    errors.ExceptionRaised: "P0001",
    errors.ProtocolViolation: "08P01",
    errors.MessageMalformed: "08P01",
    errors.MessageTooLarge: "08P01",
    errors.TextNotUtf8: "22021",
    errors.ProtocolNotSupported: "0A000",
    errors.ServerNotProven: "28000",
    errors.WireValueError: "22000",
    errors.TextMalformed: "22P02",
    errors.BinaryMalformed: "22P03",
    errors.WireValueOutOfRange: "22003",
    errors.MomentOutOfRange: "22008",
    errors.ArrayRagged: "2202E",
    errors.CopyMalformed: "22P04",
    errors.CopyOptionInvalid: "22023",
    errors.ParameterUntyped: "42P18",
}


def _words(*pairs: tuple[str, str]) -> Sequence[tuple[re.Pattern[str], str]]:
    return [(re.compile(words, re.IGNORECASE), sqlstate) for words, sqlstate in pairs]


SITUATIONS: Final[Mapping[type[errors.ReedbedError], Sequence[tuple[re.Pattern[str], str]]]] = {
    errors.TextMalformed: _words((r"for type (date|time|timestamp|interval)\b", "22007")),
    errors.SqlNameError: _words(
        (r"(table|view|index|sequence) with name .* already exists", "42P07"),
        (r"another entry with this name already exists", "42P07"),
        (r"schema with name .* already exists", "42P06"),
        (r"column with name .* already exists|duplicate column name|column .* specified more than once", "42701"),
        (r"function with name .* already exists", "42723"),
        (r"type with name .* already exists", "42710"),
        (r"index with name .* does not exist", "42704"),
        (r"could not drop the table because", "2BP01"),
        (r"(table|view|sequence) with name .* does not exist|referenced table .* not found", "42P01"),
        (r"(function|macro) with name .* does not exist|not a known (table )?function", "42883"),
        (r"schema with name .* does not exist", "3F000"),
        (r"(catalog|database) .* does not exist", "3D000"),
        (r"(type|setting|collation|secret) with name .* does not exist|unrecognized configuration parameter", "42704"),
        (r"there is no primary key for", "42704"),
        (r"there is no primary key or unique|number of referencing", "42830"),
        (r"duplicate alias", "42712"),
        (r"ambiguous", "42702"),
        (r"subquery returns \d+ columns", "42601"),
        (r"term out of range|not referenced by a unique", "42P10"),
        (r"limit/offset cannot be negative", "2201W"),
        (r"(quantile|percentile)s? can only take", "22003"),
        (r"column .* not found|does not have a column|contains? no column|column .* does not exist", "42703"),
        (r"must appear in the group by|cannot contain aggregates|aggregate function calls|group by", "42803"),
        (r"cannot contain window functions|window function calls", "42P20"),
        (r"no function matches|could not choose a best candidate", "42883"),
        (r"values were not provided for|parameter", "42P02"),
        (r"insert has more|columns but \d+ values were supplied|same number of (result )?columns", "42601"),
        (r"cannot change the type of a column that has a check", "0A000"),
        (r"cast|cannot compare|type mismatch|incompatible|cannot mix", "42804"),
        (r"not implemented|not supported|only supported", "0A000"),
    ),
    errors.SqlTypeError: _words(
        (r"no function matches", "42883"),
        (r"could not choose a best candidate", "42725"),
        (r"cannot compare", "42883"),
        (r"values were not provided|parameter.*not provided|excess parameters", "42P02"),
        (r"division by zero", "22012"),
        (r"negative substring|substring length", "22011"),
        (r"more than one row returned by a subquery", "21000"),
        (r"could not parse string .* according to format", "22007"),
        (r"invalid input for hex digit", "22023"),
        # The sentences of RE2.
        (r"^missing [\])]|^no argument for repetition|^bad repetition|^unexpected \)|^trailing \\", "2201B"),
        (r"^invalid (escape sequence|character class|perl operator|repetition|named capture)", "2201B"),
    ),
    errors.ValueNotConvertible: _words(
        (r"division by zero", "22012"),
        (r"unimplemented type for cast", "42846"),
        (r"\bto interval\b|extract specifier", "22007"),
        (r"could not cast value .* to decimal", "22003"),
        (r"(timestamp|date|time).*(out of range|field value)", "22008"),
        (r"failed to cast decimal value", "22003"),
        (r"out of range|overflow|too large|casting value .* failed|can't be cast because the value", "22003"),
        (r"(timestamp|date|time)\b.*(format|expected)|invalid (timestamp|date|time)", "22007"),
        (r"square root of a negative", "2201F"),
        (r"logarithm of", "2201E"),
        (r"invalid hex escape code", "22023"),
        (r"nextval: reached|currval|sequence .* not yet", "55000"),
        (r"invalid unicode|not valid utf|utf-?8", "22021"),
    ),
    errors.ConstraintViolated: _words(
        (r"not null", "23502"),
        (r"foreign key", "23503"),
        (r"check constraint", "23514"),
        (r"duplicate key|duplicates on|primary key|unique", "23505"),
    ),
    errors.TransactionStateWrong: _words(
        (r"no transaction", "25P01"), (r"only scan forward", "55000"), (r"must be called before", "25001")
    ),
    # It is there, and has no rows that it could go on with.
    errors.CopyOptionInvalid: _words(
        (r"^option .* not recognized|^only ON_ERROR STOP", "42601"), (r"single one-byte|supported together", "0A000")
    ),
    errors.PortalNotFound: _words((r"cannot be run", "55000")),
    errors.SessionTimedOut: _words((r"idle-in-transaction", "25P03")),
    errors.SqlSyntaxError: _words(
        (r"invalid escape string", "22025"),
        (r"unrecognized sampling method", "42704"),
        (r"foreign key constraints cannot use", "0A000"),
    ),
    errors.TransactionConflict: _words((r"^deadlock detected", "40P01")),
    errors.SqlNotSupported: _words(
        (r"^prepared transactions are disabled", "55000"),
        (r"unknown timezone", "22023"),
        (r"function .* (does not exist|unknown)", "42883"),
    ),
    errors.EngineError: _words((r"invalid unicode|utf-?8", "22021")),
}
"""More exact codes by the words of a message; the first that matches."""


_NAME_OF_CLASS: Final = re.compile(r"^[A-Z][A-Za-z ]* Error: ")
_CARRIED: Final = re.compile(r"^(?:[A-Z][A-Za-z ]* Error: )?(?:Python exception .* UDF: \w+: )?([0-9A-Z]{5}): ")


def carried(message: str) -> tuple[str, str] | None:
    """Code and sentence of a message that begins with its SQLSTATE, as the functions of the dialect raise them."""
    found = _CARRIED.match(message)
    return (found[1], message[found.end() :]) if found else None


def sqlstate(error: BaseException) -> str:
    """The code of an error; `XX000` for what is no error of ours."""
    own = carried(str(error))
    if own is not None:
        return own[0]
    sentence = _NAME_OF_CLASS.sub("", str(error), count=1)
    for kind in type(error).__mro__:
        for words, code in SITUATIONS.get(kind, ()):
            if words.search(sentence):
                return code
        if kind in BY_CLASS:
            return BY_CLASS[kind]
    return INTERNAL
