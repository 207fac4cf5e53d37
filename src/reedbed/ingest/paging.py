"""How an API divides its answer into pages: which requests follow from the answers that came.

Decisions are functions of facts. A kind of paging says which values of an answer it has to know (`paths`), and what to
ask for next. Where an answer states how many pages there are, all others are asked for at once; where it does not, one
page follows another. An answer that is shorter than what was asked for is no end: servers cap page sizes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Protocol
from urllib.parse import urljoin

from reedbed.errors import PagingEndless
from reedbed.ingest.page_facts import is_nothing, whole_number
from reedbed.ingest.requests import is_asked_by_http
from reedbed.ingest.surrogates import with_halves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reedbed.ingest.page_facts import PageFacts
    from reedbed.ingest.requests import Request


class Paging(Protocol):
    """One way to go through pages."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Dotted paths of values in an answer that `following` looks at."""
        ...

    def needs_rows(self, stated: Mapping[str, object]) -> bool:
        """Whether `following` has to know how many records a page has, which costs time."""
        ...

    def first(self, request: Request) -> Request:
        """The request for the first page."""
        ...

    @property
    def last_path(self) -> str:
        """The path of a value of the last record that `following` looks at; empty for none."""
        ...

    def following(self, request: Request, facts: PageFacts) -> Iterable[Request]:
        """The requests that follow from the answer to `request` and were not asked for yet.

        An answer can state any number of them. Raises `PagingEndless` for one that leads nowhere.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class SinglePage:
    """The whole answer is one page."""

    paths: tuple[str, ...] = ()
    last_path: ClassVar[str] = ""

    def needs_rows(self, stated: Mapping[str, object]) -> bool:  # noqa: ARG002 - the protocol's
        """No."""
        return False

    def first(self, request: Request) -> Request:
        """The request as it is."""
        return request

    def following(self, request: Request, facts: PageFacts) -> tuple[Request, ...]:  # noqa: ARG002 - the protocol's
        """None."""
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PageNumber:
    """Pages by number: `page=1`, then `page=2`, and so on.

    `last` is the path of the number of the last page. Without it, or where an answer lacks it, pages are asked for one
    after the other until one is empty.
    """

    parameter: str = "page"
    start: int = 1
    size_parameter: str = ""
    size: int = 0
    last: str = ""
    in_body: bool = False
    last_path: ClassVar[str] = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The number of the last page."""
        return (self.last,) if self.last else ()

    def needs_rows(self, stated: Mapping[str, object]) -> bool:
        """Where the number of the last page is not stated: an empty page is the last one then."""
        return not self.last or whole_number(stated.get(self.last)) is None

    def first(self, request: Request) -> Request:
        """The first page."""
        return self._numbered(_sized(request, self.size_parameter, self.size, in_body=self.in_body), 0)

    def following(self, request: Request, facts: PageFacts) -> Iterable[Request]:
        """All others where their number is stated, also when it has grown meanwhile; otherwise the next one."""
        last = whole_number(facts.stated.get(self.last)) if self.last else None
        if last is not None:
            return (self._numbered(request, page) for page in range(facts.known_pages, last - self.start + 1))
        if facts.rows == 0 or request.page + 1 < facts.known_pages:
            return ()
        return (self._numbered(request, request.page + 1),)

    def _numbered(self, request: Request, page: int) -> Request:
        params = {self.parameter: self.start + page}
        return replace(request.having(params, in_body=self.in_body), page=page)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offset:
    """Pages by the number of rows before them: `offset=0`, then `offset=100`, and so on.

    The step is what the first page brought, since a server may cap the limit that was asked for. `total` is the path of
    the number of all rows; without it pages are asked for one after the other until one is empty.
    """

    parameter: str = "offset"
    size_parameter: str = "limit"
    size: int = 0
    total: str = ""
    in_body: bool = False
    last_path: ClassVar[str] = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The number of all rows."""
        return (self.total,) if self.total else ()

    def needs_rows(self, stated: Mapping[str, object]) -> bool:  # noqa: ARG002 - the protocol's
        """Yes: they are the step."""
        return True

    def first(self, request: Request) -> Request:
        """The first page."""
        return self._from(_sized(request, self.size_parameter, self.size, in_body=self.in_body), 0, 0)

    def following(self, request: Request, facts: PageFacts) -> Iterable[Request]:
        """All others where the number of rows is stated, and otherwise the next one."""
        if not facts.rows:
            return ()
        begun = self._offset(request)
        total = whole_number(facts.stated.get(self.total)) if self.total else None
        if total is None or request.page > 0:
            end = begun + facts.rows
            is_newest = request.page + 1 == facts.known_pages
            more = is_newest and (total is None or end < total)
            return (self._from(request, request.page + 1, end),) if more else ()
        offsets = range(facts.rows, total, facts.rows)
        return (self._from(request, page, offset) for page, offset in enumerate(offsets, 1))

    def _offset(self, request: Request) -> int:
        found = request.in_body(self.parameter) if self.in_body else dict(request.params).get(self.parameter)
        return int(str(found or 0))

    def _from(self, request: Request, page: int, offset: int) -> Request:
        return replace(request.having({self.parameter: offset}, in_body=self.in_body), page=page)


@dataclass(frozen=True, kw_only=True, slots=True)
class NextCursor:
    """Each answer holds a token, at `path`, that asks for the page behind it; the last one holds none.

    Some hold one in the last answer too, and say at `more` whether there is a page behind it.
    """

    path: str
    parameter: str
    size_parameter: str = ""
    size: int = 0
    in_body: bool = False
    more: str = ""
    last_path: ClassVar[str] = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The token, and whether it leads anywhere."""
        return (self.path, self.more) if self.more else (self.path,)

    def needs_rows(self, stated: Mapping[str, object]) -> bool:  # noqa: ARG002 - the protocol's
        """No."""
        return False

    def first(self, request: Request) -> Request:
        """The request without a token."""
        return _sized(request, self.size_parameter, self.size, in_body=self.in_body)

    def following(self, request: Request, facts: PageFacts) -> tuple[Request, ...]:
        """The page behind this one."""
        token = facts.stated.get(self.path)
        if _says_no(facts.stated, self.more):
            return ()
        if is_nothing(token) and self.more in facts.stated:
            raise PagingEndless(f"{facts.shown} says at {self.more!r} that more follows, and has no {self.path!r}.")
        if is_nothing(token):
            return ()
        params = {self.parameter: _sendable(token, self.path, facts)}
        return (replace(request.having(params, in_body=self.in_body), page=request.page + 1),)


@dataclass(frozen=True, kw_only=True, slots=True)
class AfterLast:
    """The value at `path` in the last record asks for the page behind it, until one is empty or `more` says no."""

    path: str
    parameter: str
    more: str = ""
    size_parameter: str = ""
    size: int = 0
    in_body: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """Whether there is more."""
        return (self.more,) if self.more else ()

    @property
    def last_path(self) -> str:
        """What the next page is asked for by."""
        return self.path

    def needs_rows(self, stated: Mapping[str, object]) -> bool:
        """Unless the answer says that it is the last one: only a page without records has no last one."""
        return not _says_no(stated, self.more)

    def first(self, request: Request) -> Request:
        """The request without a value."""
        return _sized(request, self.size_parameter, self.size, in_body=self.in_body)

    def following(self, request: Request, facts: PageFacts) -> tuple[Request, ...]:
        """The page behind this one."""
        if facts.rows == 0 or _says_no(facts.stated, self.more):
            return ()
        if is_nothing(facts.last):
            raise PagingEndless(f"The last record of {facts.shown} has no {self.path!r} to ask for the next page by.")
        params = {self.parameter: _sendable(facts.last, self.path, facts)}
        behind = request.having(params, in_body=self.in_body)
        return (replace(behind, page=request.page + 1),)


@dataclass(frozen=True, kw_only=True, slots=True)
class NextLink:
    """Each answer holds the URL of the page behind it: at `path`, or in its Link header when there is no path."""

    path: str = ""
    size_parameter: str = ""
    size: int = 0
    last_path: ClassVar[str] = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The URL."""
        return (self.path,) if self.path else ()

    def needs_rows(self, stated: Mapping[str, object]) -> bool:  # noqa: ARG002 - the protocol's
        """No."""
        return False

    def first(self, request: Request) -> Request:
        """The request as it is."""
        return _sized(request, self.size_parameter, self.size, in_body=False)

    def following(self, request: Request, facts: PageFacts) -> tuple[Request, ...]:
        """The page behind this one; a relative URL counts from this page's."""
        link = facts.stated.get(self.path) if self.path else facts.links.get("next")
        if not isinstance(link, str) or is_nothing(link):
            return ()
        try:
            url = urljoin(facts.url, with_halves(link.strip()))
        except ValueError:
            url = ""
        if not is_asked_by_http(url):
            raise PagingEndless(f"The next page of {facts.shown} is {link[:200]!r}, which is no URL of HTTP.")
        return (replace(request.to(url), page=request.page + 1),)


def _says_no(stated: Mapping[str, object], more: str) -> bool:
    """Whether an answer says that nothing is behind it; one that says nothing of it may be asked at a wrong path."""
    return more in stated and is_nothing(stated[more])


def _sendable(value: object, path: str, facts: PageFacts) -> str:
    """A value of an answer as a part of the next request. Raises `PagingEndless` for half of a character."""
    text = with_halves(str(value))
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise PagingEndless(f"{facts.shown} has {text[:200]!a} at {path!r}, which cannot be sent: it is no text.")
    return text


def _sized(request: Request, parameter: str, size: int, *, in_body: bool) -> Request:
    return request.having({parameter: size}, in_body=in_body) if parameter and size else request
