"""The commands that begin, end and divide transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.commands.vocabulary import (
    Begin,
    Command,
    Commit,
    Isolation,
    Release,
    Rollback,
    RollbackTo,
    Savepoint,
)

if TYPE_CHECKING:
    from reedbed.sql.postgres.commands.reader import Reader


class Modes(TypedDict, total=False):
    """What a transaction is told to be."""

    isolation: Isolation
    read_only: bool
    deferrable: bool


def begin(reader: Reader) -> Command:
    """`BEGIN [WORK | TRANSACTION] modes`, `START TRANSACTION modes`."""
    if reader.next().folded == "start":
        reader.expect("transaction")
        return Begin(**modes(reader), words="START TRANSACTION")
    reader.take("work", "transaction")
    return Begin(**modes(reader))


def modes(reader: Reader) -> Modes:
    """The transaction modes up to the end of the statement."""
    told: Modes = {}
    while not reader.at_end():
        if reader.take_all("isolation", "level"):
            told["isolation"] = _isolation(reader)
        elif reader.take("read"):
            told["read_only"] = reader.expect("only", "write") == "only"
        elif reader.take_all("not", "deferrable"):
            told["deferrable"] = False
        else:
            reader.expect("deferrable")
            told["deferrable"] = True
        if reader.take(",") and reader.at_end():
            reader.fail()
    return told


def _isolation(reader: Reader) -> Isolation:
    first = reader.expect("read", "repeatable", "serializable")
    if first == "serializable":
        return "serializable"
    if first == "repeatable":
        reader.expect("read")
        return "repeatable read"
    return "read committed" if reader.expect("committed", "uncommitted") == "committed" else "read uncommitted"


def commit(reader: Reader) -> Command:
    """`COMMIT` or `END`."""
    reader.next()
    _refuse_two_phases(reader, "COMMIT PREPARED")
    return Commit(chain=_chain(reader))


def rollback(reader: Reader) -> Command:
    """`ROLLBACK` or `ABORT`, of the transaction or to a savepoint."""
    verb = reader.next().folded
    _refuse_two_phases(reader, "ROLLBACK PREPARED")
    reader.take("work", "transaction")
    if verb == "rollback" and reader.take("to"):
        return RollbackTo(name=_savepoint_name(reader))
    return Rollback(chain=_chain(reader))


def _refuse_two_phases(reader: Reader, construct: str) -> None:
    if reader.at("prepared"):
        raise SqlNotSupported(f"{construct} is not supported", construct=construct)


def _chain(reader: Reader) -> bool:
    reader.take("work", "transaction")
    chain = False
    if reader.take("and"):
        chain = not reader.take("no")
        reader.expect("chain")
    reader.finish()
    return chain


def savepoint(reader: Reader) -> Command:
    """`SAVEPOINT name`."""
    reader.next()
    name = reader.name()
    reader.finish()
    return Savepoint(name=name)


def release(reader: Reader) -> Command:
    """`RELEASE [SAVEPOINT] name`."""
    reader.next()
    return Release(name=_savepoint_name(reader))


def _savepoint_name(reader: Reader) -> str:
    if reader.peek():
        reader.take("savepoint")
    name = reader.name()
    reader.finish()
    return name
