"""Places: the files beside a database file that tell who uses it, and the one path that each database has."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from reedbed.errors import DatabaseMissing, DatabaseUnreadable, ReedbedError

if TYPE_CHECKING:
    from pathlib import Path


def resolved(database: Path) -> Path:
    """The one path of this database: symbolic links and relative parts lead to the same lock.

    The file itself need not exist. Raises `DatabaseMissing` without its folder, `DatabaseUnreadable` when the
    path cannot be followed.
    """
    try:
        found = database.expanduser().resolve()
        if found.parent.is_dir():
            return found
    except (OSError, RuntimeError) as error:  # Python 3.11 and 3.12 raise RuntimeError for a circle of links
        raise DatabaseUnreadable(
            f"The path {database} cannot be followed: {error}.",
            hint=f"ls -ld {quote(str(database.parent))}",
            database=str(database),
        ) from error
    raise DatabaseMissing(
        f"There is no folder {found.parent} for the database {found.name}.",
        hint=f"mkdir -p {quote(str(found.parent))}",
        database=str(found),
    )


def lock_path(database: Path) -> Path:
    """The file whose lock is ownership of `database` (a resolved path); it is empty and never removed."""
    return database.with_name(database.name + ".lock")


def owner_record_path(database: Path) -> Path:
    """Where the owner of `database` describes itself."""
    return database.with_name(database.name + ".owner.json")


def readers_folder(database: Path) -> Path:
    """The folder in which each reader of `database` describes itself."""
    return database.with_name(database.name + ".readers")


def unusable(database: Path, error: OSError) -> ReedbedError:
    """The error for a lock file or record that the file system refuses."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return DatabaseMissing(
            f"The folder {database.parent} of the database {database.name} is gone.",
            hint=f"mkdir -p {quote(str(database.parent))}",
            database=str(database),
        )
    return DatabaseUnreadable(
        f"{database} cannot be owned: {error.filename or lock_path(database)}: {error.strerror}.",
        hint=f"ls -ld {quote(str(database.parent))} {quote(str(lock_path(database)))}",
        database=str(database),
        reason=error.strerror,
    )
