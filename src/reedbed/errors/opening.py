"""Opening: workspaces, database files, and who owns them."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class WorkspaceNotFound(ReedbedError, LookupError):
    """No `workspace.yaml` is in the folder or in any folder above it.

    Mend: `reedbed init PATH`, or name the workspace with `--workspace`.
    """

    code = "WS001"


class WorkspaceExists(ReedbedError):
    """The folder to be made into a workspace is one already.

    Mend: open it as it is, or choose another folder.
    """

    code = "WS002"


class WorkspaceInvalid(ReedbedError, ValueError):
    """`workspace.yaml` cannot be read as a mapping.

    Mend: correct the file at the line that the message names.
    """

    code = "WS003"


class UnknownSetting(ReedbedError, LookupError):
    """A setting has a name that Reedbed does not know.

    Mend: correct the name; the message gives the nearest one, the file and the line.
    """

    code = "CFG001"


class InvalidSetting(ReedbedError, ValueError):
    """A setting has a value that it does not take.

    Mend: correct the value at the place that the message names.
    """

    code = "CFG002"


class StoreLocked(ReedbedError):
    """Another process owns this database and has no door for this one: a short command, or one whose door is off.

    Mend: wait for it, stop it with `reedbed stop`, or let it have a door (the setting `door`).
    """

    code = "LOCK001"
    retryable = True


class WriterBusy(ReedbedError):
    """Another thread of this process has been writing for longer than this one waits.

    Mend: end the other transaction, or raise `writer_timeout_seconds`.
    """

    code = "LOCK002"
    retryable = True


class StoreBeingRead(ReedbedError):
    """Other processes have this database open read-only, so nobody can become its owner.

    Mend: wait for the readers that the message names, or end them.
    """

    code = "LOCK003"
    retryable = True


class OwnerNotStopped(ReedbedError):
    """The owner did not leave when it was asked to, or must not be asked.

    Mend: end it where it runs; `reedbed stop --force` ends an owner that is not a Reedbed command.
    """

    code = "LOCK004"


class OwnerLeft(ReedbedError):
    """The process that owns the database went away while it worked on this call.

    A write that was running may have been committed or not. The next call finds the next owner, or becomes it.

    Mend: look whether the write is there, where that matters, and run the call again.
    """

    code = "LOCK005"
    retryable = True


class DoorRefused(ReedbedError):
    """The door of the owner does not speak with this process: another user's, another version's, or no door at all.

    Mend: read the reason in the message; `reedbed status` says who owns the workspace.
    """

    code = "LOCK006"


class DatabaseMissing(ReedbedError, FileNotFoundError):
    """The database file, or the folder it should be made in, does not exist.

    Mend: create the folder, or correct the path.
    """

    code = "OPEN001"


class DatabaseCorrupt(ReedbedError):
    """The file is not a DuckDB database, or is damaged. It was left untouched.

    Mend: `reedbed checkpoint restore --all --to NEW_FILE` rebuilds the checkpointed tables in a new file.
    """

    code = "OPEN002"


class DatabaseNewer(ReedbedError):
    """The file was written by a DuckDB that this one cannot read. It was left untouched.

    Mend: open it with a newer Reedbed, or export it with the DuckDB that wrote it.
    """

    code = "OPEN003"


class DatabaseUnreadable(ReedbedError, PermissionError):
    """The file system does not let this process read or write the database file.

    Mend: correct the permissions; the message holds the system's own reason.
    """

    code = "OPEN004"


class LogNotReplayed(ReedbedError):
    """A killed owner left a log that only an owner can bring into the file, and this reader cannot become one.

    Others read the file, or it cannot be written here. It was left untouched.

    Mend: run the command of the hint once nobody reads the file; any opening that may write does the same.
    """

    code = "OPEN005"
