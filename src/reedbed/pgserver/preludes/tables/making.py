"""Tables made anew, with their rows, in the transaction of a statement.

The rows wait in temporary tables while the old tables go and the new ones come under the same names: DuckDB renames no
table with an index, and a log that does is not replayed rightly.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from reedbed.errors import ConstraintViolated, SqlNotSupported
from reedbed.pgserver.preludes.steps import run_engine_sql
from reedbed.pgserver.preludes.tables.changing import unlinked
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.preludes.tables.shapes import Table
    from reedbed.pgserver.session import Session

_COPY: Final = "rows that wait {}"
_GENERATION: Final = '"generation of a row"'


def make_anew(session: Session, before: Sequence[Table], after: Sequence[Table], *, rows: bool = True) -> None:
    """Let each table of `before` be what stands in its place in `after`; what leads to them is among them.

    Without `rows` the new ones are empty.
    """
    order = list(unlinked(list(after)))
    if len(order) < len(after):
        names = ", ".join(each.name for each in after)
        raise SqlNotSupported(f"foreign keys that lead around in a ring: {names}", construct="FOREIGN KEY")
    copies = {
        new.quoted: _copied(session, old, at) if rows else ""
        for at, (old, new) in enumerate(zip(before, after, strict=True))
    }
    for old in reversed(list(unlinked(list(before)))):
        run_engine_sql(session, f"DROP TABLE {old.quoted}")
    for new in order:
        run_engine_sql(session, new.creation)
        copy = copies[new.quoted]
        if copy:
            _fill(session, new, copy)
            run_engine_sql(session, f"DROP TABLE {copy}")
        for sql in new.finishing:
            run_engine_sql(session, sql)


def _copied(session: Session, table: Table, at: int) -> str:
    """The name of a temporary table that holds the rows; empty when there are none."""
    if not session.cursor().rows(f"SELECT 1 FROM {table.quoted} LIMIT 1"):
        return ""
    name = quote(_COPY.format(at))
    listed = ", ".join(quote(each.name) for each in table.stored)
    run_engine_sql(
        session,
        f"CREATE TEMPORARY TABLE {name} AS SELECT {listed}, CAST(NULL AS INTEGER) AS {_GENERATION} FROM {table.quoted}",
    )
    return f"temp.{name}"


def _fill(session: Session, table: Table, copy: str) -> None:
    columns = ", ".join(quote(each.name) for each in table.stored)
    values = ", ".join(each.source for each in table.stored)
    insert = f"INSERT INTO {table.quoted} ({columns}) SELECT {values} FROM {copy}"
    if table.references_itself:
        _fill_by_generations(session, table, copy, insert)
    else:
        run_engine_sql(session, insert)


def _fill_by_generations(session: Session, table: Table, copy: str, insert: str) -> None:
    """Rows come after those of the same table that they refer to, which DuckDB does not find in one statement."""
    sources = {each.name.casefold(): each.source for each in table.columns}
    ready = " AND ".join(
        f"({' OR '.join(f'{value} IS NULL' for value in values)} OR "
        f"({', '.join(values)}) IN (SELECT ({key.body}) FROM {table.quoted}))"
        for key in table.references_itself
        for values in [[sources[name.casefold()] for name in key.columns]]
    )
    for generation in itertools.count(1):
        run_engine_sql(
            session, f"UPDATE {copy} SET {_GENERATION} = {generation} WHERE {_GENERATION} IS NULL AND {ready}"
        )
        found, left = _counted(session, copy, generation)
        if not found and left:
            raise ConstraintViolated(
                f'insert or update on table "{table.name}" violates a foreign key constraint', table=table.name
            )
        run_engine_sql(session, f"{insert} WHERE {_GENERATION} = {generation}")
        if not left:
            return


def _counted(session: Session, copy: str, generation: int) -> tuple[int, int]:
    """The rows of a generation, and those of none yet."""
    ((found, left),) = session.cursor().rows(
        f"SELECT count(*) FILTER (WHERE {_GENERATION} = {generation}), count(*) FILTER (WHERE {_GENERATION} IS NULL) "
        f"FROM {copy}"
    )
    return int(found), int(left)
