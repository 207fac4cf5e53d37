"""`reedbed sql`: statements from the command line, a file or stdin; the result of the last one."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotation
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.frame import STDIN
from reedbed.cli.pages import Sheet, line
from reedbed.cli.rows import Rows
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import UsageError
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.cli.pages import Block
    from reedbed.engine import Statement
    from reedbed.store import StorageManager

_TERMINAL_ROWS = 40


def sql(
    text: Annotated[str, Parameter(help="One or more statements; - reads stdin.")] = "",
    /,
    *,
    file: Annotated[Path | None, Parameter(name=("--file", "-f"), help="A file with the statements.")] = None,
    param: Annotated[
        list[str] | None,
        Parameter(
            name=("--param", "-p"), help="A value for the next ? of one statement; numbers, true and null as JSON."
        ),
    ] = None,
    limit: Annotated[int, Parameter(help="Rows on a terminal, 40 by default; 0 shows all.")] = _TERMINAL_ROWS,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Run SQL and print the result of the last statement; several statements are one transaction."""
    from reedbed.engine import split_statements  # noqa: PLC0415 - DuckDB is loaded when needed

    source = _source(text, file)
    statements = split_statements(source)
    if not statements:
        raise UsageError("The text holds no SQL statement.", hint='reedbed sql "SELECT 42 AS answer"')
    rows = _run(session.store(), source, statements, [_value(each) for each in param or ()])
    return Answer(page=[_shown(rows, statements[-1], limit)], rows=rows)


def _source(text: str, file: Path | None) -> str:
    if text and file is not None:
        raise UsageError("SQL comes as an argument or with --file; found both.", hint="reedbed sql --file query.sql")
    if text == STDIN or str(file) == STDIN or (not text and file is None and not sys.stdin.isatty()):
        return sys.stdin.read()
    if file is not None:
        return file.read_text(encoding="utf-8")
    if not text:
        raise UsageError("There is no SQL to run.", hint='reedbed sql "SELECT 42 AS answer"')
    return text


def _value(text: str) -> object:
    """A parameter: a JSON number, boolean, null or string where it is one, else the text itself."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if value is None or isinstance(value, bool | int | float | str) else text


def _run(store: StorageManager, source: str, statements: Sequence[Statement], values: list[object]) -> Rows:
    if len(statements) == 1 and statements[0].reads_only:
        return Rows.streamed(store.stream(source, values))
    return Rows.streamed(store.execute_sql(source, values).to_reader())


def _shown(rows: Rows, last: Statement, limit: int) -> Block:
    if last.reads_only or [column.name for column in rows.columns] not in (["Count"], ["Success"], []):
        return Sheet(rows=rows, limit=limit)
    counted = [row for batch in rows.batches() for row in batch]
    return line(f"{count_of(int(str(counted[0][0])), 'row')} changed" if counted and counted[0] else "done", "good")
