"""What a statement gives to IDENTITY columns: PostgreSQL refuses values for those that are GENERATED ALWAYS.

The engine knows a default only, so the statement's text is looked at before it runs. OVERRIDING USER VALUE, which takes
no given value, becomes a statement that gives none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError, SqlNotSupported
from reedbed.pgserver.amendments.statement_parts import (
    InsertParts,
    assignments,
    insert_parts,
    is_default,
    merged_inserts,
    rows_of,
)
from reedbed.sql import quote
from reedbed.sql.postgres.brackets import depths, parted
from reedbed.sql.postgres.lexing import TokenKind, name_value, tokens
from reedbed.sql.postgres.schemas import stored_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reedbed.sql.postgres.lexing import Token

_USER_VALUE: Final = re.compile(r"\boverriding\s+user\s+value\b", re.IGNORECASE)


def refuse_values(sql: str, always: Mapping[str, bool], columns: Callable[[], Sequence[str]]) -> None:
    """Raise `SqlNameError` for a statement that gives a value to a column that is GENERATED ALWAYS.

    `always` says it of the IDENTITY columns of the table that the statement writes; `columns` gives all of its columns.
    """
    barred = {name.casefold() for name, is_always in always.items() if is_always}
    if not barred:
        return
    words = list(tokens(sql))
    deep = depths(words)
    merges = bool(words) and words[0].folded == "merge"
    found = insert_parts(words, deep)
    for insert in merged_inserts(words, deep) if merges else [found] if found is not None else []:
        if insert.overriding:
            continue
        names = insert.columns if insert.columns is not None else list(columns())
        for place, name in enumerate(names):
            if name.casefold() in barred and _gives(words, deep, insert, place):
                raise SqlNameError(
                    f'428C9: cannot insert a non-DEFAULT value into column "{name}"\n'
                    f'Column "{name}" is an identity column defined as GENERATED ALWAYS.',
                    hint="Use OVERRIDING SYSTEM VALUE to override.",
                )
    for name, has_default in assignments(words, deep, merges=merges):
        if name.casefold() in barred and not has_default:
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
    insert = insert_parts(words, depths(words))
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
    return stored_name(name)


def _gives(words: Sequence[Token], deep: Sequence[int], insert: InsertParts, place: int) -> bool:
    """Whether the source gives something else than DEFAULT at a place of its rows, as far as its text tells."""
    first = words[insert.source].folded
    if first == "default":
        return False
    if first != "values":
        return insert.columns is not None or place < _width(words, deep, insert)
    return any(place < len(row) and not is_default(row[place]) for row in rows_of(words, deep, insert))


def _width(words: Sequence[Token], deep: Sequence[int], insert: InsertParts) -> int:
    """How many columns a query gives; as many as there can be where its text does not tell."""
    start = next((at for at in range(insert.source, insert.end) if words[at].folded == "select"), insert.end)
    places = [at for at in range(start + 1, insert.end) if deep[at] == deep[start]]
    end = next((at for at in places if words[at].folded == "from"), insert.end)
    items = parted(words[start + 1 : end])
    return len(words) if any(not item or item[-1].text == "*" for item in items) else len(items)
