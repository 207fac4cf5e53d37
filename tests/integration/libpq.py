"""libpq's own calls on one session, without blocking under the interpreter's lock: the door may be in this process."""

from __future__ import annotations

import select
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import pq

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a COPY TO STDOUT gave."""

    data: bytes


class Session:
    """One connection, in autocommit as the server has it."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.pg = self.connection.pgconn
        self.pg.notice_handler = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session."""
        self.connection.close()

    def simple(self, sql: str, stdin: str | None = None) -> Iterator[pq.abc.PGresult | Copied]:
        """The results of a simple query; a COPY FROM STDIN is fed `stdin`, or failed when there is none."""
        self.pg.send_query(sql.encode())
        return self._results(stdin)

    def extended(
        self,
        sql: str,
        values: Sequence[bytes | None] = (),
        types: Sequence[int] = (),
        *,
        formats: Sequence[int] = (),
        result_format: int = 0,
        stdin: str | None = None,
    ) -> Iterator[pq.abc.PGresult | Copied]:
        """The results of one statement with bound values."""
        self.pg.send_query_params(
            sql.encode(), list(values), list(types) or None, list(formats) or None, result_format=result_format
        )
        return self._results(stdin)

    def prepare(self, name: str, sql: str) -> pq.abc.PGresult:
        """Prepare a statement and describe it."""
        self.pg.send_prepare(name.encode(), sql.encode())
        (made,) = self._results(None)
        if isinstance(made, pq.PGresult) and made.status == pq.ExecStatus.COMMAND_OK:
            self.pg.send_describe_prepared(name.encode())
            (made,) = self._results(None)
        assert isinstance(made, pq.PGresult)
        return made

    def run_prepared(self, name: str, values: Sequence[bytes | None] = ()) -> pq.abc.PGresult:
        """Bind and run a prepared statement. libpq asks for its description, which must be the one that was told."""
        self.pg.send_query_prepared(name.encode(), list(values))
        (result,) = self._results(None)
        assert isinstance(result, pq.PGresult)
        return result

    def _results(self, stdin: str | None) -> Iterator[pq.abc.PGresult | Copied]:
        self._flush()
        while (result := self._result()) is not None:
            yield result
            if result.status == pq.ExecStatus.COPY_OUT:
                yield Copied(data=b"".join(self._copied()))
            elif result.status == pq.ExecStatus.COPY_IN:
                if stdin is None:
                    self.pg.put_copy_end(b"nothing was given")
                else:
                    self.pg.put_copy_data(stdin.encode())
                    self.pg.put_copy_end()
                self._flush()
            if self.pg.status != pq.ConnStatus.OK:
                return

    def _flush(self) -> None:
        while self.pg.flush():
            select.select([], [self.pg.socket], [], PATIENCE_SECONDS)

    def _result(self) -> pq.abc.PGresult | None:
        while self.pg.is_busy():
            self._wait()
        return self.pg.get_result()

    def _copied(self) -> Iterator[bytes]:
        while True:
            length, part = self.pg.get_copy_data(1)
            if length < 0:
                return
            if length == 0:
                self._wait()
            else:
                yield bytes(part)

    def _wait(self) -> None:
        readable, _, _ = select.select([self.pg.socket], [], [], PATIENCE_SECONDS)
        if not readable:
            raise TimeoutError(f"no answer for {PATIENCE_SECONDS:.0f} s")
        self.pg.consume_input()
