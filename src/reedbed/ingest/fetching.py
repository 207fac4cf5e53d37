"""Pages over HTTP: sent within the source's pace, tried again where that helps, streamed to disk as they come.

Secrets are put on a request where it is sent and nowhere else: not into what is kept, shown or raised, and not onto
another host that a redirect names.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2

from reedbed.errors import AddressRefused, AnswerBroken, IngestError, SourceRefused, SourceUnreachable
from reedbed.ingest.attempts import Failed
from reedbed.ingest.bodies import ENCODINGS, unpacked
from reedbed.ingest.connections import Connections
from reedbed.ingest.contents import page_content, without_secret
from reedbed.ingest.requests import is_asked_by_http, origin, shown_url, without_params
from reedbed.ingest.retries import Outcome, retry_after, retry_after_seconds
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reedbed.ingest.attempts import Attempts
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page, PageFolder
    from reedbed.ingest.requests import Request
    from reedbed.ingest.windows import Span

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS: Final = 10
SAID_BYTES: Final = 2_000
"""How much of a refusal's body is quoted."""
_BARE_HEADERS: Final = {"accept-encoding": ENCODINGS, "user-agent": f"reedbed/{__version__}"}
"""What another host may be told: a source's own headers can hold a token."""


class Fetcher:
    """Fetches the pages of one source, from several threads; `stop` ends all waiting."""

    def __init__(self, source: Source, folder: PageFolder, attempts: Attempts) -> None:
        self._source = source
        self._folder = folder
        self._attempts = attempts
        self._connections = Connections(source.limits)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def requests(self, span: Span | None) -> Iterator[Request]:
        """The first page of each window."""
        source = self._source
        request = source.request()
        windows = source.window.requests(request, span) if source.window and span else [request]
        return (source.paging.first(each) for each in windows)

    def fetch(self, request: Request, known: Page | None) -> Page:
        """The page that answers a request, kept on disk; `known` when the server says that it has not changed.

        Raises `SourceRefused`, `SourceUnreachable`, `PageTooLarge`, `AddressRefused`, `DiskFull`.
        """
        return self._attempts.until_done(request, lambda: self._attempt(request, known))

    def _attempt(self, request: Request, known: Page | None) -> Page:
        source = self._source
        shown = request.shown(source.secret_params)
        conditions = _conditions(known) if known is not None and request.method == "GET" else {}
        with _translated(shown), self._answer(request, conditions) as answer:
            if answer.status_code == HTTPStatus.NOT_MODIFIED and conditions and known is not None:
                return known
            if answer.status_code != HTTPStatus.OK:
                raise self._refusal(answer, shown)
            content = unpacked(
                answer.iter_raw(),
                answer.headers.get("content-encoding", ""),
                most_bytes=source.limits.page_bytes,
                shown=shown,
            )
            headers = dict(answer.headers)
            content = page_content(
                source,
                content,
                name=urlsplit(request.url).path,
                shown=shown,
                content_type=headers.get("content-type", ""),
            )
            headers["link"] = without_secret(headers.get("link", ""), source.auth)
            return self._folder.keep(request, content, suffix=source.format, url=shown, headers=headers)

    @contextmanager
    def _answer(self, request: Request, conditions: Mapping[str, str]) -> Iterator[httpx2.Response]:
        """The answer, behind all redirects, with its body still to be read."""
        home = origin(self._source.url)
        sent = self._built(request, conditions) if origin(request.target) == home else self._bare(request, home)
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

    def _built(self, request: Request, conditions: Mapping[str, str]) -> httpx2.Request:
        auth = self._source.auth
        headers = {**_BARE_HEADERS, **self._source.headers, **conditions}
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

    def _bare(self, request: Request, home: tuple[object, ...]) -> httpx2.Request:
        """A request for a page that an answer named at another host, which is told no secret."""
        self._guard("names", request.target, home)
        target = without_params(request.target, self._source.secret_params)
        return httpx2.Request("GET", target, headers=dict(_BARE_HEADERS))

    def _guard(self, what: str, target: str, home: tuple[object, ...]) -> None:
        scheme, *_ = origin(target)
        if scheme not in {"http", "https"} or (home[0] == "https" and scheme != "https"):
            shown = shown_url(target, self._source.secret_params)
            raise AddressRefused(
                f"{self._source.name!r} {what} {shown}, which is less safe than where it began.", url=shown
            )

    def _redirected(self, sent: httpx2.Request, answer: httpx2.Response, home: tuple[object, ...]) -> httpx2.Request:
        """The request that a redirect asks for: bare on another host, and never from https to http."""
        no_url = SourceRefused(f"{self._source.name!r} redirects to what is no URL.", source=self._source.name)
        try:
            target = urljoin(str(sent.url), answer.headers["location"])
            is_home = origin(target) == home
        except ValueError:
            raise no_url from None
        self._guard("redirects to", target, home)
        if not is_asked_by_http(target):
            raise no_url
        # A server may repeat all that it was asked in where it sends to.
        target = target if is_home else without_params(target, self._source.secret_params)
        method, body = sent.method, None
        if answer.status_code in {307, 308} and method == "POST":
            body = self._source.body if is_home else None
        elif method == "POST":
            method = "GET"
        headers = dict(sent.headers if is_home else _BARE_HEADERS)
        for name in ("host", "content-length", "content-type", "transfer-encoding"):
            headers.pop(name, None)
        return httpx2.Request(method, target, headers=headers, json=dict(body) if body else None)

    def _refusal(self, answer: httpx2.Response, shown: str) -> Exception:
        status = answer.status_code
        said = self._said(answer)
        message = f"{shown} answered {status} {answer.reason_phrase}{': ' + said if said else ''}"
        now = dt.datetime.now(dt.UTC)
        outcome = Outcome(status=status, retry_after=retry_after(status, answer.headers))
        if not outcome.may_pass:
            return SourceRefused(message, hint=_HINTS.get(status, ""), url=shown, status=status)
        asked = retry_after_seconds(outcome.retry_after, now)
        if asked is not None and asked > self._source.retry.patience_seconds:
            patience = f"{self._source.retry.patience_seconds:g} s, which is the source's patience"
            return SourceUnreachable(
                f"{message} (it asks to come back in {asked:,.0f} s, later than {patience})",
                hint=f"retry: {{patience_seconds: {asked:.0f}}}",
                url=shown,
                status=status,
                seconds=asked,
            )
        return Failed(outcome, message)

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


def _conditions(known: Page) -> dict[str, str]:
    """The headers that ask for a page only if it is another by now (RFC 9110, 13.1)."""
    if "etag" in known.headers:
        return {"if-none-match": known.headers["etag"]}
    if "last-modified" in known.headers:
        return {"if-modified-since": known.headers["last-modified"]}
    return {}


_HINTS: Final = {401: "check the source's auth", 403: "check the source's auth", 404: "check the source's url"}


@contextmanager
def _translated(shown: str) -> Iterator[None]:
    """What the client raises, as an attempt that failed: without its words, which may hold a URL with a secret."""
    try:
        yield
    except AnswerBroken as error:
        raise Failed(Outcome(), error.message, AnswerBroken) from None
    except (httpx2.TimeoutException, httpcore2.TimeoutException) as error:
        raise Failed(Outcome(), f"{shown} was silent for too long ({type(error).__name__}).") from None
    except (httpx2.RemoteProtocolError, httpcore2.RemoteProtocolError, httpx2.ReadError, httpcore2.ReadError):
        raise Failed(Outcome(), f"The answer of {shown} broke off.", AnswerBroken) from None
    except (httpx2.TransportError, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise Failed(Outcome(), f"{shown} cannot be reached ({type(error).__name__}).") from None
    except httpx2.InvalidURL as error:
        raise SourceRefused(f"{shown} is not a URL that can be asked.", url=shown) from error
