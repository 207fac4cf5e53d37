"""DuckDB's exceptions as ours: the one place where they are translated.

`BY_CLASS` holds every exception class that DuckDB defines (a test compares them). Where one class covers
several situations, `SITUATIONS` tells them apart by DuckDB's own words.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BY_CLASS: dict[type[Exception], type[errors.EngineError]] = {
    duckdb.Error: errors.EngineError,
    duckdb.DatabaseError: errors.EngineError,
    duckdb.OperationalError: errors.EngineError,
    duckdb.ProgrammingError: errors.SqlTypeError,
    duckdb.NotSupportedError: errors.SqlNotSupported,
    duckdb.NotImplementedException: errors.SqlNotSupported,
    duckdb.ParserException: errors.SqlSyntaxError,
    duckdb.SyntaxException: errors.SqlSyntaxError,
    duckdb.CatalogException: errors.SqlNameError,
    duckdb.BinderException: errors.SqlNameError,
    duckdb.InvalidInputException: errors.SqlTypeError,
    duckdb.InvalidTypeException: errors.SqlTypeError,
    duckdb.TypeMismatchException: errors.SqlTypeError,
    duckdb.DataError: errors.ValueNotConvertible,
    duckdb.ConversionException: errors.ValueNotConvertible,
    duckdb.OutOfRangeException: errors.ValueNotConvertible,
    duckdb.SequenceException: errors.ValueNotConvertible,
    duckdb.IntegrityError: errors.ConstraintViolated,
    duckdb.ConstraintException: errors.ConstraintViolated,
    duckdb.DependencyException: errors.DependencyExists,
    duckdb.TransactionException: errors.TransactionConflict,
    duckdb.InterruptException: errors.QueryCancelled,
    duckdb.OutOfMemoryException: errors.OutOfMemory,
    duckdb.PermissionException: errors.OperationRefused,
    duckdb.IOException: errors.FileAccessFailed,
    duckdb.HTTPException: errors.NetworkFailed,
    duckdb.ConnectionException: errors.EngineFailed,
    duckdb.SerializationException: errors.EngineFailed,
    duckdb.FatalException: errors.EngineFailed,
    duckdb.InternalError: errors.EngineBug,
    duckdb.InternalException: errors.EngineBug,
}

BY_PREFIX: dict[str, type[Exception]] = {
    "binder": duckdb.BinderException,
    "catalog": duckdb.CatalogException,
    "constraint": duckdb.ConstraintException,
    "conversion": duckdb.ConversionException,
    "http": duckdb.HTTPException,
    "internal": duckdb.InternalException,
    "interrupt": duckdb.InterruptException,
    "invalid input": duckdb.InvalidInputException,
    "io": duckdb.IOException,
    "not implemented": duckdb.NotImplementedException,
    "out of memory": duckdb.OutOfMemoryException,
    "out of range": duckdb.OutOfRangeException,
    "permission": duckdb.PermissionException,
    "serialization": duckdb.SerializationException,
    "transactioncontext": duckdb.TransactionException,
}
"""The words before " Error:" in DuckDB's messages, for those that a running query can raise."""


class Situation(NamedTuple):
    """Words of DuckDB's that tell a situation, and the error and hint that it becomes."""

    words: re.Pattern[str]
    error: type[errors.EngineError]
    hint: str


def _situation(words: str, error: type[errors.EngineError], hint: str = "") -> Situation:
    return Situation(re.compile(words, re.IGNORECASE), error, hint)


SITUATIONS = (
    _situation(
        r"no space left on device|file too large|disk quota exceeded|could not write all bytes",
        errors.DiskFull,
        "free some space, then run the same call again",
    ),
    _situation(r"out of memory|failed to allocate|max_temp_directory_size", errors.OutOfMemory, "raise memory_limit"),
    _situation(r"constraint violation|violates (primary key|unique|foreign key)", errors.ConstraintViolated),
    _situation(r"database has been invalidated", errors.EngineFailed),
    _situation(r"current transaction is aborted", errors.TransactionFailed, "leave the transaction and run it again"),
    _situation(r"cannot start a transaction within a transaction|no transaction is active", errors.SqlNotSupported),
    _situation(r"extension .{0,80}(not found|needs to be loaded|could not be autoloaded)", errors.ExtensionMissing),
    _situation(r"disabled by configuration|has been locked|external access", errors.OperationRefused),
    _situation(r"read-only mode", errors.OperationRefused, "open the store without read_only"),
    _situation(
        r"No function matches|Cannot compare values|Cannot mix values|add explicit type casts",
        errors.SqlTypeError,
    ),
)


def translate(error: Exception) -> errors.ReedbedError:
    """Our error for an exception that DuckDB raised; its message is kept, its class decides the situation."""
    message = str(error).strip()
    # Fatal errors name their cause in the text; the engine is lost all the same and must be opened again.
    for situation in SITUATIONS:
        if situation.words.search(message):
            return situation.error(message, hint=situation.hint)
    for kind in type(error).__mro__:
        if kind in BY_CLASS:
            return BY_CLASS[kind](message)
    return errors.EngineError(message)


def translate_text(message: str) -> errors.ReedbedError:
    """Our error for a failure of DuckDB's that another library hands on as text, as Arrow does for a broken stream."""
    prefix = message.partition(" Error:")[0].strip().casefold()
    return translate(BY_PREFIX.get(prefix, duckdb.Error)(message))


def loses_the_engine(error: Exception) -> bool:
    """Whether DuckDB gave up the database for the whole process, so that it has to be opened again."""
    return isinstance(error, (duckdb.FatalException, duckdb.InternalException)) or (
        "database has been invalidated" in str(error)
    )


def aborts_transaction(error: errors.ReedbedError) -> bool:
    """Whether DuckDB rolled the transaction back inside: all failures but those of parsing and binding."""
    return not isinstance(error, (errors.SqlSyntaxError, errors.SqlNameError, errors.SqlTypeError))


def translation(error: BaseException) -> BaseException | None:
    """What DuckDB's exception becomes; None for one that is not DuckDB's."""
    if isinstance(error, duckdb.Error):
        return translate(error)
    # DuckDB's Python module reports Ctrl-C, and only it, in this way.
    if isinstance(error, RuntimeError) and "Query interrupted" in str(error):
        return KeyboardInterrupt()
    return None


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Run a block in which DuckDB's exceptions become ours, and an interrupt a KeyboardInterrupt."""
    try:
        yield
    except (duckdb.Error, RuntimeError) as error:
        ours = translation(error)
        if ours is None:
            raise
        raise ours from error


class _OpeningFailure(NamedTuple):
    words: re.Pattern[str]
    error: type[errors.ReedbedError]
    sentence: str
    hint: str


def _opening(words: str, error: type[errors.ReedbedError], sentence: str, hint: str) -> _OpeningFailure:
    return _OpeningFailure(re.compile(words, re.IGNORECASE), error, sentence, hint)


OPENING = (
    _opening("Could not set lock on file", errors.StoreLocked, "Another program holds {path} open.", "fuser {path}"),
    _opening(
        "version number|newer version of DuckDB",
        errors.DatabaseNewer,
        f"{{path}} was written by a newer DuckDB than {duckdb.__version__}; it was left untouched.",
        "pip install --upgrade reedbed",
    ),
    _opening(
        "not a valid DuckDB database|corrupt|checksum|enough bytes|deserializ|failed to load metadata",
        errors.DatabaseCorrupt,
        "{path} is damaged or is no DuckDB database; it was left untouched.",
        "reedbed checkpoint restore --all --to NEW_FILE",
    ),
    _opening(
        "permission denied|read-only file system|is a directory",
        errors.DatabaseUnreadable,
        "{path} cannot be opened.",
        "ls -ld {path}",
    ),
    _opening("no such file|does not exist", errors.DatabaseMissing, "{path} does not exist.", "ls -l {path.parent}"),
)
"""Why a file could not be opened, by DuckDB's words; the first that matches."""


def translate_opening(error: Exception, path: Path) -> errors.ReedbedError:
    """Our error for a database file that could not be opened. The file itself was not changed."""
    reason = str(error).strip().splitlines()[0]
    for failure in OPENING:
        if failure.words.search(str(error)):
            sentence, hint = failure.sentence.format(path=path), failure.hint.format(path=path)
            return failure.error(f"{sentence} {reason}", hint=hint, path=str(path), reason=reason)
    return translate(error)
