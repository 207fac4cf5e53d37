"""Answers and messages taken apart again, and batches as the engine hands them to the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine import Database, EngineAnswer
from reedbed.pgwire.values.encoding import RowEncoder
from reedbed.pgwire.values.styles import DEFAULT_STYLE, TextStyle
from reedbed.pgwire.values.types import ColumnType, column_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa


def answer_of(sql: str, parameters: Sequence[object] = ()) -> tuple[list[ColumnType], list[pa.RecordBatch]]:
    """The columns and batches of a query on an empty database."""
    with Database.open(None) as database:
        cursor = database.cursor()
        cursor.execute("CREATE TYPE mood AS ENUM ('glum', 'so so')")
        answer = EngineAnswer(cursor, sql, parameters)
        batches = list(answer.batches())
        columns = [column_type(kind) for _, kind in answer.columns]
        cursor.close()
    return columns, batches


def rows_of(stream: bytes | memoryview) -> list[list[bytes | None]]:
    """The values of DataRow messages; every length is checked."""
    data = bytes(stream)
    rows = []
    position = 0
    while position < len(data):
        assert data[position : position + 1] == b"D"
        end = position + 1 + int.from_bytes(data[position + 1 : position + 5])
        count = int.from_bytes(data[position + 5 : position + 7])
        values, rest = fields_of(data[position + 7 : end], count)
        assert not rest
        rows.append(values)
        position = end
    return rows


def fields_of(data: bytes, count: int) -> tuple[list[bytes | None], bytes]:
    """Values behind their lengths, and what comes after them."""
    values: list[bytes | None] = []
    position = 0
    for _ in range(count):
        length = int.from_bytes(data[position : position + 4], signed=True)
        position += 4
        values.append(None if length < 0 else data[position : position + length])
        position += max(length, 0)
    return values, data[position:]


def messages_of(stream: bytes | memoryview, tag: bytes = b"d") -> list[bytes]:
    """The bodies of messages of one kind."""
    data = bytes(stream)
    bodies = []
    position = 0
    while position < len(data):
        assert data[position : position + 1] == tag
        end = position + 1 + int.from_bytes(data[position + 1 : position + 5])
        bodies.append(data[position + 5 : end])
        position = end
    return bodies


def encoded(sql: str, format_: int, style: TextStyle = DEFAULT_STYLE) -> list[list[bytes | None]]:
    """The rows of a query, encoded and taken apart."""
    columns, batches = answer_of(sql)
    encoder = RowEncoder(columns, [format_], style)
    return [row for batch in batches for row in rows_of(memoryview(encoder.encode(batch)))]


def value_of(expression: str, format_: int = 0, style: TextStyle = DEFAULT_STYLE) -> bytes | None:
    """One value, encoded; as one of a few rows and as one of many, which must agree."""
    few = encoded(f"SELECT {expression} UNION ALL SELECT NULL UNION ALL SELECT {expression}", format_, style)
    repeated = f"SELECT v FROM (SELECT {expression} AS v), range(50)"
    many = encoded(f"{repeated} UNION ALL SELECT NULL FROM range(50)", format_, style)
    assert few == [few[0], [None], few[0]]
    assert encoded(f"SELECT {expression}", format_, style) == [few[0]]
    assert encoded(f"SELECT v FROM (SELECT {expression} AS v), range(50)", format_, style) == [few[0]] * 50
    assert many == [few[0]] * 50 + [[None]] * 50
    return few[0][0]
