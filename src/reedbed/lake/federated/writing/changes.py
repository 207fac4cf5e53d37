"""UPDATE, DELETE and MERGE on an archived table.

The archived rows that a statement concerns are brought to life first, as rows of the live table: the table's name
answers as before, and the statement finds all it is about in one table. Keys that are to be gone are noted as deleted,
so that the archived row does not come back when the live one goes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.tokens import tokens_of
from reedbed.errors import SqlNotSupported
from reedbed.lake.federated.conditions import restricted
from reedbed.lake.federated.writing.concerned import Concerned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.lake.federated.choosing import Chosen
    from reedbed.lake.federated.work import Work
    from reedbed.lake.federated.writing.parts import Parts

_MATCHED: Final = "reedbed_matched"
_ARCHIVED: Final = "reedbed_archived"
_PLACE: Final = "reedbed_place"


def updated(work: Work, parts: Parts) -> str:
    """Prepare an UPDATE; returns the one of the live table."""
    concerned = Concerned.of(work, parts, beside=parts.clause("from"), where=parts.clause("where"))
    concerned.bring_to_life(concerned.files())
    keys = {name.lower() for name in work.table.key}
    if keys and (parts.assigned is None or keys & parts.assigned):
        # The row leaves its key, under which the archived one would be seen again.
        _hide_matched(work, concerned)
    return parts.led_to(f"{work.live} AS {concerned.name}")


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
    if "on" not in parts.clauses:
        raise SqlNotSupported(
            f"MERGE … USING (columns) is not done on {str(work.table.name)!r}, which has archived rows.",
            hint="MERGE INTO … USING … ON …",
        )
    words = [None if token.quoted else token.text for token in tokens_of(f"when {parts.clause('when')}")]
    concerned = Concerned.of(work, parts, beside=parts.clause("using"), where=parts.clause("on"))
    on_live = parts.led_to(f"{work.live} AS {concerned.name}")
    everywhere = ("by", "source") in _pairs(words)
    if everywhere:
        concerned = Concerned.of(work, parts, beside="", where="")
    files = concerned.files()
    if not files.count:
        return on_live
    if ("when", "matched") in _pairs(words) or everywhere:
        concerned.bring_to_life(files)
    if work.table.key and ("delete" in words or _gives_key(work, words)):
        _hide_matched(work, concerned)
    return on_live


def _pairs(words: Sequence[str | None]) -> list[tuple[str | None, str | None]]:
    return list(pairwise(words))


def _gives_key(work: Work, words: Sequence[str | None]) -> bool:
    """Whether a MERGE may give a row another key; it is no harm to think so."""
    keys = {name.lower() for name in work.table.key}
    return "update" in words and any(word in keys and following == "=" for word, following in _pairs(words))


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
