"""`reedbed load`: files into a table, all of them or none."""

from __future__ import annotations

import glob
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.durations import short_duration
from reedbed.cli.file_formats import LoadFormat, loading_format, reading_sql
from reedbed.cli.pages import line
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import FileAccessFailed, UsageError
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store import WriteResult


def load(
    table: Annotated[str, Parameter(help="The table; made when missing.")],
    /,
    *files: Annotated[str, Parameter(help="CSV, Parquet, JSON or NDJSON files, globs or URLs.")],
    mode: Annotated[
        Literal["replace", "append", "upsert"],
        Parameter(help="What happens to rows that are there: replace (default), append, upsert."),
    ] = "replace",
    key: Annotated[list[str] | None, Parameter(help="Key columns of an upsert, such as --key day,carrier.")] = None,
    format: Annotated[  # noqa: A002 - the option's published name
        LoadFormat | None, Parameter(help="The files' format, when their names do not say it.")
    ] = None,
    checkpoint: Annotated[bool | None, Parameter(negative="--no-checkpoint", help="Without the Parquet twin.")] = None,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Load files into a table: columns are matched by name, and the table has all of them or is as it was."""
    found = _existing(files)
    sql = reading_sql(found, format or loading_format(found))
    keys = [name for each in key or () for name in each.split(",") if name]
    began = time.monotonic()
    with session.working(f"Loading {count_of(len(found), 'file')} into {table}"), _rows(session, sql) as rows:
        result = session.store().write_table(rows, table, mode, key=keys, checkpoint=checkpoint)
    return _answer(result, found, time.monotonic() - began)


@contextmanager
def _rows(session: Session, sql: str) -> Iterator[object]:
    """The files' rows: a SELECT for the store's own DuckDB, or what one of this process reads for another owner.

    The owner may run elsewhere, in another folder at least, and reads no files for others.
    """
    from reedbed.store.writing import Select  # noqa: PLC0415 - DuckDB is loaded when needed

    if not session.store().database.remote:
        yield Select(sql)
        return
    with session.scratch() as scratch:
        yield scratch.stream(sql)


def _existing(files: tuple[str, ...]) -> list[str]:
    """The files that the arguments mean, in order; URLs as they are."""
    if not files:
        raise UsageError("There is no file to load.", hint="reedbed load flights data/*.csv")
    found: list[str] = []
    for file in files:
        matches = [file] if "://" in file else _matches(file)
        if not matches:
            raise FileAccessFailed(f"No file {file!r}.", hint="ls", path=file)
        found.extend(matches)
    return found


def _matches(pattern: str) -> list[str]:
    """The files of a pattern, sorted; a name with brackets that is a file is that file."""
    if Path(pattern).exists():
        return [pattern]
    return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern


def _answer(result: WriteResult, files: list[str], seconds: float) -> Answer:
    changed = count_of(result.changed, "row")
    verb = {"replace": "loaded", "append": "added", "upsert": "added or changed"}[result.mode]
    kept = "with checkpoint" if result.checkpoint else "without checkpoint"
    text = f"{result.table}: {changed} {verb} from {count_of(len(files), 'file')} in {short_duration(seconds)}"
    return Answer(
        page=[
            line(text, "good"),
            line(f"{count_of(result.rows, 'row')} in the table, version {result.version}, {kept}."),
        ],
        document={
            "table": result.table,
            "mode": result.mode,
            "files": files,
            "row_count": result.rows,
            "changed": result.changed,
            "version": result.version,
            "checkpoint": result.checkpoint,
            "seconds": round(seconds, 3),
        },
    )
