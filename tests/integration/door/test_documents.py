"""Documents that drivers bind, copy and read: in jsonb's one form, and as json with the text that they came with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.types.json import Json, Jsonb

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    Connection = psycopg.Connection[Any]

DOCUMENT = {"bb": 1, "a": [1, {"z": 2, "y": None}]}
SHOWN = '{"a": [1, {"y": null, "z": 2}], "bb": 1}'
WRITTEN = '{"bb" :1, "a":[1, {"z":2,"y":null}]}'


@pytest.fixture
def kept(connection: Connection) -> Iterator[Connection]:
    connection.execute("CREATE TEMP TABLE kept (id int, b jsonb, j json)")
    yield connection
    connection.execute("DROP TABLE kept")


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("INSERT INTO kept (b) VALUES (%s)", Json(DOCUMENT)),
        ("INSERT INTO kept (b) VALUES (%s)", Jsonb(DOCUMENT)),
        ("INSERT INTO kept (b) VALUES (%b)", Jsonb(DOCUMENT)),
        ("INSERT INTO kept (b) VALUES (%s)", WRITTEN),
        ("INSERT INTO kept (b) VALUES (%s::jsonb)", WRITTEN),
        ("INSERT INTO kept (b) VALUES (%b::jsonb)", WRITTEN),
        ("INSERT INTO kept (b) SELECT %s", Json(DOCUMENT)),
        ("INSERT INTO kept (id, b) VALUES (1, '{}'); UPDATE kept SET b = '" + WRITTEN + "' WHERE id = 1", None),
    ],
)
def test_a_document_of_jsonb_has_one_form_however_it_comes(kept: Connection, sql: str, value: object) -> None:
    kept.execute(sql.encode(), None if value is None else (value,))
    assert kept.execute("SELECT b::text FROM kept").fetchall() == [(SHOWN,)]
    assert kept.execute("SELECT count(*) FROM kept WHERE b = %s", (Jsonb(DOCUMENT),)).fetchone() == (1,)


def test_documents_of_many_rows_are_equal_whatever_they_are_declared_as(kept: Connection) -> None:
    rows = [(number, Json(DOCUMENT), Json(DOCUMENT)) for number in range(8)]
    with kept.cursor() as cursor:
        cursor.executemany("INSERT INTO kept VALUES (%s, %s, %s)", rows)
        cursor.executemany(
            "INSERT INTO kept (id, b) VALUES (%s, %s::jsonb)", [(9, WRITTEN), (10, json.dumps(DOCUMENT))] * 3
        )
    assert kept.execute("SELECT b::text, count(*) FROM kept GROUP BY b").fetchall() == [(SHOWN, 14)]


@pytest.mark.parametrize("binary", [False, True])
def test_columns_of_json_keep_their_text_in_both_directions(kept: Connection, *, binary: bool) -> None:
    kept.execute("INSERT INTO kept (j) VALUES (%s)", (WRITTEN,))
    how = "(FORMAT binary)" if binary else ""
    with kept.cursor().copy(f"COPY (SELECT b, j FROM kept) TO STDOUT {how}".encode()) as copy:
        data = b"".join(map(bytes, copy))
    # The binary format of jsonb begins with its version, that of json does not.
    assert WRITTEN.encode() in data
    assert b"\1" + WRITTEN.encode() not in data
    with kept.cursor().copy(f"COPY kept (b, j) FROM STDIN {how}".encode()) as copy:
        copy.write(data)
    result = kept.execute("SELECT j FROM kept", binary=binary)
    assert [column.type_code for column in result.description or ()] == [114]
    assert result.pgresult is not None
    assert [bytes(result.pgresult.get_value(row, 0) or b"").decode() for row in range(2)] == [WRITTEN] * 2
