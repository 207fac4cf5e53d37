"""Checkpoints, views, the ledger and backups: what Reedbed keeps and rebuilds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors.nearest import did_you_mean, nearest_names
from reedbed.errors.root import ReedbedError

if TYPE_CHECKING:
    from collections.abc import Iterable


class CheckpointNotFound(ReedbedError, LookupError):
    """The table has no checkpoint.

    Mend: write it with `checkpoint=True`; `reedbed checkpoint list` shows what there is.
    """

    code = "CHK001"


class CheckpointDamaged(ReedbedError):
    """A file of the checkpoint is missing, torn or altered. Nothing was changed.

    Mend: when the table is whole, `reedbed checkpoint write TABLE` writes its checkpoint anew.
    """

    code = "CHK002"


class CheckpointsDisabled(ReedbedError):
    """The store has no folder for checkpoints.

    Mend: give `checkpoint_dir` when opening an in-memory store.
    """

    code = "CHK003"


class CheckpointNameTaken(ReedbedError):
    """A checkpoint of the table is kept under this name already.

    Mend: take another name, or `reedbed checkpoint forget TABLE NAME` first.
    """

    code = "CHK004"


class ViewNotFound(ReedbedError, KeyError):
    """No view of this name is registered.

    Mend: take one of the names that the message offers; `reedbed views list` shows them.
    """

    code = "VIEW001"
    operands = ("name", "nearest")

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        self.name = name
        self.nearest = nearest_names(name, known)
        offer = did_you_mean(self.nearest)
        super().__init__(
            f"No view {name!r} is registered." + (f" {offer}" if offer else ""),
            hint="reedbed views list",
            name=name,
            nearest=self.nearest,
        )

    def __str__(self) -> str:
        return self.message


class ViewExists(ReedbedError, ValueError):
    """A view of this name is registered already.

    Mend: choose another name, or unregister the first one.
    """

    code = "VIEW002"


class ViewCycle(ReedbedError, ValueError):
    """Views depend on one another in a circle; the message shows the path.

    Mend: break the circle at one of the views it names.
    """

    code = "VIEW003"


class ViewInputUnknown(ReedbedError, LookupError):
    """A view needs an input that is neither a table nor a registered view.

    Mend: load the table first, or correct the name of the input.
    """

    code = "VIEW004"


class ViewFailed(ReedbedError):
    """A view's builder raised, or its result could not be stored. The last good result is still there.

    Mend: correct the view; the message holds its own error.
    """

    code = "VIEW005"


class ViewCodeInvalid(ReedbedError, ValueError):
    """The workspace's view code cannot be imported or parsed.

    Mend: correct the file and line that the message names.
    """

    code = "VIEW006"


class LedgerNewer(ReedbedError):
    """The database was last used by a newer Reedbed, whose ledger this one does not know. Nothing was changed.

    Mend: `pip install --upgrade reedbed`.
    """

    code = "LEDG001"


class MigrationChanged(ReedbedError, ValueError):
    """A migration that was applied has another text now, or is gone.

    Mend: put the original text back, and write the change as a new migration.
    """

    code = "LEDG002"


class MigrationFailed(ReedbedError):
    """A migration raised; it was rolled back whole.

    Mend: correct the file that the message names and run `reedbed migrate` again.
    """

    code = "LEDG003"


class BackupFailed(ReedbedError):
    """A backup could not be made or is not whole. The workspace was not changed.

    Mend: read the reason in the message; give an empty folder as the target.
    """

    code = "BACK001"
