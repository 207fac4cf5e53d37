"""A Postgres client, psycopg: it looks at `consumption` again and again while others write, and asks how it is read."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from types import TracebackType

PAUSE_SECONDS: Final = 0.05
_SQL: Final = "SELECT count(*), count(DISTINCT timestamp), max(timestamp) FROM consumption"


@dataclass(kw_only=True, slots=True)
class Seen:
    """What the client saw: how often it asked, the rows each time, and what went wrong."""

    asked: int = 0
    rows: list[int] = field(default_factory=list)
    doubled: int = 0
    slowest_seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """What it saw, for a person."""
        if self.failures:
            return f"the client asked {self.asked} times and was refused: {self.failures[0]}"
        lost = "some" if self._went_back else "none"
        rows = f"{self.doubled} rows doubled, {lost} lost"
        return f"the client asked {self.asked} times: {rows}, {self.slowest_seconds:.2f} s at most"

    @property
    def _went_back(self) -> bool:
        return any(later < earlier for earlier, later in zip(self.rows, self.rows[1:], strict=False))

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "asked": self.asked,
            "rows_first": self.rows[0] if self.rows else None,
            "rows_last": self.rows[-1] if self.rows else None,
            "went_back": self._went_back,
            "doubled": self.doubled,
            "slowest_seconds": round(self.slowest_seconds, 3),
            "failures": self.failures,
        }


def files_read(url: str, table: str, day: dt.datetime) -> str:
    """What EXPLAIN says a query for one day opens, like `consumption: files read 1 of 3`."""
    query = sql.SQL("EXPLAIN SELECT * FROM {} WHERE timestamp >= {} AND timestamp < {}").format(
        sql.Identifier(table), sql.Literal(day), sql.Literal(day + dt.timedelta(days=1))
    )
    with psycopg.connect(url, autocommit=True) as connection:
        lines = [str(line) for (line,) in connection.execute(query)]
    return next((line for line in lines if "files read" in line), "no files")


class Watcher:
    """Asks on a thread of its own for the time of a block; `seen` is whole when the block has ended."""

    def __init__(self, url: str) -> None:
        self.seen = Seen()
        self._url = url
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                while not self._ended.wait(PAUSE_SECONDS):
                    self._look(connection)
        except psycopg.Error as error:
            self.seen.failures.append(str(error))

    def _look(self, connection: psycopg.Connection) -> None:
        begun = time.perf_counter()
        try:
            row = connection.execute(_SQL).fetchone()
        except psycopg.errors.UndefinedTable:
            return
        assert row is not None  # noqa: S101 - an aggregate has one row
        self.seen.asked += 1
        self.seen.rows.append(row[0])
        self.seen.doubled += row[0] - row[1]
        self.seen.slowest_seconds = max(self.seen.slowest_seconds, time.perf_counter() - begun)
