"""psqlODBC through pyodbc: every claim is one line of JSON. python odbc.py URL"""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import json
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyodbc

if TYPE_CHECKING:
    from collections.abc import Callable


def main(url: str) -> None:
    """Try every claim on one connection."""
    parts = urlsplit(url)
    login = f"UID={parts.username};PWD={parts.password or ''}"
    link = f"DRIVER={{PostgreSQL Unicode}};SERVER={parts.hostname};PORT={parts.port};DATABASE={parts.path[1:]};{login}"
    connection = pyodbc.connect(link, autocommit=True)
    for name, claim in CLAIMS.items():
        failure = ""
        try:
            claim(connection.cursor())
        except (pyodbc.Error, AssertionError, KeyError) as error:
            failure = " ".join(str(error).split()) or type(error).__name__
            with contextlib.suppress(pyodbc.Error):
                connection.rollback()
                connection.autocommit = True
        print(json.dumps({"claim": name, "failure": failure}))


def home(cursor: pyodbc.Cursor) -> str:
    return str(cursor.connection.cursor().execute("SELECT current_schema()").fetchval())


def tables(cursor: pyodbc.Cursor) -> None:
    names = {row.table_name for row in cursor.tables(schema=home(cursor))}
    assert {"airlines", "flights", "delayed_flights"} <= names, names


def columns(cursor: pyodbc.Cursor) -> None:
    found = {row.column_name: row.type_name for row in cursor.columns(table="flights", schema=home(cursor))}
    assert (found["id"], found["fare"], found["day"]) == ("int8", "numeric", "date"), found


def keys(cursor: pyodbc.Cursor) -> None:
    assert [row.column_name for row in cursor.primaryKeys("weather", schema=home(cursor))] == ["station", "hour"]
    assert len(list(cursor.foreignKeys(foreignTable="flights", foreignSchema=home(cursor)))) == 2


def indexes(cursor: pyodbc.Cursor) -> None:
    assert "flights_by_day" in {row.index_name for row in cursor.statistics("flights", schema=home(cursor))}


def more_of_the_catalog(cursor: pyodbc.Cursor) -> None:
    cursor.getTypeInfo().fetchall()
    cursor.procedures("low%").fetchall()
    cursor.rowIdColumns("flights", schema=home(cursor)).fetchall()


def types(cursor: pyodbc.Cursor) -> None:
    row = cursor.execute(
        "SELECT 2::int4, 3::int8, 2.5::float8, 12.30::numeric(10,2), 'ž'::text, DATE '2026-01-31', "
        "TIMESTAMP '2026-01-31 12:34:56', '\\x00ff'::bytea, NULL::int"
    ).fetchone()
    moment = dt.datetime(2026, 1, 31, 12, 34, 56)  # noqa: DTZ001 - a timestamp without a zone is the example
    assert list(row) == [2, 3, 2.5, decimal.Decimal("12.30"), "ž", moment.date(), moment, b"\x00\xff", None], row


def parameters(cursor: pyodbc.Cursor) -> None:
    row = cursor.execute("SELECT id FROM flights WHERE carrier = ? AND number = ?", "UA", 1545).fetchone()
    assert list(row) == [1], row


def many_rows(cursor: pyodbc.Cursor) -> None:
    assert sum(row[0] for row in cursor.execute("SELECT n FROM generate_series(1, 5000) AS s(n)")) == 12_502_500


def errors(cursor: pyodbc.Cursor) -> None:
    for sql, state in (("SELECT nothing", "42703"), ("SELECT * FROM nowhere", "42P01"), ("SELECT 1/0", "22012")):
        try:
            cursor.execute(sql).fetchall()
        except pyodbc.Error as error:
            found = error.args[0]
        else:
            found = "no error"
        assert found in {state, "42S02", "42S22"}, sql


def writing(cursor: pyodbc.Cursor) -> None:
    cursor.execute("CREATE TABLE odbc_rows (id int, note text)")
    try:
        cursor.connection.autocommit = False
        cursor.executemany("INSERT INTO odbc_rows VALUES (?, ?)", [(n, f"n{n}") for n in range(50)])
        cursor.connection.rollback()
        assert cursor.execute("SELECT count(*) FROM odbc_rows").fetchval() == 0
        cursor.executemany("INSERT INTO odbc_rows VALUES (?, ?)", [(n, f"n{n}") for n in range(50)])
        cursor.connection.commit()
        assert cursor.execute("SELECT count(*) FROM odbc_rows").fetchval() == 50
        cursor.connection.commit()
    finally:
        cursor.connection.rollback()
        cursor.connection.autocommit = True
        cursor.execute("DROP TABLE odbc_rows")


CLAIMS: dict[str, Callable[[pyodbc.Cursor], None]] = {
    "lists tables": tables,
    "lists columns": columns,
    "lists keys": keys,
    "lists indexes": indexes,
    "asks for types, procedures and row identifiers": more_of_the_catalog,
    "reads every type": types,
    "binds parameters": parameters,
    "reads many rows": many_rows,
    "knows errors by their SQLSTATE": errors,
    "writes in a transaction and rolls back": writing,
}


if __name__ == "__main__":
    main(sys.argv[1])
