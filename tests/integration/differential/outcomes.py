"""What a server answers to a case: rows in their wire bytes, type OIDs, command tags, SQLSTATEs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import pq

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.differential.cases import Case, Mode, Statement

NUMERIC = 1700
BINARY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One result of one statement."""

    status: str
    tag: str = ""
    sqlstate: str = ""
    columns: tuple[tuple[str, int, int], ...] = ()
    """Name, type OID and, of a numeric, its modifier."""
    rows: tuple[tuple[bytes | None, ...], ...] = ()
    data: bytes = b""
    """What a COPY gave."""


def answers(url: str, case: Case, mode: Mode) -> list[Outcome]:
    """What a new session at `url` answers to the case."""
    connection = pq.PGconn.connect(url.encode())
    if connection.status != pq.ConnStatus.OK:
        raise ConnectionError(connection.get_error_message())
    try:
        if case.together:
            connection.send_query("\n".join(statement.sql for statement in case.statements).encode())
            return list(_results(connection, None))
        return [outcome for statement in case.statements for outcome in _ask(connection, statement, mode)]
    finally:
        connection.finish()


def _ask(connection: pq.abc.PGconn, statement: Statement, mode: Mode) -> Iterator[Outcome]:
    if mode == "simple":
        connection.send_query(statement.sql.encode())
    else:
        values = [None if value is None else value.encode() for value in statement.values]
        connection.send_query_params(
            statement.sql.rstrip(";").encode(), values, list(statement.types) or None, result_format=BINARY
        )
    return _results(connection, statement.stdin)


def _results(connection: pq.abc.PGconn, stdin: str | None) -> Iterator[Outcome]:
    while (result := connection.get_result()) is not None:
        if result.status == pq.ExecStatus.COPY_OUT:
            yield Outcome(status="COPY_OUT", data=_copied(connection))
        elif result.status == pq.ExecStatus.COPY_IN:
            if stdin is None:
                connection.put_copy_end(b"nothing was given")
            else:
                connection.put_copy_data(stdin.encode())
                connection.put_copy_end()
            yield Outcome(status="COPY_IN")
        else:
            yield _outcome(result)
        if connection.status != pq.ConnStatus.OK:
            return


def _outcome(result: pq.abc.PGresult) -> Outcome:
    columns = tuple(
        (
            (result.fname(at) or b"").decode(),
            result.ftype(at),
            result.fmod(at) if result.ftype(at) == NUMERIC else -1,
        )
        for at in range(result.nfields)
    )
    rows = tuple(
        tuple(result.get_value(row, column) for column in range(result.nfields)) for row in range(result.ntuples)
    )
    return Outcome(
        status=pq.ExecStatus(result.status).name,
        tag=(result.command_status or b"").decode(),
        sqlstate=(result.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode(),
        columns=columns,
        rows=rows,
    )


def _copied(connection: pq.abc.PGconn) -> bytes:
    parts = []
    while True:
        length, part = connection.get_copy_data(0)
        if length < 0:
            return b"".join(parts)
        parts.append(bytes(part))
