"""CREATE, ALTER, DROP and TRUNCATE.

DuckDB takes one object and one action a statement, and keeps sequences apart from the columns that count with them:
one statement of PostgreSQL may become several here, of which the last one that names the object counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError, SqlNotSupported
from reedbed.sql import DEFAULT_SCHEMA, quote
from reedbed.sql.postgres.macros import DATABASE
from reedbed.sql.postgres.rules.columns import says_nulls_distinct
from reedbed.sql.postgres.rules.owners import GUARD, OWNED, owned, with_owner
from reedbed.sql.postgres.rules.rendering import Renderer
from reedbed.sql.postgres.rules.sequences import sequence_options
from reedbed.sql.postgres.rules.tables import alter_table, create_table
from reedbed.sql.postgres.schemas import PUBLIC
from reedbed.sql.postgres.syntax.definitions import DefinitionParser
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

VERBS: Final = frozenset({"create", "alter", "drop", "truncate"})

_OURS: Final = re.compile(rf"{re.escape(DATABASE)}\.\w+\.(\w+)")
_REFUSED: Final = frozenset(
    """
    access aggregate cast collation conversion database domain event extension foreign language operator policy
    procedure publication role routine rule server statistics subscription tablespace text transform trigger user group
    materialized procedural trusted constraint system large default
    """.split()  # noqa: SIM905 - words are read as words
)
_DUCKDB_ONLY: Final = frozenset({"macro", "secret", "persistent"})


def definition(sql: str) -> list[str]:
    """The statements that do in DuckDB what one of these statements does in PostgreSQL."""
    parser = DefinitionParser(sql)
    define = _VERBS.get(parser.next().folded)
    if define is None:
        raise Unreadable
    written = define(parser, Renderer(sql, stored=True))
    parser.finish()
    for text in written:
        found = None if text.startswith(GUARD) else _OURS.search(text)
        if found is not None:
            raise SqlNotSupported(f"{found[1]} is not supported in what a database stores", construct=found[1])
    return written


def _create(parser: DefinitionParser, renderer: Renderer) -> list[str]:
    replace = parser.take_all("or", "replace")
    temporary = False
    while word := parser.take_any("temp", "temporary", "unlogged", "global", "local", "recursive"):
        temporary = temporary or word.startswith("temp")
        if word == "recursive":
            raise SqlNotSupported("CREATE RECURSIVE VIEW is not supported", construct="CREATE RECURSIVE VIEW")
    unique = parser.take("unique")
    kind = parser.word()
    if kind == "function" and not parser.mentions("language", "returns"):
        raise Unreadable
    _refuse("CREATE", kind)
    prefix = f"CREATE {'OR REPLACE ' if replace else ''}{'TEMPORARY ' if temporary else ''}"
    match kind:
        case "table":
            return create_table(parser, renderer, prefix, temporary=temporary)
        case "index":
            return [_index(parser, renderer, unique=unique)]
        case "view":
            return [_view(parser, renderer, prefix)]
        case "schema":
            return [_schema(parser, renderer)]
        case "sequence":
            return [_sequence(parser, renderer, prefix)]
        case "type":
            return [_type(parser, renderer)]
        case _:
            raise Unreadable


def _refuse(verb: str, kind: str) -> None:
    if kind in _REFUSED or kind == "function":
        raise SqlNotSupported(f"{verb} {kind.upper()} is not supported", construct=f"{verb} {kind.upper()}")
    if kind in _DUCKDB_ONLY:
        raise Unreadable


def _index(parser: DefinitionParser, renderer: Renderer, *, unique: bool) -> str:
    parser.take("concurrently")
    exists = "IF NOT EXISTS " if parser.take_all("if", "not", "exists") else ""
    name = "" if parser.at("on") else renderer.text(parser.name())
    parser.expect("on")
    parser.take("only")
    table = parser.name()
    if parser.take("using"):
        method = parser.word()
        if method not in {"btree", "hash", "art"}:
            raise SqlNotSupported(
                f"index method {method} is not supported",
                construct=f"USING {method}",
                hint="Leave the index out: queries answer the same without it.",
            )
    keys, words = _index_keys(parser, renderer)
    while not parser.at_end():
        if parser.take("include") or parser.take("with"):
            parser.skip_group()
        elif parser.take("tablespace"):
            parser.name()
        elif says_nulls_distinct(parser):
            continue
        else:
            parser.expect("where")
            parser.expression()
            if unique:
                raise SqlNotSupported(
                    "a unique index on a part of a table is not supported", construct="CREATE UNIQUE INDEX … WHERE"
                )
    name = name or quote("_".join([table.parts[-1], *words, "idx"]))
    return f"CREATE {'UNIQUE ' if unique else ''}INDEX {exists}{name} ON {renderer.text(table)} ({', '.join(keys)})"


def _index_keys(parser: DefinitionParser, renderer: Renderer) -> tuple[list[str], list[str]]:
    """The keys of an index, and the words that PostgreSQL makes its name of."""
    keys: list[str] = []
    words: list[str] = []
    parser.expect("(")
    while True:
        key = parser.index_key()
        keys.append(renderer.text(key))
        words.append(parser.name_of(key))
        if not parser.take(","):
            break
    parser.expect(")")
    return keys, words


def _view(parser: DefinitionParser, renderer: Renderer, prefix: str) -> str:
    exists = "IF NOT EXISTS " if parser.take_all("if", "not", "exists") else ""
    name = renderer.text(parser.name())
    columns = parser.group_text() if parser.at("(") else ""
    if parser.take("with"):
        parser.skip_group()
    parser.expect("as")
    query = parser.query()
    query.independent = True
    text = renderer.text(query)
    if parser.take("with"):
        raise SqlNotSupported("WITH CHECK OPTION is not supported", construct="WITH CHECK OPTION")
    return f"{prefix}VIEW {exists}{name} {columns.lower() + ' ' if columns else ''}AS {text}"


def _schema(parser: DefinitionParser, renderer: Renderer) -> str:
    exists = "IF NOT EXISTS " if parser.take_all("if", "not", "exists") else ""
    name = ""
    if not parser.at("authorization"):
        called = parser.name()
        if called.parts[-1].startswith("pg_"):
            told = f'unacceptable schema name "{called.parts[-1]}"'
            raise SqlNameError(f'42939: {told}\nThe prefix "pg_" is reserved for system schemas.')
        if called.parts[-1] == PUBLIC and not exists:
            raise SqlNameError('42P06: schema "public" already exists')
        # One that DuckDB made would hide `main` from whoever asks for `public`.
        name = DEFAULT_SCHEMA if called.parts[-1] == PUBLIC else renderer.text(called)
    if parser.take("authorization"):
        owner = renderer.text(parser.name())
        name = name or owner
    return f"CREATE SCHEMA {exists}{name}"


def _sequence(parser: DefinitionParser, renderer: Renderer, prefix: str) -> str:
    exists = "IF NOT EXISTS " if parser.take_all("if", "not", "exists") else ""
    name = renderer.text(parser.name())
    return f"{prefix}SEQUENCE {exists}{name} {sequence_options(parser)}".rstrip()


def _type(parser: DefinitionParser, renderer: Renderer) -> str:
    name = renderer.text(parser.name())
    if not parser.take("as") or parser.at("range"):
        raise SqlNotSupported("this form of CREATE TYPE is not supported", construct="CREATE TYPE")
    if not parser.at("("):
        start = parser.start
        parser.skip_to_end()
        return f"CREATE TYPE {name} AS {parser.sql[start : parser.end]}"
    parser.expect("(")
    fields: list[str] = []
    while not parser.at(")"):
        fields.append(f"{renderer.text(parser.name())} {renderer.text(parser.type_name())}")
        parser.take(",")
    parser.expect(")")
    return f"CREATE TYPE {name} AS STRUCT({', '.join(fields)})"


def _alter(parser: DefinitionParser, renderer: Renderer) -> list[str]:
    kind = parser.word()
    _refuse("ALTER", kind)
    if kind == "table":
        return with_owner(alter_table(parser, renderer), parser)
    if kind in OWNED:
        return owned(parser, kind)
    raise Unreadable


def _drop(parser: DefinitionParser, renderer: Renderer) -> list[str]:
    kind = parser.word()
    if kind in {"macro", "secret", "persistent"}:
        raise Unreadable
    if kind != "function":
        _refuse("DROP", kind)
    parser.take("concurrently")
    exists = "IF EXISTS " if parser.take_all("if", "exists") else ""
    names: list[str] = []
    while True:
        names.append(renderer.text(parser.name()))
        if parser.at("("):
            parser.skip_group()
        if not parser.take(","):
            break
    behaviour = parser.take_any("cascade", "restrict")
    tail = " CASCADE" if behaviour == "cascade" else ""
    return [f"DROP {kind.upper()} {exists}{name}{tail}" for name in names]


def _truncate(parser: DefinitionParser, renderer: Renderer) -> list[str]:
    parser.take("table")
    names: list[str] = []
    while True:
        if parser.at("only") and parser.at_name():
            parser.take("only")
        names.append(renderer.text(parser.name()))
        parser.take("*")
        if not parser.take(","):
            break
    parser.take_all("continue", "identity")
    parser.take_any("cascade", "restrict")
    return [f"TRUNCATE {name}" for name in names]


_VERBS: Final[dict[str, Callable[[DefinitionParser, Renderer], list[str]]]] = {
    "create": _create,
    "alter": _alter,
    "drop": _drop,
    "truncate": _truncate,
}
