"""A source as it is declared: where the rows come from, how they are asked for, and what they become.

Values only. `sources.yaml` is read by `reedbed.ingest.files`; what is declared in Python is the same classes. A source
cannot be built wrong: what contradicts itself raises `SourceInvalid`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from zoneinfo import available_timezones

from reedbed.errors import SourceInvalid
from reedbed.ingest.decoders import decoder_name
from reedbed.ingest.encodings import known_encoding
from reedbed.ingest.paging import SinglePage
from reedbed.ingest.requests import Request, is_asked_by_http
from reedbed.ingest.retries import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.ingest.decoders import Decoder
    from reedbed.ingest.paging import Paging
    from reedbed.ingest.windows import Window
    from reedbed.settings import SecretText

Format: TypeAlias = Literal["json", "ndjson", "csv", "parquet", "xml"]
Drift: TypeAlias = Literal["evolve", "freeze", "quarantine"]
AuthKind: TypeAlias = Literal["bearer", "basic", "header", "query"]

UNIX_FORMATS: Final = ("unix", "unix_ms", "unix_us")
_INSTANTS: Final = frozenset({"TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"})
MODES: Final = ("evolve", "freeze", "quarantine")
NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,62}")
MEGABYTE: Final = 1_000_000
BUCKETS: Final = "s3://"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the table: the path of its value in a record, and its DuckDB type.

    A record in which a required column is missing or NULL is rejected; the columns of a key are always required.
    `drift` is what happens to values that do not fit, where it differs from the source's. Of times, `format` says how
    they are written (`unix`, `unix_ms`, `unix_us`, or a format of strptime) and `zone` where they are meant, when their
    texts have no offset.
    """

    path: str
    type: str
    required: bool = False
    drift: Drift | None = None
    format: str = ""
    zone: str = ""

    def __post_init__(self) -> None:
        kind = self.type.strip().upper()
        if (self.format or self.zone) and not kind.startswith(("TIMESTAMP", "DATE", "TIME")):
            raise SourceInvalid(f"A {kind} has neither format nor zone; times have.", type=self.type)
        if self.zone and (kind not in _INSTANTS or self.format in UNIX_FORMATS):
            raise SourceInvalid("A zone is for texts of TIMESTAMPTZ without an offset.", type=self.type, zone=self.zone)
        if self.zone and self.zone not in available_timezones():
            raise SourceInvalid(f"There is no time zone {self.zone!r}.", hint="zone: Europe/Prague", zone=self.zone)
        if self.format and self.format not in UNIX_FORMATS and "%" not in self.format:
            raise SourceInvalid(
                f"The format {self.format!r} is neither one of {', '.join(UNIX_FORMATS)} nor one of strptime.",
                hint="format: '%d.%m.%Y %H:%M'",
                format=self.format,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Auth:
    """How requests prove who sends them. `name` is the user, the header or the parameter; the secret is never shown."""

    kind: AuthKind
    secret: SecretText
    name: str = ""

    def __post_init__(self) -> None:
        if self.kind != "bearer" and not self.name:
            what = {"basic": "user", "header": "header", "query": "parameter"}[self.kind]
            raise SourceInvalid(f"Authentication of kind {self.kind!r} needs the name of the {what}.", kind=self.kind)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """Up to where a source was read: the newest value of a time column.

    The next run begins `lag` before it, since late corrections arrive there, and the first one at `start`.
    """

    column: str
    start: dt.datetime
    lag: dt.timedelta = dt.timedelta(0)

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise SourceInvalid(
                f"The start of the cursor, {self.start.isoformat()}, has no time zone.",
                hint=f"{self.start.isoformat()}+00:00",
            )
        if self.lag < dt.timedelta(0):
            raise SourceInvalid(f"The lag of the cursor is negative: {self.lag}.", lag=str(self.lag))


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a source may cost: requests a minute, connections, seconds, bytes of one page when unpacked, and pages."""

    requests_per_minute: float = 0
    parallel: int = 8
    connect_seconds: float = 10.0
    silence_seconds: float = 30.0
    page_bytes: int = 2_000 * MEGABYTE
    pages: int = 100_000
    private_addresses: bool = True

    def __post_init__(self) -> None:
        for name in ("parallel", "connect_seconds", "silence_seconds", "page_bytes", "pages"):
            if getattr(self, name) <= 0:
                raise SourceInvalid(f"{name} is {getattr(self, name)}; it has to be more than 0.", limit=name)
        if self.requests_per_minute < 0:
            raise SourceInvalid("requests_per_minute is negative; 0 is no limit.", limit="requests_per_minute")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One declared source.

    `records` is the dotted path of the list of records in an answer, empty when the answer is the list. `columns` are
    the table's, in order; without any, each field of the first answer becomes one, and these are kept. Rows of a `key`
    that the table has are replaced, and of several the last in the source's order counts; a source without a key makes
    the table what it answers. `total` is the path of the number of records that the API says there are, which is
    compared with what came. `encoding` is that of JSON and CSV, where it is not UTF-8. `file` is where the source was
    declared. `drift` is what happens to records that do not fit: `freeze` fails the run, `quarantine`
    keeps them aside, `evolve` widens the column, and adds one for a new field. `decoder` takes pages apart that no
    format here describes; then a column's path is the name of a column of what it yields.
    """

    name: str
    url: str
    table: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    format: Format = "json"
    encoding: str = ""
    decoder: Decoder | None = None
    records: str = ""
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    auth: Auth | None = None
    cursor: Cursor | None = None
    window: Window | None = None
    paging: Paging = field(default_factory=SinglePage)
    total: str = ""
    conditional: bool = True
    limits: Limits = field(default_factory=Limits)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    drift: Drift = "quarantine"
    file: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise SourceInvalid(f"Source {self.name!r}: {problem}", source=self.name)

    def _problems(self) -> list[str]:
        found = []
        if not NAME.fullmatch(self.name):
            found.append("a name is lower-case letters, digits, - and _, and begins with a letter.")
        if not self.key and self.cursor is not None:
            found.append("a cursor needs a key, since rows near it are read again.")
        found += self._column_problems()
        if self.window is not None and self.cursor is None:
            found.append("a window needs a cursor, which says from where.")
        if self.method not in {"GET", "POST"}:
            found.append(f"its method is {self.method!r}; GET and POST are sent.")
        if self.decoder is not None and (self.records or self.total or self.paging.paths):
            found.append("a decoder finds the records itself, and states no total and no paging.")
        if self.format == "xml" and self.decoder is None and not self.records:
            found.append("the records of XML need their path, from the root.")
        if self.body and self.method != "POST":
            found.append("a body is sent with method POST.")
        if self.encoding and (self.format in {"xml", "parquet"} or not known_encoding(self.encoding)):
            what = f"of {self.format} says itself" if known_encoding(self.encoding) else "is not one that is read here"
            found.append(f"its encoding, {self.encoding!r}, {what}.")
        if self.is_remote and not is_asked_by_http(self.url):
            found.append("its url cannot be asked: it has no host, or a host or port that cannot be.")
        return found if self.is_remote else [*found, *self._file_problems()]

    def _column_problems(self) -> list[str]:
        columns = ", ".join(self.columns)
        named = [*self.key, *([self.cursor.column] if self.cursor else [])]
        missing = [name for name in named if name not in self.columns]
        found = [f"{missing[0]!r} is not one of its columns: {columns}."] if missing and self.columns else []
        if len({name.casefold() for name in self.columns}) < len(self.columns):
            found.append(f"two of its columns differ in case alone: {columns}.")
        return found

    def _file_problems(self) -> list[str]:
        """What contradicts itself in a source of files."""
        found = []
        asked = (self.auth, self.params, self.headers, self.body, self.window, self.paging.paths)
        if self.method != "GET" or any(asked) or self.paging != SinglePage():
            found.append("files take no auth, params, headers, body, window and paging; every file is a page.")
        if not self.limits.private_addresses and not self.is_in_bucket:
            found.append("files of this machine are private, and limits: private_addresses is false.")
        scheme, separator, _ = self.url.partition("://")
        if separator and scheme.casefold() not in {"file", "s3"}:
            found.append(f"its URL begins with {scheme}://; http, https, s3, file and paths are read.")
        return found

    @property
    def is_remote(self) -> bool:
        """Whether requests are sent for it, in distinction from files of this machine."""
        return self.url.casefold().startswith(("http://", "https://"))

    @property
    def is_in_bucket(self) -> bool:
        """Whether it reads objects of a bucket."""
        return self.url.casefold().startswith(BUCKETS)

    def mode_of(self, column: str) -> Drift:
        """What happens to values that do not fit a column."""
        return self.columns[column].drift or self.drift

    @property
    def secret_params(self) -> tuple[str, ...]:
        """The parameters whose values are not shown."""
        return (self.auth.name,) if self.auth is not None and self.auth.kind == "query" else ()

    @property
    def fingerprint(self) -> str:
        """A hash of what is asked and what it becomes, without the secret and without limits and retries."""
        what = (self.url, self.table, self.columns, self.key, self.format, self.records, self.method, self.params)
        decoder = decoder_name(self.decoder) if self.decoder else None
        cursor = self.cursor.column if self.cursor else None
        how = (self.encoding, self.body, decoder, self.window, self.paging, self.total, cursor)
        return hashlib.sha256(repr((*what, *how)).encode()).hexdigest()

    @property
    def again(self) -> str:
        """How it is run again: by a command where a file declares it, and in Python elsewhere."""
        return f"reedbed ingest run {self.name}" if self.file else "run_source(store, source, folder)"

    def request(self) -> Request:
        """What is asked for, before window and page, and without secrets."""
        return Request(url=self.url, method=self.method, params=tuple(self.params.items()), body=dict(self.body))
