"""Who may come in at a door, and what they may do there."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class AccessDenied(ReedbedError, PermissionError):
    """The role of the user does not admit this statement, or the table was not granted. Nothing was run.

    Mend: ask an owner of the workspace for another role or for the table: `reedbed users list` shows what is granted.
    """

    code = "ACC001"


class LoginFailed(ReedbedError, PermissionError):
    """The user does not exist or the password is not its own; the door does not say which.

    Mend: correct the name or the password; `reedbed users passwd NAME` sets a new one.
    """

    code = "ACC002"


class UserNotFound(ReedbedError, LookupError):
    """No user of this name is in the workspace.

    Mend: take one of the names that the message offers, or list them with `reedbed users list`.
    """

    code = "ACC003"


class UserExists(ReedbedError, ValueError):
    """There is a user of this name already.

    Mend: choose another name, or change the user with `reedbed users passwd`.
    """

    code = "ACC004"


class UsersInvalid(ReedbedError, ValueError):
    """The file of users cannot be read, or holds what it should not. Nobody is let in by password meanwhile.

    Mend: correct the file at the place that the message names, or remove the user and add it anew.
    """

    code = "ACC005"
