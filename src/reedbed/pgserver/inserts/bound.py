"""Bound INSERTs that follow one another in a pipeline, gathered and stored together.

`executemany` of any driver sends Bind and Execute for each row of one prepared statement. DuckDB takes 0.5 to 1 ms to
run a statement, whatever it stores; in columns, thousands of rows take that once. The client is told what it would
have been told, in order, after the rows are stored. When they cannot be stored together they are run one by one, so
that the row that fails is the one that is told of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed import errors
from reedbed.engine import aborts_transaction
from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.columnar_inserts import Column, batch_of, column_of, columnar_insert
from reedbed.pgserver.execution import note_write, prepare_to_run
from reedbed.pgserver.extended_queries import parameter_types
from reedbed.pgserver.parameters.values import bound_values
from reedbed.pgserver.portals import Portal
from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.prepared import Prepared
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

MOST_ROWS: Final = 10_000
MOST_BYTES: Final = 1 << 20
"""What is gathered at most: more is no quicker, takes memory, and tells a client of its error later."""
FEW_ROWS: Final = 3
"""Up to this many, statements of their own are as quick as columns."""


@dataclass(frozen=True, slots=True)
class _Row:
    bind: m.Bind
    prepared: Prepared
    is_described: bool

    @property
    def messages(self) -> list[m.FrontendMessage]:
        """What came before its Execute."""
        return [self.bind, m.Describe(kind="P", name="")] if self.is_described else [self.bind]


class BoundInserts:
    """The Bind, Describe and Execute messages of one INSERT that follow one another.

    The statement may be prepared more than once: psycopg does so for each combination of the types of values.
    """

    def __init__(self, session: Session, planned: PlannedStatement) -> None:
        self.planned = planned
        self._session = session
        self._rows: list[_Row] = []
        self._bound: _Row | None = None
        self._size = 0

    def takes(self, event: m.FrontendMessage) -> bool:
        """Whether the message goes on with the rows; it is answered with them."""
        if isinstance(event, m.Bind):
            return self._takes_bind(event)
        bound = self._bound
        if bound is None:
            return False
        if isinstance(event, m.Execute) and not event.portal:
            self._rows.append(bound)
            self._bound = None
            return True
        if isinstance(event, m.Describe) and not bound.is_described and (event.kind, event.name) == ("P", ""):
            self._bound = _Row(bound.bind, bound.prepared, is_described=True)
            return True
        return False

    def _takes_bind(self, event: m.Bind) -> bool:
        if self._bound is not None or event.portal or len(self._rows) >= MOST_ROWS or self._size >= MOST_BYTES:
            return False
        prepared = self._session.prepared.get(event.statement)
        if prepared is None or prepared.planned is not self.planned:
            return False
        types = prepared.parameter_types
        if types is None:
            types = self._looked_up(prepared)
        if types is None or len(types) != len(event.parameters):
            return False
        self._size += sum([len(each) for each in event.parameters if each is not None])
        self._bound = _Row(event, prepared, is_described=False)
        return True

    def _looked_up(self, prepared: Prepared) -> tuple[int, ...] | None:
        try:
            return parameter_types(self._session, prepared)
        except errors.ReedbedError:
            # It is raised again when the Bind is answered.
            return None

    @property
    def messages(self) -> list[m.FrontendMessage]:
        """All that was taken, to be answered one by one."""
        return [each for row in self._rows for each in (*row.messages, m.Execute())] + self.unfinished

    @property
    def unfinished(self) -> list[m.FrontendMessage]:
        """The messages of a row whose Execute has not come."""
        return [] if self._bound is None else self._bound.messages

    def store(self) -> bool:
        """Store the rows together and answer for them; False when they have to be run one by one.

        Raises what ends the statement from outside, and errors of a transaction that cannot be begun again.
        """
        columns = self._columns() if len(self._rows) > FEW_ROWS else None
        if columns is None:
            return False
        was_clean = not self._session.transaction.has_written
        try:
            self._insert(columns)
        except (errors.QueryCancelled, errors.DoorClosing, errors.StatementTimedOut):
            raise
        except errors.ReedbedError as error:
            if not aborts_transaction(error):
                return False
            if not was_clean:
                self._answer(0)
                raise
            self._session.transaction.begin_again()
            return False
        self._answer(len(self._rows))
        return True

    def _columns(self) -> list[Column] | None:
        """The values of each parameter; None when one of them makes no column."""
        zone = self._session.settings.style.time_zone
        count = len(self._rows[0].bind.parameters)
        try:
            values = [
                bound_values(row.prepared, row.bind.parameters, row.bind.parameter_formats, zone) for row in self._rows
            ]
            columns = [column_of([row[place] for row in values], f"p{place + 1}") for place in range(count)]
        except (errors.ReedbedError, pa.ArrowException, OverflowError):
            # Bound one by one, the row that it comes from is told of it.
            return None
        found = [each for each in columns if each is not None]
        return found if len(found) == count else None

    def _insert(self, columns: Sequence[Column]) -> None:
        session = self._session
        session.begin_statement(self.planned.text)
        cursor = prepare_to_run(session, self.planned)
        planned = session.planner.finished(self.planned) or self.planned
        insert = columnar_insert(planned.sql)
        if insert is None:
            raise errors.SqlNameError("The finished statement is no plain INSERT.")
        with cursor.relation(batch_of(columns, len(self._rows))) as rows:
            cursor.execute(insert.sql(rows, [each.expression for each in columns]))
        note_write(session, planned)

    def _answer(self, stored: int) -> None:
        """Answer for the rows that were stored, and for the Bind of the one that was not."""
        session = self._session
        bound, no_data, complete = m.BindComplete(), m.NoData(), m.CommandComplete(tag="INSERT 0 1")
        for place, row in enumerate(self._rows[: stored + 1]):
            session.settle()
            session.say(bound, no_data) if row.is_described else session.say(bound)
            if place < stored:
                session.complete(complete)
        self._leave_portal()

    def _leave_portal(self) -> None:
        """The unnamed portal is that of the last row, and has run."""
        last = self._rows[-1]
        for row in self._rows:
            row.prepared.runs += 1
        self._session.close_portal("")
        self._session.portals[""] = Portal(
            name="",
            planned=self.planned,
            prepared=last.prepared,
            formats=last.bind.result_formats,
            reply=Reply(words="INSERT", changed=1),
            text=last.prepared.text,
        )


def begun(session: Session, event: m.Bind) -> BoundInserts | None:
    """A gathering that starts with this Bind, when it is of an INSERT whose rows can lie in columns.

    It holds the first row too, so that the rows can be begun again when nothing but they was written.
    """
    prepared = session.prepared.get(event.statement)
    planned = prepared.planned if prepared is not None else None
    if planned is None or planned.kind != "INSERT" or planned.refusal or session.transaction.failed:
        return None
    if planned.rows or planned.written is not None:
        return None
    if len(planned.statements) != 1 or planned.statements[0].sql != planned.sql or not columnar_insert(planned.sql):
        return None
    gathering = BoundInserts(session, planned)
    return gathering if gathering.takes(event) else None
