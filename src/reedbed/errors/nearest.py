"""Did you mean: the names nearest to one that was not found."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest_names(name: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """At most `limit` of `known` that look like `name`, the most similar first, ignoring case."""
    by_folded: dict[str, str] = {}
    for candidate in known:
        by_folded.setdefault(candidate.casefold(), candidate)
    return [by_folded[hit] for hit in get_close_matches(name.casefold(), by_folded, n=limit, cutoff=0.6)]


def did_you_mean(names: list[str]) -> str:
    """A sentence that offers `names`, or an empty string when there are none."""
    if not names:
        return ""
    return "Did you mean " + " or ".join(repr(name) for name in names) + "?"
