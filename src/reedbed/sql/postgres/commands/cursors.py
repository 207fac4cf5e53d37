"""Cursors and prepared statements in SQL: DECLARE, FETCH, MOVE, CLOSE, PREPARE, EXECUTE, DEALLOCATE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.commands.vocabulary import (
    CloseCursor,
    Command,
    Deallocate,
    Declare,
    ExecutePrepared,
    Fetch,
    Prepare,
)
from reedbed.sql.postgres.lexing import TokenKind

if TYPE_CHECKING:
    from reedbed.sql.postgres.commands.reader import Reader

Movement = tuple[Literal["forward", "backward", "absolute", "relative"], int | None]


def declare(reader: Reader) -> Command:
    """`DECLARE name [BINARY] [[NO] SCROLL] CURSOR [WITH HOLD] FOR query`."""
    reader.next()
    name = reader.name()
    scroll: bool | None = None
    binary = False
    while not reader.take("cursor"):
        if reader.take_all("no", "scroll"):
            scroll = False
            continue
        word = reader.expect("binary", "insensitive", "asensitive", "scroll")
        binary = binary or word == "binary"
        scroll = True if word == "scroll" else scroll
    hold = bool(reader.take("with"))
    if hold or reader.take("without"):
        reader.expect("hold")
    reader.expect("for")
    return Declare(name=name, sql=reader.rest(), scroll=scroll, hold=hold, binary=binary)


def fetch(reader: Reader) -> Command:
    """`FETCH [direction] [FROM | IN] cursor` and MOVE."""
    move = reader.next().folded == "move"
    direction, count = _movement(reader)
    reader.take("from", "in")
    cursor = reader.name()
    reader.finish()
    return Fetch(cursor=cursor, direction=direction, count=count, move=move)


def _movement(reader: Reader) -> Movement:  # noqa: PLR0911 - one return for each spelling of the grammar
    if not reader.peek():
        # The only word left is the cursor's name, which may be spelled like a direction.
        return "forward", 1
    word = reader.take("next", "prior", "first", "last", "absolute", "relative", "all", "forward", "backward")
    match word:
        case "prior":
            return "backward", 1
        case "first":
            return "absolute", 1
        case "last":
            return "absolute", -1
        case "absolute":
            return "absolute", reader.integer()
        case "relative":
            return "relative", reader.integer()
        case "all":
            return "forward", None
        case "backward":
            return "backward", _count(reader)
        case "forward":
            return "forward", _count(reader)
        case _:
            return "forward", _count(reader)


def _count(reader: Reader) -> int | None:
    if reader.take("all"):
        return None
    token = reader.token
    if token is not None and (token.kind is TokenKind.NUMBER or token.text in {"-", "+"}):
        return reader.integer()
    return 1


def close(reader: Reader) -> Command:
    """`CLOSE name` and `CLOSE ALL`."""
    reader.next()
    name = None if reader.take("all") else reader.name()
    reader.finish()
    return CloseCursor(name=name)


def prepare(reader: Reader) -> Command:
    """`PREPARE name [(types)] AS statement`."""
    reader.next()
    if reader.at("transaction") and reader.peek() not in {"as", "("}:
        raise SqlNotSupported("prepared transactions are disabled", construct="PREPARE TRANSACTION")
    name = reader.name()
    types = reader.expressions() if reader.at("(") else ()
    reader.expect("as")
    return Prepare(name=name, types=types, sql=reader.rest())


def execute(reader: Reader) -> Command:
    """`EXECUTE name [(arguments)]`."""
    reader.next()
    name = reader.name()
    arguments = reader.expressions() if reader.at("(") else ()
    reader.finish()
    return ExecutePrepared(name=name, arguments=arguments)


def deallocate(reader: Reader) -> Command:
    """`DEALLOCATE [PREPARE] {name | ALL}`."""
    reader.next()
    if reader.peek():
        reader.take("prepare")
    name = None if reader.take("all") else reader.name()
    reader.finish()
    return Deallocate(name=name)
