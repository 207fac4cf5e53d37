from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reedbed.sql import TableName, quote
from reedbed.store.diff import Query
from reedbed.store.profile import Bin, ColumnProfile, profile, statements

if TYPE_CHECKING:
    from tests.unit.store.conftest import PlainReader

T = TableName(name="t")


def column(reader: PlainReader, values: str) -> ColumnProfile:
    reader.run(f"CREATE OR REPLACE TABLE t AS SELECT v FROM (VALUES {values}) AS t(v)")
    return profile(reader, T).columns[0]


def test_numbers_have_exact_figures_on_small_tables(reader: PlainReader) -> None:
    reader.run("CREATE TABLE t AS SELECT CASE WHEN i < 100 THEN i END AS v FROM range(125) AS r(i)")
    found = profile(reader, T)
    (v,) = found.columns
    assert (found.rows, found.exact) == (125, True)
    assert (v.nulls, v.null_share, v.distinct) == (25, 0.2, 100)
    assert (v.minimum, v.maximum, v.mean) == (0, 99, 49.5)
    assert v.quartiles == (24.75, 49.5, 74.25)


def test_bins_have_equal_widths_and_hold_every_finite_value(reader: PlainReader) -> None:
    reader.run("CREATE TABLE t AS SELECT i * 0.5::DOUBLE AS v FROM range(1001) AS r(i)")
    (v,) = profile(reader, T).columns
    assert len(v.bins) == statements.BINS
    assert (v.bins[0].low, v.bins[-1].high) == (0.0, 500.0)
    assert {round(float(one.high or 0) - float(one.low or 0), 9) for one in v.bins} == {25.0}
    assert sum(one.rows for one in v.bins) == 1001
    assert v.bins[0].rows == 51


def test_nan_and_infinities_are_counted_apart(reader: PlainReader) -> None:
    v = column(reader, "('nan'::DOUBLE), ('inf'), ('-inf'), (1.0), (3.0), (NULL)")
    assert (v.nulls, v.nans, v.infinities) == (1, 1, 2)
    assert (v.minimum, v.maximum, v.mean) == (1.0, 3.0, 2.0)
    assert sum(one.rows for one in v.bins) == 2


def test_a_constant_has_one_bin(reader: PlainReader) -> None:
    assert column(reader, "(7.5::DOUBLE), (7.5)").bins == (Bin(low=7.5, high=7.5, rows=2),)
    assert column(reader, "(7), (7)").bins == (Bin(low=7, high=7, rows=2),)


def test_few_whole_numbers_have_a_bin_each(reader: PlainReader) -> None:
    assert column(reader, "(1), (3), (3)").bins == (
        Bin(low=1, high=1, rows=1),
        Bin(low=2, high=2, rows=0),
        Bin(low=3, high=3, rows=2),
    )


@pytest.mark.parametrize(
    "values",
    [
        "(-1.7e308::DOUBLE), (1.7e308), (0)",
        "(5e-324::DOUBLE), (0)",
        "(1.0::DOUBLE), (1.0000000000000002)",
        "(170141183460469231731687303715884105727::HUGEINT), (0)",
        "('-9223372036854775808'::BIGINT), (9223372036854775807)",
        "(99999999999999999999999999999999999999::DECIMAL(38, 0)), (-99999999999999999999999999999999999999)",
        "('infinity'::DATE), ('2024-01-01'), ('5881580-07-10')",
        "('infinity'::TIMESTAMP), ('2024-01-01'), ('294247-01-10')",
        "('00:00:00'::TIME), ('23:59:59.999999')",
        "(TIME_NS '10:00:00.000000001'), ('23:00:00')",
        "(TIMESTAMP_NS '2024-01-01 00:00:00.000000001'), ('2262-01-01')",
        "(TIMESTAMPTZ '2024-01-01 00:00:00+00'), ('2025-01-01 00:00:00+00')",
    ],
)
def test_extreme_values_have_a_histogram(reader: PlainReader, values: str) -> None:
    v = column(reader, values)
    assert sum(one.rows for one in v.bins) == values.count("), (") + 1 - values.count("infinity")
    assert 1 <= len(v.bins) <= statements.BINS


def test_times_have_bins_with_iso_ends(reader: PlainReader) -> None:
    v = column(reader, "(TIMESTAMP '2024-01-01'), (TIMESTAMP '2024-01-21')")
    assert (v.bins[0].low, v.bins[0].high) == ("2024-01-01T00:00:00", "2024-01-02T00:00:00")
    assert v.minimum == "2024-01-01T00:00:00"
    assert column(reader, "(DATE '2024-01-01'), (DATE '2024-01-02')").bins[1].low == "2024-01-02"


def test_text_has_its_most_frequent_values_ties_in_their_order(reader: PlainReader) -> None:
    v = column(reader, "('b'), ('b'), ('c'), ('a'), (NULL)")
    assert [(one.value, one.rows) for one in v.top] == [("b", 2), ("a", 1), ("c", 1)]
    assert (v.minimum, v.maximum, v.distinct, v.bins) == ("a", "c", 3, ())


def test_nested_values_and_blobs_have_lengths_only(reader: PlainReader) -> None:
    v = column(reader, "([1, 2]), ([]), (NULL)")
    assert (v.nulls, v.shortest, v.longest, v.distinct, v.minimum) == (1, 0, 2, None, None)
    assert column(reader, "('abc'::BLOB), (''::BLOB)").longest == 3
    assert column(reader, "(MAP {'a': 1, 'b': 2})").longest == 2
    assert column(reader, "({'x': 1}), (NULL)").nulls == 1


def test_an_empty_table_has_columns_without_figures(reader: PlainReader) -> None:
    reader.run("CREATE TABLE t (a INTEGER, b VARCHAR, c TIMESTAMP, d DOUBLE[])")
    found = profile(reader, T)
    assert [(one.nulls, one.null_share, one.bins, one.top) for one in found.columns] == [(0, 0.0, (), ())] * 4
    assert "0 rows, 4 columns" in str(found)


def test_beyond_the_limit_figures_are_approximate_and_said_to_be(
    reader: PlainReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "EXACT_ROWS", 1000)
    reader.run("CREATE TABLE t AS SELECT i AS v FROM range(5000) AS r(i)")
    found = profile(reader, T)
    assert not found.exact
    assert "approximate" in str(found)
    assert found.columns[0].distinct == pytest.approx(5000, rel=0.1)
    assert found.columns[0].distinct is not None
    assert found.columns[0].distinct <= 5000


def test_names_that_hurt_are_profiled_like_any_other(reader: PlainReader) -> None:
    names = ['weird "name"', "x; drop table y", "🦆", "key", "count", "r", "side", "c0", "n", "value"]
    columns = ", ".join(f"{number} AS {quote(name)}" for number, name in enumerate(names))
    reader.run(f"CREATE TABLE {quote(names[1])} AS SELECT {columns}")
    found = profile(reader, TableName(name=names[1]))
    assert [(one.name, one.minimum) for one in found.columns] == [(name, i) for i, name in enumerate(names)]


def test_queries_are_profiled_and_only_select_statements_are_sent(reader: PlainReader) -> None:
    found = profile(reader, Query(sql="SELECT range AS v, 'x' AS w FROM range(10);"))
    assert found.rows == 10
    assert {reader.connection.extract_statements(sql)[0].type.name for sql in reader.asked} == {"SELECT"}


def test_a_profile_is_a_json_document_and_an_escaped_page(reader: PlainReader) -> None:
    reader.run("CREATE TABLE t AS SELECT '<script>' AS \"<b>\", 'inf'::DOUBLE AS x, 1.5::DECIMAL(4, 2) AS d")
    found = profile(reader, T)
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["columns"][2]["minimum"] == "1.50"
    assert "<script>" not in found._repr_html_()
    assert "<b>t" in found._repr_html_()


def test_the_text_draws_the_histogram(reader: PlainReader) -> None:
    v = "(1), (2), (2), (2), (2), (4)"
    column(reader, v)
    assert "▂█ ▂" in str(profile(reader, T))
