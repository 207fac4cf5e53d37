"""Statements before which something has to be done that hangs on what is in the database, and what is left of them.

DuckDB's sequences only go on, and know nothing of the tables that count with them: setting one back makes it anew,
between taking it from its columns and giving it back to them. Nothing is run here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.alterations import TableChange, named, table_change
from reedbed.sql.postgres.comments import Commenting, commenting
from reedbed.sql.postgres.creations import MAY_DECLARE, TableCreation, table_creation
from reedbed.sql.postgres.drops import Drop, drop_of
from reedbed.sql.postgres.modifications import Modification, modification_of
from reedbed.sql.postgres.syntax.definitions import DefinitionParser
from reedbed.sql.postgres.syntax.nodes import Call, Query
from reedbed.sql.postgres.syntax.statements import parse_statement
from reedbed.sql.postgres.syntax.walking import Unreadable
from reedbed.sql.postgres.views import ViewChange, ViewCreation, makes_view, view_change, view_creation

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.syntax.nodes import Item

_MAY_HAVE: Final = re.compile(
    r"\bsetval\s*\(|^[\s(]*(?:comment\s+on\s+(?:table|view|column|index|sequence|type)|alter\s+(?:sequence|table|view)"
    r"|drop\s+(?:table|view|schema|sequence|type|index)"
    r"|truncate|create\s+(?:unique\s+)?index|create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?view)\b",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED: Final = frozenset({"restart", "increment", "minvalue", "maxvalue", "start"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceSetting:
    """`SELECT setval(…), …`: `probe` gives sequence, value and whether it was taken, for each of the named columns."""

    remaining: str
    probe: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceChange:
    """`ALTER SEQUENCE`: options by their first word, as numbers; None stands for NO, and for RESTART without one."""

    remaining: str
    name: str
    if_exists: bool
    options: dict[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncation:
    """`TRUNCATE` of tables, which foreign keys may link, each by the parts of its name."""

    remaining: str
    tables: tuple[tuple[str, ...], ...]
    cascades: bool
    restarts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexCreation:
    """`CREATE INDEX` on this table, by the parts of its name; `is_named` says whether the index is given a name."""

    remaining: str
    table: tuple[str, ...]
    is_named: bool


Counting = SequenceSetting | SequenceChange
"""What is done to sequences."""
Prelude = (
    Counting
    | Truncation
    | IndexCreation
    | TableCreation
    | TableChange
    | Modification
    | Drop
    | ViewChange
    | ViewCreation
    | Commenting
)


def prelude_of(sql: str) -> Prelude | None:
    """What comes before a statement of PostgreSQL's dialect; None for nearly all.

    Raises `SqlNotSupported` for a statement whose parts cannot be run one after the other.
    """
    if _MAY_HAVE.search(sql) is None and MAY_DECLARE.search(sql) is None:
        return modification_of(sql)
    try:
        return _read(sql)
    except Unreadable:
        return None


def _read(sql: str) -> Prelude | None:
    parser = DefinitionParser(sql)
    read = _READERS.get(parser.folded[0])
    if read is None:
        return _setting(sql)
    parser.next()
    return read(parser)


def _alter(parser: DefinitionParser) -> Prelude | None:
    if parser.take("sequence"):
        return _change(parser)
    return view_change(parser) if parser.take("view") else table_change(parser.sql)


def _create(parser: DefinitionParser) -> Prelude | None:
    if makes_view(parser):
        return view_creation(parser)
    return _index(parser) if parser.at("index") or parser.at("unique") else table_creation(parser)


def _index(parser: DefinitionParser) -> IndexCreation:
    parser.take("unique")
    parser.expect("index")
    parser.take("concurrently")
    parser.take_all("if", "not", "exists")
    is_named = not parser.at("on")
    if is_named:
        parser.name()
    parser.expect("on")
    parser.take("only")
    return IndexCreation(remaining=parser.sql, table=named(parser.name()), is_named=is_named)


def _change(parser: DefinitionParser) -> SequenceChange:
    if_exists = parser.take_all("if", "exists")
    start = parser.start
    parser.name()
    name = parser.sql[start : parser.end]
    options: dict[str, int | None] = {}
    while not parser.at_end() and not parser.at(";"):
        _option(parser, options)
    parser.finish()
    # It is there, so nothing is made.
    remaining = f"CREATE SEQUENCE IF NOT EXISTS {name}"
    return SequenceChange(remaining=remaining, name=name, if_exists=if_exists, options=options)


def _option(parser: DefinitionParser, options: dict[str, int | None]) -> None:
    if parser.take_all("owned", "by"):
        # A sequence goes with the column that it is named after.
        parser.name()
    elif parser.take("as"):
        parser.type_name()
    elif parser.take("cache"):
        parser.next()
    elif parser.take("cycle"):
        options["cycle"] = 1
    elif parser.take("no"):
        options[parser.word()] = None
    else:
        word = parser.word()
        if word not in _NUMBERED:
            raise Unreadable
        parser.take_any("with", "by")
        options[word] = None if word == "restart" and not _at_number(parser) else _number(parser)


def _at_number(parser: DefinitionParser) -> bool:
    return parser.at("-") or parser.at("+") or parser.folded[parser.place].isdigit()


def _number(parser: DefinitionParser) -> int:
    sign = -1 if parser.take("-") else 1
    parser.take("+")
    word = parser.word()
    if not word.isdigit():
        raise Unreadable
    return sign * int(word)


def _names(parser: DefinitionParser) -> tuple[tuple[str, ...], ...]:
    names: list[tuple[str, ...]] = []
    while True:
        parser.take("only")
        names.append(parser.name().parts)
        parser.take("*")
        if not parser.take(","):
            return tuple(names)


def _truncation(parser: DefinitionParser) -> Truncation:
    parser.take("table")
    tables = _names(parser)
    start = parser.start
    restarts = parser.take_all("restart", "identity")
    remaining = parser.sql[:start] + parser.sql[parser.end :] if restarts else parser.sql
    parser.take_all("continue", "identity")
    cascades = parser.take_any("cascade", "restrict") == "cascade"
    return Truncation(remaining=remaining, tables=tables, cascades=cascades, restarts=restarts)


def _setting(sql: str) -> SequenceSetting | None:
    """Only where the select list is nothing but calls of setval: what else it names would be computed twice."""
    query = parse_statement(sql)
    if query.verb != "select" or query.combined or any(isinstance(child, Query) for child in query.children):
        return None
    first, last = query.items[:1], query.items[-1:]
    if not first or not all(_sets(item) for item in query.items):
        return None
    probed, left, columns = zip(*(_item(sql, item, number) for number, item in enumerate(query.items)), strict=True)
    head, tail = sql[: first[0].start], sql[last[0].end :].rstrip().removesuffix(";")
    return SequenceSetting(
        remaining=f"{head}{', '.join(left)}{tail}", probe=f"{head}{', '.join(probed)}{tail}", columns=columns
    )


def _sets(item: Item) -> bool:
    call = item.value
    return (
        isinstance(call, Call)
        and call.name == "setval"
        and len(call.arguments) in {2, 3}
        and not (call.tail or call.distinct or call.ordered)
    )


def _item(sql: str, item: Item, number: int) -> tuple[str, str, str]:
    """What gives the three arguments, what stands for the call before it is run, and the name of its column."""
    assert isinstance(item.value, Call)  # noqa: S101 - asked before
    sequence, value, *rest = (sql[each.start : each.end] for each in item.value.arguments)
    called = rest[0] if rest else "true"
    probed = f"({sequence})::text AS s{number}, ({value})::bigint AS v{number}, ({called})::boolean AS c{number}"
    name = item.alias.parts[0] if item.alias is not None else "setval"
    alias = sql[item.alias.start : item.alias.end] if item.alias is not None else "setval"
    left = f"CASE WHEN ({sequence})::text IS NOT NULL AND ({called}) IS NOT NULL THEN ({value})::bigint END AS {alias}"
    return probed, left, name


_READERS: Final[dict[str, Callable[[DefinitionParser], Prelude | None]]] = {
    "alter": _alter,
    "comment": commenting,
    "create": _create,
    "drop": drop_of,
    "truncate": _truncation,
}
