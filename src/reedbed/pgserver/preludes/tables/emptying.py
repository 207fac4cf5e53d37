"""TRUNCATE of tables that foreign keys link, which DuckDB refuses: it holds keys to what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgserver.preludes.sequences import restart_identities
from reedbed.pgserver.preludes.steps import done
from reedbed.pgserver.preludes.tables.altering import find_table
from reedbed.pgserver.preludes.tables.making import make_anew
from reedbed.pgserver.preludes.tables.shapes import referring
from reedbed.sql.postgres.preludes import IdentityRestart

if TYPE_CHECKING:
    from reedbed.pgserver.preludes.tables.shapes import Table
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.preludes import Truncation


def empty_tables(session: Session, prelude: Truncation, planned: PlannedStatement) -> PlannedStatement:
    """Empty tables with all that leads to them; what is left empties those that nothing links."""
    if prelude.restarts:
        restart = IdentityRestart(remaining=prelude.remaining, tables=prelude.tables)
        planned = restart_identities(session, restart, planned)
    found = [table for table in (find_table(session, name) for name in prelude.tables) if table is not None]
    linked: dict[str, Table] = {}
    for table in found:
        others = referring(session.cursor(), table)
        if others:
            linked |= {each.quoted: each for each in (table, *others)}
    named = {table.quoted for table in found}
    if not linked or len(found) < len(prelude.tables) or not (prelude.cascades or linked.keys() <= named):
        return planned
    # All of them: whether there are rows is asked of none.
    everything = list(({table.quoted: table for table in found} | linked).values())
    make_anew(session, everything, everything, rows=False)
    return done(session, planned)
