"""Pages over HTTP: sent within the source's pace, tried again where that helps, streamed to disk as they come.

Secrets are put on a request where it is sent and nowhere else: not into what is kept, shown or raised, and not onto
another host that a redirect names.
"""

from __future__ import annotations

import datetime as dt
import random
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

import httpcore2
import httpx2

from reedbed.errors import AddressRefused, AnswerBroken, IngestError, SourceRefused, SourceUnreachable
from reedbed.ingest.bodies import ENCODINGS, unpacked
from reedbed.ingest.connections import Connections
from reedbed.ingest.requests import origin, shown_url
from reedbed.ingest.retries import Outcome
from reedbed.version import __version__

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pace import Pace
    from reedbed.ingest.pages import Page, PageFolder
    from reedbed.ingest.requests import Request

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS: Final = 10
SAID_BYTES: Final = 2_000
"""How much of a refusal's body is quoted."""


class _Failed(Exception):
    """An attempt that failed in a way that may pass."""

    def __init__(self, outcome: Outcome, message: str, kind: type[SourceUnreachable] = SourceUnreachable) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.kind = kind


class Fetcher:
    """Fetches the pages of one source, from several threads; `stop` ends all waiting."""

    def __init__(self, source: Source, folder: PageFolder, pace: Pace, stop: threading.Event) -> None:
        self._source = source
        self._folder = folder
        self._pace = pace
        self._stop = stop
        self._connections = Connections(source.limits)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def fetch(self, request: Request) -> Page:
        """The page that answers a request, kept on disk.

        Raises `SourceRefused`, `SourceUnreachable`, `PageTooLarge`, `AddressRefused`, `DiskFull`.
        """
        attempt = 1
        while True:
            self._wait(self._pace.delay())
            try:
                return self._attempt(request)
            except _Failed as failed:
                wait = self._source.retry.wait_seconds(
                    attempt,
                    failed.outcome,
                    now=dt.datetime.now(dt.UTC),
                    chance=random.random(),  # noqa: S311 - spreads clients, keeps no secret
                )
                if wait is None:
                    raise self._given_up(request, failed, attempt) from failed.__cause__
                if failed.outcome.retry_after:
                    self._pace.hold(wait)
            self._wait(wait)
            attempt += 1

    def _wait(self, seconds: float) -> None:
        if self._stop.wait(seconds) if seconds > 0 else self._stop.is_set():
            raise IngestError(f"The run of {self._source.name!r} was stopped.", source=self._source.name)

    def _attempt(self, request: Request) -> Page:
        source = self._source
        shown = request.shown(source.secret_params)
        with _translated(shown), self._answer(request) as answer:
            if answer.status_code != HTTPStatus.OK:
                raise self._refusal(answer, shown)
            content = unpacked(
                answer.iter_raw(),
                answer.headers.get("content-encoding", ""),
                most_bytes=source.limits.page_bytes,
                shown=shown,
            )
            return self._folder.keep(request, content, suffix=source.format, url=shown, headers=dict(answer.headers))

    @contextmanager
    def _answer(self, request: Request) -> Iterator[httpx2.Response]:
        """The answer, behind all redirects, with its body still to be read."""
        sent = self._built(request)
        home = origin(request.target)
        for _ in range(MOST_REDIRECTS):
            answer = self._connections.send(sent)
            try:
                if answer.status_code not in REDIRECTS or "location" not in answer.headers:
                    yield answer
                    return
                sent = self._redirected(sent, answer, home)
            finally:
                answer.close()
        raise SourceRefused(f"{request.shown(self._source.secret_params)} redirects without an end.")

    def _built(self, request: Request) -> httpx2.Request:
        auth = self._source.auth
        headers = {
            "accept-encoding": ENCODINGS,
            "user-agent": f"reedbed/{__version__}",
            **self._source.headers,
        }
        url = request.target
        basic = None
        if auth is not None and auth.kind == "query":
            url = request.having({auth.name: auth.secret.reveal()}).target
        elif auth is not None and auth.kind == "header":
            headers[auth.name] = auth.secret.reveal()
        elif auth is not None and auth.kind == "bearer":
            headers["authorization"] = f"Bearer {auth.secret.reveal()}"
        elif auth is not None:
            basic = httpx2.BasicAuth(auth.name, auth.secret.reveal())
        sent = httpx2.Request(request.method, url, headers=headers, json=dict(request.body) if request.body else None)
        return next(basic.auth_flow(sent)) if basic is not None else sent

    def _redirected(self, sent: httpx2.Request, answer: httpx2.Response, home: tuple[object, ...]) -> httpx2.Request:
        """The request that a redirect asks for: bare on another host, and never from https to http."""
        target = urljoin(str(sent.url), answer.headers["location"])
        shown = shown_url(target, self._source.secret_params)
        scheme, *_ = origin(target)
        if scheme not in {"http", "https"} or (home[0] == "https" and scheme != "https"):
            raise AddressRefused(
                f"{self._source.name!r} redirects to {shown}, which is less safe than where it began.", url=shown
            )
        method, body = sent.method, None
        if answer.status_code in {307, 308} and method == "POST":
            body = self._source.body if origin(target) == home else None
        elif method == "POST":
            method = "GET"
        headers = dict(sent.headers) if origin(target) == home else self._bare_headers()
        for name in ("host", "content-length", "content-type", "transfer-encoding"):
            headers.pop(name, None)
        return httpx2.Request(method, target, headers=headers, json=dict(body) if body else None)

    def _bare_headers(self) -> dict[str, str]:
        """What another host may be told: a source's own headers can hold a token."""
        return {"accept-encoding": ENCODINGS, "user-agent": f"reedbed/{__version__}"}

    def _refusal(self, answer: httpx2.Response, shown: str) -> Exception:
        status = answer.status_code
        said = self._said(answer)
        message = f"{shown} answered {status} {answer.reason_phrase}{': ' + said if said else ''}"
        outcome = Outcome(status=status, retry_after=answer.headers.get("retry-after", ""))
        if self._source.retry.wait_seconds(0, outcome, now=dt.datetime.now(dt.UTC), chance=0) is None:
            return SourceRefused(message, hint=_HINTS.get(status, ""), url=shown, status=status)
        return _Failed(outcome, message)

    def _said(self, answer: httpx2.Response) -> str:
        """The beginning of a refusal's body, on one line, without the secret, which servers like to repeat."""
        taken = bytearray()
        content = unpacked(
            answer.iter_raw(), answer.headers.get("content-encoding", ""), most_bytes=1 << 20, shown="the refusal"
        )
        # What cannot be read of a refusal makes it no less a refusal.
        with suppress(IngestError):
            for chunk in content:
                taken += chunk
                if len(taken) >= SAID_BYTES:
                    break
        text = " ".join(taken[:SAID_BYTES].decode("utf-8", "replace").split())
        secret = self._source.auth.secret.reveal() if self._source.auth is not None else ""
        return text.replace(secret, "****") if secret else text

    def _given_up(self, request: Request, failed: _Failed, attempt: int) -> SourceUnreachable:
        times = "once" if attempt == 1 else f"{attempt} times"
        return failed.kind(
            f"{failed} (tried {times})",
            hint=f"reedbed ingest run {self._source.name}",
            source=self._source.name,
            url=request.shown(self._source.secret_params),
            status=failed.outcome.status,
            attempts=attempt,
        )


_HINTS: Final = {401: "check the source's auth", 403: "check the source's auth", 404: "check the source's url"}


@contextmanager
def _translated(shown: str) -> Iterator[None]:
    """What the client raises, as an attempt that failed: without its words, which may hold a URL with a secret."""
    try:
        yield
    except AnswerBroken as error:
        raise _Failed(Outcome(), error.message, AnswerBroken) from None
    except (httpx2.TimeoutException, httpcore2.TimeoutException) as error:
        raise _Failed(Outcome(), f"{shown} was silent for too long ({type(error).__name__}).") from None
    except (httpx2.RemoteProtocolError, httpcore2.RemoteProtocolError, httpx2.ReadError, httpcore2.ReadError):
        raise _Failed(Outcome(), f"The answer of {shown} broke off.", AnswerBroken) from None
    except (httpx2.TransportError, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise _Failed(Outcome(), f"{shown} cannot be reached ({type(error).__name__}).") from None
    except httpx2.InvalidURL as error:
        raise SourceRefused(f"{shown} is not a URL that can be asked.", url=shown) from error
