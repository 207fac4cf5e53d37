"""What a command takes: its JSON document checked, every mistake named with its key, and no value repeated."""

from __future__ import annotations

import datetime as dt
import json
import shlex
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from energy.errors import RequestInvalid
from energy.sources import REQUESTS_PER_MINUTE, STATION
from reedbed import SecretText, Span


def _path(text: object) -> Path:
    if isinstance(text, Path):
        return text
    if not isinstance(text, str) or not text or "\0" in text:
        raise ValueError("a path is a text that is not empty")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError("it begins with the home of a user who is not known here") from error


def _moment(text: object) -> dt.datetime:
    if not isinstance(text, str | dt.datetime):
        raise ValueError("a moment is a text in ISO 8601, like 2026-01-01T00:00:00Z")  # noqa: TRY004 - pydantic's
    try:
        moment = dt.datetime.fromisoformat(text) if isinstance(text, str) else text
    except ValueError as error:
        raise ValueError("it is no moment in ISO 8601, like 2026-01-01T00:00:00Z") from error
    if moment.tzinfo is None:
        raise ValueError("it has no time zone; write 2026-01-01T00:00:00Z or 2026-01-01T02:00:00+02:00")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("it lies before the year 1 or behind the year 9999 in UTC") from error


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        # Reading the port is what checks it.
        there = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        there = False
    if not there or not text.isprintable() or " " in text:
        raise ValueError("it is no http URL, like https://data.fingrid.fi")
    return text


def _key(text: str) -> str:
    if text != text.strip() or not text.isascii() or not text.isprintable():
        raise ValueError("a key is printable ASCII without spaces around it")
    return text


FilePath = Annotated[Path, BeforeValidator(_path)]
Moment = Annotated[dt.datetime, BeforeValidator(_moment)]
Url = Annotated[str, AfterValidator(_url)]
Key = Annotated[str, Field(min_length=1, max_length=1_000, repr=False), AfterValidator(_key)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Station = Annotated[str, BeforeValidator(lambda given: str(given) if type(given) is int else given)]
Name = Annotated[str, Field(min_length=1, max_length=1_000)]


class Request(BaseModel):
    """A command's document: unknown keys and values of another type are refused."""

    # A wrong value is never part of a message: it may be the key.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class FeaturesRequest(Request):
    """`features`: degrees Celsius, and metres a second of wind."""

    temperature_c: Finite
    wind_ms: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class IngestRequest(Request):
    """`ingest`: a workspace, the servers, and the span [start, end), which is read again in full.

    Without a span, each source is read from where it was read to, with its lag, up to this moment.
    """

    workspace_path: FilePath
    fingrid_url: Url
    fmi_url: Url
    api_key: Key
    start: Moment | None = None
    end: Moment | None = None
    requests_per_minute: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] = REQUESTS_PER_MINUTE
    fmisid: Annotated[Station, Field(pattern=r"^\d{1,20}$")] = STATION

    @model_validator(mode="after")
    def _forwards(self) -> IngestRequest:
        if (self.start is None) != (self.end is None):
            raise ValueError("'start' and 'end' go together")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError("'start' is not before 'end'")
        return self

    @property
    def span(self) -> Span | None:
        """The span; None for what is new."""
        return None if self.start is None or self.end is None else Span(start=self.start, end=self.end)

    @property
    def secret(self) -> SecretText:
        """The key, as it may be handed on."""
        return SecretText(self.api_key)


class ArchiveRequest(Request):
    """`archive`: rows of a table that are older than a moment, into a folder or a bucket."""

    workspace_path: FilePath
    table: Name
    before: Moment
    target: Name | None = None


class ModelRequest(Request):
    """`train`, `predict` and `latest`: a workspace, and where predictions are stored when not there."""

    workspace_path: FilePath
    store_url: Name | None = None


class DemoRequest(Request):
    """`demo`: a workspace of its own, and how many days up to which hour; up to this one when left out."""

    workspace_path: FilePath = Path("energy-demo")
    days: Annotated[int, Field(ge=16, le=3_000)] = 60
    end: Moment | None = None


Kind = TypeVar("Kind", bound=Request)


def parse(kind: type[Kind], text: str, command: str) -> Kind:
    """The request in a JSON text. Raises `RequestInvalid` with every mistake."""
    try:
        document = json.loads(text)
        # Half of a surrogate pair is valid JSON and can be neither stored nor named as a file.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise RequestInvalid(f"The argument of {command!r} is no JSON.", hint=example(command)) from error
    if not isinstance(document, dict):
        raise RequestInvalid(f"The argument of {command!r} is not a JSON object.", hint=example(command))
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise _mistakes(kind, error, command) from None


def _mistakes(kind: type[Request], error: ValidationError, command: str) -> RequestInvalid:
    found = [
        _mistake(kind, ".".join(map(str, each["loc"])), each["type"], each["msg"])
        for each in error.errors(include_input=False, include_url=False)
    ]
    return RequestInvalid(
        f"The argument of {command!r} has {len(found)} mistake{'s' if len(found) > 1 else ''}: {'; '.join(found)}.",
        hint=example(command),
        mistakes=found,
        keys=sorted(kind.model_fields),
    )


def _mistake(kind: type[Request], key: str, sort: str, message: str) -> str:
    if sort == "missing":
        return f"{key!r} is missing"
    if sort == "extra_forbidden":
        near = get_close_matches(key, kind.model_fields, n=1)
        return f"{key!r} is no key of it" + (f" (did you mean {near[0]!r}?)" if near else "")
    message = message.removeprefix("Value error, ")
    return f"{key!r}: {message[:1].lower()}{message[1:]}" if key else message


def example(command: str, folder: Path | None = None) -> str:
    """A call of a command to paste, on the workspace in a folder where that is known."""
    given = EXAMPLES[command]
    if folder is not None:
        given = json.dumps(json.loads(given) | {"workspace_path": str(folder)}, ensure_ascii=False)
    return f"python -m energy {command} {given if given.startswith('--') else shlex.quote(given)}"


EXAMPLES = {
    "features": '{"temperature_c": -5, "wind_ms": 10}',
    "ingest": '{"workspace_path": "grid", "fingrid_url": "https://data.fingrid.fi",'
    ' "fmi_url": "https://opendata.fmi.fi", "api_key": "…", "start": "2026-09-01T00:00:00Z",'
    ' "end": "2026-11-01T00:00:00Z"}',
    "archive": '{"workspace_path": "grid", "table": "consumption", "before": "2026-10-25T00:00:00Z"}',
    "train": '{"workspace_path": "grid"}',
    "predict": '{"workspace_path": "grid"}',
    "latest": '{"workspace_path": "grid"}',
    "demo": '{"workspace_path": "energy-demo"}',
    "serve-sources": "--port 8137",
}
