"""A query on archived tables as a query on live rows and on the files that its predicates leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.tokens import folded
from reedbed.lake.federated.choosing import Chosen, within
from reedbed.lake.federated.conditions import comparisons
from reedbed.lake.federated.texts import SERIALISE, edited, inner_queries, spots
from reedbed.lake.federated.trees import mentions_in
from reedbed.lake.names import deleted_table, generation_view
from reedbed.lake.shapes import shape_select
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reedbed.engine import Cursor
    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.federated.demands import Demand
    from reedbed.lake.federated.knowledge import Known, SessionNames
    from reedbed.lake.federated.texts import Spot
    from reedbed.lake.records import LakeColumn, LakeTable
    from reedbed.ports.queries import Parameters

_PARAMETER: Final = re.compile(r"\$(\w+)")
_COUNT: Final = re.compile(rb"count(?:_star)?\s*\(\s*(?:\*|\d+)?\s*\)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A name of an archived table in a text, from byte `start` to byte `end`; `alias` is what has to follow it.

    `schemas` are the pieces of the text where columns are called by its schema too, which only a table has.
    """

    start: int
    end: int
    alias: str
    table: LakeTable
    condition: Condition | None
    described: bool
    joined: tuple[tuple[str, str], ...] = ()
    schemas: tuple[tuple[int, int], ...] = ()
    demand: Demand | None = None


def places_in(cursor: Cursor, sql: str, known: Known, session: SessionNames, catalog: str) -> tuple[Place, ...]:
    """Where a query names archived tables; nothing for a text that is no query, or is not understood."""

    def table_of(schema: str, name: str) -> LakeTable | None:
        return known.find(schema, name, session)

    def columns(database: str, schema: str, name: str) -> dict[str, str]:
        table = table_of(schema, name) if database in ("", folded(catalog)) else None
        return {folded(column.name): column.type for column in table.columns} if table else {}

    mentions = mentions_in(cursor.plain_rows(SERIALISE, [sql])[0][0], columns)
    if not mentions:
        for start, query in inner_queries(sql):
            inner = mentions_in(cursor.plain_rows(SERIALISE, [query])[0][0], columns)
            mentions += [mention.moved(start) for mention in inner]
    found = []
    for spot in spots(sql, mentions, catalog):
        table = table_of(spot.mention.schema, spot.mention.name)
        if table is not None:
            found.append(_place(spot, table, sql))
    return tuple(found)


def _place(spot: Spot, table: LakeTable, sql: str) -> Place:
    mention = spot.mention
    demand = mention.demand if mention.condition is None and not mention.described else None
    if demand is not None and not all(_COUNT.match(sql.encode(), call.at) for call in demand.counts):
        demand = None
    return Place(
        start=spot.start,
        end=spot.end,
        alias="" if mention.alias or mention.described else f" AS {quote(table.name.name)}",
        table=table,
        condition=mention.condition,
        described=mention.described,
        joined=mention.joined,
        schemas=spot.schemas,
        demand=demand,
    )


def used(params: Parameters, condition: Condition) -> Parameters:
    """The values that a condition names, by the names of their parameters."""
    if not params:
        return ()
    names = {name for each in comparisons(condition) for name in _parameters(each.value.sql)}
    if isinstance(params, dict):
        return {name: params[name] for name in names if name in params}
    values = list(params)
    return {name: values[int(name) - 1] for name in names if name.isdecimal() and int(name) <= len(values)}


def _parameters(sql: str) -> set[str]:
    return set(_PARAMETER.findall(sql))


def rewritten(
    sql: str,
    places: Sequence[Place],
    chosen: Sequence[Chosen | None],
    shapes: Mapping[int, Mapping[int, tuple[LakeColumn, ...]]],
    catalog: str,
    *,
    hiding: bool = True,
) -> str:
    """The text with each place that reads fewer files than all in the form that reads just those.

    `hiding` says whether archived rows may be hidden by live ones or deleted keys.
    """
    edits: set[tuple[int, int, str]] = set()
    for place, files in zip(places, chosen, strict=True):
        if files is not None:
            relation = _relation(place, files, shapes, catalog, hiding=hiding)
            edits.add((place.start, place.end, relation + place.alias))
            edits.update((start, end, "") for start, end in place.schemas)
            edits.update(_counted(sql, place, files))
    return edited(sql, edits)


def _counted(sql: str, place: Place, files: Chosen) -> Iterator[tuple[int, int, str]]:
    """The counts of all rows, where some of them are not read."""
    source = sql.encode()
    for call in place.demand.counts if place.demand is not None and files.unread_rows else ():
        found = _COUNT.match(source, call.at)
        if found is not None:
            name = f" AS {quote(call.name)}" if call.name else ""
            yield call.at, found.end(), f"({found[0].decode()} + CAST({files.unread_rows:d} AS BIGINT)){name}"


def _relation(
    place: Place,
    files: Chosen,
    shapes: Mapping[int, Mapping[int, tuple[LakeColumn, ...]]],
    catalog: str,
    *,
    hiding: bool,
) -> str:
    table = place.table
    if place.described:
        return f"{quote(catalog)}.{quote(table.live.schema)}.{quote(table.live.name)}"
    view = generation_view(table.id, table.generation)
    columns = ", ".join(quote(column.name) for column in table.columns)
    live = f"SELECT {columns} FROM {quote(catalog)}.{quote(view.schema)}.{quote(view.name)}"
    own = shapes.get(table.id, {})
    archived = archived_sql(table, files, own, catalog) if hiding else files_sql(table, files, own)
    return f"({live} UNION ALL {archived})" if archived else f"({live})"


def archived_sql(table: LakeTable, files: Chosen, shapes: Mapping[int, tuple[LakeColumn, ...]], catalog: str) -> str:
    """The rows of the chosen files whose key is neither live nor deleted; "" when there is no file."""
    rows = files_sql(table, files, shapes)
    if not rows or not table.key:
        return rows
    view, deleted = generation_view(table.id, table.generation), deleted_table(table.id)
    keys = ", ".join(map(quote, table.key))
    columns = ", ".join(quote(column.name) for column in table.columns)
    bounds = within(table, files)
    hidden = " UNION ALL ".join(
        f"SELECT {keys} FROM {quote(catalog)}.{quote(each.schema)}.{quote(each.name)}{bounds}"
        for each in (view, deleted)
    )
    return f"SELECT {columns} FROM ({rows}) AS archived ANTI JOIN ({hidden}) AS hidden USING ({keys})"


def files_sql(table: LakeTable, files: Chosen, shapes: Mapping[int, tuple[LakeColumn, ...]]) -> str:
    """All rows of the chosen files; "" when there is none."""
    return " UNION ALL ".join(
        shape_select(table.columns, shapes[shape], addresses) for shape, addresses in files.addresses.items()
    )
