"""Slices of time: what a source is asked for when it answers for a span, and at most so many hours of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import NaiveTime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.ingest.requests import Request

_UNIX: Final = {"unix": 1, "unix_ms": 1_000, "unix_us": 1_000_000}
ISO_Z: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From `start` up to `end`, which is not part of it; both are instants."""

    start: dt.datetime
    end: dt.datetime

    def __post_init__(self) -> None:
        for name, moment in (("start", self.start), ("end", self.end)):
            if moment.tzinfo is None:
                raise NaiveTime(
                    f"The {name} of a span, {moment.isoformat()}, has no time zone.",
                    hint=f"{moment.isoformat()}+00:00",
                )


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The parameters that bound an answer in time.

    `hours` is the most that one request may ask for, 0 for any span. `time_format` is `unix`, `unix_ms`, `unix_us` or a
    format of strftime for an instant in UTC.
    """

    start_parameter: str
    end_parameter: str = ""
    hours: float = 0
    time_format: str = ISO_Z
    in_body: bool = False

    def requests(self, request: Request, span: Span) -> Iterator[Request]:
        """One request per slice, in the order of time."""
        for number, each in enumerate(slices(span, self.hours)):
            params = {self.start_parameter: time_text(each.start, self.time_format)}
            if self.end_parameter:
                params[self.end_parameter] = time_text(each.end, self.time_format)
            yield replace(request.having(params, in_body=self.in_body), window=number)


def slices(span: Span, hours: float) -> Iterator[Span]:
    """Spans of at most so many hours that touch each other; none of an empty span.

    They are cut in UTC, where an hour is an hour on the days on which clocks are changed too.
    """
    start, end = span.start.astimezone(dt.UTC), span.end.astimezone(dt.UTC)
    step = dt.timedelta(hours=hours) if hours else end - start
    while start < end:
        until = min(start + step, end)
        yield Span(start=start, end=until)
        start = until


def time_text(moment: dt.datetime, time_format: str) -> str:
    """An instant as a parameter."""
    moment = moment.astimezone(dt.UTC)
    if time_format in _UNIX:
        return str(int(moment.timestamp() * _UNIX[time_format]))
    return moment.strftime(time_format)
