"""SQL functions that act: pg_cancel_backend, pg_terminate_backend, set_config and those of advisory locks.

They are Python functions in the engine, made when the first client of SQL comes in: making them imports NumPy, which
takes 0.2 s. The macros of the catalog that call them say which session calls, by the session's variables.
"""

from __future__ import annotations

import itertools
import re
import threading
from typing import TYPE_CHECKING, Final, Protocol
from weakref import WeakValueDictionary

from reedbed.engine.resolver import Role
from reedbed.errors import ReedbedError
from reedbed.pgserver import document_paths, documents
from reedbed.pgserver.activity.table import VIEW
from reedbed.pgserver.advisory import AdvisoryLocks, Key, functions, hashing
from reedbed.pgserver.catalog import DATABASE, install
from reedbed.pgserver.refusals.sqlstates import sqlstate

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.engine import Database
    from reedbed.pgserver.guests import Guest

_NAMES: Final = re.compile(
    r"\b(?:pg_cancel_backend|pg_terminate_backend|set_config|hashtext(?:extended)?"
    r"|pg_(?:try_)?advisory_(?!unlock_all)\w+)\s*\(",
    re.IGNORECASE,
)
_SIGNAL: Final = "reedbed_signal_session"
_SET: Final = "reedbed_set_config"
_CALLER: Final = "getvariable('reedbed_pid'), getvariable('reedbed_hall')"
_CANCEL: Final = f"system.main.{_SIGNAL}('cancel', CAST(pid_ AS BIGINT), {_CALLER})"
_DISMISS: Final = f"system.main.{_SIGNAL}('dismiss', CAST(pid_ AS BIGINT), {_CALLER})"
_CONFIGURE: Final = f"system.main.{_SET}(CAST(name_ AS VARCHAR), CAST(value_ AS VARCHAR), local_, {_CALLER})"
_MACROS: Final = {
    "pg_cancel_backend": f"(pid_) AS {_CANCEL}",
    "pg_terminate_backend": f"(pid_) AS {_DISMISS}, (pid_, timeout_) AS {_DISMISS}",
    "set_config": f"(name_, value_, local_) AS {_CONFIGURE}",
    "hashtext": f"(text_) AS system.main.{hashing.HASH}(CAST(text_ AS VARCHAR))",
    "hashtextextended": (
        f"(text_, seed_) AS system.main.{hashing.EXTENDED}(CAST(text_ AS VARCHAR), CAST(seed_ AS BIGINT))"
    ),
    **functions.macros(),
}
_SIGNAL_TYPES: Final = ("VARCHAR", "BIGINT", "BIGINT", "BIGINT")
_SET_TYPES: Final = ("VARCHAR", "VARCHAR", "BOOLEAN", "BIGINT", "BIGINT")


CATALOG_PART: Final = (
    *(f"CREATE OR REPLACE MACRO {DATABASE}.pg.{name}{body}" for name, body in _MACROS.items()),
    *documents.STATEMENTS,
    *document_paths.STATEMENTS,
    VIEW,
)
"""What stands for the functions, and for `reedbed.activity`, in the catalog's database: made together with it."""


class Host(Protocol):
    """What the functions ask of a door."""

    @property
    def database(self) -> Database:
        """The store's database."""

    @property
    def advisory(self) -> AdvisoryLocks:
        """The locks of its sessions."""

    def guest(self, process_id: int) -> Guest | None:
        """The session of this number."""

    def cancel_statement(self, process_id: int) -> bool:
        """End the statement of a session."""

    def dismiss(self, process_id: int) -> bool:
        """End a session."""


_halls: WeakValueDictionary[int, Host] = WeakValueDictionary()
_keys = itertools.count(1)
_defining = threading.Lock()


class SessionFunctions:
    """The functions of one door."""

    def __init__(self, hall: Host) -> None:
        self._hall = hall
        self._generation = -1
        self.key = next(_keys)
        """By which the functions, which are the whole process's, find the door of the session that calls."""
        _halls[self.key] = hall

    @staticmethod
    def names(text: str) -> bool:
        """Whether a text calls one of them."""
        return "_" in text and _NAMES.search(text) is not None

    def define(self) -> None:
        """Make the functions unless the database has them.

        Called before a session's first statement: a transaction that is open does not see what is made later.
        """
        database = self._hall.database
        with _defining:
            if self._generation != database.generation:
                _define(database)
                self._generation = database.generation

    def make_catalog(self) -> bool:
        """Make the catalog, whose macros call the functions, unless the database has it; whether it was made."""
        self.define()
        return install(self._hall.database, CATALOG_PART)


def prepare(database: Database) -> None:
    """Make functions and catalog for the doors to come: behind the walls of a shut-in database it takes much longer."""
    with _defining:
        _define(database)
    install(database, CATALOG_PART)


def _define(database: Database) -> None:
    database.define_function(_SIGNAL, _signal, _SIGNAL_TYPES, "BOOLEAN")
    database.define_function(_SET, _set_config, _SET_TYPES, "VARCHAR")
    database.define_function(functions.NAME, _advisory, functions.TYPES, "BOOLEAN")
    documents.define(database)
    document_paths.define(database)
    database.define_function(hashing.HASH, hashing.hash_text, ("VARCHAR",), "INTEGER")
    database.define_function(hashing.EXTENDED, hashing.hash_text_extended, ("VARCHAR", "BIGINT"), "BIGINT")


def _told(action: Callable[[], object]) -> object:
    """What the engine gets of an error is its text, so that begins with the SQLSTATE."""
    try:
        return action()
    except ReedbedError as error:
        raise ValueError(f"{sqlstate(error)}: {error.message}") from error


def _signal(deed: str, target: int | None, caller: int, hall: int) -> object:
    return _told(lambda: _signalled(_halls[hall], deed, target, caller))


def _signalled(hall: Host, deed: str, target: int | None, caller: int) -> bool | None:
    if target is None:
        return None
    who, whom = hall.guest(caller), hall.guest(target)
    if whom is None or who is None:
        return False
    if who.subject.role is not Role.OWNER and who.subject.user != whom.subject.user:
        raise ValueError(f"42501: permission denied to {deed} the session of {whom.subject.user}")
    return hall.cancel_statement(target) if deed == "cancel" else hall.dismiss(target)


def _advisory(deed: str, shared: bool, first: int, second: int | None, caller: int, hall: int) -> object:  # noqa: FBT001, PLR0917 - SQL calls by place
    return functions.act(_halls[hall].advisory, deed, Key(first, second), caller, shared=shared)


def _set_config(name: str | None, value: str | None, local: bool | None, caller: int, hall: int) -> object:  # noqa: FBT001 - SQL calls by place
    return _told(lambda: _configured(_halls[hall], name, value, caller, local=bool(local)))


def _configured(hall: Host, name: str | None, value: str | None, caller: int, *, local: bool) -> str | None:
    guest = hall.guest(caller)
    if name is None:
        raise ValueError("22004: SET requires parameter name")
    if guest is None:
        return None
    return guest.set_config(name, value, local=local)
