"""What DuckDB, the file system or the network refused, translated once, in `reedbed.engine.failures`."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class EngineError(ReedbedError):
    """DuckDB refused or failed; the message is DuckDB's own first line."""

    code = "SQL000"


class SqlSyntaxError(EngineError, ValueError):
    """The SQL text does not parse.

    Mend: correct the text at the place that the message shows.
    """

    code = "SQL001"


class SqlNameError(EngineError, LookupError):
    """The SQL names a table, column, function or schema that does not exist, or one that exists already.

    Mend: take one of the names that the message offers; `reedbed tables` lists the tables.
    """

    code = "SQL002"


class SqlTypeError(EngineError, TypeError):
    """The SQL combines types that do not go together, or binds a parameter that does not fit.

    Mend: cast the value, or bind one of the right type.
    """

    code = "SQL003"


class ConstraintViolated(EngineError, ValueError):
    """A row breaks a key, a NOT NULL, a CHECK or a foreign key of the table. Nothing was written.

    Mend: correct the row, or write with `mode="upsert"` when the key is meant to be replaced.
    """

    code = "SQL004"


class ValueNotConvertible(EngineError, ValueError):
    """A value cannot be converted to the type it has to have, or does not fit its range. Nothing was written.

    Mend: correct the value, use TRY_CAST, or choose a wider type.
    """

    code = "SQL005"


class TransactionConflict(EngineError):
    """Another transaction changed the same rows first. Nothing was written.

    Mend: run the transaction again.
    """

    code = "SQL006"
    retryable = True


class TransactionFailed(EngineError):
    """An earlier statement of this transaction failed, so the transaction can only be rolled back.

    Mend: leave the `transaction()` block and run it again.
    """

    code = "SQL007"


class QueryCancelled(EngineError):
    """The query was interrupted before it ended. Nothing was written.

    Mend: run it again when you want its answer.
    """

    code = "SQL008"


class OutOfMemory(EngineError, MemoryError):
    """The statement needs more memory than the limit admits.

    Mend: raise `memory_limit` or give a `temp_directory` with space, so that DuckDB can spill.
    """

    code = "SQL009"


class SqlNotSupported(EngineError):
    """DuckDB has no such feature.

    Mend: write the statement another way.
    """

    code = "SQL010"


class OperationRefused(EngineError, PermissionError):
    """The configuration of the store does not permit this operation.

    Mend: see `reedbed config show` for what is permitted.
    """

    code = "SQL011"


class DependencyExists(EngineError):
    """Another object depends on the one to be changed or dropped.

    Mend: drop or change the dependent object first; the message names it.
    """

    code = "SQL012"


class NetworkFailed(EngineError, OSError):
    """A remote file or service could not be reached or refused the request.

    Mend: check the address and the credentials, then try again.
    """

    code = "NET001"
    retryable = True


class FileAccessFailed(EngineError, OSError):
    """A file could not be read or written.

    Mend: check the path and its permissions; the message holds the system's own reason.
    """

    code = "FILE001"


class DiskFull(EngineError, OSError):
    """The disk or the quota ran out of space during a statement. What was acknowledged before is intact.

    Mend: free some space and run the statement again.
    """

    code = "DISK001"
    retryable = True


class EngineFailed(EngineError):
    """DuckDB gave the database up for this process; it was closed and will be opened again at the next call.

    Mend: run the call again. Acknowledged data is intact.
    """

    code = "ENG001"
    retryable = True


class EngineBug(EngineError):
    """DuckDB reports an internal error.

    Mend: report it with the statement; `reedbed doctor` prints the versions that the report needs.
    """

    code = "ENG002"


class ExtensionMissing(EngineError, ImportError):
    """A DuckDB extension is not installed and could not be fetched.

    Mend: install the package that the hint names.
    """

    code = "EXT001"
