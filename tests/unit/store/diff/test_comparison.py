from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import ColumnNotFound, KeyInvalid, UsageError
from reedbed.sql import TableName, quote
from reedbed.store.diff import Diff, Query, Tolerance, comparison, concentrations, diff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.unit.store.conftest import PlainReader

A, B = TableName(name="a"), TableName(name="b")


def tables(reader: PlainReader, a: str, b: str) -> None:
    reader.run(f"CREATE OR REPLACE TABLE a AS {a}")
    reader.run(f"CREATE OR REPLACE TABLE b AS {b}")


def of_values(
    reader: PlainReader,
    a: str,
    b: str,
    *,
    key: Sequence[str] = (),
    tolerances: Mapping[str, float | Tolerance] | None = None,
) -> Diff:
    """Compare two lists of VALUES with the columns k and v."""
    tables(reader, f"SELECT * FROM (VALUES {a}) AS t(k, v)", f"SELECT * FROM (VALUES {b}) AS t(k, v)")
    return diff(reader, A, B, key=key, tolerances=tolerances)


def test_a_shuffled_copy_with_reordered_columns_is_identical(reader: PlainReader) -> None:
    tables(reader, "SELECT i AS k, i * 2 AS v FROM range(1000) AS t(i)", "SELECT v, k FROM a ORDER BY hash(k)")
    found = diff(reader, A, B, key=("k",))
    assert found.identical
    assert found.schema.order_differs
    assert found.rows_a == found.rows_b == 1000


def test_a_changed_cell_is_found_with_both_values(reader: PlainReader) -> None:
    tables(
        reader,
        "SELECT i AS k, i * 2 AS v, 'x' AS w FROM range(1000) AS t(i)",
        "SELECT k, CASE k WHEN 7 THEN 99 ELSE v END AS v, w FROM a",
    )
    found = diff(reader, A, B, key=("k",))
    assert (found.changed, found.only_in_a, found.only_in_b) == (1, 0, 0)
    assert [(column.name, column.rows, column.largest) for column in found.columns] == [("v", 1, 85.0)]
    (row,) = found.sample_changed
    assert row.key == {"k": 7}
    assert [(cell.column, cell.a, cell.b) for cell in row.cells] == [("v", 14, 99)]


def test_rows_of_one_side_only_are_counted_and_shown(reader: PlainReader) -> None:
    found = of_values(reader, "(1, 'a'), (2, 'b')", "(2, 'b'), (3, 'c'), (4, 'd')", key=("k",))
    assert (found.only_in_a, found.only_in_b, found.changed) == (1, 2, 0)
    assert [row.values for row in found.sample_only_in_b] == [{"k": 3, "v": "c"}, {"k": 4, "v": "d"}]


def test_without_a_key_rows_are_counted_as_often_as_they_occur(reader: PlainReader) -> None:
    found = of_values(reader, "(1, 'a'), (1, 'a'), (1, 'a'), (2, 'b')", "(1, 'a'), (2, 'b'), (2, 'c')")
    assert (found.only_in_a, found.only_in_b) == (2, 1)
    assert [(row.values["v"], row.times) for row in found.sample_only_in_a] == [("a", 2)]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("'nan'::DOUBLE", "'nan'::DOUBLE", True),
        ("'nan'::DOUBLE", "'-nan'::DOUBLE", True),
        ("'nan'::DOUBLE", "NULL", False),
        ("NULL", "NULL", True),
        ("'-0.0'::DOUBLE", "0.0::DOUBLE", True),
        ("'inf'::DOUBLE", "'-inf'::DOUBLE", False),
        ("['-0.0'::DOUBLE]", "[0.0::DOUBLE]", True),
        ("{'x': 'nan'::DOUBLE}", "{'x': NULL::DOUBLE}", False),
        ("[1, NULL]", "[1]", False),
        ("[]::INT[]", "NULL::INT[]", False),
        ("MAP {'a': 1}", "MAP {'a': 2}", False),
        ("MAP {'a': [1, NULL]}", "MAP {'a': [1, NULL]}", True),
        ("'\\x00'::BLOB", "'\\x00\\x00'::BLOB", False),
        ("170141183460469231731687303715884105727::HUGEINT", "170141183460469231731687303715884105726::HUGEINT", False),
        ("0.1::DECIMAL(38, 20)", "0.1::DECIMAL(38, 20)", True),
        (
            "99999999999999999999999999999999999999::DECIMAL(38, 0)",
            "-99999999999999999999999999999999999999::DECIMAL(38, 0)",
            False,
        ),
        ("INTERVAL 1 MONTH", "INTERVAL 31 DAY", False),
        ("TIME '10:00:00'", "TIME '10:00:00.000001'", False),
        ("'infinity'::TIMESTAMP", "TIMESTAMP '2024-01-01'", False),
        ("'290308-12-22 (BC) 00:00:00'::TIMESTAMP", "TIMESTAMP '294247-01-10'", False),
        ("INTERVAL 1 MONTH", "INTERVAL 30 DAY", True),
        ("INTERVAL 5 DAY", "INTERVAL 5 MONTH", False),
        ("INTERVAL '1 month 1 day'", "INTERVAL 0 DAY", False),
        ("18446744073709551617::HUGEINT", "0::HUGEINT", False),
        ("5::HUGEINT", "92233720368547758080::HUGEINT", False),
        ("92233720368547758080::DECIMAL(38, 0)", "5::DECIMAL(38, 0)", False),
        ("'80000000-0000-0005-0000-000000000005'::UUID", "'80000000-0000-0006-0000-000000000006'::UUID", False),
        ("{'x': NULL::INT, 'y': NULL::INT}", "NULL::STRUCT(x INT, y INT)", False),
        ("[NULL]::INT[]", "[]::INT[]", False),
        ("[[]]::INT[][]", "[NULL]::INT[][]", False),
        ("['NULL']", "[NULL]::VARCHAR[]", False),
        ("['a, b']", "['a', 'b']", False),
        ("union_value(p := 1)::UNION(p INT, q INT)", "union_value(q := 1)::UNION(p INT, q INT)", False),
        ("TIMETZ '10:00:00+00'", "TIMETZ '11:00:00+01'", False),
        ("'b'::ENUM('b', 'a')", "'a'::ENUM('b', 'a')", False),
        ("'00000000-0000-0000-0000-000000000001'::UUID", "'00000000-0000-0000-0000-000000000002'::UUID", False),
        ("''", "NULL", False),
        ("'101'::BIT", "'1010'::BIT", False),
    ],
)
@pytest.mark.parametrize("key", [("k",), ()])
def test_values_of_one_type_compare_as_values(
    reader: PlainReader,
    left: str,
    right: str,
    same: bool,  # noqa: FBT001 - a column of the table above
    key: tuple[str, ...],
) -> None:
    tables(reader, f"SELECT 1 AS k, {left} AS v", f"SELECT k, {right} AS v FROM a")
    reader.run("CREATE OR REPLACE TABLE c AS (FROM a LIMIT 0)")
    reader.run("INSERT INTO c FROM b")
    found = diff(reader, A, TableName(name="c"), key=key)
    assert found.identical is same
    assert json.loads(json.dumps(found.to_dict()))["identical"] is same


@pytest.mark.parametrize(
    ("left", "right", "common", "same"),
    [
        ("1::INTEGER", "1::BIGINT", "BIGINT", True),
        ("255::UTINYINT", "255::SMALLINT", "SMALLINT", True),
        ("18446744073709551615::UBIGINT", "-1::BIGINT", "HUGEINT", False),
        (
            "340282366920938463463374607431768211455::UHUGEINT",
            "170141183460469231731687303715884105727::HUGEINT",
            "BIGNUM",
            False,
        ),
        ("0.5::FLOAT", "0.5::DOUBLE", "DOUBLE", True),
        ("9007199254740993::BIGINT", "9007199254740992::DOUBLE", "DOUBLE", True),
        ("1.50::DECIMAL(10, 2)", "1.5::DECIMAL(4, 1)", "DECIMAL(10,2)", True),
        ("1::DECIMAL(38, 0)", "1::DECIMAL(38, 37)", "DOUBLE", True),
        ("2::INTEGER", "2.0::DECIMAL(4, 1)", "DECIMAL(11,1)", True),
        ("'a'::VARCHAR", "'a'::ENUM('b', 'a')", "VARCHAR", True),
        ("'a'::ENUM('a', 'b')", "'a'::ENUM('b', 'a')", "VARCHAR", True),
        ("DATE '2024-01-01'", "TIMESTAMP '2024-01-01'", "TIMESTAMP", True),
        ("TIMESTAMP_NS '2024-01-01 00:00:00.000000001'", "TIMESTAMP '2024-01-01'", "TIMESTAMP_NS", False),
        ("{'x': 1::INTEGER}", "{'x': 1::BIGINT}", "STRUCT(x BIGINT)", True),
        ("[1::INTEGER]", "[1::BIGINT]", "BIGINT[]", True),
        ("1::INTEGER", "'1'", "VARCHAR", True),
        ("TIMESTAMP '2024-01-01'", "TIMESTAMPTZ '2024-01-01 00:00:00+00'", None, False),
        ("{'t': TIMESTAMP '2024-01-01'}", "{'t': TIMESTAMPTZ '2024-01-01 00:00:00+00'}", None, False),
        ("1::INTEGER", "DATE '2024-01-01'", None, False),
        ("'x'::BLOB", "'x'", None, False),
    ],
)
def test_two_types_are_reported_and_compared_where_they_can_be(
    reader: PlainReader,
    left: str,
    right: str,
    common: str | None,
    same: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    tables(reader, f"SELECT 1 AS k, {left} AS v", f"SELECT 1 AS k, {right} AS v")
    found = diff(reader, A, B, key=("k",))
    assert [change.compared_as for change in found.schema.types] == [common]
    assert (found.same_schema, found.same_rows, found.identical) == (False, same, False)


def test_null_and_nan_are_told_apart_per_side(reader: PlainReader) -> None:
    found = of_values(
        reader,
        "(1, 'nan'::DOUBLE), (2, NULL), (3, 1.0), (4, 'nan')",
        "(1, NULL), (2, 5.0::DOUBLE), (3, 'nan'), (4, 'nan')",
        key=("k",),
    )
    (column,) = found.columns
    assert (column.rows, column.null_in_a, column.null_in_b, column.nan_in_a, column.nan_in_b) == (3, 1, 1, 1, 1)
    assert column.largest is None


def test_differences_near_the_edge_of_bigint_are_exact(reader: PlainReader) -> None:
    found = of_values(reader, "(1, 9223372036854775807), (2, 5)", "(1, 9223372036854775806), (2, 5)", key=("k",))
    assert found.columns[0].largest == 1.0


def test_times_differ_in_seconds(reader: PlainReader) -> None:
    found = of_values(
        reader, "(1, TIMESTAMPTZ '2024-01-01 00:00:00+00')", "(1, TIMESTAMPTZ '2024-01-01 00:01:30.5+00')", key=("k",)
    )
    assert (found.columns[0].largest, found.columns[0].unit) == (90.5, "s")
    assert found.sample_changed[0].cells[0].b == "2024-01-01T00:01:30.5+00"


def test_values_within_an_absolute_tolerance_are_equal(reader: PlainReader) -> None:
    found = of_values(
        reader,
        "(1, 10.0), (2, 20.0), (3, NULL)",
        "(1, 10.4), (2, 20.6), (3, 3.0)",
        key=("k",),
        tolerances={"v": 0.5},
    )
    assert [row.key["k"] for row in found.sample_changed] == [2, 3]
    assert found.columns[0].largest == pytest.approx(0.6)


def test_a_relative_tolerance_grows_with_the_value(reader: PlainReader) -> None:
    found = of_values(
        reader,
        "(1, 1000.0::DOUBLE), (2, 1.0), (3, 'inf'), (4, 'nan')",
        "(1, 1009.0::DOUBLE), (2, 1.1), (3, 5.0), (4, 'nan')",
        key=("k",),
        tolerances={"v": Tolerance(relative=0.01)},
    )
    assert [row.key["k"] for row in found.sample_changed] == [2, 3]


def test_noise_within_the_tolerance_makes_no_difference(reader: PlainReader) -> None:
    tables(
        reader,
        "SELECT i AS k, i * 1.0::DOUBLE AS v, TIMESTAMP '2024-01-01' AS t FROM range(5000) AS r(i)",
        "SELECT k, v + 1e-9 AS v, t + INTERVAL 1 SECOND AS t FROM a",
    )
    assert diff(reader, A, B, key=("k",), tolerances={"v": 1e-6, "T": 1.0}).identical
    assert diff(reader, A, B, key=("k",), tolerances={"v": 1e-6, "t": 0.5}).changed == 5000


def test_duplicate_and_null_keys_are_reported_and_compared_as_bags(reader: PlainReader) -> None:
    found = of_values(
        reader,
        "(1, 'a'), (1, 'b'), (1, 'b'), (NULL, 'n'), (2, 'x'), (3, 'q')",
        "(1, 'b'), (1, 'a'), (NULL, 'n'), (NULL, 'm'), (2, 'y'), (3, 'q')",
        key=("k",),
    )
    assert found.keys is not None
    in_a, in_b = found.keys
    assert (in_a.duplicate_keys, in_a.duplicate_rows, in_a.null_rows) == (1, 3, 1)
    assert (in_b.duplicate_keys, in_b.duplicate_rows, in_b.null_rows) == (1, 2, 2)
    assert in_a.duplicate_sample == ({"k": 1},)
    assert (found.only_in_a, found.only_in_b, found.changed) == (1, 1, 1)
    assert found.sample_only_in_a[0].values == {"k": 1, "v": "b"}
    assert found.sample_only_in_b[0].values == {"k": None, "v": "m"}


def test_a_key_shared_on_one_side_only_takes_its_rows_of_both_sides_into_the_bag(reader: PlainReader) -> None:
    found = of_values(reader, "(1, 'a'), (1, 'b'), (2, 'x')", "(1, 'b'), (2, 'x')", key=("k",))
    assert (found.only_in_a, found.only_in_b, found.changed) == (1, 0, 0)


def test_duplicate_keys_of_identical_tables_are_reported(reader: PlainReader) -> None:
    found = of_values(reader, "(1, 'a'), (1, 'b')", "(1, 'b'), (1, 'a')", key=("k",))
    assert found.identical
    assert found.keys is not None
    assert found.keys[0].duplicate_rows == 2
    assert "key not unique in a" in str(found)


def test_the_key_of_large_identical_tables_is_not_inspected(
    reader: PlainReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "KEY_INSPECTION_ROWS", 1)
    found = of_values(reader, "(1, 'a'), (2, 'b')", "(1, 'a'), (2, 'b')", key=("k",))
    assert found.identical
    assert found.keys is None


def test_concentration_names_the_value_that_differing_rows_share(reader: PlainReader) -> None:
    tables(
        reader,
        "SELECT i AS k, CASE WHEN i % 6 = 0 THEN 'UA' ELSE 'AA' END AS carrier, i AS v FROM range(6000) AS t(i)",
        "SELECT k, carrier, CASE WHEN carrier = 'UA' OR k IN (7, 8) THEN v + 1 ELSE v END AS v FROM a",
    )
    for key in (("k",), ()):
        found = diff(reader, A, B, key=key)
        first = found.concentrations[0]
        assert (first.column, first.value) == ("carrier", "UA")
        assert first.share_differing == pytest.approx(1000 / 1002)
        assert first.share_all == pytest.approx(1 / 6)
        assert "carrier = 'UA': 100% of differing rows, 17% of all" in str(found)


def test_concentration_is_found_among_a_part_of_many_differing_rows(
    reader: PlainReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concentrations, "LOOKED_AT_ROWS", 500)
    tables(
        reader,
        "SELECT i AS k, CASE WHEN i % 4 = 0 THEN 'UA' ELSE 'AA' END AS carrier, i AS v FROM range(40000) AS t(i)",
        "SELECT k, carrier, CASE WHEN carrier = 'UA' THEN v + 1 ELSE v END AS v FROM a",
    )
    for key in (("k",), ()):
        found = diff(reader, A, B, key=key).concentrations
        assert (found[0].value, found[0].share_differing, found[0].share_all) == ("UA", 1.0, 0.25)


def test_ignored_columns_make_no_difference_at_all(reader: PlainReader) -> None:
    tables(reader, "SELECT 1 AS k, 2 AS v, 3 AS only_here", "SELECT 1 AS k, 'x' AS V")
    assert not diff(reader, A, B).identical
    assert diff(reader, A, B, ignore=("V", "only_here")).identical


def test_columns_of_one_side_are_a_schema_difference_and_rows_compare_on_the_rest(reader: PlainReader) -> None:
    tables(reader, "SELECT 1 AS k, 2 AS v", "SELECT 1 AS k, 3 AS w")
    found = diff(reader, A, B, key=("k",))
    assert [column.name for column in found.schema.only_in_a] == ["v"]
    assert [column.name for column in found.schema.only_in_b] == ["w"]
    assert (found.same_schema, found.same_rows) == (False, True)


def test_relations_without_a_common_column_differ_by_their_number_of_rows(reader: PlainReader) -> None:
    tables(reader, "SELECT 1 AS v FROM range(3)", "SELECT 1 AS w")
    found = diff(reader, A, B)
    assert (found.only_in_a, found.only_in_b, found.same_schema) == (2, 0, False)


def test_names_that_hurt_are_compared_like_any_other(reader: PlainReader) -> None:
    names = ['weird "name"', "x; drop table y", "🦆", "key", "count", "a", "b", "c0", "in_a", "side", "hash", "d1"]
    columns = ", ".join(f"i + {position} AS {quote(name)}" for position, name in enumerate(names))
    reader.run(f"CREATE TABLE {quote(names[0])} AS SELECT {columns} FROM range(10) AS t(i)")
    reader.run(f"CREATE TABLE {quote(names[1])} AS FROM {quote(names[0])}")
    sides = TableName(name=names[0]), TableName(name=names[1])
    assert diff(reader, *sides, key=(names[0], "key")).identical
    reader.run(f"UPDATE {sides[1].quoted} SET {quote('🦆')} = -1 WHERE {quote('a')} = 9")
    found = diff(reader, *sides, key=(names[0], "key"))
    assert [column.name for column in found.columns] == ["🦆"]
    assert found.changed == 1
    assert diff(reader, *sides).only_in_b == 1


def test_queries_stand_for_tables(reader: PlainReader) -> None:
    one = Query(sql="SELECT range AS k FROM range(10) -- ten;")
    two = Query(sql="SELECT 9 - range AS k FROM range(10);")
    assert diff(reader, one, two, key=("k",)).identical


def test_only_select_statements_are_sent(reader: PlainReader) -> None:
    of_values(reader, "(1, 'a'), (1, 'b'), (NULL, 'n'), (2, 'x')", "(1, 'b'), (2, 'y'), (5, 'z')", key=("k",))
    kinds = {reader.connection.extract_statements(sql)[0].type.name for sql in reader.asked}
    assert kinds == {"SELECT"}
    assert all(len(reader.connection.extract_statements(sql)) == 1 for sql in reader.asked)


def test_identical_tables_take_one_scan_of_each_side(reader: PlainReader) -> None:
    tables(reader, "SELECT i AS k FROM range(100) AS t(i)", "FROM a")
    reader.asked.clear()
    assert diff(reader, A, B).identical
    assert sum("hash(" in sql for sql in reader.asked) == 2
    assert not any("JOIN" in sql for sql in reader.asked)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"key": ("kk",)}, ColumnNotFound),
        ({"ignore": ("nope",)}, ColumnNotFound),
        ({"key": ("k",), "tolerances": {"nope": 1.0}}, ColumnNotFound),
        ({"key": ("k", "K")}, KeyInvalid),
        ({"key": ("k",), "ignore": ("k",)}, KeyInvalid),
        ({"key": ("k",), "tolerances": {"k": 1.0}}, KeyInvalid),
        ({"tolerances": {"v": 1.0}}, KeyInvalid),
        ({"key": ("k",), "tolerances": {"v": 1.0}, "ignore": ("v",)}, KeyInvalid),
        ({"key": ("k",), "tolerances": {"w": 1.0}}, UsageError),
        ({"key": "k"}, UsageError),
    ],
)
def test_wishes_that_cannot_be_meant_are_refused(
    reader: PlainReader, arguments: dict[str, object], error: type[Exception]
) -> None:
    tables(reader, "SELECT 1 AS k, 2 AS v, 'x' AS w", "SELECT 1 AS k, 2 AS v, 'x' AS w")
    with pytest.raises(error):
        diff(reader, A, B, **arguments)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_tolerance_is_a_finite_number_of_at_least_zero(value: float) -> None:
    with pytest.raises(UsageError):
        Tolerance(absolute=value)


def test_the_page_escapes_what_it_shows(reader: PlainReader) -> None:
    found = of_values(reader, "(1, '<script>')", "(1, '<b>')", key=("k",))
    page = found._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_text_report_is_deterministic_and_mirrors(reader: PlainReader) -> None:
    tables(
        reader,
        "SELECT i AS k, i % 7 AS v FROM range(3000) AS t(i)",
        "SELECT k, v + (k % 3 = 0)::INT AS v FROM a WHERE k > 9",
    )
    assert str(diff(reader, A, B, key=("k",))) == str(diff(reader, A, B, key=("k",)))
    there, back = diff(reader, A, B, key=("k",)), diff(reader, B, A, key=("k",))
    assert (there.only_in_a, there.only_in_b, there.changed) == (back.only_in_b, back.only_in_a, back.changed)
