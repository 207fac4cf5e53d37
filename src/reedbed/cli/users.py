"""`reedbed users`: who may come in at the workspace's door, with which role and to which tables."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Grid, empty, line
from reedbed.cli.session import Session
from reedbed.errors import UsageError

if TYPE_CHECKING:
    from reedbed.pgserver.access import UserFile, UserRecord

Bound = Annotated[Session, Parameter(parse=False)]
Name = Annotated[str, Parameter(help="The user's name.")]
RoleName = Literal["reader", "writer", "owner"]
FromStdin = Annotated[bool, Parameter(help="Read the password from stdin instead of asking for it.")]
Read = Annotated[
    tuple[str, ...],
    Parameter(help="A table that may be read: name, schema.name or a pattern with *; may be repeated."),
]
Write = Annotated[tuple[str, ...], Parameter(help="A table that may be changed as well. May be repeated.")]


def add(
    name: Name,
    /,
    *,
    role: Annotated[RoleName, Parameter(help="reader: queries; writer: data too; owner: everything.")],
    password_stdin: FromStdin = False,
    read: Read = (),
    write: Write = (),
    session: Bound,
) -> Answer:
    """Add a user; a running server lets it in at once. Without --read and --write it reaches every table."""
    from reedbed.engine.resolver import Grants, Role  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.pgserver.access import UserRecord, verifier_of  # noqa: PLC0415 - as above
    from reedbed.pgserver.access.users import require_name  # noqa: PLC0415 - as above

    require_name(name)
    grants = Grants(reads=read, writes=write) if read or write else Grants.EVERYTHING
    _refuse_idle_grants(role, read, write, hint=f"reedbed users add {name} --role writer")
    verifier = verifier_of(_password(from_stdin=password_stdin))
    record = UserRecord(name=name, role=Role(role), verifier=verifier, grants=grants)
    _file(session).add(record)
    return Answer(page=[line(f"Added {name} as {role}.", "good")], document={"user": _document(record)})


def listing(*, session: Bound) -> Answer:
    """List the users with their roles and the tables that they reach."""
    users = list(_file(session).all().values())
    document = {"users": [_document(user) for user in users]}
    if not users:
        page = empty("No users yet.", ("reedbed users add ana --role reader", "asks for a password"))
        return Answer(page=page, document=document)
    cells = [(user.name, str(user.role), _tables(user, "reads"), _tables(user, "writes")) for user in users]
    return Answer(page=[Grid(headers=("user", "role", "reads", "writes"), cells=cells)], document=document)


def remove(name: Name, /, *, session: Bound) -> Answer:
    """Remove a user; its sessions end with their next statement."""
    removed = _file(session).remove(name)
    return Answer(page=[line(f"Removed {name}.", "good")], document={"removed": _document(removed)})


def passwd(name: Name, /, *, password_stdin: FromStdin = False, session: Bound) -> Answer:
    """Give a user another password; sessions that are open go on."""
    from reedbed.pgserver.access import verifier_of  # noqa: PLC0415 - DuckDB is loaded when needed

    file = _file(session)
    file.get(name)
    record = file.change(name, verifier=verifier_of(_password(from_stdin=password_stdin)))
    return Answer(page=[line(f"{name} has a new password.", "good")], document={"user": _document(record)})


def grant(
    name: Name,
    /,
    *,
    read: Read = (),
    write: Write = (),
    everything: Annotated[bool, Parameter(help="Every table, to read and, for a writer, to change.")] = False,
    session: Bound,
) -> Answer:
    """Say anew which tables a reader or writer reaches; what it had before does not stay."""
    from reedbed.engine.resolver import Grants  # noqa: PLC0415 - DuckDB is loaded when needed

    if everything == bool(read or write):
        raise UsageError("Name tables, or give --everything.", hint=f"reedbed users grant {name} --read flights")
    file = _file(session)
    _refuse_idle_grants(
        str(file.get(name).role),
        read,
        write,
        hint=f"reedbed users remove {name} && reedbed users add {name} --role writer",
    )
    record = file.change(name, grants=Grants.EVERYTHING if everything else Grants(reads=read, writes=write))
    sentence = f"{name} reads {_tables(record, 'reads')} and writes {_tables(record, 'writes')}."
    return Answer(page=[line(sentence, "good")], document={"user": _document(record)})


def _file(session: Session) -> UserFile:
    from reedbed.pgserver.access import UserFile  # noqa: PLC0415 - DuckDB is loaded when needed

    return UserFile(session.workspace().users_path)


def _refuse_idle_grants(role: str, read: tuple[str, ...], write: tuple[str, ...], *, hint: str) -> None:
    """Refuse a list that a role makes meaningless; a role is given once, so `hint` depends on the command."""
    if role == "owner" and (read or write):
        raise UsageError("An owner reaches everything; grants are for readers and writers.", hint=hint)
    if role == "reader" and write:
        raise UsageError("A reader changes no table.", hint=hint)


def _password(*, from_stdin: bool) -> str:
    """The password, asked for twice on a terminal; one line of stdin otherwise. It is never an argument."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            raise UsageError("The two passwords differ.", hint="run the command again")
    else:
        raise UsageError("There is no terminal to ask for the password on.", hint="--password-stdin")
    if not password or "\0" in password:
        raise UsageError("A password has at least one character and no NUL character.", hint="--password-stdin")
    return password


def _tables(user: UserRecord, which: Literal["reads", "writes"]) -> str:
    from reedbed.engine.resolver import Role  # noqa: PLC0415 - DuckDB is loaded when needed

    if which == "writes" and user.role is Role.READER:
        return "nothing"
    patterns = user.grants.reads if which == "reads" else user.grants.writes
    if user.role is Role.OWNER or "*.*" in patterns:
        return "everything"
    return ", ".join(patterns) or "nothing"


def _document(user: UserRecord) -> dict[str, object]:
    from reedbed.engine.resolver import Role  # noqa: PLC0415 - DuckDB is loaded when needed

    limited = user.role is not Role.OWNER and user.grants.restricted
    return {
        "name": user.name,
        "role": str(user.role),
        "reads": list(user.grants.reads) if limited else None,
        "writes": list(user.grants.writes) if limited and user.role is Role.WRITER else None,
    }
