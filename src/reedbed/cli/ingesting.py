"""`reedbed ingest`, what is done: run, replay, status."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.durations import short_duration
from reedbed.cli.pages import Cell, Grid, empty, line
from reedbed.cli.progress import bar
from reedbed.cli.quantities import minute, short_size
from reedbed.cli.session import Session
from reedbed.cli.sources import declared_sources, no_sources
from reedbed.errors import ReedbedError, UsageError
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from reedbed.cli.pages import Block, Tone
    from reedbed.cli.progress import Advance
    from reedbed.ingest.collecting import Listener, Progress
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.records import Figures, RunRecord
    from reedbed.ingest.runs import RunResult
    from reedbed.ingest.windows import Span
    from reedbed.store import StorageManager

Bound = Annotated[Session, Parameter(parse=False)]
Names = Annotated[tuple[str, ...], Parameter(help="Sources; all when left out.")]
Moment = Annotated[str, Parameter(help="ISO 8601 with a zone. Reads this span again in full, whatever was read.")]
_TONES: dict[str, Tone] = {"done": "good", "failed": "bad", "running": "warning"}
_ROWS = ("read", "new", "changed", "same", "rejected")
_COUNTS = (*_ROWS, "pages")


def run(sources: Names = (), /, *, start: Moment = "", end: Moment = "", session: Bound) -> Answer:
    """Read sources into their tables; one that fails leaves the others' rows, and exit code 3."""
    from reedbed.ingest.files import chosen  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.ingest.runs import run_source  # noqa: PLC0415 - as above

    span = _span(start, end)
    declared = chosen(declared_sources(session), sources)
    if not declared:
        return Answer(page=no_sources(), document={"runs": []})
    store = session.store()
    done: list[RunResult | tuple[Source, ReedbedError]] = []
    for source in declared:
        with _progress(session) as listener:
            try:
                pages = session.workspace().pages_path
                done.append(run_source(store, source, pages, span=span, listener=listener))
            except ReedbedError as error:
                done.append((source, error))
    _keep_less(session, store)
    failures = [each for each in done if isinstance(each, tuple)]
    return Answer(
        page=_run_page(done),
        document={"runs": [_run_document(each) for each in done]},
        error=failures[0][1] if failures else None,
        exit_code=ExitCode.FAILURE if failures else ExitCode.DONE,
    )


def prune(
    *,
    days: Annotated[
        int | None, Parameter(help="Remove pages of runs that are older. Default: the setting keep_pages_days.")
    ] = None,
    dry_run: Annotated[bool, Parameter(negative="", help="Say what would be removed, and remove nothing.")] = False,
    session: Bound,
) -> Answer:
    """Remove kept pages of old runs; the newest run of each source keeps its own."""
    import datetime as dt  # noqa: PLC0415 - named for types alone elsewhere

    from reedbed.ingest.retention import prune_pages  # noqa: PLC0415 - DuckDB is loaded when needed

    workspace = session.workspace()
    days = workspace.settings.keep_pages_days if days is None else days
    if days is None:
        raise UsageError("Pages are kept for ever.", hint="reedbed ingest prune --days 30")
    if days < 0:
        raise UsageError(f"--days is {days}; it has to be 0 or more.", hint="reedbed ingest prune --days 30")
    found = prune_pages(session.store(), workspace.pages_path, dt.timedelta(days=days), dry_run=dry_run)
    verb = "would be removed" if dry_run else "removed"
    text = (
        f"{count_of(found.files, 'file')} of {count_of(len(found.runs), 'run')} {verb}, {short_size(found.size_bytes)}"
    )
    return Answer(
        page=[line(text)],
        document={
            "dry_run": dry_run,
            "runs": list(found.runs),
            "files": found.files,
            "size_bytes": found.size_bytes,
        },
    )


def replay(
    run: Annotated[int, Parameter(help="The run's number; `reedbed ingest status` lists them.")],
    /,
    *,
    session: Bound,
) -> Answer:
    """Load the kept pages of a run again, as its source is declared today."""
    from reedbed.ingest.files import chosen  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.ingest.records import IngestRecords  # noqa: PLC0415 - as above
    from reedbed.ingest.runs import replay_run  # noqa: PLC0415 - as above

    store = session.store()
    record = IngestRecords(store.database).run(run)
    (source,) = chosen(declared_sources(session), (record.source,))
    result = replay_run(store, source, session.workspace().pages_path, run)
    return Answer(page=_run_page([result]), document={"replayed": run, **_run_document(result)})


def status(
    source: Annotated[str, Parameter(help="Only the runs of this source.")] = "",
    /,
    *,
    limit: Annotated[int, Parameter(help="How many runs. Default: 20.")] = 20,
    session: Bound,
) -> Answer:
    """List the last runs, newest first, and what each did."""
    from reedbed.ingest.records import IngestRecords  # noqa: PLC0415 - DuckDB is loaded when needed

    runs = IngestRecords(session.store().database).runs(source or None, most=limit)
    if not runs:
        nothing = empty("No runs yet.", ("reedbed ingest run", "reads the declared sources"))
        return Answer(page=nothing, document={"runs": []})
    headers = ("run", "source", "status", "started", *_ROWS)
    cells = [_record_cells(each) for each in runs]
    page: list[Block] = [Grid(headers=headers, cells=cells, right=frozenset({"run", *_ROWS}))]
    # Sentences in a column would leave no room for the others.
    page += [line(f"run {each.run}: {each.error}", _TONES[each.status]) for each in runs if each.error]
    return Answer(page=page, document={"runs": [_record_document(each) for each in runs]})


def _keep_less(session: Session, store: StorageManager) -> None:
    """Remove the pages that the settings do not keep any longer."""
    import datetime as dt  # noqa: PLC0415 - named for types alone elsewhere

    from reedbed.ingest.retention import prune_pages  # noqa: PLC0415 - DuckDB is loaded when needed

    workspace = session.workspace()
    if workspace.settings.keep_pages_days is not None:
        prune_pages(store, workspace.pages_path, dt.timedelta(days=workspace.settings.keep_pages_days))


def _span(start: str, end: str) -> Span | None:
    from reedbed.ingest.windows import Span  # noqa: PLC0415 - Arrow is loaded when needed

    if bool(start) != bool(end):
        raise UsageError("--start and --end go together.", hint="reedbed ingest run --help")
    return Span(start=_moment(start), end=_moment(end)) if start else None


def _moment(text: str) -> dt.datetime:
    import datetime as dt  # noqa: PLC0415 - named for types alone elsewhere

    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no moment in ISO 8601.", hint="2026-01-01T00:00:00Z") from error


def _run_page(done: list[RunResult | tuple[Source, ReedbedError]]) -> list[Block]:
    results = [each for each in done if not isinstance(each, tuple)]
    page: list[Block] = []
    if results:
        # Most sources fill a table of their own name.
        named = any(each.table != each.source for each in results)
        cells = [
            (
                each.source,
                *((each.table,) if named else ()),
                *_counts(each.figures),
                short_size(each.figures.size_bytes),
                short_duration(each.seconds),
            )
            for each in results
        ]
        headers = ("source", *(("table",) if named else ()), *_COUNTS, "size", "time")
        page.append(Grid(headers=headers, cells=cells, right=frozenset({*_COUNTS, "size", "time"})))
    page += [line(f"{each[0].name}: {each[1].message}", "bad") for each in done if isinstance(each, tuple)]
    return page


def _counts(figures: Figures) -> list[str]:
    return [f"{getattr(figures, name):,}" for name in _COUNTS]


def _figures(figures: Figures) -> dict[str, int]:
    return {**{name: getattr(figures, name) for name in _COUNTS}, "size_bytes": figures.size_bytes}


def _record_cells(record: RunRecord) -> list[str | Cell]:
    state = Cell(text=record.status, tone=_TONES[record.status])
    counts = [f"{getattr(record.figures, name):,}" for name in _ROWS]
    return [str(record.run), record.source, state, minute(record.started_at), *counts]


def _run_document(done: RunResult | tuple[Source, ReedbedError]) -> dict[str, object]:
    if isinstance(done, tuple):
        source, error = done
        return {"source": source.name, "table": source.table, "error": error.to_dict()}
    newest = done.newest.isoformat() if done.newest else None
    return {
        "run": done.run,
        "source": done.source,
        "table": done.table,
        **_figures(done.figures),
        "seconds": done.seconds,
        "newest": newest,
    }


def _record_document(record: RunRecord) -> dict[str, object]:
    return {
        "run": record.run,
        "source": record.source,
        "table": record.table,
        "status": record.status,
        "started_at": record.started_at.isoformat(),
        "finished_at": record.finished_at.isoformat() if record.finished_at else None,
        **_figures(record.figures),
        "seconds": record.seconds,
        "error": record.error,
    }


@contextmanager
def _progress(session: Session) -> Iterator[Listener | None]:
    """The pages that are known of on a bar, with the rate of rows."""
    begun = time.monotonic()
    with bar(session) as advance:

        def show(told: Progress, show: Advance) -> None:
            rate = f"{told.rows / (time.monotonic() - begun):,.0f} rows/s"
            text = f"{told.source}  {told.rows:,} rows  {short_size(told.size_bytes)}  {rate}"
            show(told.pages, told.pages_known, text)

        yield None if advance is None else lambda told: show(told, advance)
