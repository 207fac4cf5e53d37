"""Which function carries a command out, and what columns its rows have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reedbed.pgserver.answers.replies import TEXT_COLUMN, Call, Reply
from reedbed.pgserver.commands import blocks, bodies, cursors, statements, upkeep, variables
from reedbed.pgserver.copying.statements import copy
from reedbed.pgserver.preludes.running import run_whole
from reedbed.sql.postgres import commands as c

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reedbed.pgserver.answers.replies import Columns
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

    Plain = Callable[[Session, Any], Reply]

PLAIN: Final[Mapping[type[c.Command], Plain]] = {
    c.Begin: blocks.begin,
    c.Commit: blocks.commit,
    c.Rollback: blocks.rollback,
    c.Savepoint: blocks.savepoint,
    c.Release: blocks.release,
    c.RollbackTo: blocks.rollback_to,
    c.SetTransaction: blocks.set_transaction,
    c.SetConstraints: blocks.set_constraints,
    c.Reset: variables.reset,
    c.Discard: variables.discard,
    c.CloseCursor: cursors.close,
    c.Deallocate: statements.deallocate,
    c.Copy: copy,
    c.Do: bodies.do,
    c.Vacuum: upkeep.vacuum,
    c.Lock: upkeep.lock,
    c.CommentOn: upkeep.comment,
    c.Listen: upkeep.refuse_notifications,
    c.Notify: upkeep.refuse_notifications,
    c.Unlisten: upkeep.unlisten,
}
"""Commands that need nothing but themselves."""


WITH_ROWS: Final[Mapping[type[c.Command], Callable[[Session, Any, Call], Reply]]] = {
    c.SetVariable: variables.set_variable,
    c.Show: variables.show,
    c.ShowAll: variables.show_all,
    c.Declare: cursors.declare,
    c.Fetch: cursors.fetch,
    c.Prepare: statements.prepare,
    c.ExecutePrepared: statements.execute,
    c.Explain: upkeep.explain,
}
"""Commands that need their text, their values or the formats of their rows too."""


def run(
    session: Session,
    planned: PlannedStatement,
    parameters: Sequence[object] = (),
    formats: Sequence[int] = (),
    told: Columns = None,
) -> Reply:
    """Run a statement, whether the session or the engine carries it out.

    `told` is what the client was told of its columns before.
    """
    command = planned.command
    if command is None:
        return run_whole(session, planned, parameters, formats, told)
    plain = PLAIN.get(type(command))
    if plain is not None:
        return plain(session, command)
    call = Call(text=planned.text, parameters=parameters, formats=formats)
    return WITH_ROWS[type(command)](session, command, call)


def columns_of(session: Session, planned: PlannedStatement, parameter_types: Sequence[int] = ()) -> Columns:
    """The columns that a statement will give, found without running it; None when it gives no rows."""
    if planned.command is not None:
        describe = COLUMNS.get(type(planned.command))
        return None if describe is None else describe(session, planned.command)
    return None if planned.refusal is not None else session.planner.columns(planned, parameter_types)


COLUMNS: Final[Mapping[type[c.Command], Callable[[Session, Any], Columns]]] = {
    c.Show: variables.shown_columns,
    c.ShowAll: lambda _session, _command: [(name, TEXT_COLUMN) for name in variables.SHOW_ALL],
    c.Fetch: cursors.columns,
    c.ExecutePrepared: statements.columns,
    c.Explain: upkeep.columns,
}
"""Commands that give rows."""
