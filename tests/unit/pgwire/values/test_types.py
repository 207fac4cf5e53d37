"""DuckDB's types by their text, as PostgreSQL's."""

from __future__ import annotations

import pytest

from reedbed.pgwire.values.types import BY_NAME, Kind, column_type, renamed_type, result_column


@pytest.mark.parametrize(
    ("duckdb", "name"),
    [
        ("BOOLEAN", "bool"),
        ("TINYINT", "int2"),
        ("UTINYINT", "int2"),
        ("USMALLINT", "int4"),
        ("UINTEGER", "int8"),
        ("UBIGINT", "numeric"),
        ("HUGEINT", "numeric"),
        ("VARCHAR", "text"),
        ("ENUM('a]', 'b(')", "text"),
        ("TIMESTAMP_NS", "timestamp"),
        ("TIME WITH TIME ZONE", "timetz"),
        ("BIT", "varbit"),
        ("STRUCT(a INTEGER)", "json"),
        ("MAP(VARCHAR, INTEGER)", "json"),
        ("UNION(n INTEGER, s VARCHAR)", "json"),
        ("STRUCT(a INTEGER)[]", "json"),
        ("VARIANT", "text"),
    ],
)
def test_a_type_that_postgresql_lacks_is_the_closest_readable_one(duckdb: str, name: str) -> None:
    assert column_type(duckdb).oid == BY_NAME[name].oid


@pytest.mark.parametrize(
    ("duckdb", "name"),
    [("INTEGER[]", "int4"), ("INTEGER[][]", "int4"), ("VARCHAR[3]", "text"), ("DECIMAL(9,2)[]", "numeric")],
)
def test_a_list_is_the_array_of_its_elements(duckdb: str, name: str) -> None:
    assert column_type(duckdb).oid == BY_NAME[name].array_oid
    assert column_type(duckdb).kind is Kind.ARRAY


def test_a_decimal_has_its_precision_and_scale_in_the_modifier() -> None:
    # As PostgreSQL's numeric_typmod: precision above 16 bits, scale below, plus the four bytes of a header.
    assert column_type("DECIMAL(10,2)").modifier == (10 << 16 | 2) + 4
    assert column_type("DECIMAL(10,2)[]").modifier == column_type("DECIMAL(10,2)").modifier
    assert column_type("INTEGER").modifier == -1


def test_the_members_of_a_struct_keep_their_names_whatever_they_are() -> None:
    found = column_type('STRUCT("a b" INTEGER, "q""t" VARCHAR[], d DECIMAL(4,1), z TIME WITH TIME ZONE)')
    assert [(name, kind.duckdb) for name, kind in found.fields] == [
        ("a b", "INTEGER"),
        ('q"t', "VARCHAR[]"),
        ("d", "DECIMAL(4,1)"),
        ("z", "TIME WITH TIME ZONE"),
    ]


def test_the_members_of_a_row_without_names_are_numbered() -> None:
    found = column_type("STRUCT(INTEGER, DECIMAL(2,1), TIME WITH TIME ZONE)")
    assert [name for name, _ in found.fields] == ["f1", "f2", "f3"]


def test_a_mark_in_a_name_gives_a_column_of_the_catalog_its_type() -> None:
    name, found = result_column("relid\x1foid", column_type("BIGINT"))
    assert (name, found.oid, found.size, found.kind) == ("relid", 26, 4, Kind.OID)
    assert result_column("plain", column_type("BIGINT")) == ("plain", column_type("BIGINT"))


def test_arrays_and_registered_names_are_renamed_too() -> None:
    assert renamed_type(column_type("BIGINT[]"), "oid[]").oid == BY_NAME["oid"].array_oid
    assert renamed_type(column_type("INTEGER[]"), "int2vector").oid == 22
    assert renamed_type(column_type("VARCHAR"), "regclass").kind is Kind.TEXT
    assert renamed_type(column_type("BIGINT"), "regclass").kind is Kind.OID
