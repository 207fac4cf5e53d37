"""COPY between a table or a query and the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.commands.vocabulary import Command, Copy
from reedbed.sql.postgres.lexing import TokenKind, name_value, string_value

if TYPE_CHECKING:
    from reedbed.sql.postgres.commands.reader import Reader

OptionValue = str | bool | tuple[str, ...]


def copy(reader: Reader) -> Command | None:
    """`COPY … FROM STDIN` and `COPY … TO STDOUT`; `None` for DuckDB's COPY of files and databases."""
    reader.next()
    if reader.at("from") and reader.peek() == "database":
        return None
    old_binary = bool(reader.at("binary") and reader.peek() not in {"from", "to", "(", "."} and reader.take("binary"))
    table, columns, sql = _subject(reader)
    direction: Literal["from", "to"] = "from" if reader.expect("from", "to") == "from" else "to"
    if reader.at("program"):
        raise SqlNotSupported("COPY with PROGRAM is not supported", construct="COPY … PROGRAM")
    if not reader.take("stdin", "stdout"):
        return None
    if sql is not None and direction == "from":
        reader.fail()
    options: dict[str, OptionValue] = {"format": "binary"} if old_binary else {}
    reader.take("with")
    options |= _options(reader) if reader.at("(") else _old_options(reader)
    where = reader.rest() if direction == "from" and reader.take("where") else None
    reader.finish()
    # Like PostgreSQL, STDIN and STDOUT are the same word: the direction tells.
    source: Literal["stdin", "stdout"] = "stdin" if direction == "from" else "stdout"
    return Copy(table=table, columns=columns, sql=sql, direction=direction, source=source, options=options, where=where)


def _subject(reader: Reader) -> tuple[tuple[str, ...] | None, tuple[str, ...], str | None]:
    if reader.at("("):
        return None, (), reader.parenthesised()
    table = reader.qualified_name()
    columns = reader.names() if reader.at("(") else ()
    return table, columns, None


def _options(reader: Reader) -> dict[str, OptionValue]:
    reader.expect("(")
    options: dict[str, OptionValue] = {}
    while True:
        name = reader.name()
        options[name] = _option_value(reader)
        if not reader.take(","):
            break
    reader.expect(")")
    return options


def _option_value(reader: Reader) -> OptionValue:
    if reader.at(",", ")"):
        return True
    if reader.at("("):
        return reader.names()
    if reader.take("*"):
        return True
    return _text_or_truth(reader)


def _text_or_truth(reader: Reader) -> str | bool:
    token = reader.next()
    if token.kind is TokenKind.STRING:
        return string_value(token.text)
    if token.kind is TokenKind.NUMBER:
        return {"1": True, "0": False}.get(token.text, token.text)
    if token.kind is TokenKind.SYMBOL:
        reader.fail()
    if token.kind is TokenKind.QUOTED:
        # DuckDB's postgres extension writes FORMAT "binary".
        return name_value(token)
    return {"true": True, "on": True, "false": False, "off": False}.get(token.folded, token.folded)


def _old_options(reader: Reader) -> dict[str, OptionValue]:
    """The options as PostgreSQL wrote them before 9.0, which pg_dump and psql users still do."""
    options: dict[str, OptionValue] = {}
    while not reader.at_end() and not reader.at("where"):
        word = reader.expect(
            "binary", "csv", "freeze", "header", "delimiter", "null", "quote", "escape", "force", "encoding"
        )
        match word:
            case "binary" | "csv":
                options["format"] = word
            case "freeze" | "header":
                options[word] = True
            case "force":
                _force(reader, options)
            case _:
                reader.take("as")
                options[word] = reader.string()
    return options


def _force(reader: Reader, options: dict[str, OptionValue]) -> None:
    name = "force_not_null" if reader.take_all("not", "null") else f"force_{reader.expect('null', 'quote')}"
    if reader.take("*"):
        options[name] = True
        return
    columns = [reader.name()]
    while reader.take(","):
        columns.append(reader.name())
    options[name] = tuple(columns)
