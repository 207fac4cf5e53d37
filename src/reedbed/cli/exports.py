"""`reedbed export`: a table or a query to a file, which is whole or not there."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotation
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.durations import short_duration
from reedbed.cli.file_formats import ExportFormat, format_of, writing_sql
from reedbed.cli.names import existing_table, qualified
from reedbed.cli.pages import line
from reedbed.cli.quantities import short_size
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import FileAccessFailed, UsageError
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from reedbed.store import StorageManager


def export(
    source: Annotated[str, Parameter(help="A table, a view, or a SELECT in quotes.")],
    file: Annotated[Path, Parameter(help="The file to write.")],
    /,
    *,
    format: Annotated[  # noqa: A002 - the option's published name
        ExportFormat | None, Parameter(help="The format, when the file's name does not say it.")
    ] = None,
    force: Annotated[bool, Parameter(help="Replace a file that is there.")] = False,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Write a table or the result of a query to a file; it appears when it is whole."""
    file_format = format or format_of(file.name)
    _refuse_overwriting(file, force=force)
    store = session.store()
    select = _select(store, source)
    began = time.monotonic()
    with session.working(f"Writing {file.name}"):
        rows = _published(session, store, select, file, file_format)
    seconds, size = time.monotonic() - began, file.stat().st_size
    text = f"{file}: {count_of(rows, 'row')}, {short_size(size)} in {short_duration(seconds)}"
    document = {"file": str(file), "format": file_format, "row_count": rows, "size_bytes": size}
    return Answer(page=[line(text, "good")], document={**document, "seconds": round(seconds, 3)})


def _refuse_overwriting(file: Path, *, force: bool) -> None:
    if not file.absolute().parent.is_dir():
        raise FileAccessFailed(f"There is no folder {file.absolute().parent}.", hint=f"mkdir -p {file.parent}")
    if file.exists() and not (force and file.is_file()):
        raise UsageError(f"{file} exists already.", hint="--force" if file.is_file() else "name a file", path=str(file))


def _select(store: StorageManager, source: str) -> str:
    """The SELECT that a source means: a table's name goes first, a text with spaces that names none is SQL."""
    from reedbed.engine import split_statements  # noqa: PLC0415 - DuckDB is loaded when needed

    if store.table_exists(source) or not any(character.isspace() for character in source):
        return f"SELECT * FROM {qualified(store, existing_table(store, source))}"
    statements = split_statements(source)
    if len(statements) != 1 or not statements[0].reads_only:
        kinds = ", ".join(statement.kind for statement in statements) or "nothing"
        raise UsageError(f"An export takes one SELECT; found {kinds}.", hint='reedbed export "SELECT …" out.csv')
    return statements[0].sql.strip().rstrip(";")


def _published(session: Session, store: StorageManager, select: str, file: Path, file_format: ExportFormat) -> int:
    """Write aside, fsync, rename, fsync the folder; nothing is left of an attempt that fails."""
    # DuckDB compresses by the name's end, so the temporary name ends as the file's does.
    aside = file.with_name(f".{uuid.uuid4().hex}.unfinished.{file.name}")
    try:
        if file_format == "arrow":
            rows = _write_arrow(store, select, aside)
        else:
            rows = _copy(session, store, select, aside, file_format)
        _sync(aside, os.O_RDONLY)
        aside.replace(file)
        _sync(file.absolute().parent, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        aside.unlink(missing_ok=True)
    return rows


def _copy(session: Session, store: StorageManager, select: str, file: Path, file_format: ExportFormat) -> int:
    if not store.database.remote:
        counted = store.database.row(writing_sql(select, str(file), file_format))
        return int(counted[0]) if counted else 0
    # The owner writes no files for others; what it answers is written by a DuckDB of this process.
    with session.scratch() as scratch, scratch.current().relation(store.stream(select)) as rows:
        counted = scratch.row(writing_sql(f"SELECT * FROM {rows}", str(file), file_format))
        return int(counted[0]) if counted else 0


def _write_arrow(store: StorageManager, select: str, file: Path) -> int:
    import pyarrow as pa  # noqa: PLC0415 - loaded when needed

    rows = 0
    reader = store.stream(select)
    with pa.OSFile(str(file), "wb") as target, pa.ipc.new_file(target, reader.schema) as writer:
        for batch in reader:
            rows += batch.num_rows
            writer.write_batch(batch)
    return rows


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
