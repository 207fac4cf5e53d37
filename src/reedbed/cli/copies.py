"""`reedbed copy`: a table to another store, or from one."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.durations import short_duration
from reedbed.cli.pages import line
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors.counts import count_of


def copy(
    table: Annotated[str, Parameter(help="The table or view, in the store that the rows come from.")],
    /,
    *,
    to: Annotated[str | None, Parameter(help="Where it goes: postgresql://…, duckdb:///file, a workspace.")] = None,
    source: Annotated[str | None, Parameter(name="--from", help="Where it comes from instead.")] = None,
    name: Annotated[str | None, Parameter(help="What it is called in the target; the same when left out.")] = None,
    copy_id: Annotated[str | None, Parameter(help="A copy with an id that counts already is not made again.")] = None,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Copy a whole table to PostgreSQL or another store, or from there; it counts whole, and once for each id."""
    store = session.store()
    with session.working(f"Copying {table}"):
        copied = store.copy(table, to=to, source=source, name=name, copy_id=copy_id)
    document = {
        "copy_id": copied.copy_id,
        "table": copied.table,
        "origin": copied.origin,
        "target": copied.target,
        "row_count": copied.rows,
        "repeated": copied.repeated,
        "seconds": round(copied.seconds, 3),
    }
    counted = count_of(copied.rows, "row")
    if copied.repeated:
        text = f"{copied.table}: this copy is in {copied.target} already, {counted}; nothing was done."
    else:
        text = f"{copied.table}: {counted} from {copied.origin} to {copied.target} in {short_duration(copied.seconds)}."
    return Answer(page=[line(text, "good")], document=document)
