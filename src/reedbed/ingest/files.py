"""`sources.yaml`: the declared sources of a workspace.

sources:
  consumption:
    url: https://api.example/datasets/124/data
    table: consumption
    auth: {kind: header, name: x-api-key, secret: "${env:API_KEY}"}
    records: data
    columns:
      timestamp: {path: startTime, type: TIMESTAMPTZ}
      megawatts: {path: value, type: DOUBLE, required: true}
    key: timestamp
    cursor: {column: timestamp, start: 2026-01-01T00:00:00Z, lag: 2 hours}
    window: {start: startTime, end: endTime, hours: 168}
    paging: {kind: page, parameter: page, size_parameter: pageSize, size: 1000, last: pagination.lastPage}
    total: pagination.total
    limits: {requests_per_minute: 10}
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reedbed.errors import SourceInvalid, SourceNotFound, nearest_names
from reedbed.ingest.declaration import MODES, Auth, Column, Cursor, Limits, Source
from reedbed.ingest.decoders import DecoderModules
from reedbed.ingest.fields import Fields
from reedbed.ingest.paging import AfterLast, NextCursor, NextLink, Offset, PageNumber, SinglePage
from reedbed.ingest.retries import RetryPolicy
from reedbed.ingest.windows import ISO_Z, Window
from reedbed.settings.documents import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from reedbed.ingest.decoders import Decoder
    from reedbed.ingest.paging import Paging


def read_sources(file: Path, variables: Mapping[str, str], decoders: DecoderModules | None = None) -> dict[str, Source]:
    """The sources of a file by name; none when there is no file.

    `variables` are what `${env:NAME}` refers to, `decoders` where those are found that it names. Raises `SourceInvalid`
    with file and line.
    """
    if not file.is_file():
        return {}
    document = read_document(file, refusal=SourceInvalid)
    with Fields(document, (), variables) as fields:
        sources = fields.below("sources")
    modules = decoders or DecoderModules(file.parent, ())
    return {name: _source(name, sources.below(name), modules, file.parent) for name in sources.names()}


def chosen(sources: Mapping[str, Source], names: tuple[str, ...]) -> list[Source]:
    """The sources of these names, all when there are none. Raises `SourceNotFound`."""
    for name in names:
        if name not in sources:
            near = nearest_names(name, list(sources))
            hint = f"reedbed ingest run {near[0]}" if near else "reedbed ingest list"
            raise SourceNotFound(f"No source {name!r} is declared.", hint=hint, source=name)
    return [sources[name] for name in names or sources]


def _source(name: str, given: Fields, decoders: DecoderModules, folder: Path) -> Source:
    with given as fields, _told_with_line(fields):
        return Source(
            name=name,
            url=_located(fields.text("url"), folder),
            table=fields.text("table", name),
            columns=_columns(fields.below("columns")) if "columns" in fields else {},
            key=fields.texts("key"),
            format=fields.one_of("format", ("json", "ndjson", "csv", "parquet", "xml"), "json"),
            encoding=fields.text("encoding", ""),
            file=str(fields.file),
            decoder=_decoder(fields, decoders) if "decoder" in fields else None,
            records=fields.text("records", ""),
            method=fields.one_of("method", ("GET", "POST"), "GET"),
            params={key: str(value) for key, value in fields.mapping("params").items()},
            headers={key: str(value) for key, value in fields.mapping("headers").items()},
            body=fields.mapping("body"),
            auth=_auth(fields.below("auth")) if "auth" in fields else None,
            cursor=_cursor(fields.below("cursor")) if "cursor" in fields else None,
            window=_window(fields.below("window")) if "window" in fields else None,
            paging=_paging(fields.below("paging")) if "paging" in fields else SinglePage(),
            total=fields.text("total", ""),
            conditional=fields.flag("conditional", default=True),
            limits=_limits(fields.below("limits")) if "limits" in fields else Limits(),
            retry=_retry(fields.below("retry")) if "retry" in fields else RetryPolicy(),
            drift=fields.one_of("drift", MODES, "quarantine"),
        )


def _decoder(fields: Fields, decoders: DecoderModules) -> Decoder:
    with _told_with_line(fields, "decoder"):
        return decoders.find(fields.text("decoder"))


@contextmanager
def _told_with_line(fields: Fields, name: str = "") -> Iterator[None]:
    """Name file and line, those of the whole source or of one of its fields, where a refusal names none yet."""
    try:
        yield
    except SourceInvalid as error:
        if "line" in error.details:
            raise
        raise fields.refusal(f"cannot be: {error.message}", name, hint=error.hint) from error


def _located(url: str, folder: Path) -> str:
    """A URL, or a path, which counts from the folder of `sources.yaml`."""
    return url if "://" in url else f"{folder}/{url}" if not url.startswith("/") else url


def _columns(columns: Fields) -> dict[str, Column]:
    found = {}
    for name in columns.names():
        if columns.is_text(name):
            found[name] = Column(path=name, type=columns.text(name))
            continue
        with columns.below(name, expected="a type, like BIGINT, or a mapping") as fields:
            found[name] = Column(
                path=fields.text("path", name),
                type=fields.text("type"),
                required=fields.flag("required", default=False),
                drift=fields.one_of("drift", MODES) if "drift" in fields else None,
                format=fields.text("format", ""),
                zone=fields.text("zone", ""),
            )
    return found


def _auth(given: Fields) -> Auth:
    with given as fields:
        kind = fields.one_of("kind", ("bearer", "basic", "header", "query"))
        return Auth(kind=kind, name=fields.text("name", ""), secret=fields.secret("secret"))


def _cursor(given: Fields) -> Cursor:
    with given as fields:
        return Cursor(column=fields.text("column"), start=fields.moment("start"), lag=fields.duration("lag"))


def _window(given: Fields) -> Window:
    with given as fields:
        return Window(
            start_parameter=fields.text("start"),
            end_parameter=fields.text("end", ""),
            hours=fields.number("hours", 0),
            time_format=fields.text("format", ISO_Z),
            in_body=fields.flag("in_body", default=False),
        )


def _paging(given: Fields) -> Paging:
    with given as fields:
        kind = fields.one_of("kind", ("none", "page", "offset", "cursor", "after", "link"))
        if kind == "none":
            return SinglePage()
        size_parameter, size = fields.text("size_parameter", ""), fields.whole("size", 0)
        if kind == "link":
            return NextLink(path=fields.text("path", ""), size_parameter=size_parameter, size=size)
        in_body = fields.flag("in_body", default=False)
        if kind == "page":
            return PageNumber(
                parameter=fields.text("parameter", "page"),
                start=fields.whole("start", 1),
                last=fields.text("last", ""),
                size_parameter=size_parameter,
                size=size,
                in_body=in_body,
            )
        if kind == "offset":
            return Offset(
                parameter=fields.text("parameter", "offset"),
                total=fields.text("total", ""),
                size_parameter=size_parameter or "limit",
                size=size,
                in_body=in_body,
            )
        behind = AfterLast if kind == "after" else NextCursor
        return behind(
            path=fields.text("path"),
            parameter=fields.text("parameter"),
            more=fields.text("more", ""),
            size_parameter=size_parameter,
            size=size,
            in_body=in_body,
        )


def _limits(given: Fields) -> Limits:
    default = Limits()
    with given as fields:
        return Limits(
            requests_per_minute=fields.number("requests_per_minute", default.requests_per_minute),
            parallel=fields.whole("parallel", default.parallel),
            connect_seconds=fields.number("connect_seconds", default.connect_seconds),
            silence_seconds=fields.number("silence_seconds", default.silence_seconds),
            page_bytes=fields.whole("page_bytes", default.page_bytes),
            pages=fields.whole("pages", default.pages),
            private_addresses=fields.flag("private_addresses", default=default.private_addresses),
        )


def _retry(given: Fields) -> RetryPolicy:
    default = RetryPolicy()
    with given as fields:
        return RetryPolicy(
            attempts=fields.whole("attempts", default.attempts),
            first_wait_seconds=fields.number("first_wait_seconds", default.first_wait_seconds),
            longest_wait_seconds=fields.number("longest_wait_seconds", default.longest_wait_seconds),
            patience_seconds=fields.number("patience_seconds", default.patience_seconds),
        )
