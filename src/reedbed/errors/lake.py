"""What can go wrong between live rows and their archive: codes up to 19 archive, up to 39 care, above names."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class LakeError(ReedbedError):
    """Something about the archive of a table could not be done; live rows and named files are as they were.

    Mend: read the message, which names the table and, where there is one, the file.
    """

    code = "LAKE000"


class NotArchived(LakeError):
    """The table has no archive: none of its rows are in files.

    Mend: `reedbed lake list` shows the tables that have one; `reedbed lake archive` makes one.
    """

    code = "LAKE001"


class NotArchivable(LakeError):
    """The table cannot be archived in this way: what it is, its columns, its key or foreign keys stand against it.

    Mend: the message says which; foreign keys see live rows only, so a table that has a part in one stays whole.
    """

    code = "LAKE002"


class ArchiveDiffers(LakeError):
    """The archive of the table is kept in another way than the call asks for: another target, partitions, key or time.

    Mend: leave the argument out, or restore the table and archive it anew.
    """

    code = "LAKE003"


class ArchiveNotVerified(LakeError):
    """Files that had just been written do not hold the rows that were copied. Nothing was deleted; they are removed.

    Mend: archive again; when it comes back, check the disk and the memory of the machine.
    """

    code = "LAKE004"


class LakeBusy(LakeError):
    """The table was changed meanwhile in a way that the work could not follow; nothing was changed by it.

    Mend: run the call again.
    """

    code = "LAKE005"
    retryable = True


class ArchivedRowsGone(LakeBusy):
    """Rows without a key were changed or deleted between their copy and the moment at which the copy was to count.

    Mend: run the call again, at a time when nobody changes old rows.
    """

    code = "LAKE007"


class LakeFileDamaged(LakeError):
    """A file that the ledger names is missing, torn or altered.

    Mend: `reedbed lake verify` lists all of them; bring them back from a copy of the target.
    """

    code = "LAKE006"


class TargetRefused(LakeError):
    """The place of the files refuses a request, and would refuse it again: credentials, rights, a bucket's name.

    Mend: `reedbed config show` says which secret and endpoint count; the message has the server's own code.
    """

    code = "LAKE020"


class TargetUnreachable(LakeError):
    """The place of the files did not answer, or answered that it cannot at this moment, after every attempt.

    Mend: run the call again later. No file that the ledger names was touched; `reedbed lake sweep` removes leavings.
    """

    code = "LAKE021"
    retryable = True


class TargetFileTaken(LakeError):
    """There is a file of this name already; names of files are never used twice.

    Mend: run the call again: a new name is drawn.
    """

    code = "LAKE022"
    retryable = True


class SnapshotNotFound(LakeError, LookupError):
    """The archive of the table has no snapshot of this number, or none that was made by then; old ones are expired.

    Mend: `reedbed lake snapshots TABLE` shows those that there are.
    """

    code = "LAKE023"


class ArchivedRowsFixed(LakeError):
    """A statement would change archived rows without a key to tell them by, or give them keys that nobody knows before.

    Mend: `reedbed lake restore TABLE` brings them back into the live table, where any statement may change them.
    """

    code = "LAKE040"


class FederatedTable(LakeError):
    """A change of an archived table's definition that its archived rows cannot follow; the message says why.

    Mend: `reedbed lake restore TABLE`, change the table, and archive it again.
    """

    code = "LAKE041"
