"""What a statement gives to IDENTITY columns: PostgreSQL refuses values for those that are GENERATED ALWAYS.

The engine knows a default only, so the statement's text is looked at before it runs. OVERRIDING USER VALUE, which takes
no given value, becomes a statement that gives none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import SqlNameError, SqlNotSupported
from reedbed.sql import quote
from reedbed.sql.postgres.brackets import closing, depths, parted
from reedbed.sql.postgres.lexing import TokenKind, name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from reedbed.sql.postgres.lexing import Token

_NAMES: Final = frozenset({TokenKind.WORD, TokenKind.QUOTED})
_USER_VALUE: Final = re.compile(r"\boverriding\s+user\s+value\b", re.IGNORECASE)
_QUERIES: Final = frozenset({"select", "with", "values"})
_AFTER_SET: Final = frozenset({"where", "from", "returning", ";"})


class _Insert(NamedTuple):
    """The tokens of an INSERT: its columns, what it overrides, and where what it inserts begins and ends."""

    columns: list[str] | None
    listed: int
    overriding: str
    overrides_at: int
    source: int
    end: int


def refuse_values(sql: str, always: Mapping[str, bool], columns: Callable[[], Sequence[str]]) -> None:
    """Raise `SqlNameError` for a statement that gives a value to a column that is GENERATED ALWAYS.

    `always` says it of the IDENTITY columns of the table that the statement writes; `columns` gives all of its columns.
    """
    barred = {name.casefold() for name, is_always in always.items() if is_always}
    if not barred:
        return
    words = list(tokens(sql))
    deep = depths(words)
    insert = _insert(words, deep)
    if insert is not None and not insert.overriding:
        names = insert.columns if insert.columns is not None else list(columns())
        for place, name in enumerate(names):
            if name.casefold() in barred and _gives(words, deep, insert, place):
                raise SqlNameError(
                    f'428C9: cannot insert a non-DEFAULT value into column "{name}"\n'
                    f'Column "{name}" is an identity column defined as GENERATED ALWAYS.',
                    hint="Use OVERRIDING SYSTEM VALUE to override.",
                )
    for name, is_default in _assignments(words, deep):
        if name.casefold() in barred and not is_default:
            raise SqlNameError(
                f'428C9: column "{name}" can only be updated to DEFAULT\n'
                f'Column "{name}" is an identity column defined as GENERATED ALWAYS.'
            )


def without_user_values(
    sql: str, identities: Callable[[Sequence[str]], Mapping[str, bool]], columns: Callable[[Sequence[str]], list[str]]
) -> str:
    """An INSERT … OVERRIDING USER VALUE that gives nothing to IDENTITY columns; any other statement as it is.

    Raises `SqlNotSupported` where parameters stand in it.
    """
    if _USER_VALUE.search(sql) is None:
        return sql
    words = list(tokens(sql))
    insert = _insert(words, depths(words))
    if insert is None or insert.overriding != "user" or words[insert.source].folded == "default":
        return sql
    name = _target(words)
    ignored = {each.casefold() for each in identities(name)}
    names = insert.columns if insert.columns is not None else columns(name)
    kept = [each for each in names if each.casefold() not in ignored]
    if len(kept) == len(names):
        return sql
    if any(word.kind is TokenKind.PARAMETER for word in words):
        raise SqlNotSupported(
            "OVERRIDING USER VALUE with parameters is not supported",
            hint="Leave the identity column out of the INSERT.",
            construct="OVERRIDING USER VALUE",
        )
    head = sql[: words[insert.listed].start if insert.listed else words[insert.overrides_at].start].rstrip()
    source = sql[words[insert.source].start : words[insert.end - 1].end]
    given = ", ".join(map(quote, names))
    listed = ", ".join(map(quote, kept))
    rest = sql[words[insert.end - 1].end :]
    return f"{head} ({listed}) SELECT {listed} FROM ({source}) AS reedbed_given ({given}){rest}"


def _target(words: Sequence[Token]) -> tuple[str, ...]:
    place = next(at for at, word in enumerate(words) if word.folded == "into") + 1
    name = [name_value(words[place])]
    while words[place + 1].text == ".":
        place += 2
        name.append(name_value(words[place]))
    return tuple("main" if each == "public" and at < len(name) - 1 else each for at, each in enumerate(name))


def _insert(words: Sequence[Token], deep: Sequence[int]) -> _Insert | None:
    """The parts of an INSERT, which WITH may come before; None for other statements."""
    place = next(
        (at for at in range(len(words) - 2) if words[at].folded == "insert" and words[at + 1].folded == "into"), None
    )
    if place is None or deep[place] != 0:
        return None
    place += 3
    while place + 1 < len(words) and words[place].text == ".":
        place += 2
    if place < len(words) and words[place].folded == "as":
        place += 2
    columns, listed = None, 0
    if place + 1 < len(words) and words[place].text == "(" and words[place + 1].folded not in _QUERIES:
        end, listed = closing(deep, place), place
        columns = [name_value(each) for each in words[place + 1 : end] if each.kind in _NAMES]
        place = end + 1
    overriding, overrides_at = "", place
    if place + 2 < len(words) and words[place].folded == "overriding":
        overriding = words[place + 1].folded
        place += 3
    if place >= len(words):
        return None
    return _Insert(columns, listed, overriding, overrides_at, place, _end_of_source(words, deep, place))


def _end_of_source(words: Sequence[Token], deep: Sequence[int], place: int) -> int:
    """Where ON CONFLICT, RETURNING or the end of the statement comes."""
    for at in range(place, len(words)):
        conflicts = words[at].folded == "on" and at + 1 < len(words) and words[at + 1].folded == "conflict"
        if deep[at] == 0 and (conflicts or words[at].folded == "returning" or words[at].text == ";"):
            return at
    return len(words)


def _gives(words: Sequence[Token], deep: Sequence[int], insert: _Insert, place: int) -> bool:
    """Whether the source gives something else than DEFAULT at a place of its rows, as far as its text tells."""
    first = words[insert.source].folded
    if first == "default":
        return False
    if first != "values":
        return insert.columns is not None or place < _width(words, deep, insert)
    return any(place < len(row) and not _is_default(row[place]) for row in _rows(words, deep, insert))


def _is_default(cell: Sequence[Token]) -> bool:
    return len(cell) == 1 and cell[0].folded == "default"


def _width(words: Sequence[Token], deep: Sequence[int], insert: _Insert) -> int:
    """How many columns a query gives; as many as there can be where its text does not tell."""
    start = next((at for at in range(insert.source, insert.end) if words[at].folded == "select"), insert.end)
    places = [at for at in range(start + 1, insert.end) if deep[at] == deep[start]]
    end = next((at for at in places if words[at].folded == "from"), insert.end)
    items = parted(words[start + 1 : end])
    return len(words) if any(not item or item[-1].text == "*" for item in items) else len(items)


def _rows(words: Sequence[Token], deep: Sequence[int], insert: _Insert) -> Iterator[list[Sequence[Token]]]:
    """The cells of each row of VALUES."""
    at = insert.source + 1
    while at < insert.end and words[at].text == "(":
        end = closing(deep, at)
        yield parted(words[at + 1 : end])
        at = end + 2


def _assignments(words: Sequence[Token], deep: Sequence[int]) -> Iterator[tuple[str, bool]]:
    """The columns that UPDATE SET gives something, each with whether that is DEFAULT."""
    for at, word in enumerate(words):
        if word.folded == "set" and deep[at] == 0:
            end = next((p for p in range(at, len(words)) if deep[p] == 0 and words[p].folded in _AFTER_SET), len(words))
            for part in parted(words[at + 1 : end]):
                yield from _assigned(part)


def _assigned(part: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    if part and part[0].text == "(":
        end = closing(depths(part), 0)
        yield from ((name_value(each), False) for each in part[1:end] if each.kind in _NAMES)
    elif part and part[0].kind in _NAMES:
        yield name_value(part[0]), _is_default(part[2:])
