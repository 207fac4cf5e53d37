"""The users of a workspace: `users.json` with their roles, grants and SCRAM verifiers. No password is in it.

Whoever changes the file replaces it whole, under a lock; whoever reads it sees the old users or the new ones. A server
looks at the file's stamp at each login, so a change counts at once.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver import Grants, Role, Subject
from reedbed.errors import FileAccessFailed, UsageError, UserExists, UserNotFound, UsersInvalid, nearest_names
from reedbed.workspace.publication import one_editor, publish_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FORMAT: Final = 1
MODE: Final = 0o600
OWN_NAME: Final = "reedbed"
"""The name that Reedbed's own processes come in by; no user can have it."""

_NAME: Final = re.compile(r"[^\W\d][\w.@-]{0,62}")
_PATTERN: Final = re.compile(r"[^\x00.]+(\.[^\x00.]+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class UserRecord:
    """One user. `verifier` proves a password without holding it, in PostgreSQL's form `SCRAM-SHA-256$…`."""

    name: str
    role: Role
    verifier: str = field(repr=False)
    grants: Grants = Grants.EVERYTHING

    @property
    def subject(self) -> Subject:
        """The user as the resolver knows it."""
        return Subject(user=self.name, role=self.role, grants=self.grants, named=True)


class UserFile:
    """The users of one workspace, read again whenever their file has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._users: Mapping[str, UserRecord] = {}

    def all(self) -> Mapping[str, UserRecord]:
        """Every user by name, in the order in which they were added.

        Raises `UsersInvalid` when the file cannot be read as one of users.
        """
        with self._lock:
            stamp = _stamp(self.path)
            if stamp is None or stamp != self._stamp:
                self._users = _read(self.path) if stamp else {}
                self._stamp = stamp
            return self._users

    def get(self, name: str) -> UserRecord:
        """The user of this name, or `UserNotFound`."""
        return _found(self.all(), name)

    def add(self, record: UserRecord) -> None:
        """Add a user; raises `UserExists`, and `UsageError` for a name that none can have."""
        require_name(record.name)
        for pattern in (*record.grants.reads, *record.grants.writes):
            require_pattern(pattern)

        def added(users: dict[str, UserRecord]) -> None:
            if record.name in users:
                raise UserExists(
                    f"There is a user {record.name!r} already.",
                    hint=f"reedbed users passwd {record.name}",
                    user=record.name,
                )
            users[record.name] = record

        self._edit(added)

    def remove(self, name: str) -> UserRecord:
        """Remove a user; raises `UserNotFound`."""
        gone: list[UserRecord] = []
        self._edit(lambda users: gone.append(users.pop(_found(users, name).name)))
        return gone[0]

    def change(
        self, name: str, *, verifier: str | None = None, role: Role | None = None, grants: Grants | None = None
    ) -> UserRecord:
        """Give a user another password, role or grants; what is None stays. Raises `UserNotFound`."""
        for pattern in (*grants.reads, *grants.writes) if grants else ():
            require_pattern(pattern)
        changed: list[UserRecord] = []

        def edit(users: dict[str, UserRecord]) -> None:
            old = _found(users, name)
            users[name] = replace(
                old, verifier=verifier or old.verifier, role=role or old.role, grants=grants or old.grants
            )
            changed.append(users[name])

        self._edit(edit)
        return changed[0]

    def _edit(self, change: Callable[[dict[str, UserRecord]], None]) -> None:
        with one_editor(self.path.parent):
            users = dict(_read(self.path)) if self.path.exists() else {}
            change(users)
            publish_text(self.path, _document(users), new_mode=MODE)


def require_name(name: str) -> None:
    """Raise `UsageError` unless a user may be called so."""
    if not _NAME.fullmatch(name) or name.casefold() == OWN_NAME:
        reason = "is Reedbed's own" if name.casefold() == OWN_NAME else "is no name"
        raise UsageError(
            f"{name!r} {reason}: a user's name has up to 63 letters, digits and _ . @ -, the first of them a letter.",
            hint="reedbed users add ana --role reader",
            name=name,
        )


def require_pattern(pattern: str) -> None:
    """Raise `UsageError` unless tables can be granted by this pattern."""
    if not _PATTERN.fullmatch(pattern):
        raise UsageError(
            f"{pattern!r} grants no table: write a name, or schema.name; * stands for any text.",
            hint="reedbed users grant ana --read 'weather.*'",
            pattern=pattern,
        )


def _found(users: Mapping[str, UserRecord], name: str) -> UserRecord:
    if name not in users:
        raise UserNotFound(
            f"No user {name!r} in this workspace.",
            hint="reedbed users list",
            user=name,
            nearest=nearest_names(name, users),
        )
    return users[name]


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileAccessFailed(f"{path}: {error.strerror}", hint=f"ls -l {path}", path=str(path)) from error
    return status.st_ino, status.st_mtime_ns, status.st_size


def _read(path: Path) -> dict[str, UserRecord]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise _invalid(path, f"its format is {document['format']!r}, this version reads {FORMAT}")
        return {name: _record(path, name, entry) for name, entry in document["users"].items()}
    except OSError as error:
        raise FileAccessFailed(f"{path}: {error.strerror}", hint=f"ls -l {path}", path=str(path)) from error
    except json.JSONDecodeError as error:
        raise _invalid(path, f"line {error.lineno}: {error.msg}") from None
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise _invalid(path, f"{type(error).__name__} {error}") from None


def _record(path: Path, name: str, entry: Mapping[str, object]) -> UserRecord:
    role, verifier = entry["role"], entry["verifier"]
    if role not in set(Role) or not isinstance(verifier, str):
        raise _invalid(path, f"user {name!r} has no role or no verifier")
    grants = Grants(reads=_patterns(path, name, entry["reads"]), writes=_patterns(path, name, entry["writes"]))
    return UserRecord(name=name, role=Role(str(role)), verifier=verifier, grants=grants)


def _patterns(path: Path, name: str, found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(each, str) and _PATTERN.fullmatch(each) for each in found):
        raise _invalid(path, f"the grants of {name!r} are no list of table names")
    return tuple(found)


def _invalid(path: Path, reason: str) -> UsersInvalid:
    return UsersInvalid(f"{path} holds no users: {reason}.", hint=f"${{EDITOR:-vi}} {path}", path=str(path))


def _document(users: Mapping[str, UserRecord]) -> str:
    entries = {
        user.name: {
            "role": str(user.role),
            "reads": list(user.grants.reads),
            "writes": list(user.grants.writes),
            "verifier": user.verifier,
        }
        for user in users.values()
    }
    return json.dumps({"format": FORMAT, "users": entries}, indent=2, ensure_ascii=False) + "\n"
