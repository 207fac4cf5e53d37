"""DO: a body of PL/pgSQL in a string."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import SqlNameError, SqlSyntaxError
from reedbed.sql.postgres.commands.plpgsql.reading import read_body
from reedbed.sql.postgres.commands.vocabulary import Do
from reedbed.sql.postgres.lexing import TokenKind

if TYPE_CHECKING:
    from reedbed.sql.postgres.commands.reader import Reader
    from reedbed.sql.postgres.commands.vocabulary import Command


def do(reader: Reader) -> Command:
    """`DO [LANGUAGE plpgsql] 'body' [LANGUAGE plpgsql]`."""
    reader.next()
    body = None
    language = "plpgsql"
    while not reader.at_end():
        if reader.take("language"):
            language = reader.string() if _at_string(reader) else reader.name()
        elif body is None and _at_string(reader):
            body = reader.string()
        else:
            reader.fail()
    if body is None:
        raise SqlSyntaxError("no inline code specified")
    if language != "plpgsql":
        raise SqlNameError(f'42704: language "{language}" does not exist')
    try:
        return Do(body=read_body(body))
    except SqlSyntaxError as error:
        # Its place is one in the body, and not in what the client sent.
        raise SqlSyntaxError(error.message) from error


def _at_string(reader: Reader) -> bool:
    return reader.token is not None and reader.token.kind is TokenKind.STRING
