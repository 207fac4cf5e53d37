"""Clauses: select lists, locks, conflicts, limits, and what no rule can save."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError, SqlNotSupported, SqlSyntaxError
from reedbed.sql import quote
from reedbed.sql.postgres.macros import DATABASE
from reedbed.sql.postgres.rules.casts import PADDED
from reedbed.sql.postgres.rules.column_names import column_name
from reedbed.sql.postgres.rules.number_functions import divisions, quotient
from reedbed.sql.postgres.rules.places import PLACE, is_place
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.rules.result_types import TYPE_MARK, result_type
from reedbed.sql.postgres.rules.sources import row_sources, scalar_sources
from reedbed.sql.postgres.syntax.nodes import Call, Cast, Clause, Group, Item, Name, Node, Query, Source, Values
from reedbed.sql.postgres.syntax.words import DUCKDB_RESERVED, VALUE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

_SPREADING: Final = frozenset({"columns"})
_SELECT: Final = re.compile(r"\bselect\b", re.IGNORECASE)
_REFUSED: Final = {
    "data-modifying WITH": "a data-modifying statement in WITH",
    "search": "SEARCH in WITH RECURSIVE",
    "cycle": "CYCLE in WITH RECURSIVE",
    "WHERE CURRENT OF": "WHERE CURRENT OF",
}


_SCHEMAS: Final = {"public": "main", "pg_temp": "temp.main"}
"""DuckDB's schemas that Reedbed shows under the names that PostgreSQL's users expect."""
_SESSION_WORDS: Final = {
    "current_user": "current_user",
    "user": "current_user",
    "session_user": "session_user",
    "current_role": "current_role",
    "current_catalog": "current_catalog",
    "current_schema": "current_schema",
}


@rule(Name)
def _name(renderer: Renderer, name: Name) -> str | None:  # noqa: PLR0911 - one return for each kind of name
    if renderer.marked and len(name.parts) == 1 and name.start > renderer.order_start >= 0:
        marked = renderer.marked.get(name.parts[0])
        if marked is not None:
            return quote(marked)
    if name.parts == (name.parts[0],) and name.parts[0] in renderer.scalars:
        return f"{quote(name.parts[0])}.{quote(renderer.scalars[name.parts[0]])}"
    if name.parts[0] in _SCHEMAS and len(name.parts) > 1:
        return ".".join([_SCHEMAS[name.parts[0]], *(each if each == "*" else quote(each) for each in name.parts[1:])])
    written = renderer.source(name)
    if is_place(renderer, name):
        return renderer.call("place_of", f"{written[: -len(PLACE)]}rowid")
    if name.quoted:
        return None
    if len(name.parts) == 1 and name.parts[0] in VALUE_WORDS and name.parts[0] in _SESSION_WORDS:
        return f"{DATABASE}.pg.{_SESSION_WORDS[name.parts[0]]}()"
    if not DUCKDB_RESERVED.isdisjoint(name.parts):
        return ".".join(quote(part) if part in DUCKDB_RESERVED else part for part in name.parts)
    return written.lower() if written != written.lower() and name.parts[-1] not in {"null", "true", "false"} else None


@rule(Item)
def _item(renderer: Renderer, item: Item) -> str | None:
    before, renderer.in_item = renderer.in_item, True
    try:
        return _in_item(renderer, item)
    finally:
        renderer.in_item = before


def _in_item(renderer: Renderer, item: Item) -> str | None:
    if item.alias is not None:
        return _with_as(renderer, item, item.alias)
    if not item.named:
        return None
    value = _value(renderer, item)
    if isinstance(item.value, Call) and item.value.parts[-1] in _SPREADING:
        return None
    name = PLACE if is_place(renderer, item.value) else column_name(item.value)
    if isinstance(item.value, Name) and len(item.value.parts) == 1 and item.value.parts[0] in renderer.scalars:
        name = item.value.parts[0]
    return None if name is None else f"{value} AS {quote(name + _mark(renderer, item))}"


def _value(renderer: Renderer, item: Item) -> str:
    call = item.value
    if renderer.in_outermost and isinstance(call, Name) and call.parts == ("null",):
        # A NULL that nothing gives a type is text.
        return "CAST(NULL AS VARCHAR)"
    divided = quotient(renderer, call) if renderer.in_outermost else None
    if divided is not None:
        return divided
    value = renderer.text(call)
    if renderer.in_outermost and isinstance(call, Cast) and call.type.name in PADDED and call.type.arguments.isdigit():
        # Only where it is shown: everywhere else PostgreSQL ignores the padding.
        return f"rpad({value}, {call.type.arguments}, ' ')"
    return value


def _mark(renderer: Renderer, item: Item) -> str:
    """The type that the name of an answer's column carries."""
    if not renderer.in_outermost:
        return ""
    kind = "tid" if is_place(renderer, item.value) else result_type(item.value)
    return f"{TYPE_MARK}{kind}" if kind else ""


def _with_as(renderer: Renderer, item: Item, alias: Name) -> str | None:
    """An alias without AS may be nearly any word in PostgreSQL, and hardly any keyword in DuckDB."""
    mark = _mark(renderer, item)
    if alias.start < item.value.start:
        return None
    if not mark and renderer.sql[item.value.end : alias.start].strip():
        return f"{_value(renderer, item)}{renderer.sql[item.value.end : alias.start]}{renderer.text(alias)}"
    return f"{_value(renderer, item)} AS {quote(alias.parts[0] + mark)}"


@rule(Values)
def _values(renderer: Renderer, values: Values) -> str | None:
    return renderer.plain(values)


@rule(Query)
def _query(renderer: Renderer, query: Query) -> str | None:
    with renderer.within(query):
        renderer.scalars.update(scalar_sources(query))
        renderer.tables.update(row_sources(query))
        if renderer.in_outermost and not renderer.stored:
            renderer.quotients = {text for item in query.items for text in divisions(renderer, item.value)}
        if renderer.in_outermost and query.order_start >= 0:
            renderer.order_start = query.order_start
            renderer.marked = {
                name: name + mark
                for item in query.items
                if (name := _name_of(item)) and (mark := _mark(renderer, item))
            }
        return _in_query(renderer, query) or renderer.plain(query)


def _name_of(item: Item) -> str | None:
    return item.alias.parts[0] if item.alias is not None else column_name(item.value)


def _in_query(renderer: Renderer, query: Query) -> str | None:
    for child in query.children:
        if isinstance(child, Clause) and child.kind in _REFUSED:
            raise SqlNotSupported(f"{_REFUSED[child.kind]} is not supported", construct=_REFUSED[child.kind])
    _check_locks(query)
    if query.verb == "select" and not query.items and _selects_nothing(renderer, query):
        if query is renderer.outermost or renderer.in_outermost:
            raise SqlNotSupported("SELECT without columns is not supported", construct="SELECT without columns")
        return _SELECT.sub("SELECT 1", renderer.plain(query), count=1)
    into = next((child for child in query.children if isinstance(child, Clause) and child.kind == "select into"), None)
    if into is not None:
        return _created(renderer, query, into)
    first = query.children[0] if query.children else None
    if query.verb == "values" and isinstance(first, Values):
        return _named_values(renderer, query, first)
    return None


def _check_locks(query: Query) -> None:
    """FOR UPDATE OF names tables of FROM."""
    locked = {
        word for child in query.children if isinstance(child, Clause) and child.kind == "lock" for word in child.words
    }
    if not locked:
        return
    sources = [child for child in query.children if isinstance(child, Source)]
    known = {_called(source) for source in sources}
    for name in sorted(locked - known):
        if all(_called(source) for source in sources):
            raise SqlNameError(f'42P01: relation "{name}" in FOR UPDATE clause not found in FROM clause')


def _called(source: Source) -> str:
    if source.alias is not None:
        return source.alias.parts[0]
    return source.value.parts[-1] if isinstance(source.value, Name) else ""


def _selects_nothing(renderer: Renderer, query: Query) -> bool:
    return renderer.sql[query.start : query.end].lower().split(maxsplit=1)[0] == "select"


def _named_values(renderer: Renderer, query: Query, values: Values) -> str:
    names = ", ".join(f"column{place}" for place in range(1, values.width + 1))
    rows = renderer.text(values)
    tail = renderer.around(values.end, query.end, query.children[1:])
    return f'SELECT * FROM ({rows}) AS "*VALUES*"({names}){tail}'


def _created(renderer: Renderer, query: Query, into: Clause) -> str:
    kind = "TEMPORARY TABLE" if {"temp", "temporary"} & set(into.words) else "TABLE"
    name = renderer.text(into.children[0])
    before = [child for child in query.children if child.end <= into.start]
    after = [child for child in query.children if child.start >= into.end]
    head = renderer.around(query.start, into.start, before)
    return f"CREATE {kind} {name} AS {head}{renderer.around(into.end, query.end, after)}"


@rule(Clause)
def _clause(renderer: Renderer, clause: Clause) -> str | None:
    writer = _WRITERS.get(clause.kind)
    return writer(renderer, clause) if writer else None


def _dropped(_: Renderer, __: Clause) -> str:
    return ""


def _sample(renderer: Renderer, clause: Clause) -> str | None:
    """The size of a sample, which is a share in PostgreSQL and a number of rows in DuckDB."""
    size = renderer.source(clause)[1:-1].strip()
    return f"({size} PERCENT)" if size.replace(".", "", 1).isdigit() else None


def _fetch(_: Renderer, clause: Clause) -> str | None:
    if clause.words == ("with", "ties"):
        raise SqlNotSupported("FETCH … WITH TIES is not supported", construct="FETCH … WITH TIES")
    return None


def _row_assignment(renderer: Renderer, clause: Clause) -> str | None:
    *names, value = clause.children
    query = value.items[0] if isinstance(value, Group) and len(value.items) == 1 else value
    if isinstance(query, Query) and getattr(renderer.outermost, "verb", "") == "insert":
        raise SqlNotSupported(
            "an assignment of a subquery to several columns is not supported in ON CONFLICT",
            construct="SET (…) = (SELECT …)",
        )
    if isinstance(query, Query):
        return _from_query(renderer, names, query)
    values = _row(value)
    if values is None or len(values) != len(names):
        raise SqlSyntaxError("number of columns does not match number of values")
    pairs = zip(names, values, strict=True)
    return ", ".join(f"{renderer.text(name)} = {renderer.text(each)}" for name, each in pairs)


def _from_query(renderer: Renderer, names: list[Node], query: Query) -> str:
    """Each column from a query of its own, which gives the same row: all are of one snapshot."""
    given = [renderer.source(item) for item in query.items]
    if given and len(given) != len(names) and not any(each.endswith("*") for each in given):
        raise SqlSyntaxError("number of columns does not match number of values")
    columns = [f"c{number}" for number in range(1, len(names) + 1)]
    row = f"({renderer.text(query).strip().removeprefix('(').removesuffix(')')}) AS row_({', '.join(columns)})"
    pairs = zip(names, columns, strict=True)
    return ", ".join(f"{renderer.text(name)} = (SELECT row_.{column} FROM {row})" for name, column in pairs)


def _row(value: Node) -> list[Node] | None:
    items = getattr(value, "items", None)
    if isinstance(value, Call) and value.parts == ("row",):
        return [argument.value for argument in value.arguments]
    return list(items) if items else None


_WRITERS: Final[dict[str, Callable[[Renderer, Clause], str | None]]] = {
    "inheritance star": _dropped,
    "lock": _dropped,
    "limit all": _dropped,
    "overriding": _dropped,
    "index predicate": _dropped,
    "conflict constraint": _dropped,
    "fetch": _fetch,
    "sample": _sample,
    "order": lambda _, clause: clause.words[0].upper(),
    "row assignment": _row_assignment,
}
