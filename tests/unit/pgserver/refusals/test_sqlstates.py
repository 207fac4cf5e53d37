"""Every error of the tree has a SQLSTATE, and DuckDB's sentences get the one that PostgreSQL gives."""

from __future__ import annotations

import re

import pytest

from reedbed import errors
from reedbed.engine import Database
from reedbed.pgserver.refusals.sqlstates import BY_CLASS, SITUATIONS, sqlstate

CLASSES = [
    kind
    for name in errors.__all__
    if isinstance(kind := getattr(errors, name), type) and issubclass(kind, errors.ReedbedError)
]


def test_every_class_of_the_tree_is_mapped() -> None:
    assert [kind.__name__ for kind in CLASSES if kind not in BY_CLASS] == []


def test_every_code_has_the_form_of_one() -> None:
    codes = [*BY_CLASS.values(), *(code for pairs in SITUATIONS.values() for _, code in pairs)]
    assert [code for code in codes if not re.fullmatch(r"[0-9A-Z]{5}", code)] == []


def test_what_is_no_error_of_ours_is_internal() -> None:
    assert sqlstate(ZeroDivisionError("division")) == "XX000"


def test_a_message_may_carry_its_own_code() -> None:
    assert sqlstate(errors.SqlTypeError("Invalid Input Error: 22012: division by zero")) == "22012"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT * FROM nowhere", "42P01"),
        ("SELECT nope FROM t", "42703"),
        ("SELECT nope()", "42883"),
        ("SELECT * FROM nope()", "42883"),
        ("SELECT abs('x', 1)", "42883"),
        ("CREATE TABLE t (i INT)", "42P07"),
        ("CREATE SCHEMA main", "42P06"),
        ("SELECT * FROM nowhere.t", "42P01"),
        ("CREATE TABLE nowhere.t (i INT)", "3F000"),
        ("SELECT 1::nowhere", "42704"),
        ("SELECT a.i FROM t b", "42P01"),
        ("SELECT i FROM t a, t b", "42702"),
        ("SELECT i, count(*) FROM t", "42803"),
        ("SELEC 1", "42601"),
        ("INSERT INTO t VALUES (1, 1)", "23505"),
        ("INSERT INTO t VALUES (NULL, 1)", "23502"),
        ("INSERT INTO t VALUES (-1, 1)", "23514"),
        ("SELECT 'x'::INT", "22P02"),
        ("SELECT 99999999999::INT", "22003"),
        ("SELECT 'x'::TIMESTAMP", "22007"),
        ("DROP TABLE nowhere", "42P01"),
        ("CREATE TABLE c (i INT REFERENCES t ON DELETE CASCADE)", "0A000"),
        ("ALTER TABLE t ADD COLUMN i INT", "42701"),
        ("SELECT * FROM t JOIN t ON true", "42712"),
        ("SELECT (SELECT 1, 2)", "42601"),
        ("SELECT * FROM t ORDER BY 9", "42P10"),
        ("SELECT * FROM t GROUP BY 9", "42P10"),
        ("SELECT * FROM t LIMIT -1", "2201W"),
        ("SELECT quantile_cont(1, 2)", "22003"),
        ("SELECT (SELECT unnest([1, 2]))", "21000"),
        ("SELECT strptime('x', '%Y')", "22007"),
        ("SELECT unhex('zz')", "22023"),
        ("SELECT regexp_matches('a', '(')", "2201B"),
        ("SELECT regexp_matches('a', '*')", "2201B"),
        ("SELECT regexp_matches('a', '[')", "2201B"),
        ("SELECT sqrt(-1)", "2201F"),
        ("SELECT 'x'::INTERVAL", "22007"),
        ("SELECT 123456::DECIMAL(3, 1)", "22003"),
        ("SELECT 5::DATE", "42846"),
        ("DROP INDEX nowhere", "42704"),
        ("CREATE TABLE u (i INT REFERENCES t); DROP TABLE t", "2BP01"),
        ("SELECT ln(0)", "2201E"),
        ("SELECT '\\xzz'::BLOB", "22023"),
        ("SELECT 'x' LIKE 'x' ESCAPE 'ab'", "22025"),
        ("SELECT now() AT TIME ZONE 'Nowhere/Land'", "22023"),
        ("INSERT INTO t VALUES (2, 1) ON CONFLICT (j) DO NOTHING", "42P10"),
    ],
)
def test_errors_of_duckdb_get_postgresql_s_codes(sql: str, code: str) -> None:
    with Database.open(None) as database:
        cursor = database.current()
        cursor.execute("CREATE TABLE t (i INT PRIMARY KEY CHECK (i > 0), j INT)")
        cursor.execute("INSERT INTO t VALUES (1, 1)")
        with pytest.raises(errors.ReedbedError) as caught:
            cursor.rows(sql)
    assert (sqlstate(caught.value), str(caught.value)) == (code, str(caught.value))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.SqlNotSupported("prepared transactions are disabled"), "55000"),
        (errors.TransactionStateWrong("cursor can only scan forward"), "55000"),
        (errors.CopyOptionInvalid('option "nothing" not recognized'), "42601"),
        (errors.CopyOptionInvalid("COPY delimiter must be a single one-byte character"), "0A000"),
    ],
)
def test_errors_of_ours_have_the_code_of_their_situation(error: errors.ReedbedError, code: str) -> None:
    assert sqlstate(error) == code
