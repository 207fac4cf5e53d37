"""Running a profile: one pass for the figures, one for the histograms, one for the most frequent values."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from reedbed.store.diff.families import Family, family
from reedbed.store.diff.sides import Relation, describe, relation_sql
from reedbed.store.profile import statements
from reedbed.store.profile.figures import Bin, ColumnProfile, TopValue
from reedbed.store.profile.histograms import bins, upper_edges
from reedbed.store.profile.results import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.ports.queries import SqlReader
    from reedbed.store.profile.figures import Cell

Figures = dict[str, Any]


def profile(reader: SqlReader, table: Relation) -> Profile:
    """Describe each column of a table or query.

    Figures are those of `ColumnProfile`. Up to `EXACT_ROWS` rows distinct counts and quartiles are exact, beyond
    that approximate (HyperLogLog, a few percent off; t-digest), and `Profile.exact` says so.
    """
    columns = describe(reader, table)
    types = list(columns.values())
    rows = statements.projection(list(columns), relation_sql(table))
    count = int(reader.rows(f"SELECT count(*) FROM ({rows}) AS r")[0][0])
    exact = count <= statements.EXACT_ROWS
    figures = _figures(reader, rows, types, exact=exact)
    histograms = _histograms(reader, rows, types, figures)
    top = _top(reader, rows, types)
    found = [
        replace(_column(name, kind, count, figures[i]), bins=histograms.get(i, ()), top=top.get(i, ()))
        for i, (name, kind) in enumerate(columns.items())
    ]
    return Profile(table=str(table), rows=count, exact=exact, columns=tuple(found))


def _figures(reader: SqlReader, rows: str, types: Sequence[str], *, exact: bool) -> list[Figures]:
    names = [list(statements.figures_of(kind, "c", exact=exact)) for kind in types]
    values = iter(reader.rows(statements.figures_sql(rows, types, exact=exact))[0])
    return [dict(zip(figures, islice(values, len(figures)), strict=True)) for figures in names]


def _histograms(
    reader: SqlReader, rows: str, types: Sequence[str], figures: Sequence[Figures]
) -> dict[int, tuple[Bin, ...]]:
    edges = {
        i: upper_edges(found["low"], found["high"], whole=_whole(types[i]))
        for i, found in enumerate(figures)
        if found.get("low") is not None
    }
    if not edges:
        return {}
    counts = reader.rows(statements.histograms_sql(rows, types, edges))[0]
    found = {}
    for (i, uppers), column_counts in zip(edges.items(), counts, strict=True):
        low, *shown = _shown_edges(reader, types[i], [figures[i]["low"], *uppers])
        single = _whole(types[i]) and len(uppers) == figures[i]["high"] - figures[i]["low"] + 1
        found[i] = bins(low, shown, column_counts, whole=single)
    return found


def _whole(type_name: str) -> bool:
    return family(type_name) in (Family.INTEGER, Family.DATE)


def _shown_edges(reader: SqlReader, type_name: str, edges: Sequence[float]) -> list[Cell]:
    if family(type_name) in (Family.DATE, Family.TIMESTAMP, Family.TIME):
        return list(reader.rows(statements.edges_sql(type_name, edges))[0])
    if family(type_name) is Family.INTEGER:
        return [int(edge) if edge.is_integer() else edge for edge in edges]
    return list(edges)


def _top(reader: SqlReader, rows: str, types: Sequence[str]) -> dict[int, tuple[TopValue, ...]]:
    columns = [i for i, kind in enumerate(types) if statements.has_top(kind)]
    found: dict[int, tuple[TopValue, ...]] = {}
    if columns:
        for i, value, count in reader.rows(statements.top_sql(rows, columns)):
            found[i] = (*found.get(i, ()), TopValue(value=value, rows=count))
    return found


def _column(name: str, type_name: str, rows: int, figures: Figures) -> ColumnProfile:
    values, distinct = figures["values"], figures.get("distinct")
    quartiles = figures.get("quartiles")
    return ColumnProfile(
        name=name,
        type=type_name,
        nulls=rows - values,
        null_share=(rows - values) / rows if rows else 0.0,
        # The estimate may exceed what is possible.
        distinct=None if distinct is None else min(distinct, values),
        quartiles=None if quartiles is None else (quartiles[0], quartiles[1], quartiles[2]),
        nans=figures.get("nans", 0),
        infinities=figures.get("infinities", 0),
        minimum=figures.get("minimum"),
        maximum=figures.get("maximum"),
        mean=figures.get("mean"),
        shortest=figures.get("shortest"),
        longest=figures.get("longest"),
    )
