"""SET, SHOW and RESET."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.commands.transactions import modes
from reedbed.sql.postgres.commands.vocabulary import (
    Command,
    Reset,
    SetConstraints,
    SetTransaction,
    SetVariable,
    Show,
    ShowAll,
)
from reedbed.sql.postgres.lexing import TokenKind, string_value

if TYPE_CHECKING:
    from reedbed.sql.postgres.commands.reader import Reader

# What DuckDB shows and PostgreSQL has no setting of that name for.
_DUCKDB_SHOWS: Final = frozenset({"tables", "databases", "schemas", "variables"})


def set_variable(reader: Reader) -> Command | None:
    """`SET …` in all its spellings; `None` for DuckDB's `SET GLOBAL` and `SET VARIABLE`."""
    reader.next()
    if reader.at("global", "variable", "persist") and reader.peek() not in {"=", "to"}:
        return None
    if reader.take_all("session", "characteristics", "as", "transaction"):
        return SetTransaction(**modes(reader), session=True)
    if reader.at("transaction"):
        reader.next()
        return SetTransaction(**modes(reader))
    if reader.take("constraints"):
        return _constraints(reader)
    scope = "" if reader.peek() in {"=", "to", "authorization"} else reader.take("session", "local")
    name, values = _assignment(reader)
    reader.finish()
    return SetVariable(name=name, values=values, local=scope == "local")


def _assignment(reader: Reader) -> tuple[str, tuple[str, ...] | None]:
    if reader.take_all("time", "zone"):
        return "timezone", _time_zone(reader)
    if reader.at("names") and reader.peek() not in {"=", "to"}:
        reader.next()
        return "client_encoding", None if reader.at_end() else _values(reader)
    if reader.at("schema") and reader.peek() not in {"=", "to"}:
        reader.next()
        return "search_path", _values(reader)
    if reader.at("role") and reader.peek() not in {"=", "to"}:
        reader.next()
        return "role", _values(reader)
    if reader.take_all("session", "authorization"):
        return "session_authorization", _values(reader)
    name = ".".join(reader.qualified_name())
    reader.expect("=", "to")
    return name, _values(reader)


def _values(reader: Reader) -> tuple[str, ...] | None:
    if reader.take("default"):
        return None
    values = [_value(reader)]
    while reader.take(","):
        values.append(_value(reader))
    return tuple(values)


def _value(reader: Reader) -> str:
    sign = reader.take("-", "+").replace("+", "")
    token = reader.token
    if token is None or token.kind in {TokenKind.SYMBOL, TokenKind.PARAMETER}:
        reader.fail()
    if token.kind is TokenKind.STRING:
        return string_value(reader.next().text)
    if token.kind is TokenKind.NUMBER:
        return sign + reader.next().text
    return reader.name()


def _time_zone(reader: Reader) -> tuple[str, ...] | None:
    if reader.take("local"):
        return None
    if reader.take("interval"):
        value = reader.string()
        if reader.take("hour"):
            reader.take_all("to", "minute")
        return (value,)
    return _values(reader)


def _constraints(reader: Reader) -> Command:
    names: list[str] = []
    if not reader.take("all"):
        names.append(".".join(reader.qualified_name()))
        while reader.take(","):
            names.append(".".join(reader.qualified_name()))
    deferred = reader.expect("deferred", "immediate") == "deferred"
    reader.finish()
    return SetConstraints(names=tuple(names), deferred=deferred)


def show(reader: Reader) -> Command | None:
    """`SHOW name`; `None` for what is DuckDB's."""
    reader.next()
    if reader.at("all") and not reader.peek():
        return ShowAll()
    if reader.at("all") or (reader.at(*_DUCKDB_SHOWS) and reader.peek() in {"", "from"}):
        return None
    name = _named(reader)
    reader.finish()
    return Show(name=name)


def reset(reader: Reader) -> Command | None:
    """`RESET name` and `RESET ALL`; `None` for DuckDB's scopes."""
    reader.next()
    if reader.at("global", "session", "local", "variable") and reader.peek() not in {"", "authorization"}:
        return None
    if reader.at("all") and not reader.peek():
        return Reset(name=None)
    name = _named(reader)
    reader.finish()
    return Reset(name=name)


def _named(reader: Reader) -> str:
    if reader.take_all("time", "zone"):
        return "timezone"
    if reader.take_all("transaction", "isolation", "level"):
        return "transaction_isolation"
    if reader.take_all("session", "authorization"):
        return "session_authorization"
    return ".".join(reader.qualified_name())
