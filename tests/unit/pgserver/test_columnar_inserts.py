"""Which INSERTs take their rows in columns, and which values make a column."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest

from reedbed.pgserver.columnar_inserts import Column, batch_of, column_of, columnar_insert
from reedbed.pgwire.values.decoding import TypedParameter as Typed


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("INSERT INTO t VALUES ($1, $2)", "INSERT INTO t  SELECT a, b FROM rows"),
        (
            'insert into s."T" (x, "y z")\nvalues ( $2::INTEGER , $1 ) ;',
            'insert into s."T" (x, "y z")\n SELECT b::INTEGER , a FROM rows',
        ),
        ("INSERT INTO t(a,b,c) VALUES($1,1,'x)')", "INSERT INTO t(a,b,c)  SELECT a,1,'x)' FROM rows"),
        (
            "INSERT INTO t VALUES (CAST($1 AS DECIMAL(10, 2)), NULL)",
            "INSERT INTO t  SELECT CAST(a AS DECIMAL(10, 2)), NULL FROM rows",
        ),
    ],
)
def test_a_list_of_parameters_becomes_columns(sql: str, expected: str) -> None:
    found = columnar_insert(sql)
    assert found is not None
    assert found.sql("rows", ["a", "b"]) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t VALUES (1)",
        "INSERT INTO t VALUES ($1), ($2)",
        "INSERT INTO t VALUES ($1) RETURNING a",
        "INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING",
        "INSERT INTO t VALUES ($1 + 1)",
        "INSERT INTO t VALUES (lower($1))",
        "INSERT INTO t VALUES ($1, DEFAULT)",
        "INSERT INTO t VALUES ($1, '$2')",
        "INSERT INTO t SELECT $1",
        "INSERT INTO t SELECT * FROM (VALUES ($1))",
        "INSERT INTO t VALUES ((SELECT max(a) FROM t WHERE a < $1))",
        "INSERT INTO t VALUES ($1) -- ) VALUES ($2)",
        "WITH x AS (SELECT 1) INSERT INTO t VALUES ($1)",
        "UPDATE t SET a = $1",
        "INSERT INTO t VALUES ($1); DELETE FROM t",
    ],
)
def test_what_means_more_than_its_rows_runs_row_by_row(sql: str) -> None:
    assert columnar_insert(sql) is None


@pytest.mark.parametrize(
    ("values", "kind", "expression"),
    [
        (["a", None], pa.string(), "p"),
        ([Typed(1, "INTEGER"), None], pa.int64(), "p"),
        ([Typed(1, "SMALLINT"), Typed(1 << 40, "BIGINT")], pa.int64(), "p"),
        ([Typed(1.5, "DOUBLE"), Typed(float("nan"), "DOUBLE")], pa.float64(), "p"),
        ([Typed(value=True, type="BOOLEAN")], pa.bool_(), "p"),
        ([Typed(b"\0", "BLOB")], pa.binary(), "p"),
        ([Typed("2026-01-01", "DATE"), None], pa.string(), "CAST(p AS DATE)"),
        ([Typed(UUID(int=7), "UUID")], pa.string(), "CAST(p AS UUID)"),
        ([Decimal("1.25"), Decimal(-100)], pa.decimal128(5, 2), "p"),
        ([Decimal("0.001"), Decimal("1E+2")], pa.decimal128(6, 3), "p"),
    ],
)
def test_values_of_one_type_make_a_column(values: list[object], kind: pa.DataType, expression: str) -> None:
    found = column_of(values, "p")
    assert found is not None
    assert found.array is not None
    assert (found.array.type, found.expression) == (kind, expression)
    bare = [each.value if isinstance(each, Typed) else each for each in values]
    bare = [str(each) if isinstance(each, UUID) else each for each in bare]
    assert repr(found.array.to_pylist()) == repr(pa.array(bare, kind).to_pylist())


@pytest.mark.parametrize(
    "values",
    [
        [Typed(1, "INTEGER"), "1"],
        [Typed([1], "INTEGER[]")],
        [Decimal("1.5"), Typed("9" * 50, "BIGNUM")],
        [Decimal("1234567890.123456")],
        [Typed("1", "BIT")],
    ],
)
def test_values_of_several_types_or_of_rare_ones_make_none(values: list[object]) -> None:
    assert column_of(values, "p") is None


def test_a_column_of_nulls_is_the_word() -> None:
    assert column_of([None, None], "p") == Column(name="p", array=None, expression="NULL")
    assert batch_of([Column(name="p", array=None, expression="NULL")], 3).num_rows == 3
