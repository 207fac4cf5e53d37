"""What is known of a page that came, and how the values that it states are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class PageFacts:
    """What is known of a page that came.

    `rows` counts its records (None where `Paging.needs_rows` says no), `stated` has the values at the paths that the
    paging asked for (absent ones are left out), `links` the targets of its Link header by their relation, `known_pages`
    how many pages of its window were asked for already, this one included, `last` the value at its `last_path`,
    `shown` is the URL as it may be written down.
    """

    rows: int | None
    url: str
    stated: Mapping[str, object] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    known_pages: int = 1
    last: str | None = None
    shown: str = "the source"


def is_nothing(value: object) -> bool:
    """Whether a value that an answer states says that nothing follows; as text too, which is what values arrive as."""
    return value is None or value is False or str(value).strip().casefold() in {"", "false", "null"}


def whole_number(value: object) -> int | None:
    """A number that an answer states, also as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return int(value) if isinstance(value, str) and value.strip().isdecimal() else None
    except ValueError:
        # Of more digits than Python reads.
        return None
