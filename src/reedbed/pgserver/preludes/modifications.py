"""Statements that write inside of WITH: each part is run by itself.

What it returns is a temporary table to the others, which is gone with the commit.
"""

from __future__ import annotations

import itertools
import re
from functools import partial
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.pgserver.execution import again, note_write, refuse_values, start
from reedbed.pgserver.preludes.steps import left_over, run
from reedbed.sql import quote
from reedbed.sql.postgres.rules.result_types import TYPE_MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Transaction
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.modifications import Modification, Part

_numbers: Final = itertools.count(1)
_MARKS: Final = re.compile(rf"{TYPE_MARK}[^\"]*(?=\")")


def modify(
    session: Session, prelude: Modification, planned: PlannedStatement, parameters: Sequence[object]
) -> PlannedStatement:
    """Run all parts but the last, which is returned to be run."""
    kept: dict[str, str] = {}
    shadows = [f"{quote(each)} AS (SELECT * FROM {_copied(session, quote(each), ())})" for each in prelude.shadowed]
    has_written = False
    for place, part in enumerate(prelude.parts[:-1]):
        before = _before(prelude.parts[:place], kept, shadows if has_written else [])
        if part.writes:
            kept[part.name] = _written(session, prelude.behind(before, part.text), parameters)
            has_written = True
        elif part.name in prelude.kept:
            # With itself before it, since it may be recursive.
            itself = prelude.behind([*before, f"{part.head} AS ({part.text})"], f"SELECT * FROM {quote(part.name)}")
            kept[part.name] = _copied(session, f"({itself})", parameters)
    queries = _before(prelude.parts[:-1], kept, shadows)
    last = session.planner.sql(prelude.behind(queries, prelude.parts[-1].text))
    if last.refusal is not None:
        raise again(last.refusal)
    refuse_values(session, last)
    return left_over(planned, last)


def _before(parts: Sequence[Part], kept: dict[str, str], shadows: Sequence[str]) -> list[str]:
    """What WITH begins with: the tables as they were, and the answers of the parts before."""
    answers = [
        f"{each.head} AS ({f'SELECT * FROM {kept[each.name]}' if each.name in kept else each.text})"
        for each in parts
        if each.returns
    ]
    return [*shadows, *answers]


def _copied(session: Session, relation: str, parameters: Sequence[object]) -> str:
    """The name of a table that holds what a relation does."""
    query = session.planner.sql(f"SELECT * FROM {relation} AS copied")
    if query.refusal is not None:
        raise again(query.refusal)
    name = _name(session)
    # The names of columns carry no types of the wire here.
    run(
        session, session.planner.engine_sql(f"CREATE TEMPORARY TABLE {name} AS {_MARKS.sub('', query.sql)}"), parameters
    )
    return name


def _written(session: Session, text: str, parameters: Sequence[object]) -> str:
    """The name of a table that holds what a statement returned."""
    planned = session.planner.sql(text)
    if planned.refusal is not None:
        raise again(planned.refusal)
    refuse_values(session, planned)
    answer = start(session, planned, parameters)
    if answer.changed is not None:
        note_write(session, planned)
        return ""
    batches = list(answer.batches())
    names = [name for name, _ in answer.columns]
    rows = pa.Table.from_batches(batches, answer.schema).rename_columns(names)
    note_write(session, planned)
    name = _name(session)
    cursor = session.cursor()
    with cursor.relation(rows) as relation:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT * FROM {relation}")
    session.hall.catalog_changed()
    return name


def _name(session: Session) -> str:
    name = f"reedbed_with_{next(_numbers)}"
    transaction = session.transaction.engine
    assert transaction is not None  # noqa: S101 - the statement writes
    transaction.before_commit(partial(_drop, transaction, name))
    return name


def _drop(transaction: Transaction, name: str) -> None:
    transaction.execute(f"DROP TABLE IF EXISTS temp.{name}")
