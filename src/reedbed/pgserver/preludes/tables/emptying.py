"""TRUNCATE of tables that foreign keys link, which DuckDB refuses: it holds keys to what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import SqlNameError, SqlNotSupported
from reedbed.pgserver.dependents.views import Relations
from reedbed.pgserver.preludes.sequences import restart_identities
from reedbed.pgserver.preludes.steps import done
from reedbed.pgserver.preludes.tables.altering import table_of
from reedbed.pgserver.preludes.tables.making import make_anew
from reedbed.pgserver.preludes.tables.shapes import referring
from reedbed.pgserver.refusals.responses import notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.preludes.tables.shapes import Table
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.preludes import Truncation


def empty_tables(session: Session, prelude: Truncation, planned: PlannedStatement) -> PlannedStatement:
    """Empty tables with all that leads to them; what is left empties those that nothing links."""
    relations = Relations.read(session.cursor())
    meant = [relations.find(name) for name in prelude.tables]
    views = [each for each in meant if each is not None and relations.kinds[each] == "view"]
    if views:
        raise SqlNameError(f'42809: "{views[0].name}" is not a table')
    found = [table for each in meant if (table := table_of(session, relations, each)) is not None]
    linked: dict[str, Table] = {}
    for table in found:
        others = referring(session, table)
        if others:
            linked |= {each.quoted: each for each in (table, *others)}
    named = {table.quoted for table in found}
    besides = [each for quoted, each in linked.items() if quoted not in named]
    if besides and not prelude.cascades and len(found) == len(prelude.tables):
        raise _refusal(found, besides)
    if prelude.restarts:
        restart_identities(session, [each for each in meant if each is not None])
    if not linked or len(found) < len(prelude.tables):
        return planned
    for each in besides:
        session.say(notice("00000", f'truncate cascades to table "{each.name}"', severity="NOTICE"))
    # All of them: whether there are rows is asked of none.
    everything = list(({table.quoted: table for table in found} | linked).values())
    make_anew(session, everything, everything, rows=False)
    return done(session, planned)


def _refusal(named: Sequence[Table], besides: Sequence[Table]) -> SqlNotSupported:
    """What is raised where a table that is not named refers to one that is."""
    other, target = next(
        (other, table)
        for table in named
        for other in besides
        if any(key.referenced == table.quoted for key in other.constraints)
    )
    return SqlNotSupported(
        "cannot truncate a table referenced in a foreign key constraint\n"
        f'Table "{other.name}" references "{target.name}".',
        hint=f'Truncate table "{other.name}" at the same time, or use TRUNCATE ... CASCADE.',
        construct="TRUNCATE",
    )
