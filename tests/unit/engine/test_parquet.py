"""Values come back from Parquet exactly, whatever their type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed import errors
from reedbed.engine import Database, decoded, encoded, is_bent, stored_type

if TYPE_CHECKING:
    from pathlib import Path

CASES = [
    ("HUGEINT", "170141183460469231731687303715884105727", "VARCHAR"),
    ("UHUGEINT", "340282366920938463463374607431768211455", "VARCHAR"),
    ("INTERVAL", "INTERVAL '1 month 40 days 3 hours 1 microsecond'", "VARCHAR"),
    ("TIME WITH TIME ZONE", "'10:11:12.123456+02:30'", "VARCHAR"),
    ("BIT", "'10110'", "VARCHAR"),
    ("UNION(n INTEGER, t VARCHAR)", "union_value(n := 7)", None),
    ('STRUCT(a HUGEINT, "b ""q""" VARCHAR[])', "ROW(5, ['it''s, \"quoted\"', NULL])", None),
    ("MAP(VARCHAR, HUGEINT[])", "MAP {'k': [1, NULL, 3]}", "MAP(VARCHAR, VARCHAR[])"),
    ("INTEGER[3]", "[1, NULL, 3]", "INTEGER[3]"),
    ("HUGEINT[2]", "[1, 2]", "VARCHAR[]"),
    ("ENUM('b', 'a')", "'a'", "ENUM('b', 'a')"),
    ("TIMESTAMP_S", "'2026-01-02 03:04:05'", "TIMESTAMP_S"),
    ("TIMESTAMP_NS", "'2026-01-02 03:04:05.123456789'", "TIMESTAMP_NS"),
    ("TIMESTAMP WITH TIME ZONE", "'2026-01-02 03:04:05.123456+01'", "TIMESTAMP WITH TIME ZONE"),
    ("DOUBLE", "'nan'", "DOUBLE"),
    ("DECIMAL(38,10)", "1234567890.0123456789", "DECIMAL(38,10)"),
    ("UUID", "'550e8400-e29b-41d4-a716-446655440000'", "UUID"),
    ("BLOB", "'\\x00\\xFF'", "BLOB"),
    ("JSON", "'{\"a\": [1, null]}'", "JSON"),
]


@pytest.mark.parametrize(("type_text", "value", "stored"), CASES, ids=[case[0] for case in CASES])
def test_a_value_comes_back_exactly(tmp_path: Path, type_text: str, value: str, stored: str | None) -> None:
    with Database.open(None) as database:
        database.rows(f"CREATE TABLE t AS SELECT ({value})::{type_text} AS v UNION ALL SELECT NULL")
        [(shown,)] = database.rows("SELECT data_type FROM duckdb_columns() WHERE table_name = 't'")
        if stored is not None:
            assert stored_type(shown) == stored
        file = str(tmp_path / "t.parquet")
        database.rows(f"COPY (SELECT {encoded('v', shown)} AS v FROM t) TO '{file}' (FORMAT parquet)")
        database.rows(f"CREATE TABLE back AS SELECT {decoded('v', shown)} AS v FROM '{file}'")
        assert database.rows("SELECT data_type FROM duckdb_columns() WHERE table_name = 'back'") == [(shown,)]
        assert database.rows("FROM t EXCEPT FROM back") == []
        assert database.rows("SELECT count(v), count(*) FROM back") == [(1, 2)]


def test_a_union_inside_another_type_is_refused_rather_than_bent() -> None:
    with pytest.raises(errors.SqlNotSupported, match="UNION"):
        stored_type("UNION(n INTEGER, t VARCHAR)[]")


@pytest.mark.parametrize(
    ("type_text", "bent"),
    [
        ("BIT", True),
        ("TIME WITH TIME ZONE[][3]", True),
        ("STRUCT(a INTEGER, b MAP(VARCHAR, UHUGEINT))", True),
        ("UNION(a INTEGER, b BIT[])", True),
        ("HUGEINT[]", False),
        ('STRUCT("BIT" INTEGER, habit VARCHAR)', False),
        ("ENUM('BIT')", False),
        ("UNION(a INTEGER)", False),
    ],
)
def test_what_arrow_bends_is_found_inside_of_other_types(type_text: str, bent: bool) -> None:  # noqa: FBT001 - a case
    assert is_bent(type_text) is bent
