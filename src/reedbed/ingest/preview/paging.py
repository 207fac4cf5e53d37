"""How an API seems to divide its answer: by its Link header, by what stands beside the records, by the URL.

The names are those of common APIs. Every guess comes with the reason for it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from reedbed.ingest.decoding.paths import steps
from reedbed.ingest.page_facts import is_nothing, whole_number
from reedbed.ingest.paging import NextCursor, NextLink, Offset, PageNumber, SinglePage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.ingest.paging import Paging

_LINKS: Final = frozenset({"next", "nextpage", "nextlink", "nexturl", "nextpageurl", "odatanextlink", "href"})
_LAST: Final = ("lastpage", "totalpages", "pagecount", "numpages", "numberofpages", "pages", "last")
_TOTALS: Final = (
    "total", "totalcount", "totalresults", "totalrecords", "totalitems", "totalrows", "totalelements", "numbermatched",
    "recordcount", "resultcount", "count",
)  # fmt: skip
_TOKENS: Final = {
    "nextcursor": "cursor",
    "nextpagetoken": "pageToken",
    "endcursor": "after",
    "nexttoken": "nextToken",
    "continuationtoken": "continuationToken",
    "nextmarker": "marker",
    "scrollid": "scroll_id",
    "cursor": "cursor",
}
_MORE: Final = frozenset({"hasmore", "hasnext", "hasnextpage", "more", "moreresults", "next", "nextpage"})
_PAGES: Final = ("page", "pagenumber", "pageno", "pageindex", "p")
_OFFSETS: Final = ("offset", "skip", "startindex")
_SIZES: Final = ("limit", "pagesize", "perpage", "size", "count", "top", "rows")


@dataclass(frozen=True, kw_only=True, slots=True)
class PagingGuess:
    """A way to go through pages, why it was chosen, and the path of the stated number of records, if there is one."""

    paging: Paging
    reason: str
    total: str = ""


def guessed_paging(url: str, rows: int, beside: Mapping[str, object], links: Mapping[str, str]) -> PagingGuess:
    """How the answer to `url` with so many records goes on."""
    params = {_plain(name): name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    total = next(iter(_whole(beside, _TOTALS, at_least=max(rows, 1))), "")
    guess = (
        _by_answer(params, rows, beside, links, total)
        or _by_parameters(params, total)
        or PagingGuess(paging=SinglePage(), reason=_unpaged(rows, beside, total))
    )
    return replace(guess, total=total)


def _by_answer(
    params: Mapping[str, str], rows: int, beside: Mapping[str, object], links: Mapping[str, str], total: str
) -> PagingGuess | None:
    if "next" in links:
        return PagingGuess(paging=NextLink(), reason="the Link header names the next page")
    for path, value in beside.items():
        if _plain(steps(path)[-1]) in _LINKS and "next" in path.casefold() and _is_url(value):
            return PagingGuess(paging=NextLink(path=path), reason=f"{path} is the URL of the next page")
    for path in _whole(beside, _LAST, at_least=1):
        name = next((params[each] for each in _PAGES if each in params), "page")
        reason = f"{path} is {beside[path]}; pages are asked for by {name}"
        return PagingGuess(paging=PageNumber(parameter=name, last=path), reason=reason)
    for path, value in beside.items():
        parameter = _TOKENS.get(_plain(steps(path)[-1]))
        if parameter and isinstance(value, str) and value:
            name = params.get(_plain(parameter), parameter)
            reason = f"{path} looks like a token; that {name} takes it is the usual name"
            return PagingGuess(paging=NextCursor(path=path, parameter=name), reason=reason)
    offset = next((params[each] for each in _OFFSETS if each in params), "")
    if offset and total and _number(beside[total]) > rows:
        size = next((params[each] for each in _SIZES if each in params), "limit")
        reason = f"{total} is {beside[total]} and the URL has {offset}"
        return PagingGuess(paging=Offset(parameter=offset, size_parameter=size, total=total), reason=reason)
    return None


def _by_parameters(params: Mapping[str, str], total: str) -> PagingGuess | None:
    for each in _PAGES:
        if each in params:
            reason = f"the URL has {params[each]}; pages are asked for until one is empty"
            return PagingGuess(paging=PageNumber(parameter=params[each]), reason=reason)
    for each in _OFFSETS:
        if each in params:
            size = next((params[name] for name in _SIZES if name in params), "limit")
            reason = f"the URL has {params[each]}"
            return PagingGuess(paging=Offset(parameter=params[each], size_parameter=size, total=total), reason=reason)
    return None


def _unpaged(rows: int, beside: Mapping[str, object], total: str) -> str:
    """Why an answer is taken as one page, or that it is not the only one where nothing says how the others are got."""
    more = [path for path, value in beside.items() if _plain(steps(path)[-1]) in _MORE and not is_nothing(value)]
    if total and _number(beside[total]) > rows:
        more.append(total)
    if not more:
        return "nothing in the answer or the URL speaks of further pages"
    value = json.dumps(beside[more[0]])
    return f"{more[0]} is {value}: more follows, and the answer does not say how it is asked for; declare the paging"


def _whole(beside: Mapping[str, object], names: tuple[str, ...], *, at_least: int) -> list[str]:
    """The paths of whole numbers by these names, in the order of the names."""
    found = [(names.index(_plain(steps(path)[-1])), path) for path in beside if _plain(steps(path)[-1]) in names]
    return [path for _, path in sorted(found) if _number(beside[path]) >= at_least]


def _number(value: object) -> int:
    found = whole_number(value)
    return -1 if found is None else found


def _is_url(value: object) -> bool:
    return isinstance(value, str) and re.match(r"https?://|/|\?", value) is not None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
