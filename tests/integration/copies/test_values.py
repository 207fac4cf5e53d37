"""Every type that both sides have arrives as it was, and comes back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reedbed import errors
from reedbed.store.postgres import PostgresStore

if TYPE_CHECKING:
    import psycopg

    from reedbed.store import StorageManager

LARGEST = 2**127 - 1
VALUES: dict[str, tuple[str, list[str]]] = {
    "boolean": ("BOOLEAN", ["true", "false"]),
    "tinyint": ("TINYINT", ["-128", "127"]),
    "smallint": ("SMALLINT", ["-32768", "32767"]),
    "integer": ("INTEGER", ["-2147483648", "2147483647"]),
    "bigint": ("BIGINT", ["-9223372036854775808", "9223372036854775807"]),
    "hugeint": ("HUGEINT", [str(-LARGEST - 1), "0", str(LARGEST)]),
    "utinyint": ("UTINYINT", ["0", "255"]),
    "usmallint": ("USMALLINT", ["65535"]),
    "uinteger": ("UINTEGER", ["4294967295"]),
    "ubigint": ("UBIGINT", ["18446744073709551615"]),
    "uhugeint": ("UHUGEINT", [str(2**128 - 1), "0"]),
    "bignum": ("BIGNUM", ["123456789012345678901234567890123456789012345", "-7"]),
    "float": ("FLOAT", ["1.5", "'nan'", "'-inf'"]),
    "double": ("DOUBLE", ["0.1", "'nan'", "'inf'", "-0.0", "1e300"]),
    "decimal": ("DECIMAL(18,3)", ["-123456789012345.678", "0.001"]),
    "wide decimal": ("DECIMAL(38,10)", ["1234567890123456789012345678.0123456789", "-0.0000000001"]),
    "text": ("VARCHAR", ["'a'", "''", "'ä 🌿'", "E'a\\tb\\nc\\\\N'", "'\\N'"]),
    "bytes": ("BLOB", ["'\\x00\\xFF'::BLOB", "''::BLOB"]),
    "date": ("DATE", ["'2026-11-27'", "'0001-01-01'", "'9999-12-31'"]),
    "endless date": ("DATE", ["'infinity'", "'-infinity'", "'2000-01-01'"]),
    "time": ("TIME", ["'23:59:59.999999'", "'00:00:00'"]),
    "time with a zone": ("TIME WITH TIME ZONE", ["'12:00:00+02'", "'23:59:59.999999-11:30'"]),
    "timestamp": ("TIMESTAMP", ["'2026-11-27 12:34:56.123456'", "'0001-01-01'"]),
    "endless timestamp": ("TIMESTAMP", ["'infinity'", "'-infinity'", "'2000-01-01'"]),
    "seconds": ("TIMESTAMP_S", ["'2026-11-27 12:34:56'"]),
    "milliseconds": ("TIMESTAMP_MS", ["'2026-11-27 12:34:56.123'"]),
    "instant": ("TIMESTAMP WITH TIME ZONE", ["'2026-11-27 12:34:56.123456+00'", "'1900-01-01 00:00:00+00'"]),
    "endless instant": ("TIMESTAMP WITH TIME ZONE", ["'infinity'", "'2000-01-01 00:00:00+00'"]),
    "interval": ("INTERVAL", ["INTERVAL '1 year 2 months 3 days 4.5 seconds'", "INTERVAL '-5 days'"]),
    "uuid": ("UUID", ["'00112233-4455-6677-8899-aabbccddeeff'"]),
    "bits": ("BIT", ["'1'", "'010111001'", "'00000000'"]),
    "json": ("JSON", ["'{\"a\": [1, null]}'", "'null'"]),
    "enum": ("ENUM('low', 'it''s high')", ["'low'", "'it''s high'"]),
    "integers": ("INTEGER[]", ["[1, NULL, 3]", "[]::INTEGER[]"]),
    "small integers": ("UTINYINT[]", ["[1, NULL, 255]"]),
    "texts": ("VARCHAR[]", ["['a', NULL, '']"]),
    "wide decimals": ("DECIMAL(38,10)[]", ["[1.5, NULL]"]),
    "dates": ("DATE[]", ["['infinity', '2026-11-27', NULL]"]),
    "huge integers": ("HUGEINT[]", ["[170141183460469231731687303715884105727, NULL]"]),
    "times with zones": ("TIME WITH TIME ZONE[]", ["['12:00:00+02', NULL]"]),
    "lists of bits": ("BIT[]", ["['101', NULL, '0000000001']"]),
    "huge unsigned integers": ("UHUGEINT[]", [f"[{2**128 - 1}, NULL]"]),
    "endless integers": ("BIGNUM[]", ["[123456789012345678901234567890123456789012345, NULL]"]),
    "three doubles": ("DOUBLE[3]", ["[1.0, 2.5, 3.0]::DOUBLE[3]"]),
}


def made(store: StorageManager, kinds: list[str]) -> int:
    """A table of these columns, in which no column has more values than rows; the last row is NULL."""
    columns = ", ".join(f'"{kind}" {VALUES[kind][0]}' for kind in kinds)
    rows = 1 + max(len(VALUES[kind][1]) for kind in kinds)
    store.execute_sql(f"CREATE TABLE given (place INTEGER PRIMARY KEY, {columns})")
    for place in range(rows):
        values = [VALUES[kind][1][place] if place < len(VALUES[kind][1]) else "NULL" for kind in kinds]
        store.execute_sql(f"INSERT INTO given VALUES ({place}, {', '.join(values)})")
    return rows


def content(store: StorageManager, table: str, kind: str) -> list[Any]:
    found = store.query(f'SELECT place, CAST("{kind}" AS VARCHAR) AS v FROM {table} ORDER BY place')
    return list(found.to_pylist())


def test_values_go_there_and_back_as_they_were(store: StorageManager, url: str) -> None:
    rows = made(store, list(VALUES))
    sent = store.copy("given", to=url, name="kept")
    back = store.copy("kept", source=url, name="back")
    assert (sent.rows, back.rows) == (rows, rows)
    assert store.get_table_columns("back") == store.get_table_columns("given")
    for kind in VALUES:
        assert content(store, "back", kind) == content(store, "given", kind), kind


def test_the_server_compares_and_sorts_them_as_what_they_are(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    store.execute_sql(
        "CREATE TABLE given AS SELECT 7::UTINYINT AS small, 10::HUGEINT AS wide, 1.50::DECIMAL(5,2) AS price, "
        "TIMESTAMPTZ '2026-11-27 12:00:00+00' AS at, '101'::BIT AS flags, ['a','b'] AS names"
    )
    store.copy("given", to=url)
    row = server.execute(
        "SELECT small + 1, wide * 2, price::text, at = '2026-11-27 13:00:00+01', flags = B'101', names[2], "
        "pg_typeof(flags)::text FROM given"
    ).fetchone()
    assert row == (8, 20, "1.50", True, True, "b", "bit varying")
    with pytest.raises(Exception, match="reedbed_0_small"):
        server.execute("INSERT INTO given (small) VALUES (256)")


@pytest.mark.parametrize("kind", ["STRUCT(a INTEGER)", "MAP(VARCHAR, INTEGER)", "INTEGER[][]", "TIMESTAMP_NS"])
def test_a_type_that_the_server_lacks_is_refused_with_a_way_out(
    embedded: StorageManager, url: str, server: psycopg.Connection, kind: str
) -> None:
    embedded.execute_sql(f"CREATE TABLE given (id INTEGER, v {kind})")
    with pytest.raises(errors.ColumnTypeMismatch, match="'v'") as caught:
        embedded.copy("given", to=url)
    assert server.execute("SELECT count(*) FROM pg_class WHERE relname IN ('given', 'reedbed_copies')").fetchone() == (
        0,
    )
    embedded.execute_sql(caught.value.hint.partition(", and")[0])
    assert embedded.copy("given_out", to=url).rows == 0


def test_a_text_that_the_server_cannot_hold_is_told_with_its_column(embedded: StorageManager, url: str) -> None:
    embedded.execute_sql("CREATE TABLE given AS SELECT 1 AS id, 'a' || chr(0) AS note")
    with pytest.raises(errors.ValueNotConvertible, match="0x00") as caught:
        embedded.copy("given", to=url)
    assert "note" in caught.value.details["context"] or "column" in caught.value.details["context"]


def test_what_is_particular_to_the_server_comes_as_text_or_as_a_decimal(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    server.execute("CREATE TYPE mood AS ENUM ('glad', 'sad')")
    server.execute(
        "CREATE TABLE theirs (id int PRIMARY KEY, m mood, n numeric, a inet, r int4range, v varchar(5), c char(3), "
        "j jsonb, moods mood[])"
    )
    server.execute(
        "INSERT INTO theirs VALUES "
        "(1, 'sad', 123456789.000100, '10.0.0.1', '[1,5)', 'ab', 'x', '{\"a\":1}', '{glad}'), "
        "(2, NULL, -5, NULL, NULL, NULL, NULL, NULL, NULL)"
    )
    store.copy("theirs", source=url)
    assert store.get_table_columns("theirs") == {
        "id": "INTEGER",
        "m": "VARCHAR",
        "n": "DECIMAL(38,6)",
        "a": "VARCHAR",
        "r": "VARCHAR",
        "v": "VARCHAR",
        "c": "VARCHAR",
        "j": "JSON",
        "moods": "VARCHAR[]",
    }
    rows = store.query("SELECT m, n::VARCHAR AS n, a, r, c, j->>'a' AS j, moods FROM theirs ORDER BY id").to_pylist()
    assert rows[0] == {
        "m": "sad", "n": "123456789.000100", "a": "10.0.0.1/32", "r": "[1,5)", "c": "x  ", "j": "1", "moods": ["glad"],
    }  # fmt: skip


@pytest.mark.parametrize("value", ["'NaN'", "1e60"])
def test_a_number_that_no_decimal_holds_is_refused_with_its_column(
    embedded: StorageManager, url: str, server: psycopg.Connection, value: str
) -> None:
    server.execute(f"CREATE TABLE theirs AS SELECT {value}::numeric AS n")
    with pytest.raises(errors.ColumnTypeMismatch, match="'n'"):
        embedded.copy("theirs", source=url)
    assert not embedded.table_exists("theirs")


def test_a_number_behind_the_point_may_have_all_digits(
    embedded: StorageManager, url: str, server: psycopg.Connection
) -> None:
    digits = "0." + "7" * 38
    server.execute(f"CREATE TABLE theirs AS SELECT {digits}::numeric AS n")
    embedded.copy("theirs", source=url)
    # DuckDB writes no zero before such a number.
    assert embedded.query("SELECT n::VARCHAR AS n FROM theirs").to_pylist() == [{"n": digits[1:]}]


def test_a_comment_that_is_no_type_is_no_type(embedded: StorageManager, url: str, server: psycopg.Connection) -> None:
    server.execute("CREATE TABLE theirs AS SELECT 1 AS n")
    server.execute("COMMENT ON COLUMN theirs.n IS 'type for reedbed: INTEGER) AS n, (SELECT 2'")
    embedded.copy("theirs", source=url)
    assert embedded.get_table_columns("theirs") == {"n": "INTEGER"}


def test_two_servers_copy_from_each_other(embedded: StorageManager, url: str) -> None:
    made(embedded, ["ubigint"])
    embedded.copy("given", to=url)
    with PostgresStore(url) as store, PostgresStore(url) as other:
        again = store.copy("given", to=other, name="twin")
        assert again.rows == store.row_count("twin") == 2
        assert store.get_table_columns("twin") == {"place": "INTEGER", "ubigint": "UBIGINT"}
