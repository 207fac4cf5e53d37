"""What another Reedbed process may ask for on behalf of a reader or writer: the rules of its SQL, request by request.

A request that no rule names is for owners: what stops others, loads extensions, removes files, and whatever comes new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reedbed.engine import split_statements
from reedbed.engine.resolver import Role
from reedbed.engine.statements import CONTROL, READING
from reedbed.errors import AccessDenied, ReedbedError
from reedbed.sql import TableName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reedbed.engine import Database
    from reedbed.engine.resolver import Resolver, Subject
    from reedbed.store.served.requests import Request

    Arguments = Mapping[str, Any]
    Rule = Callable[["_Asking", Arguments], None]

EVERY_TABLE: Final = TableName(schema="*", name="*")
"""Stands for all tables where a request names none: only a grant of everything covers it."""


class RemoteAccess:
    """Admits the requests of one session."""

    def __init__(self, resolver: Resolver, database: Database) -> None:
        self._resolver = resolver
        self._database = database

    def admit(self, request: Request, subject: Subject, frames: Mapping[str, object]) -> None:
        """Raise `AccessDenied` unless the session's user may ask for this; `frames` are those that it has sent."""
        if subject.role is Role.OWNER:
            return
        asking = _Asking(self._resolver, self._database, subject)
        rule = RULES.get((request.kind, request.name))
        if rule is None:
            raise asking.refused(f"ask for {request.name!r}")
        named = {name: frames[name] for name in request.arguments.get("frames", ()) if name in frames}
        try:
            with self._database.current().relations(named):
                rule(asking, request.arguments)
        except ReedbedError:
            raise
        except (LookupError, TypeError, AttributeError) as error:
            # What cannot be checked is not done.
            raise asking.refused(f"ask for {request.name!r} in this form") from error


class _Asking(NamedTuple):
    """Somebody who asks, and what the answer rests on."""

    resolver: Resolver
    database: Database
    subject: Subject

    def refused(self, deed: str) -> AccessDenied:
        role = self.subject.role
        return AccessDenied(f"A {role} may not {deed}.", hint="reedbed users list", user=self.subject.user, role=role)

    def text(self, arguments: Arguments) -> None:
        """SQL of any kind that the role may run."""
        self.resolver.check_text(str(arguments["sql"]), self.subject, self.database.current())

    def query(self, arguments: Arguments) -> None:
        """SQL that reads. What writes is a request of its own, since the ledger notes it."""
        self.text(arguments)
        statements = split_statements(str(arguments["sql"]))
        # The pieces of a PIVOT have no text; the last one, but for a COMMIT, is what the statement does.
        kinds = [each.kind for each in statements if each.kind not in CONTROL]
        if not all(each.reads_only for each in statements) or not READING.issuperset(kinds[-1:]):
            raise self.refused("write in a query; execute_sql(…) writes")

    def write(self) -> None:
        """Whether the role writes at all."""
        if self.subject.role is not Role.WRITER:
            raise self.refused("write")

    def reading(self, name: TableName | None) -> None:
        self.resolver.check_name(name or EVERY_TABLE, self.subject, self.database.current())

    def writing(self, name: TableName | None, kind: str = "table") -> None:
        self.write()
        self.resolver.check_name(name or EVERY_TABLE, self.subject, self.database.current(), changed=kind)


def _anybody(_: _Asking, __: Arguments) -> None:
    """What shows and changes nothing of the store's."""


def _writer(asking: _Asking, _: Arguments) -> None:
    asking.write()


def _query(asking: _Asking, arguments: Arguments) -> None:
    asking.query(arguments)


def _text(asking: _Asking, arguments: Arguments) -> None:
    asking.text(arguments)


def _statement(asking: _Asking, arguments: Arguments) -> None:
    asking.write()
    asking.text(arguments)


def _reads_table(asking: _Asking, arguments: Arguments) -> None:
    asking.reading(arguments.get("name"))


def _writes_table(asking: _Asking, arguments: Arguments) -> None:
    asking.writing(arguments["name"])
    if "sql" in arguments:
        asking.query(arguments)


def _sequence(asking: _Asking, arguments: Arguments) -> None:
    asking.writing(TableName(name=arguments["name"]), "sequence")
    if "table" in arguments:
        asking.reading(arguments["table"])


RULES: Final[Mapping[tuple[str, str], Rule]] = {
    ("call", "hello"): _anybody,
    ("call", "forget"): _anybody,
    ("call", "rollback"): _anybody,
    ("call", "written"): _anybody,
    ("write", "frame"): _anybody,
    ("call", "rows"): _query,
    ("read", "sql"): _query,
    ("read", "execute_sql"): _text,
    ("call", "verify"): _reads_table,
    # Whoever begins is the writer, and keeps others from writing.
    ("call", "begin"): _writer,
    ("call", "commit"): _writer,
    ("call", "execute"): _statement,
    ("write", "write_table"): _writes_table,
    ("write", "replace_rows"): _writes_table,
    ("write", "receive_copy"): _writes_table,
    ("call", "find_copy"): _writer,
    ("call", "write_table"): _writes_table,
    ("call", "replace_rows"): _writes_table,
    ("call", "drop_table"): _writes_table,
    ("call", "checkpoint"): _writes_table,
    ("call", "restore"): _writes_table,
    ("call", "ensure_sequence"): _sequence,
    ("call", "next_sequence_values"): _sequence,
    ("call", "sync_sequence"): _sequence,
}
