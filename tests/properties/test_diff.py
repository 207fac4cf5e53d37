"""The answer of `diff` does not move: not with the order of rows, not with the names of columns, not with the side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from reedbed.sql import TableName, quote
from reedbed.store.diff import Diff, diff

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

HURTING = [
    'weird "name"', "x; drop table y", "🦆", "key", "count", "a", "b", "c0", "c1", "a0", "d1", "side", "in_a", "there",
    "hash", "surplus", "select", "l", "r", "j", "rowid", "'", "a.b", " ",
]  # fmt: skip
FLOATS = st.sampled_from(["nan", "inf", "-0.0", "0.0"]) | st.floats(-1e6, 1e6).map(repr)
VALUES = {
    "INTEGER": st.integers(-(2**31), 2**31 - 1).map(str),
    "HUGEINT": st.integers(-(2**126), 2**126).map(str),
    "DOUBLE": FLOATS,
    "VARCHAR": st.text(max_size=4),
    "DECIMAL(20,2)": st.integers(-(10**9), 10**9).map(lambda number: f"{number / 100:.2f}"),
    "TIMESTAMP": st.datetimes().map(str),
    "BOOLEAN": st.booleans().map(str),
    "INTEGER[]": st.lists(st.integers(0, 3), max_size=2).map(str),
    "DOUBLE[]": st.lists(FLOATS, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
    "INTERVAL": st.integers(0, 3).flatmap(lambda n: st.sampled_from([f"{n} days", f"{n} months", f"{n} seconds"])),
}


class PlainReader:
    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(params)).fetchall()

    def arrow(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        return self.connection.execute(sql, list(params)).to_arrow_table()


READER = PlainReader()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table as values in text form; the first column numbers the rows."""

    table: str
    names: list[str]
    types: list[str]
    rows: list[list[str | None]]

    def stored(self, suffix: str, rows: list[list[str | None]] | None = None) -> TableName:
        name = TableName(name=self.table + suffix)
        columns = ", ".join(f"{quote(column)} {kind}" for column, kind in zip(self.names, self.types, strict=True))
        READER.connection.execute(f"CREATE OR REPLACE TABLE {name.quoted} ({columns})")
        values = self.rows if rows is None else rows
        if values:
            marks = f"({', '.join(f'CAST(? AS {kind})' for kind in self.types)})"
            cells = [cell for row in values for cell in row]
            sql = f"INSERT INTO {name.quoted} VALUES {', '.join([marks] * len(values))}"
            READER.connection.execute(sql, cells)
        return name


@st.composite
def sheets(draw: st.DrawFn, *, least_rows: int = 0) -> Sheet:
    names = draw(st.lists(st.sampled_from(HURTING), min_size=2, max_size=5, unique=True))
    types = [draw(st.sampled_from(sorted(VALUES))) for _ in names[1:]]
    row = st.tuples(*(st.none() | VALUES[kind] for kind in types))
    rows = draw(st.lists(row, min_size=least_rows, max_size=8))
    numbered = [[str(number), *values] for number, values in enumerate(rows)]
    return Sheet(table=draw(st.sampled_from(HURTING)), names=names, types=["BIGINT", *types], rows=numbered)


def mirrored(found: Diff) -> dict[str, object]:
    return {
        "rows": (found.rows_b, found.rows_a),
        "lone": (found.only_in_b, found.only_in_a),
        "changed": found.changed,
        "columns": sorted((one.name, one.rows, one.largest, one.null_in_b, one.nan_in_b) for one in found.columns),
        "samples": (repr(found.sample_only_in_b), repr(found.sample_only_in_a)),
        "cells": [(row.key, [(cell.column, repr(cell.b), repr(cell.a)) for cell in row.cells])
                  for row in found.sample_changed],
        "concentrations": found.concentrations,
    }  # fmt: skip


def seen(found: Diff) -> dict[str, object]:
    return {
        "rows": (found.rows_a, found.rows_b),
        "lone": (found.only_in_a, found.only_in_b),
        "changed": found.changed,
        "columns": sorted((one.name, one.rows, one.largest, one.null_in_a, one.nan_in_a) for one in found.columns),
        "samples": (repr(found.sample_only_in_a), repr(found.sample_only_in_b)),
        "cells": [(row.key, [(cell.column, repr(cell.a), repr(cell.b)) for cell in row.cells])
                  for row in found.sample_changed],
        "concentrations": found.concentrations,
    }  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(sheet=sheets(), random=st.randoms(use_true_random=False))
def test_a_table_and_its_shuffled_copy_are_identical(sheet: Sheet, random: Any) -> None:
    shuffled = random.sample(sheet.rows, len(sheet.rows))
    a, b = sheet.stored(" a"), sheet.stored(" b", shuffled)
    assert diff(READER, a, b).identical
    assert diff(READER, a, b, key=sheet.names[:1]).identical


@settings(max_examples=40, deadline=None)
@given(sheet=sheets(least_rows=1), data=st.data())
def test_one_changed_cell_is_found_where_it_is(sheet: Sheet, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(sheet.rows) - 1))
    column = data.draw(st.integers(1, len(sheet.names) - 1))
    value = data.draw(st.none() | VALUES[sheet.types[column]])
    changed = [list(values) for values in sheet.rows]
    changed[row][column] = value
    kind = sheet.types[column]
    same = READER.rows(
        f"SELECT CAST(? AS {kind}) IS NOT DISTINCT FROM CAST(? AS {kind})", [sheet.rows[row][column], value]
    )[0][0]
    a, b = sheet.stored(" a"), sheet.stored(" b", changed)
    found = diff(READER, a, b, key=sheet.names[:1])
    assert found.identical is same
    assert [one.key[sheet.names[0]] for one in found.sample_changed] == ([] if same else [row])
    assert [one.name for one in found.columns] == ([] if same else [sheet.names[column]])
    bag = diff(READER, a, b)
    assert (bag.only_in_a, bag.only_in_b) == ((0, 0) if same else (1, 1))


@settings(max_examples=25, deadline=None)
@given(sheet=sheets(), other=st.data())
def test_both_directions_tell_the_same(sheet: Sheet, other: st.DataObject) -> None:
    kept = other.draw(st.lists(st.integers(0, max(len(sheet.rows) - 1, 0)), max_size=8))
    mixed = [sheet.rows[number] for number in kept if number < len(sheet.rows)]
    rows = [[row[0], *values[1:]] for row, values in zip(mixed, reversed(mixed), strict=True)]
    a, b = sheet.stored(" a"), sheet.stored(" b", rows)
    for key in (sheet.names[:1], []):
        there, back = diff(READER, a, b, key=key), diff(READER, b, a, key=key)
        assert seen(there) == mirrored(back)
        assert (str(there), there._repr_html_()) == (str(diff(READER, a, b, key=key)), there._repr_html_())
