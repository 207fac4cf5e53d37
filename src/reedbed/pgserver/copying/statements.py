"""COPY between the client and the engine: rows in columns both ways, a block at a time."""

from __future__ import annotations

import re
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed import errors
from reedbed.pgserver.answers.replies import Reply, as_declared
from reedbed.pgserver.answers.results import Answer
from reedbed.pgserver.copying import streams
from reedbed.pgserver.copying.decoding import decoded
from reedbed.pgserver.copying.runs import runs
from reedbed.pgserver.execution import note_write, prepare_to_run
from reedbed.pgserver.preludes.running import ready, run_whole
from reedbed.pgserver.refusals.responses import notice
from reedbed.pgwire import messages as m
from reedbed.pgwire.values.copy import CopyDecoder, CopyEncoder, CopyOptions
from reedbed.sql import quote
from reedbed.store.schema import stored_names
from reedbed.store.served.arrow_chunks import chunks_of, reader_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from reedbed.pgserver.answers.replies import Columns
    from reedbed.pgserver.session import Session
    from reedbed.pgwire.values.types import ColumnType
    from reedbed.sql.postgres import commands as c

_GENERATED: Final = re.compile(r'("(?:[^"]|"")+"|\w+) [^,]*? GENERATED ALWAYS AS')


def copy(session: Session, command: c.Copy) -> Reply:
    """COPY … TO STDOUT and COPY … FROM STDIN."""
    session.transaction.refuse_if_failed()
    options = CopyOptions.read(command.options, outgoing=command.direction == "to")
    return _out(session, command, options) if command.direction == "to" else _in(session, command, options)


def _out(session: Session, command: c.Copy, options: CopyOptions) -> Reply:
    planned = session.planner.sql(command.sql if command.sql is not None else f"SELECT {_listed(command)}")
    if options.format == "arrow":
        planned, _ = ready(session, planned)
        return _out_arrow(session, prepare_to_run(session, planned).reader(planned.sql))
    rows = run_whole(session, planned).rows
    if not isinstance(rows, Answer):
        raise errors.SqlNotSupported("COPY takes a query that gives rows.")
    encoder = CopyEncoder(rows.columns, options, session.settings.style)
    code = options.wire_format
    session.say(m.CopyOutResponse(format=code, column_formats=(code,) * len(rows.columns)))
    count = 0
    _send(session, encoder.begin())
    for number, messages in rows.encoded(encoder.prepared):
        count += number
        _send(session, messages)
    _send(session, encoder.end())
    session.record.rows_sent += count
    session.streaming = None
    session.say(m.CopyDone())
    return Reply(words="COPY", changed=count)


def _send(session: Session, messages: bytes | memoryview) -> None:
    if len(messages):
        session.send_copy_data(messages)


def _out_arrow(session: Session, reader: pa.RecordBatchReader) -> Reply:
    session.say(m.CopyOutResponse(format=1, column_formats=(1,) * len(reader.schema)))
    count = 0

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal count
        for batch in reader:
            count += batch.num_rows
            yield batch

    for chunk in chunks_of(pa.RecordBatchReader.from_batches(reader.schema, counted())):
        streams.send(session, memoryview(chunk))
    session.record.rows_sent += count
    session.say(m.CopyDone())
    return Reply(words="COPY", changed=count)


def _listed(command: c.Copy) -> str:
    """The columns of a COPY and where they are."""
    columns = ", ".join(quote(name) for name in command.columns) or "*"
    return f"{columns} FROM {_table(command)}"


def _table(command: c.Copy) -> str:
    return ".".join(quote(part) for part in command.table or ())


def _in(session: Session, command: c.Copy, options: CopyOptions) -> Reply:
    if command.table is None:
        raise errors.SqlSyntaxError("COPY … FROM STDIN takes a table.")
    if command.where and options.default is not None:
        raise errors.SqlNotSupported(
            "COPY with DEFAULT and WHERE is not supported.", construct="COPY … DEFAULT … WHERE"
        )
    columns = _target(session, command)
    names = ", ".join(quote(name) for name, _ in columns)
    source = session.planner.sql(f"SELECT {_listed(command)}")
    # The engine's own words for the table: `public` is another schema there.
    table = source.sql.partition(" FROM ")[2] if "public" in _table(command) else _table(command)
    condition = f" WHERE {command.where}" if command.where else ""
    admitted = session.planner.engine_sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}{condition}")
    cursor = prepare_to_run(session, admitted)
    code = options.wire_format
    session.say(m.CopyInResponse(format=code, column_formats=(code,) * len(columns)))
    count = 0
    table_name, zone = command.table[-1], session.settings.style.time_zone
    decoder = None if options.format == "arrow" else CopyDecoder(columns, options, table=table_name, zone=zone)
    with closing(_batches(session, decoder)) as batches:
        for run in runs(batches, single=bool(command.columns)):
            with cursor.relation(run.reader) as rows:
                session.cancellation.check()
                session.transaction.after_write()
                given = ", ".join(map(quote, run.reader.schema.names)) if options.default is not None else names
                with run.raising_its_own():
                    count += max(0, cursor.execute(f"INSERT INTO {table} ({given}) SELECT * FROM {rows}{condition}"))
    note_write(session, admitted)
    for remark in decoder.remarks if decoder is not None else ():
        session.say(notice("00000", remark, severity="NOTICE"))
    return Reply(words="COPY", changed=count)


def _target(session: Session, command: c.Copy) -> Sequence[tuple[str, ColumnType]]:
    """The columns that the rows fill; those that the engine computes are not among them."""
    source = session.planner.sql(f"SELECT {_listed(command)}")
    described: Columns = session.planner.columns(source)
    found = list(as_declared(described or (), session.origins.of(source, session.cursor())))
    if command.columns or command.table is None:
        return found
    generated = _generated(session, command.table[-1])
    return [column for column in found if column[0] not in generated]


def _generated(session: Session, table: str) -> frozenset[str]:
    """Columns that are computed; DuckDB tells them only in the text that makes the table."""
    rows = session.cursor().rows(f"SELECT sql FROM duckdb_tables() WHERE table_name IN {stored_names(table)}")
    return frozenset(name.strip('"') for row in rows for name in _GENERATED.findall(str(row[0])))


def _batches(session: Session, decoder: CopyDecoder | None) -> Generator[pa.RecordBatch]:
    """The client's rows, a block of some megabytes at a time; without a decoder they come as Arrow."""
    given_up = threading.Event()
    chunks = streams.incoming(session, given_up)
    if decoder is None:
        with reader_of(chunks) as reader:
            yield from reader
        # What follows the end of the stream is the client's CopyDone.
        for _ in chunks:
            pass
        return
    yield from decoded(chunks, decoder, given_up.set)
