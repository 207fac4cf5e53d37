"""`reedbed head` and `reedbed sample`: some rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.names import existing_table, qualified
from reedbed.cli.pages import Sheet
from reedbed.cli.rows import Rows
from reedbed.cli.session import Session
from reedbed.errors import UsageError

if TYPE_CHECKING:
    from reedbed.sql import TableName
    from reedbed.store import StorageManager

Count = Annotated[int, Parameter(name=("--rows", "-n"), help="How many rows; 10 by default.")]
Table = Annotated[str, Parameter(help="A table or view.")]
Bound = Annotated[Session, Parameter(parse=False)]


def head(table: Table, /, *, rows: Count = 10, session: Bound) -> Answer:
    """Print the first rows of a table."""
    store = session.store()
    name = existing_table(store, table)
    return _selected(store, name, f"SELECT * FROM {qualified(store, name)} LIMIT {_counted(rows)}")


def sample(
    table: Table,
    /,
    *,
    rows: Count = 10,
    seed: Annotated[int | None, Parameter(help="The same seed gives the same rows.")] = None,
    session: Bound,
) -> Answer:
    """Print random rows of a table."""
    store = session.store()
    name = existing_table(store, table)
    repeatable = "" if seed is None else f" REPEATABLE ({int(seed)})"
    source = f"SELECT * FROM {qualified(store, name)} USING SAMPLE reservoir({_counted(rows)} ROWS){repeatable}"
    return _selected(store, name, source)


def _counted(rows: int) -> int:
    if rows < 0:
        raise UsageError(f"--rows takes a number from 0; found {rows}.", hint="--rows 10", found=rows)
    return rows


def _selected(store: StorageManager, name: TableName, sql: str) -> Answer:
    rows = Rows.streamed(store.stream(sql), types=store.get_table_columns(name))
    return Answer(page=[Sheet(rows=rows, limit=0)], document={"table": str(name)}, rows=rows)
