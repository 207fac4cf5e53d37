"""The profile of a table as the demo shows it: the columns that are numbers, on a page of 80 characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.cli.answers import Answer
from reedbed.cli.names import existing_table
from reedbed.cli.pages import Grid
from reedbed.store.profile import profile
from reedbed.store.profile.figures import bars

if TYPE_CHECKING:
    from reedbed.cli.session import Session
    from reedbed.store.profile import ColumnProfile

_HEADERS = ("column", "NULL", "min", "mean", "max", "values")


def figures(table: str, *, session: Session) -> Answer:
    """The figures of the columns of a table that have a mean; the document has all of the profile."""
    store = session.store()
    found = profile(store.database, existing_table(store, table))
    cells = [_cells(column) for column in found.columns if column.mean is not None]
    grid = Grid(headers=_HEADERS, cells=cells, right=frozenset(_HEADERS[1:-1]))
    return Answer(page=[grid], document={"profile": found.to_dict()})


def _cells(column: ColumnProfile) -> tuple[str, ...]:
    least, most = (f"{float(value):,.1f}" for value in (column.minimum or 0, column.maximum or 0))
    mean = f"{float(column.mean or 0):,.2f}"
    return (column.name, f"{column.null_share:.1%}", least, mean, most, bars([each.rows for each in column.bins]))
