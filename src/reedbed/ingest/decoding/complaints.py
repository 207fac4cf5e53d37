"""What the engine says of a page that it cannot read, without its own settings and file names."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from reedbed.errors import PageInvalid
from reedbed.ingest.pages import PACKED

if TYPE_CHECKING:
    from reedbed.ingest.pages import Page

_KIND: Final = re.compile(r"^[\w ]+ Error: ")
_FILE: Final = re.compile(r' in file "[^"]*",?')
_REST: Final = re.compile(r"\n+(?:Try setting|Possible solution|LINE \d+:|\s*file ?=).*", re.IGNORECASE | re.DOTALL)
_ENCODED: Final = re.compile(r"unicode|utf-?(8|16|32)", re.IGNORECASE)
MOST_CHARACTERS: Final = 400
ENCODING_HINT: Final = "encoding: iso-8859-1"


def complaint(message: str) -> str:
    """The engine's message as one line about the page, which it may quote at length."""
    text = _FILE.sub("", _REST.sub("", _KIND.sub("", message)))
    line = " ".join(text.split()).removesuffix(".")
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"


def encoding_hint(message: str) -> str:
    """What to declare when the message is about bytes that are no UTF-8; empty when it is about anything else."""
    return ENCODING_HINT if _ENCODED.search(message) else ""


def page_invalid(source: str, page: Page, what: str, *, hint: str = "") -> PageInvalid:
    """The error that a page is not what the source of this name says."""
    look = "zstdcat {} | head -c 500" if page.file.suffix == PACKED else "ls -l {}"
    return PageInvalid(
        f"The page {page.url} of source {source!r} {what}",
        hint=hint or look.format(shlex.quote(str(page.file))),
        source=source,
        url=page.url,
        file=str(page.file),
    )
