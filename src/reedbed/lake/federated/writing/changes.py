"""UPDATE, DELETE and MERGE on an archived table.

The archived rows that a statement concerns are brought to life first, as rows of the live table: the table's name
answers as before, and the statement finds all it is about in one table. Keys that are to be gone are noted as deleted,
so that the archived row does not come back when the live one goes.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.mentions import word_at
from reedbed.engine.resolver.tokens import Kind, tokens_of
from reedbed.errors import ArchivedRowsFixed, ConstraintViolated
from reedbed.lake.federated.conditions import restricted
from reedbed.lake.federated.words import end_of_name
from reedbed.lake.federated.writing.concerned import Concerned
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine.resolver.tokens import Token
    from reedbed.lake.federated.choosing import Chosen
    from reedbed.lake.federated.work import Work
    from reedbed.lake.federated.writing.parts import Parts

_MATCHED: Final = "reedbed_matched"
_ARCHIVED: Final = "reedbed_archived"
_CHANGED: Final = "reedbed_changed"
_DRAWN: Final = frozenset({"nextval", "random"})
"""Functions that give something else each time, which may be what another row has."""
_PLACE: Final = "reedbed_place"
_SOURCE: Final = "reedbed_source"


def updated(work: Work, parts: Parts) -> str:
    """Prepare an UPDATE; returns the one of the live table."""
    concerned = Concerned.of(work, parts, beside=parts.clause("from"), where=parts.clause("where"))
    concerned.bring_to_life(concerned.files())
    keys = {name.lower() for name in work.table.key}
    if keys and (parts.assigned is None or keys & parts.assigned):
        _refuse_keys_of_others(work, concerned, parts)
        # The row leaves its key, under which the archived one would be seen again.
        _hide_matched(work, concerned)
    return parts.led_to(f"{work.live} AS {concerned.name}")


def _refuse_keys_of_others(work: Work, concerned: Concerned, parts: Parts) -> None:
    """Raise `ConstraintViolated` when an UPDATE gives a row the key of an archived one, which would be seen no more.

    Found by carrying it out on a copy of the rows. The key of a live one is the live table's own to refuse.
    """
    tokens = tokens_of(parts.clause("set"))
    calls = {word_at(tokens, at) for at in range(len(tokens)) if word_at(tokens, at + 1) == "("}
    if not _DRAWN.isdisjoint(calls):
        raise _unknown_keys(work)
    rows = work.temporary(_CHANGED, concerned.select(work.stored(), f"SELECT * FROM {work.live}"))
    work.execute(parts.led_to(f"{rows} AS {concerned.name}"))
    missing = " OR ".join(f"{quote(key)} IS NULL" for key in work.table.key)
    if work.execute(f"SELECT 1 FROM {rows} WHERE {missing} LIMIT 1"):
        # DEFAULT, which the copy knows nothing of.
        raise _unknown_keys(work)
    files = work.files_of_keys(rows, work.table.key)
    taken = f"SELECT {work.keys} FROM ({work.archived(files)}) SEMI JOIN {rows} USING ({work.keys}) LIMIT 1"
    for key in work.execute(taken) if files.count else ():
        told = ", ".join(f"{name}: {value}" for name, value in zip(work.table.key, key, strict=True))
        raise ConstraintViolated(f'Duplicate key "{told}" violates primary key constraint.')
    work.forget(_CHANGED)


def _unknown_keys(work: Work) -> ArchivedRowsFixed:
    return ArchivedRowsFixed(
        f"Rows of {str(work.table.name)!r} cannot be given keys that are drawn: an archived row may have the same.",
        hint=f"reedbed lake restore {work.table.name.argument}",
        table=str(work.table.name),
    )


def deleted(work: Work, parts: Parts) -> str:
    """Carry out a DELETE, or prepare the one of the live table; returns the statement that is left to run."""
    concerned = Concerned.of(work, parts, beside=parts.clause("using"), where=parts.clause("where"))
    on_live = parts.led_to(f"{work.live} AS {concerned.name}")
    if not work.table.key:
        concerned.bring_to_life(concerned.files())
        return on_live
    # An archived row that a live one stands for has its key, whatever else differs.
    condition = concerned.condition
    keys = frozenset(name.lower() for name in work.table.key)
    if not work.choose(restricted(condition, keys) if condition else None).count:
        return on_live
    files = concerned.files()
    if "returning" not in parts.clauses:
        return _deleted_uncopied(work, concerned, files)
    concerned.bring_to_life(files)
    _hide_matched(work, concerned)
    return on_live


def _deleted_uncopied(work: Work, concerned: Concerned, files: Chosen) -> str:
    """Delete without bringing rows to life first: both sets of rows are found before anything is changed.

    Live rows are told by their places: nothing but a promise keeps a key that is not the primary one from coming twice.
    """
    nothing = f"SELECT {work.keys} FROM {work.live} LIMIT 0"
    archived = concerned.select(work.table.key, work.archived(files)) if files.count else nothing
    rows = work.temporary(_ARCHIVED, archived)
    live = f"SELECT rowid AS {_PLACE}, * FROM {work.live}"
    matched = work.temporary(_MATCHED, concerned.select([*work.table.key, _PLACE], live, each=[_PLACE]))
    hide(work, matched)
    _hide(work, f"SELECT {work.keys} FROM {rows}")
    live_rows = work.execute(f"DELETE FROM {work.live} WHERE rowid IN (SELECT {_PLACE} FROM {matched})")[0][0]
    count = work.execute(f"SELECT count(*) FROM {rows}")[0][0] + live_rows
    work.forget(_ARCHIVED, _MATCHED)
    return f'SELECT CAST({count:d} AS BIGINT) AS "Count"'


def merged(work: Work, parts: Parts) -> str:
    """Prepare a MERGE; returns the one of the live table."""
    tokens = tokens_of(f"when {parts.clause('when')}")
    words = [None if token.quoted else token.text for token in tokens]
    beside, where = parts.clause("using"), parts.clause("on")
    if "on" not in parts.clauses:
        beside, where = _joined_by_names(beside, parts.alias or quote(work.table.name.name))
    concerned = Concerned.of(work, parts, beside=beside, where=where)
    on_live = parts.led_to(f"{work.live} AS {concerned.name}")
    everywhere = ("by", "source") in _pairs(words)
    if everywhere:
        concerned = Concerned.of(work, parts, beside="", where="")
    if ("when", "matched") in _pairs(words) or everywhere:
        concerned.bring_to_life(concerned.files())
    if work.table.key and ("delete" in words or _gives_key(work, tokens)):
        # Whatever files there are: a live row that is about to go may stand for an archived one that is not like it.
        _hide_matched(work, concerned)
    return on_live


def _joined_by_names(using: str, name: str) -> tuple[str, str]:
    """`source USING (columns)` as a relation and what has to hold of it and of the table called `name`."""
    tokens, source = tokens_of(using), using.encode()
    at = max(place for place in range(len(tokens)) if word_at(tokens, place) == "using")
    starts = [token.start for token in tokens[at + 1 :] if token.kind in (Kind.NAME, Kind.KEYWORD)]
    columns = [source[start : end_of_name(source, start)].decode() for start in starts]
    # In parentheses, since the source may be a join or have no name of its own.
    beside = f"(SELECT * FROM {source[: tokens[at].start].decode()}) AS {_SOURCE}"
    return beside, " AND ".join(f"{name}.{column} = {_SOURCE}.{column}" for column in columns)


def _pairs(words: Sequence[str | None]) -> list[tuple[str | None, str | None]]:
    return list(pairwise(words))


def _gives_key(work: Work, tokens: Sequence[Token]) -> bool:
    """Whether a MERGE may give a row another key; it is no harm to think so.

    `UPDATE` alone, `BY NAME` and `SET *` give it all columns of the source's, and `SET (…)` several at once.
    """
    keys = {name.lower() for name in work.table.key}
    for place, token in enumerate(tokens):
        follows = word_at(tokens, place + 1)
        if word_at(tokens, place) == "update" and follows != "set":
            return True
        if word_at(tokens, place) == "set" and follows in ("*", "("):
            return True
        if token.text in keys and follows == "=" and "update" in map(partial(word_at, tokens), range(place)):
            return True
    return False


def _hide_matched(work: Work, concerned: Concerned) -> None:
    """Note the keys of live rows that a statement is about as deleted, where an archived row has them."""
    hide(work, work.temporary(_MATCHED, concerned.select(work.table.key, f"SELECT * FROM {work.live}")))
    work.forget(_MATCHED)


def hide(work: Work, rows: str) -> None:
    """Note the keys in a relation as deleted, where an archived row has them."""
    files = work.files_of_keys(rows, work.table.key)
    if files.count:
        _hide(work, f"SELECT {work.keys} FROM ({work.all_archived(files)}) SEMI JOIN {rows} USING ({work.keys})")


def _hide(work: Work, rows: str) -> None:
    work.execute(
        f"INSERT INTO {work.deleted} ({work.keys}) SELECT {work.keys} FROM ({rows}) ANTI JOIN {work.deleted} "
        f"USING ({work.keys})"
    )
