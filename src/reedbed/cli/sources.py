"""`reedbed ingest`, what is declared and where it came from: list, trace, quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Grid, empty, line
from reedbed.cli.quantities import moment, moment_and_age
from reedbed.cli.session import Session

if TYPE_CHECKING:
    from reedbed.cli.pages import Block
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.records import CursorRecord

Bound = Annotated[Session, Parameter(parse=False)]


def listing(*, session: Bound) -> Answer:
    """List the declared sources: the table that each fills, and how far it was read."""
    from reedbed.ingest.column_records import ColumnRecords, with_found  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.ingest.records import IngestRecords  # noqa: PLC0415 - as above

    declared = declared_sources(session)
    if not declared:
        return Answer(page=no_sources(), document={"sources": []})
    records = IngestRecords(session.store().database)
    cursors = {name: records.cursor(name) for name in declared}
    found = ColumnRecords(session.store().database)
    cells = [
        (
            source.name,
            source.table,
            ", ".join(source.key) or "replaced whole",
            _reach(cursors[source.name]),
            _url(source),
        )
        for source in declared.values()
    ]
    grid = Grid(headers=("source", "table", "key", "read up to", "url"), cells=cells)
    whole = [with_found(source, found.found(source.name)) for source in declared.values()]
    document = [_source_document(source, cursors[source.name]) for source in whole]
    return Answer(page=[grid], document={"sources": document})


def trace_row(
    source: Annotated[str, Parameter(help="The source.")],
    key: Annotated[tuple[str, ...], Parameter(help="The row's key as COLUMN=VALUE, one for each of its columns.")],
    /,
    *,
    session: Bound,
) -> Answer:
    """Find the kept pages that a row came in; the first one counts."""
    from reedbed.ingest.files import chosen  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.ingest.tracing import trace  # noqa: PLC0415 - as above

    (declared,) = chosen(declared_sources(session), (source,))
    values = dict(each.partition("=")[::2] for each in key)
    found = trace(session.store(), declared, session.workspace().pages_path, values)
    document = [
        {
            "run": each.run,
            "url": each.page.url,
            "fetched_at": each.page.fetched_at.isoformat(),
            "file": str(each.page.file),
            "place": each.place,
        }
        for each in found
    ]
    if not found:
        return Answer(page=[line("No kept page holds this row.")], document={"pages": document})
    cells = [
        (str(each.run), moment(each.page.fetched_at), each.page.url, str(each.place), str(each.page.file))
        for each in found
    ]
    headers = ("run", "fetched", "page", "place", "file")
    return Answer(
        page=[Grid(headers=headers, cells=cells, right=frozenset({"run", "place"}))], document={"pages": document}
    )


def quarantine(
    source: Annotated[str, Parameter(help="Only the records of this source.")] = "",
    /,
    *,
    limit: Annotated[int, Parameter(help="How many records. Default: 20.")] = 20,
    session: Bound,
) -> Answer:
    """Print the records that did not fit: the reason, the page and the text, newest run first."""
    from reedbed.ingest.records import IngestRecords  # noqa: PLC0415 - DuckDB is loaded when needed

    found = IngestRecords(session.store().database).rejected(source or None, most=limit)
    if not found:
        return Answer(page=[line("No record was rejected.", "good")], document={"records": []})
    cells = [(str(each.run), each.source, each.reason, each.url, each.raw) for each in found]
    grid = Grid(headers=("run", "source", "reason", "page", "record"), cells=cells, right=frozenset({"run"}))
    document = [
        {
            "run": each.run,
            "source": each.source,
            "reason": each.reason,
            "url": each.url,
            "place": each.place,
            "raw": each.raw,
        }
        for each in found
    ]
    return Answer(page=[grid], document={"records": document})


def declared_sources(session: Session) -> dict[str, Source]:
    """The sources of the workspace by name; its decoders can be called until the command ends."""
    from reedbed.ingest.decoders import DecoderModules  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.ingest.files import read_sources  # noqa: PLC0415 - as above
    from reedbed.settings import referable_variables  # noqa: PLC0415 - YAML is loaded when needed

    workspace = session.workspace()
    decoders = session.enter(DecoderModules(workspace.folder, workspace.settings.decoders or ()))
    return read_sources(workspace.sources_path, referable_variables(workspace.folder), decoders)


def no_sources() -> list[Block]:
    """The page of a workspace without sources."""
    return empty("No sources are declared.", ("reedbed explain ING001", "what sources.yaml holds"))


def _source_document(source: Source, cursor: CursorRecord | None) -> dict[str, object]:
    return {
        "name": source.name,
        "table": source.table,
        "url": _url(source),
        "key": list(source.key),
        "columns": {name: column.type for name, column in source.columns.items()},
        "newest": cursor.newest.isoformat() if cursor else None,
        "read_at": cursor.read_at.isoformat() if cursor else None,
    }


def _reach(cursor: CursorRecord | None) -> str:
    return moment_and_age(cursor.newest) if cursor else ""


def _url(source: Source) -> str:
    return source.request().shown(source.secret_params)
