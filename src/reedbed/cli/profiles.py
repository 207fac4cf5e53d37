"""`reedbed profile`: the values of a table or query, column by column."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.names import table_or_query
from reedbed.cli.pages import line
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation


def profile(
    table: Annotated[str, Parameter(help="A table, a view, or a SELECT in quotes.")],
    /,
    *,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Describe each column: type, NULLs, distinct values, smallest, largest, mean, and how the values are spread."""
    from reedbed.store.profile import profile as describe  # noqa: PLC0415 - DuckDB is loaded when needed

    store = session.store()
    with session.working(f"Profiling {table}"):
        found = describe(store.database, table_or_query(store, table))
    return Answer(page=[line(str(found))], document={"profile": found.to_dict()})
