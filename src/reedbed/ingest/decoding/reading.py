"""How pages are read, as SQL: what every format's reader answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.ingest.decoding.fitting import Value
    from reedbed.ingest.pages import Page

FILE: Final = "reedbed_file"
"""The column in which the readers tell each record's file: records may have one named filename."""
NAMED: Final = f"filename = '{FILE}'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """SQL over some pages.

    `rows` yields `filename`, `place` and `record`; `values` has each column's value in a record. `raw` yields
    `filename`, `place` and `raw`, each record whole, as JSON. Places rise in the order of a page's records without a
    gap; they begin with 0 where one page is read alone.
    """

    rows: str
    raw: str
    values: Mapping[str, Value]
    marked: bool = False
    """Whether texts may have marks in place of halves of characters (see `surrogates`)."""


def files(pages: Sequence[Page]) -> str:
    """The list of the pages' files."""
    return f"[{', '.join(literal(str(page.file)) for page in pages)}]"


def placed(what: str, read: str) -> str:
    """A SELECT of `what` from a reader, with the number of each record in all that is read: no page is held for it."""
    return f"SELECT {FILE} AS filename, {what}, row_number() OVER () - 1 AS place FROM {read}"
