"""What the ledger knows of ingest: runs, their pages, how far sources were read, and what did not fit."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclass fields are read at run time by documentation tools
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - dataclass fields are read at run time by documentation tools
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import pyarrow as pa

from reedbed.errors import RunNotFound
from reedbed.ingest.pages import Page
from reedbed.sql import LEDGER_SCHEMA, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.windows import Span

Status: TypeAlias = Literal["running", "done", "failed"]
_RUN: Final = (
    "run, source, table_name, declaration, replay_of, status, span_start, span_end, started_at, finished_at, "
    "read_rows, new_rows, changed_rows, same_rows, rejected_rows, page_count, size_bytes, seconds, table_version, error"
)
_HEADERS: Final = pa.map_(pa.string(), pa.string())
_PAGE: Final = "window_number, page_number, request, url, file, sha256, size_bytes, headers, fetched_at"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What a run did: records read, and what became of them; those with one key count once, except in `read`."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    pages: int = 0
    size_bytes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRecord:
    """One run as the ledger has it."""

    run: int
    source: str
    table: str
    declaration: str
    replay_of: int | None
    status: Status
    span_start: dt.datetime | None
    span_end: dt.datetime | None
    started_at: dt.datetime
    finished_at: dt.datetime | None
    figures: Figures
    seconds: float | None
    table_version: int | None
    error: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CursorRecord:
    """How far a source was read: the newest value of its time column, and when that was read."""

    source: str
    column: str
    newest: dt.datetime
    run: int
    read_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectedRecord:
    """A record that did not fit, with the page that it came in and its place there, counted from 0."""

    run: int
    source: str
    reason: str
    url: str
    place: int
    raw: str


class IngestRecords:
    """The ledger's tables of ingest in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _table(self, name: str) -> str:
        return self._database.qualified(LEDGER_SCHEMA, name)

    def begin(
        self, transaction: Transaction, source: Source, span: Span | None, *, replay_of: int | None = None
    ) -> int:
        """Note that a run starts; returns its number."""
        sequence = literal(self._table("ingest_run_numbers"))
        run = int(transaction.rows(f"SELECT nextval({sequence})")[0][0])
        bounds = (span.start, span.end) if span else (None, None)
        transaction.execute(
            f"INSERT INTO {self._table('ingest_runs')} (run, source, table_name, declaration, replay_of, status, "
            "span_start, span_end, started_at) VALUES (?, ?, ?, ?, ?, 'running', ?, ?, now())",
            [run, source.name, source.table, source.fingerprint, replay_of, *bounds],
        )
        return run

    def keep(self, transaction: Transaction, run: int, pages: Iterable[tuple[Page, str]], folder: Path) -> None:
        """Name pages, each with the identity of its request."""
        rows = [(page, identity, str(page.file.relative_to(folder))) for page, identity in pages]
        table = pa.table(
            {
                "window_number": pa.array([page.window for page, _, _ in rows], pa.int32()),
                "page_number": pa.array([page.page for page, _, _ in rows], pa.int32()),
                "request": pa.array([identity for _, identity, _ in rows], pa.string()),
                "url": pa.array([page.url for page, _, _ in rows], pa.string()),
                "file": pa.array([file for _, _, file in rows], pa.string()),
                "sha256": pa.array([page.sha256 for page, _, _ in rows], pa.string()),
                "size_bytes": pa.array([page.size_bytes for page, _, _ in rows], pa.int64()),
                "headers": pa.array([list(page.headers.items()) for page, _, _ in rows], _HEADERS),
                "fetched_at": pa.array([page.fetched_at for page, _, _ in rows], pa.timestamp("us", "UTC")),
            }
        )
        with transaction.relation(table) as given:
            transaction.execute(
                f"INSERT OR REPLACE INTO {self._table('ingest_pages')} (run, {_PAGE})"
                f" SELECT {run}, {_PAGE} FROM {given}"
            )

    def pages(self, run: int, folder: Path) -> dict[str, Page]:
        """The kept pages of a run that are there, by the identity of their requests."""
        rows = self._database.rows(
            f"SELECT {_PAGE} FROM {self._table('ingest_pages')} WHERE run = {run} ORDER BY window_number, page_number"
        )
        found = {str(row[2]): _page(row, folder) for row in rows}
        return {identity: page for identity, page in found.items() if page.file.is_file()}

    def runs_before(self, ended: dt.datetime, begun: dt.datetime) -> tuple[int, ...]:
        """Runs with pages that ended before one moment, or never ended and were begun before it and another one.

        The newest of each source that ended well is not among them.
        """
        rows = self._database.rows(
            f"SELECT run FROM {self._table('ingest_runs')} WHERE coalesce(finished_at, started_at) < ?"
            f" AND (status <> 'running' OR started_at < ?) AND run IN (SELECT run FROM {self._table('ingest_pages')})"
            f" AND run NOT IN (SELECT max(run) FROM {self._table('ingest_runs')}"
            " WHERE status = 'done' AND replay_of IS NULL GROUP BY source) ORDER BY run",
            [ended, begun],
        )
        return tuple(int(row[0]) for row in rows)

    def files(self, *, without: Sequence[int] = ()) -> set[str]:
        """The files that runs name, below the folder of pages, but for those that only `without` name."""
        where = f" WHERE run NOT IN ({', '.join(map(str, without))})" if without else ""
        return {str(row[0]) for row in self._database.rows(f"SELECT file FROM {self._table('ingest_pages')}{where}")}

    def forget_pages(self, transaction: Transaction, run: int) -> None:
        """Name the pages of a run no more."""
        transaction.execute(f"DELETE FROM {self._table('ingest_pages')} WHERE run = {run}")

    def distrust(self, transaction: Transaction, run: int, file: str = "") -> None:
        """Name the pages of a failed run no more, or one of them, nor any other unfinished run's that it had them from.

        The next run would take them over, and fail as this one did.
        """
        pages, runs = self._table("ingest_pages"), self._table("ingest_runs")
        files = literal(file) if file else f"SELECT file FROM {pages} WHERE run = {run}"
        unfinished = f"SELECT run FROM {runs} WHERE status <> 'done'"
        transaction.execute(f"DELETE FROM {pages} WHERE file IN ({files}) AND run IN ({unfinished})")

    def finish(
        self,
        transaction: Transaction,
        run: int,
        figures: Figures,
        *,
        seconds: float,
        version: int | None,
        newest: dt.datetime | None,
    ) -> None:
        """Note what a run did, and the newest value that it read of its source's time column."""
        transaction.execute(
            f"UPDATE {self._table('ingest_runs')} SET status = 'done', finished_at = now(), read_rows = ?, "
            "new_rows = ?, changed_rows = ?, same_rows = ?, rejected_rows = ?, page_count = ?, size_bytes = ?, "
            "seconds = ?, table_version = ?, newest = ?, error = NULL WHERE run = ?",
            [
                figures.read,
                figures.new,
                figures.changed,
                figures.same,
                figures.rejected,
                figures.pages,
                figures.size_bytes,
                seconds,
                version,
                newest,
                run,
            ],
        )

    def fail(self, transaction: Transaction, run: int, error: str) -> None:
        """Note why a run ended; its pages stay for the next one."""
        transaction.execute(
            f"UPDATE {self._table('ingest_runs')} SET status = 'failed', finished_at = now(), error = ? WHERE run = ?",
            [error, run],
        )

    def runs(self, source: str | None = None, *, most: int = 1_000) -> list[RunRecord]:
        """The runs, newest first."""
        where = f" WHERE source = {literal(source)}" if source is not None else ""
        rows = self._database.rows(
            f"SELECT {_RUN} FROM {self._table('ingest_runs')}{where} ORDER BY run DESC LIMIT {most}"
        )
        return [_run(row) for row in rows]

    def run(self, number: int) -> RunRecord:
        """One run. Raises `RunNotFound`."""
        rows = self._database.rows(f"SELECT {_RUN} FROM {self._table('ingest_runs')} WHERE run = {number}")
        if not rows:
            raise RunNotFound(f"There is no ingest run {number}.", hint="reedbed ingest status", run=number)
        return _run(rows[0])

    def cursor(self, source: str) -> CursorRecord | None:
        """How far a source was read, None when it never was."""
        rows = self._database.rows(
            f"SELECT source, column_name, newest, run, read_at FROM {self._table('ingest_cursors')} "
            f"WHERE source = {literal(source)}"
        )
        if not rows:
            return None
        name, column, newest, run, read_at = rows[0]
        return CursorRecord(source=name, column=column, newest=newest, run=run, read_at=read_at)

    def advance(self, transaction: Transaction, source: str, column: str, newest: dt.datetime, run: int) -> None:
        """Move a source's cursor forward; it never goes back, whichever of two runs ends last."""
        transaction.execute(
            f"INSERT INTO {self._table('ingest_cursors')} VALUES (?, ?, ?, ?, now()) ON CONFLICT (source) DO UPDATE "
            "SET column_name = excluded.column_name, newest = greatest(newest, excluded.newest), run = excluded.run, "
            "read_at = excluded.read_at",
            [source, column, newest, run],
        )

    def quarantine(self, transaction: Transaction, run: int, source: str, table: str, rows: str) -> None:
        """Keep what did not fit; `rows` yields window, page, place, reason and raw text."""
        transaction.execute(f"DELETE FROM {self._table('quarantine')} WHERE run = {run}")
        transaction.execute(
            f"INSERT INTO {self._table('quarantine')} SELECT {run}, {literal(source)}, {literal(table)}, * FROM {rows}"
        )

    def rejected(self, source: str | None = None, *, most: int = 1_000) -> list[RejectedRecord]:
        """The records that did not fit, of the newest run first."""
        where = f" WHERE source = {literal(source)}" if source is not None else ""
        rows = self._database.rows(
            f"SELECT run, source, reason, url, place, raw FROM {self._table('quarantine')} LEFT JOIN"
            f" (SELECT run, window_number, page_number, url FROM {self._table('ingest_pages')}) AS pages"
            f" USING (run, window_number, page_number){where}"
            f" ORDER BY run DESC, window_number, page_number, place LIMIT {most}"
        )
        return [
            RejectedRecord(run=run, source=name, reason=reason, url=url or "", place=place, raw=raw)
            for run, name, reason, url, place, raw in rows
        ]


def _run(row: tuple[Any, ...]) -> RunRecord:
    read, new, changed, same, rejected, pages, size = (int(value or 0) for value in row[10:17])
    figures = Figures(read=read, new=new, changed=changed, same=same, rejected=rejected, pages=pages, size_bytes=size)
    return RunRecord(
        run=row[0],
        source=row[1],
        table=row[2],
        declaration=row[3],
        replay_of=row[4],
        status=row[5],
        span_start=row[6],
        span_end=row[7],
        started_at=row[8],
        finished_at=row[9],
        figures=figures,
        seconds=row[17],
        table_version=row[18],
        error=row[19],
    )


def _page(row: tuple[Any, ...], folder: Path) -> Page:
    window, page, _, url, file, sha256, size, headers, fetched_at = row
    return Page(
        file=folder / file,
        url=url,
        window=window,
        page=page,
        sha256=sha256,
        size_bytes=size,
        headers=dict(headers or {}),
        fetched_at=fetched_at,
    )
