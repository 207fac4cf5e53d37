"""What a text does with advisory locks, so far as the session has to know it before the engine does.

A lock is waited for before the engine begins with the statement: what runs in the engine would hold its threads, and a
transaction's snapshot from before the wait would not show what the holder committed. So the keys of a plain
`SELECT pg_advisory_lock(…)` are found in its text. Where a lock is taken row by row nothing waits: it is taken at once
or refused.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.brackets import depths, parted
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.sql.postgres.lexing import Token

_WAITING: Final = {
    "pg_advisory_lock": False,
    "pg_advisory_xact_lock": False,
    "pg_advisory_lock_shared": True,
    "pg_advisory_xact_lock_shared": True,
}
"""Functions that wait, and whether their lock is shared."""
_UNLOCK_ALL: Final = "pg_advisory_unlock_all"


@dataclass(frozen=True, slots=True)
class AdvisoryCall:
    """A lock that is to be waited for: the expressions of its one or two numbers."""

    arguments: tuple[str, ...]
    shared: bool


@dataclass(frozen=True, slots=True)
class AdvisoryUse:
    """What a statement does.

    `for_transaction` says that it may lock to the end of the transaction, which it therefore needs one of.
    """

    waits: tuple[AdvisoryCall, ...] = ()
    for_transaction: bool = False
    unlocks_all: bool = False


def advisory_use(text: str) -> AdvisoryUse | None:
    """What a statement does with advisory locks; None for nearly all statements."""
    if "advisory" not in text.casefold():
        return None
    words = [word for word in tokens(text) if word.text != ";"]
    called = {
        one.folded for one, other in itertools.pairwise(words) if one.kind is TokenKind.WORD and other.text == "("
    }
    if not any("advisory" in name for name in called):
        return None
    return AdvisoryUse(
        waits=_waits(text, words) if called & _WAITING.keys() else (),
        for_transaction=any("advisory_xact" in name for name in called),
        unlocks_all=_UNLOCK_ALL in called,
    )


def _waits(text: str, words: Sequence[Token]) -> tuple[AdvisoryCall, ...]:
    """The calls of `SELECT f(…) [AS name], …`; none of any other statement."""
    if not words or words[0].folded != "select":
        return ()
    found = []
    for item in parted(words[1:]):
        call = item[2:] if [word.folded for word in item[:2]] == ["pg_catalog", "."] else item
        if len(call) < 4 or call[1].text != "(":  # noqa: PLR2004 - a name, two brackets, a number
            return ()
        end = next((place for place, depth in enumerate(depths(call)) if depth == 0 and place > 1), len(call))
        alias = call[end + 1 :]
        if len(alias) > 2 or (len(alias) == 2 and alias[0].folded != "as"):  # noqa: PLR2004 - AS and a name
            return ()
        if call[0].folded in _WAITING:
            arguments = [text[part[0].start : part[-1].end] for part in parted(call[2:end]) if part]
            found.append(AdvisoryCall(tuple(arguments), _WAITING[call[0].folded]))
    return tuple(found)
