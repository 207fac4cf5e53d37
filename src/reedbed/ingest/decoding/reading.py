"""How pages are read, as SQL: what every format's reader answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.ingest.decoding.fitting import Value
    from reedbed.ingest.pages import Page

_PLACE: Final = "row_number() OVER (PARTITION BY filename ORDER BY number) - 1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """SQL over some pages.

    `rows` yields `filename`, `place` (a record's number in its page, from 0) and `record`; `values` has each column's
    value in a record. `raw` yields `filename`, `place` and `raw`, each record whole, as JSON.
    """

    rows: str
    raw: str
    values: Mapping[str, Value]


def files(pages: Sequence[Page]) -> str:
    """The list of the pages' files."""
    return f"[{', '.join(literal(str(page.file)) for page in pages)}]"


def placed(what: str, read: str) -> str:
    """A SELECT of `what` from a reader, with each record's number in its file."""
    numbered = f"SELECT filename, {what}, row_number() OVER () AS number FROM {read}"
    return f"SELECT * EXCLUDE (number), {_PLACE} AS place FROM ({numbered}) AS r"
