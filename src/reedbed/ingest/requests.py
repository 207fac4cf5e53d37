"""One request of a source as a value: what is asked, where it stands in the source's order, and how it may be shown."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HIDDEN: Final = "****"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What is sent for one page.

    `window` and `page` count from 0 and are its place in the source's order, in which a later row wins over an
    earlier one of the same key, whichever arrives first. `params` are added to those that the URL has.
    """

    url: str
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, object] = field(default_factory=dict)
    window: int = 0
    page: int = 0

    @property
    def position(self) -> tuple[int, int]:
        """Its place in the source's order."""
        return self.window, self.page

    @property
    def target(self) -> str:
        """The URL with all its parameters."""
        parts = urlsplit(self.url)
        query = [*parse_qsl(parts.query, keep_blank_values=True), *self.params]
        return urlunsplit(parts._replace(query=urlencode(query)))

    def having(self, params: Mapping[str, str | int], *, in_body: bool = False) -> Request:
        """The request with these parameters in the place of those of the same names.

        In a body, numbers are numbers, and a name leads to a place below others: `variables.after`.
        """
        if in_body:
            body = self.body
            for name, value in params.items():
                body = _placed(body, name.split("."), value)
            return replace(self, body=body)
        parts = urlsplit(self.url)
        kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in params]
        others = [(name, value) for name, value in self.params if name not in params]
        return replace(
            self,
            url=urlunsplit(parts._replace(query=urlencode(kept))),
            params=(*others, *((name, str(value)) for name, value in params.items())),
        )

    def in_body(self, name: str) -> object:
        """A parameter in the body, None when there is none."""
        found: object = self.body
        for step in name.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return found

    def to(self, url: str) -> Request:
        """The request for another URL, which brings its own parameters."""
        return replace(self, url=url, params=())

    @property
    def identity(self) -> str:
        """A hash of what is asked, by which a page that was kept is found again."""
        asked = json.dumps([self.method, self.target, self.body], sort_keys=True, default=str)
        return hashlib.sha256(asked.encode()).hexdigest()

    def shown(self, secret_params: Iterable[str] = ()) -> str:
        """The URL as it may be written down."""
        return shown_url(self.target, secret_params)


def _placed(body: Mapping[str, object], names: Sequence[str], value: object) -> Mapping[str, object]:
    first, *rest = names
    below = body.get(first)
    return {**body, first: _placed(below if isinstance(below, dict) else {}, rest, value) if rest else value}


def is_asked_by_http(url: str) -> bool:
    """Whether a URL can be asked: it is whole, and of HTTP."""
    try:
        url.encode()
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host.isascii():
            # Looking it up does that, and fails for labels that are empty or too long.
            host.encode("idna")
        return parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except ValueError:
        return False


def shown_url(url: str, secret_params: Iterable[str] = ()) -> str:
    """A URL without its fragment, user and password, and without the values of secret parameters."""
    hidden = {name.casefold() for name in secret_params}
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{HIDDEN}@{host}" if "@" in parts.netloc else host
    query = urlencode(
        [
            (name, HIDDEN if name.casefold() in hidden else value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        ],
        safe="*/:",
    )
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def without_params(url: str, names: Iterable[str]) -> str:
    """A URL without its parameters of these names, in any case."""
    gone = {name.casefold() for name in names}
    parts = urlsplit(url)
    found = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in found if name.casefold() not in gone]
    return url if len(kept) == len(found) else urlunsplit(parts._replace(query=urlencode(kept)))


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what a secret may be sent to."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").casefold(), parts.port or default
