"""Types of parameters and columns, found before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Database
from reedbed.errors import ParameterUntyped
from reedbed.pgserver.parameters import describe, infer_parameter_types
from reedbed.pgwire.values.types import BY_ARRAY_OID, BY_NAME, BY_OID, column_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor

TABLES = """
    CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR, price DECIMAL(10,2), d DATE, ts TIMESTAMP,
                    tz TIMESTAMPTZ, u UUID, l INTEGER[], b BIGINT, f DOUBLE, ok BOOLEAN);
    CREATE TABLE o (tid INTEGER, qty SMALLINT, note VARCHAR);
    CREATE SEQUENCE drawn;
"""


@pytest.fixture(scope="module")
def cursor() -> Iterator[Cursor]:
    with Database.open(None) as database:
        found = database.cursor()
        for statement in TABLES.split(";")[:-1]:
            found.execute(statement)
        yield found
        found.close()


def named(oid: int) -> str:
    return BY_OID[oid].name if oid in BY_OID else f"{BY_ARRAY_OID[oid].name}[]"


@pytest.mark.parametrize(
    ("sql", "types"),
    [
        ("SELECT * FROM t WHERE id = $1 AND price < $2", "int4 numeric"),
        ("SELECT * FROM t WHERE $1 = u AND b IS DISTINCT FROM $2", "uuid int8"),
        ("SELECT $1::INT + 1, CAST($2 AS DATE), $3", "int4 date text"),
        ("SELECT * FROM t WHERE id IN ($1, $2) AND d BETWEEN $3 AND $4 AND name LIKE $5", "int4 int4 date date text"),
        ("SELECT * FROM t WHERE id IN (SELECT tid FROM o WHERE qty = $1)", "int2"),
        ("SELECT * FROM t WHERE id = ANY($1)", "int4[]"),
        ("SELECT * FROM t WHERE $1 = ANY(l)", "int4"),
        ("SELECT * FROM t WHERE (id, name) = ($1, $2)", "int4 text"),
        ("SELECT * FROM t WHERE (id, name) IN (($1, $2), ($3, $4))", "int4 text int4 text"),
        ("SELECT * FROM t WHERE ok = $1 OR $2 OR NOT $3", "bool bool bool"),
        ("SELECT * FROM t LIMIT $1 OFFSET $2", "int8 int8"),
        ("SELECT id + $1, f * $2, ts - $3, ts + $4, d + $5 FROM t", "int4 float8 timestamp interval int4"),
        ("SELECT $1::INT + $2, $3::BIGINT * $4, $5::DATE + $6", "int4 int4 int8 int8 date int4"),
        ("SELECT name || $1 FROM t", "text"),
        ("SELECT CASE WHEN id = $1 THEN name ELSE $2 END FROM t", "int4 text"),
        ("SELECT coalesce(price, $1), nullif(id, $2), greatest(f, $3) FROM t", "numeric int4 float8"),
        ("SELECT upper($1), substr(name, $2, $3), date_trunc($4, ts) FROM t", "text int4 int4 text"),
        ("SELECT l[$1] FROM t", "int4"),
        ("SELECT x.name FROM t AS x JOIN o ON o.tid = x.id AND o.qty > $1 WHERE x.price = $2", "int2 numeric"),
        ("WITH a AS (SELECT id AS x FROM t WHERE tz >= $1) SELECT * FROM a WHERE x = $2", "timestamptz int4"),
        ("SELECT * FROM (SELECT id, name AS k FROM t) q WHERE q.k = $1 AND q.id = $2", "text int4"),
        ("SELECT EXISTS (SELECT 1 FROM o WHERE o.tid = t.id AND t.d = $1) FROM t", "date"),
        ("SELECT d, count(*) FROM t GROUP BY d HAVING count(*) > $1", "int8"),
        ("SELECT 1 UNION ALL SELECT $1", "int4"),
        ("VALUES ($1, 1), (2, $2)", "int4 int4"),
        ("SELECT $1 = $2", "text text"),
        ("INSERT INTO t (price, id) VALUES ($1, $2), ($3, $4)", "numeric int4 numeric int4"),
        ("INSERT INTO o VALUES ($1, $2, $3)", "int4 int2 text"),
        ("INSERT INTO o SELECT $1, qty, $2 FROM o", "int4 text"),
        (
            "INSERT INTO t (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET price = $3, name = excluded.name",
            "int4 text numeric",
        ),
        ("UPDATE t SET price = $1, d = $2 WHERE id = $3", "numeric date int4"),
        ("DELETE FROM t WHERE ts < $1 RETURNING id, $2::TEXT", "timestamp text"),
        ('SELECT \'$1\' || $$ $2 $$, "a$3".id, $1 /* $4 */ FROM t AS "a$3"', "text"),
    ],
)
def test_a_parameter_has_the_type_of_what_stands_beside_it(cursor: Cursor, sql: str, types: str) -> None:
    assert " ".join(map(named, infer_parameter_types(sql, [], cursor))) == types


def test_a_declared_type_is_kept_and_tells_more(cursor: Cursor) -> None:
    declared = [BY_NAME["int8"].oid, 0, 0]
    sql = "SELECT $1 = $2, name = $3 FROM t"
    assert [named(oid) for oid in infer_parameter_types(sql, declared, cursor)] == ["int8", "text", "text"]
    assert infer_parameter_types("SELECT 1", [BY_NAME["date"].oid], cursor) == [BY_NAME["date"].oid]


def test_a_cast_that_the_client_wrote_names_the_type(cursor: Cursor) -> None:
    written = (
        'SELECT id = ANY($1::oid[]), CAST($2 AS pg_catalog.name), $3::jsonb, $4::"char", $5::CHAR, $6::INTEGER FROM t'
    )
    sql = "SELECT id = ANY($1::BIGINT[]), CAST($2 AS VARCHAR), $3::JSON, $4::VARCHAR, $5::VARCHAR, $6 FROM t"
    types = infer_parameter_types(sql, [], cursor, written=written)
    assert " ".join(map(named, types)) == "oid[] name jsonb char bpchar int4"


def test_the_same_parameter_twice_has_one_type(cursor: Cursor) -> None:
    assert infer_parameter_types("SELECT $1, id FROM t WHERE id = $1", [], cursor) == [BY_NAME["int4"].oid]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("around", "one", "types"),
    [
        ("SELECT ARRAY[{}]", "${0}", "text text"),
        ("SELECT * FROM t WHERE id IN ({})", "${0}", "int4 int4"),
        ("VALUES {}", "(${0}, ${1})", "text text"),
        ("INSERT INTO o (tid, note) VALUES {}", "(${0}, ${1})", "int4 text"),
    ],
)
def test_lists_of_thousands_of_parameters_are_looked_through_once(
    cursor: Cursor, around: str, one: str, types: str
) -> None:
    # A look at all others for each of them would take minutes.
    numbers = range(1, 6_001, one.count("$"))
    sql = around.format(", ".join(one.format(number, number + 1) for number in numbers))
    found = infer_parameter_types(sql, [], cursor)
    assert len(found) == 6_000
    assert " ".join(map(named, found[-2:])) == types


def test_a_parameter_that_is_neither_used_nor_declared_has_no_type(cursor: Cursor) -> None:
    with pytest.raises(ParameterUntyped, match=r"parameter \$1"):
        infer_parameter_types("SELECT $2::INTEGER", [], cursor)
    assert infer_parameter_types("SELECT $2::INTEGER", [BY_NAME["date"].oid], cursor) == [1082, 23]


def test_what_cannot_be_read_leaves_text(cursor: Cursor) -> None:
    assert infer_parameter_types("SELEC $1", [], cursor) == [BY_NAME["text"].oid]
    assert infer_parameter_types("SELECT * FROM missing WHERE a = $1", [], cursor) == [BY_NAME["text"].oid]


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("SELECT id, price * 2 AS p FROM t WHERE id = $1", [("id", "int4"), ("p", "numeric")]),
        ("VALUES (1, 'x')", [("col0", "int4"), ("col1", "text")]),
        ("INSERT INTO t (id) VALUES ($1) RETURNING id, upper(name) AS n", [("id", "int4"), ("n", "text")]),
        ("UPDATE t SET name = $1 RETURNING *", [("id", "int4"), ("name", "text")]),
        ("DELETE FROM o AS x WHERE x.tid = $1 RETURNING x.qty", [("qty", "int2")]),
        ("SHOW TABLES", [("name", "text")]),
        ("SUMMARIZE o", [("column_name", "text")]),
        ("EXPLAIN SELECT 1", [("explain_key", "text"), ("explain_value", "text")]),
        ("CALL pragma_version()", [("library_version", "text")]),
    ],
)
def test_columns_are_described(cursor: Cursor, sql: str, columns: list[tuple[str, str]]) -> None:
    types = infer_parameter_types(sql, [], cursor)
    found = describe(sql, cursor, types)
    assert found is not None
    assert [(name, named(column_type(kind).oid)) for name, kind in found][: len(columns)] == columns


@pytest.mark.parametrize(
    "sql", ["INSERT INTO o VALUES (1, 2, 'x')", "CREATE TABLE made (a INTEGER)", "DROP TABLE o", ""]
)
def test_what_gives_no_rows_has_no_columns(cursor: Cursor, sql: str) -> None:
    assert describe(sql, cursor) is None


def test_a_described_column_has_the_type_of_its_parameter(cursor: Cursor) -> None:
    for name, duckdb in (("int8", "BIGINT"), ("timestamptz", "TIMESTAMP WITH TIME ZONE"), ("uuid", "UUID")):
        assert describe("SELECT $1 AS v", cursor, [BY_NAME[name].oid]) == [("v", duckdb)]
    for name, duckdb in (("int8", "BIGINT[]"), ("text", "VARCHAR[]"), ("bytea", "BLOB[]")):
        assert describe("SELECT $1 AS v", cursor, [BY_NAME[name].array_oid]) == [("v", duckdb)]


def test_nothing_is_run(cursor: Cursor) -> None:
    before = cursor.rows("SELECT nextval('drawn')")
    for sql in ("SELECT nextval('drawn')", "INSERT INTO o VALUES (nextval('drawn'), 1, '') RETURNING tid"):
        describe(sql, cursor, infer_parameter_types(sql, [], cursor))
    assert cursor.rows("SELECT nextval('drawn')")[0][0] == before[0][0] + 1
    assert cursor.rows("SELECT count(*) FROM o") == [(0,)]
