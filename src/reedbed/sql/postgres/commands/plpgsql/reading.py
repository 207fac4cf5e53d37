"""Reading the body of a DO. What PL/pgSQL has beyond that is refused by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, cast

from reedbed.errors import SqlNotSupported, SqlSyntaxError
from reedbed.sql.postgres.commands.plpgsql.blocks import (
    Block,
    Branch,
    Execute,
    Handler,
    Perform,
    Raise,
    Return,
    Statement,
)
from reedbed.sql.postgres.commands.plpgsql.conditions import OTHERS, SQLSTATES
from reedbed.sql.postgres.commands.reader import Reader, deepening
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.commands.plpgsql.blocks import Level, Step

_REFUSED: Final = frozenset(
    {
        "assert", "call", "case", "close", "commit", "continue", "declare", "exit", "fetch", "for", "foreach", "get",
        "loop", "move", "open", "rollback", "while",
    }
)  # fmt: skip
_LEVELS: Final = ("debug", "log", "info", "notice", "warning", "exception")
_SQLSTATE_LENGTH: Final = 5
_HINT: Final = "Send the statements one by one, and decide in the application."


def read_body(text: str) -> Block:
    """The block that a body is.

    Raises `SqlNotSupported` with the name of what is beyond statements, IF, RAISE and EXCEPTION, and `SqlSyntaxError`.
    """
    reader = Reader(text)
    if reader.take("<<"):
        reader.name()
        reader.expect(">>")
    if reader.at("declare", "#"):
        _refuse(reader.next().text.upper())
    reader.expect("begin")
    block = _block(reader)
    reader.take(";")
    reader.finish()
    return block


def _refuse(construct: str) -> NoReturn:
    raise SqlNotSupported(f"DO with {construct} is not supported", hint=_HINT, construct=construct)


def _line(reader: Reader) -> int:
    return reader.sql.count("\n", 0, reader.token.start if reader.token else len(reader.sql)) + 1


def _block(reader: Reader) -> Block:
    """What comes after BEGIN."""
    line = _line(reader)
    steps = _steps(reader, "exception", "end")
    handlers: list[Handler] = []
    if reader.take("exception"):
        while reader.take("when"):
            conditions = _condition(reader)
            while reader.take("or"):
                conditions |= _condition(reader)
            reader.expect("then")
            handlers.append(Handler(conditions=conditions, steps=_steps(reader, "when", "end")))
        if not handlers:
            reader.fail()
    reader.expect("end")
    if not reader.at(";") and not reader.at_end():
        reader.name()
    return Block(steps=steps, handlers=tuple(handlers), line=line)


def _condition(reader: Reader) -> frozenset[str]:
    name = reader.name()
    if name == "sqlstate":
        code = reader.string()
        if len(code) != _SQLSTATE_LENGTH:
            raise SqlSyntaxError(f'invalid SQLSTATE code at or near "{code}"')
        return frozenset({code})
    if name == OTHERS:
        return frozenset({OTHERS})
    if name not in SQLSTATES:
        raise SqlSyntaxError(f'42704: unrecognized exception condition "{name}"')
    return SQLSTATES[name]


def _steps(reader: Reader, *ends: str) -> tuple[Step, ...]:
    found: list[Step] = []
    while not reader.at(*ends):
        if reader.at_end():
            reader.fail()
        step = _step(reader)
        if step is not None:
            found.append(step)
    return tuple(found)


def _step(reader: Reader) -> Step | None:
    line = _line(reader)
    token = reader.token
    assert token is not None  # noqa: S101 - asked for by the caller
    second = reader.peek()
    if token.folded == "null" and second == ";":
        reader.next()
        reader.next()
        return None
    if token.folded in _REFUSED or token.text == "<<":
        _refuse(token.text.upper())
    if second in {":=", "="}:
        _refuse("variables")
    if token.kind is TokenKind.WORD and token.folded in _READERS:
        reader.next()
        return _READERS[token.folded](reader, line)
    return Statement(sql=_until(reader, ";"), line=line)


def _until(reader: Reader, end: str) -> str:
    """Everything up to a word or a symbol that stands in no parentheses, which is read too."""
    if reader.at(end):
        reader.fail()
    first = last = reader.next()
    depth = deepening(first)
    while depth or not reader.at(end):
        last = reader.next()
        depth += deepening(last)
    reader.next()
    return reader.sql[first.start : last.end]


def _perform(reader: Reader, line: int) -> Step:
    return Perform(sql=f"SELECT {_until(reader, ';')}", line=line)


def _execute(reader: Reader, line: int) -> Step:
    expression = _until(reader, ";")
    words = [each.folded for each in tokens(expression)]
    if "into" in words or "using" in words:
        _refuse("EXECUTE … INTO or USING")
    return Execute(expression=expression, line=line)


def _branch(reader: Reader, line: int) -> Step:
    choices: list[tuple[str, tuple[Step, ...]]] = []
    while True:
        condition = _until(reader, "then")
        choices.append((condition, _steps(reader, "elsif", "elseif", "else", "end")))
        if not reader.take("elsif", "elseif"):
            break
    otherwise = _steps(reader, "end") if reader.take("else") else ()
    reader.expect("end")
    reader.expect("if")
    reader.expect(";")
    return Branch(choices=tuple(choices), otherwise=otherwise, line=line)


def _raise(reader: Reader, line: int) -> Step:
    if reader.take(";"):
        return Raise(line=line)
    level = cast("Level", reader.take(*_LEVELS) or "exception")
    if reader.token is None or reader.token.kind is not TokenKind.STRING:
        _refuse("RAISE of a condition, or USING")
    text = reader.string()
    arguments: list[str] = []
    if reader.take(","):
        arguments = _arguments(reader)
    elif reader.at("using"):
        _refuse("RAISE … USING")
    else:
        reader.expect(";")
    return Raise(level=level, format=text, arguments=tuple(arguments), line=line)


def _arguments(reader: Reader) -> list[str]:
    """Expressions up to the semicolon, cut at their outer commas."""
    found: list[str] = []
    depth = 0
    start = reader.token.start if reader.token else 0
    while True:
        if not depth and reader.at("using"):
            _refuse("RAISE … USING")
        token = reader.next()
        depth += deepening(token)
        if not depth and token.text in {",", ";"}:
            found.append(reader.sql[start : token.start].strip())
            start = token.end
            if token.text == ";":
                return found


def _return(reader: Reader, line: int) -> Step:
    reader.expect(";")
    return Return(line=line)


def _inner(reader: Reader, line: int) -> Step:
    del line
    block = _block(reader)
    reader.expect(";")
    return block


_READERS: Final[dict[str, Callable[[Reader, int], Step]]] = {
    "begin": _inner,
    "execute": _execute,
    "if": _branch,
    "perform": _perform,
    "raise": _raise,
    "return": _return,
}
