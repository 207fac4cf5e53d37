"""A reader over a plain DuckDB connection: all that a comparison or a profile needs of an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa


class PlainReader:
    """Fulfils `SqlReader`, and keeps what was asked."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 2})
        self.connection.execute("SET TimeZone = 'UTC'")
        self.asked: list[str] = []

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        self.asked.append(sql)
        return self.connection.execute(sql, list(params)).fetchall()

    def arrow(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        return self.connection.execute(sql, list(params)).to_arrow_table()

    def run(self, sql: str) -> None:
        self.connection.execute(sql)


@pytest.fixture
def reader() -> Iterator[PlainReader]:
    made = PlainReader()
    yield made
    made.connection.close()
