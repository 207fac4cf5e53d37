"""`reedbed diff`: two tables or queries, compared by column name, type and value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.names import table_or_query
from reedbed.cli.pages import line
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

Side = Annotated[str, Parameter(help="A table, a view, or a SELECT in quotes.")]


def diff(
    a: Side,
    b: Side,
    /,
    *,
    key: Annotated[list[str] | None, Parameter(help="Columns that name a row, such as --key day,carrier.")] = None,
    tolerance: Annotated[
        list[str] | None, Parameter(help="How far a column may differ, such as --tolerance price=0.01.")
    ] = None,
    ignore: Annotated[list[str] | None, Parameter(help="Columns to leave out.")] = None,
    rows: Annotated[int, Parameter(name=("--rows", "-n"), help="How many differing rows to show.")] = 10,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Compare two tables; exit code 1 when they differ."""
    from reedbed.store.diff import diff as compare  # noqa: PLC0415 - DuckDB is loaded when needed

    store = session.store()
    sides = table_or_query(store, a), table_or_query(store, b)
    with session.working(f"Comparing {a} and {b}"):
        found = compare(
            store.database,
            *sides,
            key=_columns(key),
            tolerances=_tolerances(tolerance or ()),
            ignore=_columns(ignore),
            sample_rows=rows,
        )
    return Answer(
        page=[line(str(found), "good" if found.identical else "")],
        document=found.to_dict(),
        exit_code=ExitCode.DONE if found.identical else ExitCode.FOUND,
    )


def _columns(given: Sequence[str] | None) -> list[str]:
    return [name for each in given or () for name in each.split(",") if name]


def _tolerances(given: Sequence[str]) -> dict[str, float]:
    return dict(_tolerance(each) for each in given)


def _tolerance(text: str) -> tuple[str, float]:
    column, _, amount = text.rpartition("=")
    try:
        return column, float(amount)
    except ValueError:
        pass
    raise UsageError(f"--tolerance takes COLUMN=NUMBER; found {text!r}.", hint="--tolerance price=0.01", found=text)
