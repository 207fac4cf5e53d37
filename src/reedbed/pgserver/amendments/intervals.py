"""`sum` of intervals, which DuckDB lacks: months, days and microseconds are summed apart, as PostgreSQL does.

Only the engine knows that what is summed is an interval, so this is done to a statement that has failed for it. Its
other sums keep their types: which one a call is, `typeof` decides when the statement is bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.brackets import closing
from reedbed.sql.postgres.brackets import depths as depths_of
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.sql.postgres.lexing import Token

_FAILURE: Final = "'sum(INTERVAL)'"
_TAILS: Final = frozenset({"filter", "over"})


def with_interval_sums(sql: str, failure: str) -> str | None:
    """The statement whose sums take intervals too, after the engine said that they take none; else None."""
    if _FAILURE not in failure:
        return None
    words = list(tokens(sql))
    deep = depths_of(words)
    pieces: list[str] = []
    end = 0
    for place in range(len(words) - 2):
        if words[place].start < end or not _is_sum(words, place):
            continue
        close = closing(deep, place + 1)
        last = _tail(words, deep, close)
        argument = sql[words[place + 1].end : words[close].start]
        tail = sql[words[close].end : words[last].end]
        pieces.append(sql[end : words[place].start])
        pieces.append(_sum(argument, tail, windowed=any(word.folded == "over" for word in words[close : last + 1])))
        end = words[last].end
    return "".join(pieces) + sql[end:] if pieces else None


def _is_sum(words: Sequence[Token], place: int) -> bool:
    """Whether a call of `sum` begins here, of values that are not to be distinct."""
    word = words[place]
    return (
        word.kind is TokenKind.WORD
        and word.folded == "sum"
        and words[place + 1].text == "("
        and words[place + 2].folded not in {"distinct", "*"}
        and (place == 0 or words[place - 1].text != ".")
    )


def _tail(words: Sequence[Token], deep: Sequence[int], close: int) -> int:
    """The last token of FILTER and OVER behind a call."""
    while close + 1 < len(words) and words[close + 1].folded in _TAILS:
        close = closing(deep, close + 2) if words[close + 2].text == "(" else close + 2
    return close


def _kind(value: str) -> str:
    return f"CASE WHEN typeof({value}) = 'INTERVAL' THEN 'interval' ELSE 'number' END"


def _sum(argument: str, tail: str, *, windowed: bool) -> str:
    kind = _kind(argument)
    shown = kind if windowed else _kind(f"any_value({argument})")
    interval = f"struct_extract({{'interval': {argument}, 'number': INTERVAL 0 SECOND}}, {kind})"
    number = f"struct_extract({{'interval': 0, 'number': {argument}}}, {kind})"
    months = f"CAST(sum(date_part('year', {interval}) * 12 + date_part('month', {interval})){tail} AS INTEGER)"
    days = f"CAST(sum(date_part('day', {interval})){tail} AS INTEGER)"
    clock = (
        f"CAST(sum(date_part('hour', {interval}) * 3600000000 + date_part('minute', {interval}) * 60000000 "
        f"+ date_part('microseconds', {interval})){tail} AS BIGINT)"
    )
    total = f"to_months({months}) + to_days({days}) + to_microseconds({clock})"
    return f"struct_extract({{'interval': {total}, 'number': sum({number}){tail}}}, {shown})"
