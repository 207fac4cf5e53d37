"""Calls that cannot be meant: the caller's code or command line has to change."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class UsageError(ReedbedError, ValueError):
    """An argument has a value that this call does not take.

    Mend: read the message, which names the argument, what it takes and what was given.
    """

    code = "USE001"


class UnsupportedURL(UsageError):
    """A store URL names a scheme that this version cannot open.

    Mend: use a workspace folder, `duckdb:///path/to/file.db`, or `duckdb://` for memory.
    """

    code = "USE002"


class StoreClosed(ReedbedError):
    """The store was closed before this call.

    Mend: open it again with `open_store`, or keep the call inside the `with` block.
    """

    code = "USE003"


class StoreReadOnly(ReedbedError):
    """A write reached a store that was opened with `read_only=True`.

    Mend: open the store without `read_only`.
    """

    code = "USE004"


class StoreForked(ReedbedError):
    """The store was opened by the process that this one was forked from.

    Mend: open the store in this process; use the `spawn` start method, since DuckDB cannot be used after a fork.
    """

    code = "USE005"


class PackageMissing(ReedbedError, ImportError):
    """A part of Reedbed needs a package that is not installed.

    Mend: install the extra that the hint names.
    """

    code = "USE006"
