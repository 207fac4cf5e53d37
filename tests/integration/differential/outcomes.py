"""What a server answers to a case: rows in their wire bytes, type OIDs, command tags, SQLSTATEs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg import pq
from tests.integration.libpq import Copied, Session

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
    with Session(url) as session:
        if case.together:
            results = session.simple("\n".join(statement.sql for statement in case.statements))
            return [_outcome(result) for result in results]
        return [_outcome(result) for statement in case.statements for result in _ask(session, statement, mode)]


def _ask(session: Session, statement: Statement, mode: Mode) -> Iterator[pq.abc.PGresult | Copied]:
    if mode == "simple":
        return session.simple(statement.sql, statement.stdin)
    values = [None if value is None else value.encode() for value in statement.values]
    sql = statement.sql.rstrip(";")
    return session.extended(sql, values, statement.types, result_format=BINARY, stdin=statement.stdin)


def _outcome(result: pq.abc.PGresult | Copied) -> Outcome:
    if isinstance(result, Copied):
        return Outcome(status="COPIED", data=result.data)
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


def comparable(found: list[Outcome], expected: list[Outcome]) -> list[Outcome]:
    """`found` without the modifiers that PostgreSQL leaves open: DuckDB knows the scale of every expression."""
    return [
        replace(outcome, columns=tuple(map(_unmodified, outcome.columns, wanted.columns)))
        if len(outcome.columns) == len(wanted.columns)
        else outcome
        for outcome, wanted in zip(found, expected, strict=False)
    ] + found[len(expected) :]


def _unmodified(column: tuple[str, int, int], wanted: tuple[str, int, int]) -> tuple[str, int, int]:
    name, oid, modifier = column
    return name, oid, modifier if wanted[2] >= 0 else -1
